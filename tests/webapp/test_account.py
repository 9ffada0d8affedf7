"""Preferences, deletion of the user's data, and the income as a file."""

import asyncio
import io
from collections import Counter
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from portfolio.export import COLUMNS
from storage.seal import Seal
from tests.world import World
from webapp.routes.export import MEDIA_TYPES
from webapp.tickets import LIFETIME, Ticket, issue, redeem

KEYS = Seal([b"k" * 32])
NOTHING_CHOSEN = {"language": None, "timeZone": None}


async def test_language_is_null_until_chosen(world: World) -> None:
    """A choice is kept for this user alone; an unknown language is refused."""
    assert (await world.get("/api/preferences")).body == NOTHING_CHOSEN
    put = await world.call("PUT", "/api/preferences", json={"language": "ru"})
    assert put.body == {"language": "ru", "timeZone": None}
    assert (await world.get("/api/preferences")).body == put.body
    assert (await world.get("/api/preferences", user=1002)).body == NOTHING_CHOSEN
    refused = await world.call("PUT", "/api/preferences", json={"language": "xx"})
    assert (refused.status, refused.code) == (400, "invalid_request")


async def test_time_zone_of_the_device_is_kept(world: World) -> None:
    """Beside the language; a zone that does not exist is refused."""
    await world.call("PUT", "/api/preferences", json={"language": "ru"})
    put = await world.call("PUT", "/api/preferences", json={"timeZone": "Asia/Tehran"})
    assert put.body == {"language": "ru", "timeZone": "Asia/Tehran"}
    for zone in ("Mars/Olympus", "../../etc/passwd", "", "x" * 65):
        refused = await world.call("PUT", "/api/preferences", json={"timeZone": zone})
        assert (refused.status, refused.code) == (400, "invalid_request"), zone
    assert (await world.get("/api/preferences")).body == put.body


async def test_delete_removes_session_and_preferences(world: World) -> None:
    """Another user's stay."""
    await world.login()
    await world.login(user=1002)
    await world.call("PUT", "/api/preferences", json={"language": "ru"})
    erased = await world.post("/api/me/delete")
    assert erased.status == 200
    assert erased.body["deleted"] >= 2
    assert (await world.get("/api/me")).body["wallet"] is None
    assert (await world.get("/api/preferences")).body == NOTHING_CHOSEN
    assert (await world.get("/api/me", user=1002)).body["wallet"] is not None


async def test_page_error_is_logged_by_names_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """What could hold data or forge a line of the log is refused."""
    error = {"name": "TypeError", "at": "assets/miner-x1.js:1:203"}
    assert (await world.post("/api/page-errors", error)).body == {"noted": True}
    assert "page: TypeError at assets/miner-x1.js:1:203" in caplog.text
    for wrong in ({"name": "a b"}, {"at": "x\n2026 ERROR"}, {"message": "bc1q"}, {"at": "a" * 121}):
        refused = await world.post("/api/page-errors", error | wrong)
        assert (refused.status, refused.code) == (400, "invalid_request")


async def test_export_link_works_without_init_data_and_expires(world: World) -> None:
    """The answer names the file and may be read by Telegram's web client."""
    await world.login()
    offered = await world.post("/api/income/export")
    assert offered.status == 200
    assert offered.body["fileName"].endswith(".csv")
    saved = await world.get(offered.body["path"], user=None)
    assert saved.status == 200
    assert saved.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="gomining-income-' in saved.headers["Content-Disposition"]
    assert saved.body.count("\r\n") > 300
    world.clock.move(LIFETIME)
    late = await world.get(offered.body["path"], user=None)
    assert (late.status, late.code) == (404, "not_found")


async def test_export_needs_a_login_and_a_valid_ticket(world: World) -> None:
    """Without a login there is no link, and a made-up ticket is not found."""
    assert (await world.post("/api/income/export")).code == "not_logged_in"
    for ticket in ("", "x", "A" * 80, "ü", "%00"):
        answer = await world.get(f"/exports/income.csv?ticket={ticket}", user=None)
        assert (answer.status, answer.code) == (404, "not_found"), ticket


