"""The income as a file. Browsers and Telegram download without our header, hence a ticket."""

import gzip
import tempfile
from datetime import datetime
from typing import BinaryIO, cast

from aiohttp import web

from accounts.member import Member
from portfolio.export import FileFormat, file_locale, write_income
from webapp import models
from webapp.compression import accepted
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError
from webapp.models import Empty
from webapp.request import Request
from webapp.routing import Access, RouteTable
from webapp.tickets import Ticket, issue, redeem, session_id

MEDIA_TYPES: dict[FileFormat, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ERRORS = {404: "The link has expired or is not valid"}

routes = RouteTable()


@routes.post(
    "/api/income/export",
    "Make a link to the income as a CSV or XLSX file, valid for some minutes",
    body=models.ExportOptions,
    answer=models.Exported,
    access=Access.MEMBER,
    fresh=True,
)
async def offer_export(request: Request[Empty, models.ExportOptions]) -> models.Exported:
    """Make a link for this user and this login."""
    services, user, wanted = request.services, request.user, request.body
    language = await services.preferences.language(user.id, user.language_code)
    ticket = Ticket(
        user.id,
        session_id(await request.member.session()),
        wanted.format,
        file_locale(language, wanted.locale or user.language_code)[: models.LONGEST_LOCALE],
    )
    now = services.time.now()
    text = issue(services.seal, ticket, now=now)
    path = f"/exports/income.{wanted.format}?ticket={text}"
    return models.Exported(path=path, file_name=_file_name(wanted.format, now))


@routes.get(
    "/exports/income.csv",
    "The CSV file of such a link",
    query=models.Ticket,
    answer=str,
    access=Access.TICKET,
    media_type=MEDIA_TYPES["csv"],
    errors=ERRORS,
)
async def send_csv(request: Request[models.Ticket, Empty]) -> web.Response:
    """Send the file."""
    return await _send(request, "csv")


@routes.get(
    "/exports/income.xlsx",
    "The XLSX file of such a link",
    query=models.Ticket,
    answer=bytes,
    access=Access.TICKET,
    media_type=MEDIA_TYPES["xlsx"],
    errors=ERRORS,
)
async def send_xlsx(request: Request[models.Ticket, Empty]) -> web.Response:
    """Send the file."""
    return await _send(request, "xlsx")


async def _send(request: Request[models.Ticket, Empty], file_format: FileFormat) -> web.Response:
    """Send the file. Telegram's web client reads the headers of the answer, so it may."""
    services, now = request.services, request.services.time.now()
    ticket = redeem(services.seal, request.query.ticket, now=now)
    if ticket is None or ticket.file_format != file_format:
        raise _expired()
    await services.limiter.hit(ticket.user_id)
    member = services.member(ticket.user_id)
    if session_id(await member.session()) != ticket.session_id:
        raise _expired()
    # On disk, because the answer of a large farm takes longer to send than to make. aiohttp reads
    # it in a thread and closes it.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    is_compressed = file_format == "csv" and "gzip" in accepted(request.http.headers)
    try:
        async with services.export_limit.slot(ticket.user_id):
            await _write(member, file, ticket, is_compressed=is_compressed)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return web.Response(
        body=file,
        content_type=MEDIA_TYPES[file_format],
        charset="utf-8" if file_format == "csv" else None,
        headers={
            "Content-Disposition": f'attachment; filename="{_file_name(file_format, now)}"',
            "Access-Control-Allow-Origin": "https://web.telegram.org",
            "Vary": "Accept-Encoding",
            **({"Content-Encoding": "gzip"} if is_compressed else {}),
        },
    )


async def _write(member: Member, file: BinaryIO, ticket: Ticket, *, is_compressed: bool) -> None:
    if not is_compressed:
        await write_income(member, file, ticket.file_format, locale=ticket.locale)
        return
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6) as compressed:
        target = cast(BinaryIO, compressed)
        await write_income(member, target, ticket.file_format, locale=ticket.locale)


def _file_name(file_format: FileFormat, now: datetime) -> str:
    return f"gomining-income-{now.date().isoformat()}.{file_format}"


def _expired() -> ApiError:
    message = "This link has expired. Please request the file again."
    return ApiError(404, ErrorCode.NOT_FOUND, message)
