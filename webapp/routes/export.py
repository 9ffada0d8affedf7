"""The income as a CSV file. Browsers and Telegram download without our header, hence a ticket."""

import logging
from collections.abc import AsyncIterator

from aiohttp import web

from portfolio.export import INCOMPLETE_ROW, export_parts
from runtime.logs import trace
from webapp import models
from webapp.compression import accepted
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError, to_api_error
from webapp.models import Empty
from webapp.request import Request
from webapp.routing import Access, RouteTable
from webapp.tickets import issue, redeem

PATH = "/exports/income.csv"

log = logging.getLogger(__name__)

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
async def send_export(request: Request[models.Ticket, Empty]) -> web.StreamResponse:
    """Send the file. Telegram's web client reads the headers of the answer, so it may."""
    services, now = request.services, request.services.time.now()
    user_id = redeem(services.seal, request.query.ticket, now=now)
    if user_id is None:
        message = "This link has expired. Please request the file again."
        raise ApiError(404, ErrorCode.NOT_FOUND, message)
    await services.limiter.hit(user_id)
    parts = export_parts(services.member(user_id))
    first = await anext(parts)  # while an error can still be answered as one
    name = f"gomining-income-{now.date().isoformat()}.csv"
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Access-Control-Allow-Origin": "https://web.telegram.org",
            "Vary": "Accept-Encoding",
            "X-Request-Id": trace.get(),
        },
    )
    if "gzip" in accepted(request.http.headers):
        response.enable_compression(web.ContentCoding.gzip)  # threads compress its large parts
    await response.prepare(request.http)
    try:
        await response.write(first)
        async for part in _or_incomplete(parts):
            await response.write(part)
        await response.write_eof()
    except ConnectionResetError:
        log.info("a client closed the connection during an export")
    return response


async def _or_incomplete(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the parts; in place of those that cannot be had, what says so in the file."""
    try:
        async for part in parts:
            yield part
    except Exception as exception:  # noqa: BLE001 - too late to answer with an error
        log.warning("an export ended early: %s", to_api_error(exception).code)
        yield INCOMPLETE_ROW
