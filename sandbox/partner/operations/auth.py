"""Section "Authentication": wallet login, account creation, refresh."""

from typing import Any

from sandbox import keys
from sandbox.partner import schemas
from sandbox.partner.errors import Refusal
from sandbox.partner.proofs import prove
from sandbox.partner.seeds import SEEDS
from sandbox.partner.state import Visit
from sandbox.partner.world import User, World

WALLET, PARTNER = "wallet", "partner"  # which login a refresh token came from


def generate_payload(visit: Visit[schemas.PartnerId]) -> dict[str, Any]:
    """Issue a payload for a proof."""
    if visit.asked.partner_id != keys.PARTNER_ID:
        raise Refusal(401, "Unknown partnerId")
    return {"payload": visit.partner.payloads.issue(visit.asked.partner_id, visit.now)}


async def check_proof(visit: Visit[schemas.CheckProof]) -> dict[str, Any]:
    """Log a wallet's owner in; the first login of an unknown wallet makes an empty account."""
    wallet, partner = visit.asked.ton_wallet, visit.partner
    proof = wallet.connect_items.ton_proof.proof
    partner.payloads.check(proof.payload, keys.PARTNER_ID, visit.now)
    proven = await prove(wallet.account, proof, domains=partner.domains, now=visit.now)
    partner.payloads.use(proof.payload)
    user = partner.world.by_wallet(proven)
    if user is None:
        user = _owner(partner.world, proven) or _newcomer(visit)
        user.wallet, user.wallet_at = proven, visit.now
    return partner.tokens.issue(user.id, WALLET, visit.now)


def refresh_wallet(visit: Visit[schemas.RefreshToken]) -> dict[str, Any]:
    """Change a refresh token of a wallet login for a new pair."""
    return visit.partner.tokens.rotate(visit.asked.refresh_token, WALLET, visit.now)


def init_user(visit: Visit[schemas.InitUser]) -> dict[str, Any]:
    """Register one of the partner's users, or log an existing one in."""
    asked, world = visit.asked, visit.partner.world
    user = world.find(asked.partner_user_id)
    if user is None:
        user = _newcomer(visit)
        user.partner_user_id = asked.partner_user_id
    user.email = user.email or asked.email or None
    return {"userId": user.id, **visit.partner.tokens.issue(user.id, PARTNER, visit.now)}


def refresh_partner(visit: Visit[schemas.RefreshToken]) -> dict[str, Any]:
    """Change a refresh token of an account login for a new pair."""
    return visit.partner.tokens.rotate(visit.asked.refresh_token, PARTNER, visit.now)


def _newcomer(visit: Visit[Any]) -> User:
    world = visit.partner.world
    return world.add_user(User(world.new_id(), visit.now))


def _owner(world: World, proven: tuple[str, str]) -> User | None:
    """Return the seeded user whose test wallet this is: wallet 0 is the first user's, and so on."""
    from sandbox.wallet import TestWallet  # noqa: PLC0415 - loads the TON libraries

    for index, seed in enumerate(SEEDS):
        wallet = TestWallet(index)
        if proven == (wallet.chain, wallet.address):
            return world.named(seed.partner_user_id)
    return None
