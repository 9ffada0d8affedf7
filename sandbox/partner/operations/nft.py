"""Sections "NFT", "NFT Payment" and "NFT Upgrade Requests"."""

from decimal import Decimal
from typing import Any

from sandbox.partner import answers, catalog, schemas
from sandbox.partner.errors import Refusal
from sandbox.partner.state import Visit
from sandbox.partner.world import Miner, Payment, Upgrade, World


def miners(visit: Visit[schemas.Page | schemas.SignedPage]) -> dict[str, Any]:
    """List the user's miners, oldest first."""
    owned = visit.partner.world.owned(visit.user)
    return answers.sliced(owned, visit.asked.limit, visit.asked.offset, answers.miner)


def transfer(visit: Visit[schemas.Transfer]) -> bool:
    """Give a miner to another of the partner's users."""
    world, asked = visit.partner.world, visit.asked
    miner = find_miner(world, asked.nft_id)
    if miner.owner != visit.user.id:
        raise Refusal(403, "NFT does not belong to this user")
    to = world.named(asked.to_partner_user_id)
    if to is visit.user:
        raise Refusal(400, "toPartnerUserId must be another user")
    world.transfer(miner, to, visit.now)
    visit.partner.ledger.forget(visit.user, to)
    return True


def collections(visit: Visit[schemas.Nothing]) -> dict[str, Any]:  # noqa: ARG001
    """List the miners that can be bought."""
    rows = list(catalog.COLLECTIONS.values())
    return answers.paged(map(answers.collection, rows), len(rows))


def init_payment(visit: Visit[schemas.InitPayment]) -> dict[str, Any]:
    """Begin a purchase; the same order again is the same payment."""
    world, asked = visit.partner.world, visit.asked
    if asked.user_id not in world.users:
        raise Refusal(404, "User not found")
    collection = catalog.COLLECTIONS.get(asked.nft_collection_id)
    if collection is None:
        raise Refusal(404, "NFT collection not found")
    known = world.payments.get(asked.external_id)
    if known is None:
        known = Payment(world.new_id(), asked.external_id, asked.user_id, collection, visit.now)
        world.payments[asked.external_id] = known
    elif (known.user_id, known.collection.id) != (asked.user_id, collection.id):
        raise Refusal(409, "externalId already belongs to another payment")
    return answers.payment(known)


def confirm_payment(visit: Visit[schemas.ConfirmPayment]) -> bool:
    """Hand over the miner that was paid for, once."""
    world, asked = visit.partner.world, visit.asked
    payment = world.payments.get(asked.external_id)
    if payment is None or payment.user_id != asked.user_id:
        raise Refusal(404, "Payment not found: it must be initialised first")
    if payment.status == "success":
        raise Refusal(409, "Payment is already confirmed")
    payment.status = "success"
    world.mint(payment, visit.now)
    visit.partner.ledger.forget(world.users[payment.user_id])
    return True


def create_upgrade(visit: Visit[schemas.UpgradeRequest]) -> dict[str, Any]:
    """Change a miner; `from…` must be what it is now."""
    world, asked = visit.partner.world, visit.asked.data
    miner = find_miner(world, asked.nft_id)
    old, new = _ends(asked)
    current = miner.power if asked.type == "nftPowerUpgrade" else miner.efficiency
    if old != current:
        raise Refusal(409, f"Stale upgrade: the miner is at {current}, not at {old}")
    _check_direction(asked.type, old, new)
    if asked.type == "nftPowerUpgrade":
        miner.power = new
    else:
        miner.efficiency = new
    miner.change(visit.now)
    visit.partner.ledger.forget(world.users[miner.owner])
    upgrade = Upgrade(world.new_id(), asked.type, miner.id)
    world.upgrades.append(upgrade)
    return {"id": upgrade.id, "status": "success", "type": upgrade.type, "nftId": upgrade.nft_id}


def calculate_upgrade(visit: Visit[schemas.UpgradePrice]) -> dict[str, Any]:
    """Price an upgrade in USD."""
    asked = visit.asked
    miner = find_miner(visit.partner.world, asked.nft_id)
    _check_direction(asked.type, asked.from_, asked.to)
    if asked.type == "nftPowerUpgrade":
        return {"price": catalog.power_upgrade_usd(miner.efficiency, asked.from_, asked.to)}
    return {"price": catalog.efficiency_upgrade_usd(miner.power, asked.from_, asked.to)}


def find_miner(world: World, number: int | Decimal) -> Miner:
    """Return a miner by its id; 404 when there is none."""
    miner = world.miners.get(int(number)) if number == int(number) else None
    if miner is None:
        raise Refusal(404, "NFT not found")
    return miner


def _ends(asked: schemas.PowerUpgrade | schemas.EfficiencyUpgrade) -> tuple[Decimal, Decimal]:
    if isinstance(asked, schemas.PowerUpgrade):
        return asked.from_power, asked.to_power
    return asked.from_energy_efficiency, asked.to_energy_efficiency


def _check_direction(kind: str, old: Decimal, new: Decimal) -> None:
    """Power only grows, up to 5000 TH; W/TH only falls, down to 12."""
    if kind == "nftPowerUpgrade" and not 0 <= old < new <= catalog.MAX_POWER:
        raise Refusal(400, f"Power can only be raised, up to {catalog.MAX_POWER} TH")
    if kind != "nftPowerUpgrade" and not catalog.BEST_EFFICIENCY <= new < old <= 100:
        raise Refusal(400, f"W/TH can only be lowered, down to {catalog.BEST_EFFICIENCY}")
