"""The income as a file. Browsers and Telegram save files without our header: a ticket stands in."""

from aiohttp import web

from portfolio.export import export_income
from webapp import contract
from webapp.errors import Fault, RequestError
from webapp.guard import Call
from webapp.tickets import issue, redeem

_UNKNOWN = Fault(404, "not_found", "This link is no longer good. Ask for the file once more.")


async def offer(call: Call) -> contract.Exported:
    """Make a link that this user can save the file from."""
    ticket = issue(call.services.seal, call.user.id, now=call.services.time.now())
    day = call.services.time.now().date().isoformat()
    return contract.Exported(
        path=f"/exports/income.csv?ticket={ticket}", file_name=f"gomining-income-{day}.csv"
    )


async def send(call: Call) -> web.Response:
    """Send the file to whoever holds the ticket; Telegram's clients want to read its headers."""
    user_id = redeem(call.services.seal, call.query.ticket, now=call.services.time.now())
    if user_id is None:
        raise RequestError(_UNKNOWN)
    await call.services.limiter.hit(user_id)
    body, _ = await export_income(call.services.member(user_id))
    name = f"gomining-income-{call.services.time.now().date().isoformat()}.csv"
    return web.Response(
        body=body,
        content_type="text/csv",
        charset="utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Access-Control-Allow-Origin": "https://web.telegram.org",
        },
    )
