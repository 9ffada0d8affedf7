"""Section "Authentication": wallet login, account creation, refresh."""

from typing import Any

from sandbox import keys
from sandbox.partner import schemas
from sandbox.partner.errors import ApiError
from sandbox.partner.proofs import verify_proof
from sandbox.partner.seeds import SEED_USERS
from sandbox.partner.state import Context
from sandbox.partner.world import User, World

WALLET, PARTNER = "wallet", "partner"  # login kinds of refresh tokens


def generate_payload(context: Context[schemas.PartnerId]) -> dict[str, Any]:
    """Issue a payload for a wallet proof."""
    if context.input.partner_id != keys.PARTNER_ID:
        raise ApiError(401, "Unknown partnerId")
    return {"payload": context.partner.payloads.issue(context.input.partner_id, context.now)}


async def check_proof(context: Context[schemas.CheckProof]) -> dict[str, Any]:
    """Log in the owner of a wallet; an unknown wallet gets a new, empty account."""
    ton_wallet, partner = context.input.ton_wallet, context.partner
    proof = ton_wallet.connect_items.ton_proof.proof
    partner.payloads.check(proof.payload, keys.PARTNER_ID, context.now)
    wallet = await verify_proof(
        ton_wallet.account,
        proof,
        domains=partner.domains,
        now=context.now,
        key_on_chain=partner.key_on_chain,
    )
    partner.payloads.consume(proof.payload)
    user = partner.world.find_by_wallet(wallet)
    if user is None:
        user = _seeded_owner(partner.world, wallet) or _create_user(context)
        user.wallet, user.wallet_at = wallet, context.now
    return partner.tokens.issue(user.id, WALLET, context.now)


def refresh_wallet(context: Context[schemas.RefreshToken]) -> dict[str, Any]:
    """Exchange a refresh token of a wallet login for a new token pair."""
    return context.partner.tokens.rotate(context.input.refresh_token, WALLET, context.now)


def init_user(context: Context[schemas.InitUser]) -> dict[str, Any]:
    """Create one of the partner's users, or log an existing one in."""
    fields, world = context.input, context.partner.world
    user = world.find_user(fields.partner_user_id)
    if user is None:
        user = _create_user(context)
        user.partner_user_id = fields.partner_user_id
    user.email = user.email or fields.email or None
    return {"userId": user.id, **context.partner.tokens.issue(user.id, PARTNER, context.now)}


def refresh_partner(context: Context[schemas.RefreshToken]) -> dict[str, Any]:
    """Exchange a refresh token of a partner login for a new token pair."""
    return context.partner.tokens.rotate(context.input.refresh_token, PARTNER, context.now)


def _create_user(context: Context[Any]) -> User:
    world = context.partner.world
    return world.add_user(User(world.new_id(), context.now))


def _seeded_owner(world: World, proven: tuple[str, str]) -> User | None:
    """Return the seeded user of a test wallet: wallet 0 belongs to the first, and so on."""
    from sandbox.wallet import TestWallet  # noqa: PLC0415 - loads the TON libraries

    for index, seed in enumerate(SEED_USERS):
        wallet = TestWallet(index)
        if proven == (wallet.chain, wallet.address):
            return world.require_user(seed.partner_user_id)
    return None
