"""The income as a CSV file. Browsers and Telegram download without our header, hence a ticket."""

from aiohttp import web

from portfolio.export import export_income
from webapp import models
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError
from webapp.models import Empty
from webapp.request import Request
from webapp.routing import Access, RouteTable
from webapp.tickets import issue, redeem

PATH = "/exports/income.csv"

routes = RouteTable()


@routes.post(
    "/api/income/export",
    "Make a link to the income as a CSV file, valid for some minutes",
    body=Empty,
    answer=models.Exported,
    access=Access.MEMBER,
    fresh=True,
)
async def offer_export(request: Request[Empty, Empty]) -> models.Exported:
    """Make a link for this user."""
    now = request.services.time.now()
    ticket = issue(request.services.seal, request.user.id, now=now)
    name = f"gomining-income-{now.date().isoformat()}.csv"
    return models.Exported(path=f"{PATH}?ticket={ticket}", file_name=name)


@routes.get(
    PATH,
    "The CSV file of such a link",
    query=models.Ticket,
    answer=str,
    access=Access.TICKET,
    media_type="text/csv",
    errors={404: "The link has expired or is not valid"},
)
async def send_export(request: Request[models.Ticket, Empty]) -> web.Response:
    """Send the file. Telegram's web client reads the headers of the answer, so it may."""
    services, now = request.services, request.services.time.now()
    user_id = redeem(services.seal, request.query.ticket, now=now)
    if user_id is None:
        message = "This link has expired. Please request the file again."
        raise ApiError(404, ErrorCode.NOT_FOUND, message)
    await services.limiter.hit(user_id)
    made = await export_income(services.member(user_id))
    name = f"gomining-income-{now.date().isoformat()}.csv"
    return web.Response(
        body=made.content,
        content_type="text/csv",
        charset="utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Access-Control-Allow-Origin": "https://web.telegram.org",
        },
    )
