"""Login by ton_proof or without a wallet, logout, and who is logged in."""

from accounts.binding import partner_user_id_of
from accounts.links import LINK_PREFIX
from accounts.recovery import recovery_state
from accounts.sessions import Session
from webapp import models
from webapp.models import Empty
from webapp.request import Request
from webapp.routing import Access, Link, RouteTable

routes = RouteTable()


@routes.post(
    "/api/auth/generate-payload",
    "Begin a login: a payload for the wallet's ton_proof, valid for ten minutes and one use",
    body=Empty,
    answer=models.Payload,
    access=Access.TELEGRAM_USER,
    links=[
        Link(
            "CheckProof",
            "post/api/auth/check-proof",
            "The wallet signs the payload; what it sends is the body",
        )
    ],
)
async def generate_payload(request: Request[Empty, Empty]) -> models.Payload:
    """Begin a login with a payload of the partner for this user."""
    return models.Payload(payload=await request.services.login.begin(request.user.id))


@routes.post(
    "/api/auth/check-proof",
    "Finish a login with the wallet's answer",
    body=models.CheckProof,
    answer=models.LoggedIn,
    access=Access.TELEGRAM_USER,
    errors={409: "This login was already used, or is that of another account (`other_account`)"},
    links=[Link("Overview", "get/api/overview"), Link("Logout", "post/api/auth/logout")],
)
async def check_proof(request: Request[Empty, models.CheckProof]) -> models.LoggedIn:
    """Finish a login. The partner gets the wallet's object as the wallet sent it."""
    wallet = request.json["tonWallet"]
    assert isinstance(wallet, dict)  # noqa: S101 - the body model has checked it
    answer = await request.services.login.finish(
        request.user.id, wallet, switch=request.body.switch_account
    )
    return models.LoggedIn(wallet=models.LoginWallet(**answer))


@routes.post(
    "/api/auth/start",
    "Log in without a wallet: to the GoMining account of the Telegram user, created at first",
    body=models.StartWithoutWallet,
    answer=models.Started,
    access=Access.TELEGRAM_USER,
    fresh=True,
    errors={
        403: "This way to log in is not offered",
        409: "The user is bound to another account, or an operator's link cannot be used",
    },
    links=[Link("Overview", "get/api/overview"), Link("Logout", "post/api/auth/logout")],
)
async def start(request: Request[Empty, models.StartWithoutWallet]) -> models.Started:
    """Log in as the user of the initData, and as nobody else; as whom an operator's link says."""
    switch = request.body.switch_account
    if request.start_param.startswith(LINK_PREFIX):
        await request.services.start.link(request.user.id, request.start_param)
    session = await request.services.start.log_in(request.user.id, switch=switch)
    return models.Started(wallet=_wallet(session))


@routes.post(
    "/api/auth/logout",
    "End the login and forget its tokens",
    body=Empty,
    answer=models.LoggedOut,
    access=Access.TELEGRAM_USER,
    links=[Link("Me", "get/api/me")],
)
async def log_out(request: Request[Empty, Empty]) -> models.LoggedOut:
    """End the login, and let the bot notify the user."""
    return models.LoggedOut(logged_out=await request.member.log_out(notify=True))


@routes.get(
    "/api/me",
    "The Telegram user, and whether and how they are logged in",
    query=Empty,
    answer=models.Me,
    access=Access.TELEGRAM_USER,
)
async def me(request: Request[Empty, Empty]) -> models.Me:
    """Answer from the session and the registry, without a call to the partner."""
    user = models.TelegramUser(
        id=request.user.id,
        first_name=request.user.first_name,
        language_code=request.user.language_code,
    )
    session = await request.member.session_or_none()
    known = await request.services.visitors.find(request.user.id) if session else None
    return models.Me(
        user=user,
        wallet=_wallet(session) if session else None,
        logged_in_since=session.since if session else None,
        logged_in=session is not None,
        way=session.way if session else None,
        ways=request.services.settings.ways_offered,
        recovery=recovery_state(session, known),
        partner_user_id_known=partner_user_id_of(session, known) is not None,
    )


def _wallet(session: Session) -> models.LoginWallet | None:
    """Return the session's wallet as the API describes it."""
    if session.wallet is None:
        return None
    address, chain = session.wallet
    return models.LoginWallet(address=address, chain=chain)
