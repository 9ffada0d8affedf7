"""Fixtures for attacks on the bot."""

from collections.abc import AsyncIterator

import pytest

from sandbox.app import make_app
from sandbox.clock import Clock
from tests.world import World, open_web_app
from tools.serving import serving


@pytest.fixture
async def chat_world(redis_url: str) -> AsyncIterator[World]:
    """A web app over a sandbox that has a Telegram."""
    clock = Clock()
    async with (
        serving(make_app(clock=clock)) as sandbox,
        open_web_app(sandbox, clock, redis_url) as world,
    ):
        yield world
