"""An operator's link in the chat."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.attacks.test_links import KNOWN, link_for
from tests.bot.conftest import Talk, a_bot, labels, open_chat_world, text_of
from tests.servers import PostgresServer

START = "Start without a wallet"


@pytest.fixture
async def chat(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Talk]:
    """Alice in a chat with a bot that has a registry; she has written nothing yet."""
    async with open_chat_world(redis_url, database_url=postgres.url) as world, a_bot(world):
        yield Talk(world)


async def begin_by(chat: Talk, link: str) -> str:
    """Open the chat by a link, as Telegram's button does; return the answer's text."""
    sent = await chat.sim("POST", "start", {"payload": link})
    return text_of(await chat.next_answer(sent["message"]["message_id"], "the answer to a link"))


async def test_link_leads_to_the_known_account(chat: Talk) -> None:
    """By one tap."""
    assert "account is known here" in await begin_by(chat, link_for(chat.world))
    menu = await chat.tap(START)
    assert "Portfolio" in labels(menu)
    session = await chat.world.services.sessions.load(chat.user)
    assert session is not None
    assert (session.partner_user_id, session.gomining_user_id) == (KNOWN, 1001)


async def test_link_that_cannot_be_used_says_why(chat: Talk) -> None:
    """Made up, used by another user, or too old."""
    assert "not valid here" in await begin_by(chat, "u_AAAA")
    link = link_for(chat.world)
    bob = Talk(chat.world, user=1002)
    await begin_by(bob, link)
    assert "already used by somebody else" in await begin_by(chat, link)
    late = link_for(chat.world, "user456", days=1)
    chat.world.clock.move(timedelta(days=2))
    assert "has expired" in await begin_by(chat, late)
    assert START not in labels((await chat.answers())[-1])
