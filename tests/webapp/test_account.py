"""Preferences, deletion of the user's data, and the income as a CSV file."""

from datetime import timedelta

import pytest

from storage.seal import Seal
from tests.world import World
from webapp.tickets import LIFETIME, issue, redeem

KEYS = Seal([b"k" * 32])


async def test_language_is_null_until_chosen(world: World) -> None:
    """A choice is kept for this user alone; an unknown language is refused."""
    assert (await world.get("/api/preferences")).body == {"language": None}
    put = await world.call("PUT", "/api/preferences", json={"language": "ru"})
    assert put.body == {"language": "ru"}
    assert (await world.get("/api/preferences")).body == {"language": "ru"}
    assert (await world.get("/api/preferences", user=1002)).body == {"language": None}
    refused = await world.call("PUT", "/api/preferences", json={"language": "xx"})
    assert (refused.status, refused.code) == (400, "invalid_request")


async def test_delete_removes_session_and_preferences(world: World) -> None:
    """Another user's stay."""
    await world.login()
    await world.login(user=1002)
    await world.call("PUT", "/api/preferences", json={"language": "ru"})
    erased = await world.post("/api/me/delete")
    assert erased.status == 200
    assert erased.body["deleted"] >= 2
    assert (await world.get("/api/me")).body["wallet"] is None
    assert (await world.get("/api/preferences")).body == {"language": None}
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


async def test_ticket_opens_with_its_key_until_it_expires(world: World) -> None:
    """Another key, a changed ticket or a later time give None."""
    now = world.clock()
    ticket = issue(KEYS, 1001, now=now)
    assert redeem(KEYS, ticket, now=now + LIFETIME - timedelta(seconds=2)) == 1001
    assert redeem(KEYS, ticket, now=now + LIFETIME) is None
    assert redeem(Seal([b"o" * 32]), ticket, now=now) is None
    changed = ticket[:-2] + ("AA" if ticket[-2:] != "AA" else "BB")
    assert redeem(KEYS, changed, now=now) is None
