"""Who writes to the bot is in the registry, and whether it may write to them."""

from collections.abc import AsyncIterator

import pytest

from accounts.registry import MemberRecord
from tests.bot.conftest import Talk, a_bot, open_chat_world, text_of, until
from tests.servers import PostgresServer


@pytest.fixture
async def chat(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Talk]:
    """Alice in a chat with a bot that has a registry; she has written nothing yet."""
    async with open_chat_world(redis_url, database_url=postgres.url) as world, a_bot(world):
        yield Talk(world)


async def row(chat: Talk) -> MemberRecord | None:
    """Return the user's row."""
    assert chat.world.services.registry is not None
    return await chat.world.services.registry.find(chat.user)


async def becomes(chat: Talk, reachability: str) -> None:
    """Wait until the registry says so."""

    async def check() -> bool:
        found = await row(chat)
        return found is not None and found.reachability == reachability

    await until(check, f"a user who is {reachability}")


async def test_start_with_a_parameter_is_the_source(chat: Talk) -> None:
    """Telegram's button sends it; a second one changes nothing."""
    sent = await chat.sim("POST", "start", {"payload": "ad-7"})
    await chat.next_answer(sent["message"]["message_id"], "the greeting")
    found = await row(chat)
    assert found is not None
    assert (found.source, found.language, found.reachability) == ("ad-7", "en", "ok")
    await chat.say("/start other")
    found = await row(chat)
    assert found is not None
    assert found.source == "ad-7"


async def test_any_private_message_enters_its_writer(chat: Talk) -> None:
    """Without a source; a group does not."""
    group = {"id": -5, "type": "supergroup", "title": "Group"}
    await chat.inject_message(text="/rates", chat=group)
    assert await row(chat) is None
    await chat.sim("POST", "web_app/write_access", {"allow": True})
    await chat.settled()
    found = await row(chat)
    assert found is not None
    assert (found.source, found.reachability) == ("", "ok")


async def test_block_and_unblock_are_noted(chat: Talk) -> None:
    """As Telegram reports them."""
    await chat.say("/start")
    await chat.sim("POST", "block")
    await becomes(chat, "blocked")
    await chat.sim("POST", "unblock")
    await becomes(chat, "ok")


async def test_refusal_to_write_is_noted_until_the_user_writes(chat: Talk) -> None:
    """Telegram's 403 to a notification."""
    await chat.say("/start")
    await chat.sim("POST", "fault", {"kind": "blocked", "method": "sendMessage", "times": 1})
    await chat.world.login()
    await becomes(chat, "blocked")
    await chat.say("/start")
    await becomes(chat, "ok")


async def test_user_of_the_page_alone_has_not_blocked_the_bot(chat: Talk) -> None:
    """Telegram refuses as well, for another reason."""
    await chat.world.login()
    key = f"{chat.world.services.namespace}:unreachable:{chat.user}"
    await until(lambda: chat.world.services.redis.exists(key), "the refusal")
    await becomes(chat, "needs_start")
    await chat.say("/start")
    await becomes(chat, "ok")


async def test_chosen_language_is_noted(chat: Talk) -> None:
    """For who is written to later."""
    await chat.say("/start")
    await chat.say("/settings")
    await chat.tap("Русский")
    found = await row(chat)
    assert found is not None
    assert found.language == "ru"


async def test_bot_answers_while_the_database_is_away(chat: Talk, postgres: PostgresServer) -> None:
    """And enters the user with the next message after that."""
    postgres.stop(kill=True)
    try:
        assert text_of(await chat.say("/start"))
        assert text_of(await chat.say("/rates"))
    finally:
        postgres.start()
        postgres.wait()

    async def check() -> bool:
        await chat.say("/rates")
        return await row(chat) is not None

    await until(check, "the row of the user")