async def test_export_in_excels_format(world: World) -> None:
    """With a name and media type of its own; the link is for this format only."""
    await world.login()
    offered = await world.post("/api/income/export", {"format": "xlsx"})
    path = offered.body["path"]
    assert offered.body["fileName"].endswith(".xlsx")
    async with world.http.get(world.address + path) as response:
        content = await response.read()
        assert response.content_type == MEDIA_TYPES["xlsx"]
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    assert [cell.value for cell in next(sheet.iter_rows())] == list(COLUMNS)
    other = await world.get(path.replace(".xlsx?", ".csv?"), user=None)
    assert (other.status, other.code) == (404, "not_found")


@pytest.mark.parametrize(
    ("language", "locale", "separator"),
    [
        (None, None, ","),  # Telegram says `en`
        (None, "de-DE", ";"),
        (None, "en-GB", ","),
        ("ru", None, ";"),
        ("ru", "en-US", ";"),
        ("en", "de", ";"),
        (None, "xx-nothing", ","),
    ],
)
async def test_csv_is_in_the_notation_of_the_users_locale(
    world: World, language: str | None, locale: str | None, separator: str
) -> None:
    """The chosen language decides, the device's locale where it does not contradict."""
    await world.login()
    if language:
        await world.call("PUT", "/api/preferences", json={"language": language})
    offered = await world.post("/api/income/export", {"format": "csv", "locale": locale})
    text = (await world.get(offered.body["path"], user=None)).body
    assert text.lstrip("\ufeff").splitlines()[0] == separator.join(COLUMNS)


@pytest.mark.parametrize(
    "body", [{"format": "pdf"}, {"locale": "de\r\nX: y"}, {"locale": "x" * 36}]
)
async def test_export_refuses_unknown_formats_and_locales(world: World, body: object) -> None:
    """With 400."""
    await world.login()
    answer = await world.post("/api/income/export", body)
    assert (answer.status, answer.code) == (400, "invalid_request")


async def test_export_link_ends_with_its_login(world: World) -> None:
    """It serves neither another wallet's file nor one after a logout; a refresh keeps it."""
    await world.login()
    path = (await world.post("/api/income/export")).body["path"]
    world.clock.move(timedelta(minutes=4))
    assert (await world.get(path, user=None)).status == 200
    path = (await world.post("/api/income/export")).body["path"]
    await world.post("/api/auth/logout")
    assert (await world.get(path, user=None)).code == "not_logged_in"
    world.clock.move(timedelta(seconds=2))
    await world.login(wallet=1)
    assert (await world.get(path, user=None)).code == "not_found"


async def test_one_export_at_a_time_is_made_for_a_user(world: World) -> None:
    """Of 30 downloads at once one is served; the others learn when to come again."""
    await world.login()
    path = (await world.post("/api/income/export")).body["path"]
    answers = await asyncio.gather(*(world.get(path, user=None) for _ in range(30)))
    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) == {200, 429}
    assert statuses[429] > 20
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.code == "too_many_requests"
    assert int(refused.headers["Retry-After"]) >= 1
    assert (await world.get(path, user=None)).status == 200


def a_ticket() -> Ticket:
    """Return a ticket as it would be issued."""
    return Ticket(1001, "0123456789abcdef", "csv", "en")


async def test_ticket_opens_with_its_key_until_it_expires(world: World) -> None:
    """Another key, a changed ticket or a later time give None."""
    now = world.clock()
    ticket = issue(KEYS, a_ticket(), now=now)
    assert redeem(KEYS, ticket, now=now + LIFETIME - timedelta(seconds=2)) == a_ticket()
    assert redeem(KEYS, ticket, now=now + LIFETIME) is None
    assert redeem(Seal([b"o" * 32]), ticket, now=now) is None
    changed = ticket[:-2] + ("AA" if ticket[-2:] != "AA" else "BB")
    assert redeem(KEYS, changed, now=now) is None
