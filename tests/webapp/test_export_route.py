"""The download of the income: errors before and during it."""

from collections.abc import AsyncIterator

import pytest

from accounts.member import Member
from portfolio.export import INCOMPLETE
from tests.world import World
from webapp.routes import export


async def test_error_before_the_first_part_is_answered_as_one(world: World) -> None:
    """With its status and code."""
    await world.login()
    path = (await world.post("/api/income/export")).body["path"]
    await world.inject_fault("broken")
    answer = await world.get(path, user=None)
    assert (answer.status, answer.code) == (502, "partner_broken")


async def test_error_during_the_download_ends_the_file_with_incomplete(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer has begun, so the file says that it lacks something."""

    async def broken_off(_member: Member) -> AsyncIterator[bytes]:
        yield b"a,b\r\n"
        raise RuntimeError

    await world.login()
    path = (await world.post("/api/income/export")).body["path"]
    monkeypatch.setattr(export, "export_parts", broken_off)
    answer = await world.get(path, user=None)
    assert answer.status == 200
    assert answer.body.startswith("a,b\r\n")
    assert answer.body.splitlines()[-1].startswith(INCOMPLETE)
