"""Sections "NFT", "NFT Payment" and "NFT Upgrade Requests"."""

from decimal import Decimal
from typing import Any

from sandbox.partner import answers, catalog, schemas
from sandbox.partner.errors import ApiError
from sandbox.partner.state import Context
from sandbox.partner.world import Miner, Payment, Upgrade, World


def miners(context: Context[schemas.Page | schemas.SignedPage]) -> dict[str, Any]:
    """List the user's miners, oldest first."""
    owned = context.partner.world.owned(context.user)
    return answers.sliced(owned, context.input, answers.miner, context.partner.readings)


def transfer(context: Context[schemas.Transfer]) -> bool:
    """Transfer a miner to another of the partner's users."""
    world, fields = context.partner.world, context.input
    miner = find_miner(world, fields.nft_id)
    if miner.owner != context.user.id:
        raise ApiError(403, "NFT does not belong to this user")
    to = world.require_user(fields.to_partner_user_id)
    if to is context.user:
        raise ApiError(400, "toPartnerUserId must be another user")
    world.transfer(miner, to, context.now)
    context.partner.ledger.invalidate(context.user, to)
    return True


def collections(context: Context[schemas.NoFields]) -> dict[str, Any]:
    """List the miners for sale."""
    rows = list(catalog.COLLECTIONS.values())
    return answers.paged(map(answers.collection, rows), len(rows), context.partner.readings)


def init_payment(context: Context[schemas.InitPayment]) -> dict[str, Any]:
    """Begin a purchase; a repeated request returns the same payment."""
    world, fields = context.partner.world, context.input
    if fields.user_id not in world.users:
        raise ApiError(404, "User not found")
    collection = catalog.COLLECTIONS.get(fields.nft_collection_id)
    if collection is None:
        raise ApiError(404, "NFT collection not found")
    known = world.payments.get(fields.external_id)
    if known is None:
        known = Payment(world.new_id(), fields.external_id, fields.user_id, collection, context.now)
        world.payments[fields.external_id] = known
    elif (known.user_id, known.collection.id) != (fields.user_id, collection.id):
        raise ApiError(409, "externalId already belongs to another payment")
    return answers.payment(known, context.partner.readings)


def confirm_payment(context: Context[schemas.ConfirmPayment]) -> bool:
    """Confirm a payment and create the miner once."""
    world, fields = context.partner.world, context.input
    payment = world.payments.get(fields.external_id)
    if payment is None or payment.user_id != fields.user_id:
        raise ApiError(404, "Payment not found: it must be initialised first")
    if payment.status == "success":
        if context.partner.readings.second_confirm == "success":
            return True
        raise ApiError(409, "Payment is already confirmed")
    payment.status = "success"
    world.mint(payment, context.now)
    context.partner.ledger.invalidate(world.users[payment.user_id])
    return True


def create_upgrade(context: Context[schemas.UpgradeRequest]) -> dict[str, Any]:
    """Upgrade a miner; `from…` must equal its current value."""
    world, fields = context.partner.world, context.input.data
    miner = find_miner(world, fields.nft_id)
    old, new = _ends(fields)
    current = miner.power if fields.type == "nftPowerUpgrade" else miner.efficiency
    if old != current:
        raise ApiError(409, f"Stale upgrade: the miner is at {current}, not at {old}")
    _check_direction(fields.type, old, new)
    if fields.type == "nftPowerUpgrade":
        miner.power = new
    else:
        miner.efficiency = new
    miner.change(context.now)
    context.partner.ledger.invalidate(world.users[miner.owner])
    upgrade = Upgrade(world.new_id(), fields.type, miner.id)
    world.upgrades.append(upgrade)
    return {"id": upgrade.id, "status": "success", "type": upgrade.type, "nftId": upgrade.nft_id}


def calculate_upgrade(context: Context[schemas.UpgradePrice]) -> dict[str, Any]:
    """Return the price of an upgrade in USD."""
    fields = context.input
    miner = find_miner(context.partner.world, fields.nft_id)
    _check_direction(fields.type, fields.from_, fields.to)
    if fields.type == "nftPowerUpgrade":
        return {"price": catalog.power_upgrade_usd(miner.efficiency, fields.from_, fields.to)}
    return {"price": catalog.efficiency_upgrade_usd(miner.power, fields.from_, fields.to)}


def find_miner(world: World, number: int | Decimal) -> Miner:
    """Return a miner by id; 404 if there is none."""
    miner = world.miners.get(int(number)) if number == int(number) else None
    if miner is None:
        raise ApiError(404, "NFT not found")
    return miner


def _ends(fields: schemas.PowerUpgrade | schemas.EfficiencyUpgrade) -> tuple[Decimal, Decimal]:
    if isinstance(fields, schemas.PowerUpgrade):
        return fields.from_power, fields.to_power
    return fields.from_energy_efficiency, fields.to_energy_efficiency


def _check_direction(kind: str, old: Decimal, new: Decimal) -> None:
    """Reject anything but raising power (up to 5000 TH) or lowering W/TH (down to 12)."""
    if kind == "nftPowerUpgrade" and not 0 <= old < new <= catalog.MAX_POWER:
        raise ApiError(400, f"Power can only be raised, up to {catalog.MAX_POWER} TH")
    if kind != "nftPowerUpgrade" and not catalog.BEST_EFFICIENCY <= new < old <= 100:
        raise ApiError(400, f"W/TH can only be lowered, down to {catalog.BEST_EFFICIENCY}")
