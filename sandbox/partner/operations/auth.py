"""Section "Authentication": wallet login, account creation, refresh."""

from typing import Any

from sandbox import keys
from sandbox.partner import schemas
from sandbox.partner.errors import ApiError
from sandbox.partner.proofs import verify_proof
from sandbox.partner.seeds import SEED_USERS
from sandbox.partner.state import Context
from sandbox.partner.tokens import PARTNER_LOGIN, WALLET_LOGIN
from sandbox.partner.world import User, World


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
    user = _wallet_user(context, wallet)
    partner.world.remember_login(WALLET_LOGIN, user)
    return _issue(context, user.id, WALLET_LOGIN)


def refresh_wallet(context: Context[schemas.RefreshToken]) -> dict[str, Any]:
    """Exchange a refresh token of a wallet login for a new token pair."""
    return _refresh(context, WALLET_LOGIN)


def init_user(context: Context[schemas.InitUser]) -> dict[str, Any]:
    """Create one of the partner's users, or log an existing one in."""
    fields, world = context.input, context.partner.world
    user = world.find_user(fields.partner_user_id)
    if user is None:
        user = _paired_user(context, WALLET_LOGIN) or _create_user(context)
        world.name_user(user, fields.partner_user_id)
    world.remember_login(PARTNER_LOGIN, user)
    user.email = user.email or fields.email or None
    named = {"userId": user.id} if context.partner.readings.init_user_id == "named" else {}
    return {**named, **_issue(context, user.id, PARTNER_LOGIN)}


def refresh_partner(context: Context[schemas.RefreshToken]) -> dict[str, Any]:
    """Exchange a refresh token of a partner login for a new token pair."""
    return _refresh(context, PARTNER_LOGIN)


def _issue(context: Context[Any], user_id: int, login: str) -> dict[str, str]:
    partner = context.partner
    claim = partner.readings.token_claims == "user_id"
    return partner.tokens.issue(user_id, login, context.now, claim_user_id=claim)


def _refresh(context: Context[schemas.RefreshToken], login: str) -> dict[str, str]:
    """Exchange a refresh token; the new pair is of the login that issued the old one."""
    both = context.partner.readings.refresh == "both"
    logins = (WALLET_LOGIN, PARTNER_LOGIN) if both else (login,)
    used = context.partner.tokens.use_refresh(context.input.refresh_token, logins, context.now)
    return _issue(context, used.user_id, used.login)


def _wallet_user(context: Context[Any], wallet: tuple[str, str]) -> User:
    """Return the account of a proven wallet; an unknown wallet gets one."""
    world = context.partner.world
    user = world.find_by_wallet(wallet)
    if user is None:
        user = _seeded_owner(world, wallet) or _paired_user(context, PARTNER_LOGIN)
        user = user or _create_user(context)
        user.wallet, user.wallet_at = wallet, context.now
    return user


def _paired_user(context: Context[Any], other_login: str) -> User | None:
    """Return the account of the same person's other login if both have one account."""
    if context.partner.readings.accounts == "two":
        return None
    return context.partner.world.pair(other_login)


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
