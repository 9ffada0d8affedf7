"""What a user decides about themselves, and the income as a file."""

from datetime import timedelta

from storage.seal import Seal
from tests.world import World
from webapp.tickets import LIFE, issue, redeem

KEYS = Seal([b"k" * 32])


async def test_the_language_is_kept_for_both_faces(world: World) -> None:
    """Nothing is chosen at first; a choice stays; another language is refused."""
    assert (await world.get("/api/preferences")).body == {"language": None}
    put = await world.call("PUT", "/api/preferences", json={"language": "ru"})
    assert put.body == {"language": "ru"}
    assert (await world.get("/api/preferences")).body == {"language": "ru"}
    assert (await world.get("/api/preferences", user=1002)).body == {"language": None}
    refused = await world.call("PUT", "/api/preferences", json={"language": "xx"})
    assert (refused.status, refused.code) == (400, "invalid_request")


async def test_everything_held_can_be_deleted(world: World) -> None:
    """After it nobody is logged in and nothing is chosen; others keep theirs."""
    await world.login()
    await world.login(user=1002)
    await world.call("PUT", "/api/preferences", json={"language": "ru"})
    erased = await world.post("/api/me/delete")
    assert erased.status == 200
    assert erased.body["deleted"] >= 2
    assert (await world.get("/api/me")).body["wallet"] is None
    assert (await world.get("/api/preferences")).body == {"language": None}
    assert (await world.get("/api/me", user=1002)).body["wallet"] is not None


async def test_the_file_is_saved_by_a_link_of_its_own(world: World) -> None:
    """The link needs no initData, names the file, and ends after some minutes."""
    await world.login()
    offered = await world.post("/api/income/export")
    assert offered.status == 200
    assert offered.body["fileName"].endswith(".csv")
    saved = await world.get(offered.body["path"], user=None)
    assert saved.status == 200
    assert saved.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="gomining-income-' in saved.headers["Content-Disposition"]
    assert saved.body.count("\r\n") > 300
    world.clock.move(LIFE)
    late = await world.get(offered.body["path"], user=None)
    assert (late.status, late.code) == (404, "not_found")


async def test_a_file_needs_a_login_and_a_ticket(world: World) -> None:
    """Who is not logged in gets no link, and a made-up link is no link."""
    assert (await world.post("/api/income/export")).code == "not_logged_in"
    for ticket in ("", "x", "A" * 80, "ü", "%00"):
        answer = await world.get(f"/exports/income.csv?ticket={ticket}", user=None)
        assert (answer.status, answer.code) == (404, "not_found"), ticket


async def test_a_ticket_is_for_one_user_and_a_while(world: World) -> None:
    """It opens with our keys alone, until its time has come."""
    now = world.clock()
    ticket = issue(KEYS, 1001, now=now)
    assert redeem(KEYS, ticket, now=now + LIFE - timedelta(seconds=2)) == 1001
    assert redeem(KEYS, ticket, now=now + LIFE) is None
    assert redeem(Seal([b"o" * 32]), ticket, now=now) is None
    changed = ticket[:-2] + ("AA" if ticket[-2:] != "AA" else "BB")
    assert redeem(KEYS, changed, now=now) is None
