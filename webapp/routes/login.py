"""The handshake with the wallet, and who is logged in."""

from accounts.member import LoggedOutError
from webapp import contract
from webapp.guard import Call


async def generate_payload(call: Call) -> contract.Payload:
    """Begin: the partner's payload, kept for this user."""
    return contract.Payload(payload=await call.services.login.begin(call.user.id))


async def check_proof(call: Call) -> contract.LoggedIn:
    """Finish: the wallet's answer as it came, because the proof covers its very bytes."""
    answer = await call.services.login.finish(call.user.id, call.raw_body["tonWallet"])
    return contract.LoggedIn(wallet=contract.LoginWallet(**answer))


async def logout(call: Call) -> contract.LoggedOut:
    """End the login."""
    return contract.LoggedOut(logged_out=await call.member.log_out(notify=True))


async def me(call: Call) -> contract.Me:
    """Who asks; without a call to the partner."""
    user = contract.TelegramUser(
        id=call.user.id,
        first_name=call.user.first_name,
        language_code=call.user.language_code,
    )
    try:
        session = await call.member.session()
    except LoggedOutError:
        return contract.Me(user=user, wallet=None, logged_in_since=None)
    wallet = contract.LoginWallet(address=session.address, chain=session.chain)
    return contract.Me(user=user, wallet=wallet, logged_in_since=session.since)
