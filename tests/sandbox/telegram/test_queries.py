"""Callback queries and inline queries: answered once and before their deadline."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.telegram.client import Json, SandboxClient, wait_until

QUERY_EXPIRED = "Bad Request: query is too old and response timeout expired or query ID is invalid"
GROUP = -1002000000001


@pytest.fixture(autouse=True)
async def _started_bot(client: SandboxClient) -> None:
    await client.start_bot()


async def _button(client: SandboxClient) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    await client.call("sendMessage", chat_id=1001, text="m", reply_markup=markup)


async def _tap(client: SandboxClient) -> str:
    """Tap the button and return the query id of the update."""
    await client.post("tap", message_id=2, row=0, column=0)
    query = (await client.updates())[-1]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("a", 2)
    return str(query["id"])


async def test_callback_query_is_answered_once(client: SandboxClient) -> None:
    """The waiting tap gets the answer; a second answer is rejected."""
    await _button(client)
    tap = asyncio.create_task(client.post("tap", message_id=2, data="a", wait=10))
    updates = await client.call("getUpdates", timeout=10)
    query = updates[0]["callback_query"]["id"]
    answer = {"callback_query_id": query, "text": "hi", "show_alert": True}
    assert await client.call("answerCallbackQuery", **answer) is True
    assert (await tap)["answer"] == {"text": "hi", "show_alert": True, "url": None}
    assert await client.call_error("answerCallbackQuery", **answer) == QUERY_EXPIRED


async def test_late_or_unknown_answer_is_rejected(client: SandboxClient) -> None:
    """A callback query expires after 60 s of the sandbox's clock."""
    await _button(client)
    query = await _tap(client)
    client.move_clock(61)
    assert await client.call_error("answerCallbackQuery", callback_query_id=query) == QUERY_EXPIRED
    assert await client.call_error("answerCallbackQuery", callback_query_id="x") == QUERY_EXPIRED


@pytest.mark.parametrize(
    ("answer", "description"),
    [({"text": "a" * 201}, "MESSAGE_TOO_LONG"), ({"url": "https://example.com"}, "URL_INVALID")],
)
async def test_callback_answer_limits(
    client: SandboxClient, answer: Json, description: str
) -> None:
    """At most 200 characters, and only links to this bot."""
    await _button(client)
    query = await _tap(client)
    found = await client.call_error("answerCallbackQuery", callback_query_id=query, **answer)
    assert found == f"Bad Request: {description}"
    own = "https://t.me/gomining_sandbox_bot?start=x"
    assert await client.call("answerCallbackQuery", callback_query_id=query, url=own)


def _article(name: str = "1", **more: Any) -> Json:
    content = {"message_text": "<b>Rate</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": name, "title": "T", "input_message_content": content, **more}


async def _run_inline_query(
    client: SandboxClient, results: list[Json], text: str = "q", **more: Any
) -> Json:
    """Ask inline and answer as the bot; returns what the user sees."""
    asking = asyncio.create_task(client.post("inline", query=text))
    query = (await wait_until(client.updates))[0]["inline_query"]
    assert (query["query"], query["from"]["id"], query["chat_type"]) == (text, 1001, "sender")
    await client.call("answerInlineQuery", inline_query_id=query["id"], results=results, **more)
    return await asking


async def test_chosen_result_is_sent_by_the_user(client: SandboxClient) -> None:
    """The message has via_bot, and the bot gets chosen_inline_result."""
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    found = await _run_inline_query(client, [_article(reply_markup=markup)], next_offset="2")
    assert ([r["id"] for r in found["results"]], found["next_offset"]) == (["1"], "2")
    chosen = await client.post("inline/choose", query_id=found["query_id"], result_id="1")
    assert chosen["message"]["via_bot"]["username"] == "gomining_sandbox_bot"
    assert chosen["message"]["entities"] == [{"offset": 0, "length": 4, "type": "bold"}]
    message, feedback = await client.updates()
    assert message["message"]["text"] == "Rate"
    inline_id = feedback["chosen_inline_result"]["inline_message_id"]
    await client.post("tap", message_id=chosen["message"]["message_id"], data="a")
    tapped = (await client.updates())[0]["callback_query"]
    assert (tapped["inline_message_id"], "message" in tapped) == (inline_id, False)
    edited = await client.call("editMessageText", inline_message_id=inline_id, text="New rate")
    assert edited is True
    assert "Alice via @gomining_sandbox_bot: New rate (edited)" in await client.transcript()


async def test_inline_results_are_cached_for_cache_time(client: SandboxClient) -> None:
    """Later the query reaches the bot again."""
    await _run_inline_query(client, [_article()], cache_time=60)
    again = await client.post("inline", query="q")
    assert again["cached"] is True
    assert (await client.post("inline", query="q", user=1002))["cached"] is True
    assert await client.updates() == []
    client.move_clock(61)
    assert (await _run_inline_query(client, [_article("2")]))["results"][0]["id"] == "2"


async def test_personal_results_are_cached_per_user(client: SandboxClient) -> None:
    """Another user's query reaches the bot."""
    await _run_inline_query(client, [_article()], is_personal=True)
    assert (await client.post("inline", query="q"))["cached"] is True
    silent = await client.post("inline", status=504, query="q", user=1002, timeout=0.01)
    assert silent["error"]["code"] == "no_answer"


@pytest.mark.parametrize(
    ("results", "description"),
    [
        ([_article("1"), _article("1")], "Bad Request: RESULT_ID_DUPLICATE"),
        ([_article("")], "Bad Request: RESULT_ID_INVALID"),
        ([_article("a" * 65)], "Bad Request: RESULT_ID_INVALID"),
        ([_article(str(n)) for n in range(51)], "Bad Request: RESULTS_TOO_MUCH"),
        ([_article(input_message_content={"message_text": ""})], (
            "Bad Request: message text is empty"
        )),
        ([_article(reply_markup={"inline_keyboard": [[{"text": "A"}]]})], (
            "Bad Request: can't parse inline keyboard button: "
            "Text buttons are unallowed in the inline keyboard"
        )),
    ],
)  # fmt: skip
async def test_invalid_results_are_rejected(
    client: SandboxClient, results: list[Json], description: str
) -> None:
    """Repeated or invalid ids, too many results, or one that cannot be sent."""
    asking = asyncio.create_task(client.post("inline", query="q", timeout=10))
    query = (await wait_until(client.updates))[0]["inline_query"]["id"]
    found = await client.call_error("answerInlineQuery", inline_query_id=query, results=results)
    assert found == description
    await client.call("answerInlineQuery", inline_query_id=query, results=[])
    assert (await asking)["results"] == []
    assert (
        await client.call_error("answerInlineQuery", inline_query_id=query, results=[])
        == QUERY_EXPIRED
    )


async def test_result_can_be_sent_to_a_group(client: SandboxClient) -> None:
    """The bot gets the message although privacy mode is on."""
    found = await _run_inline_query(client, [_article()])
    await client.post("inline/choose", query_id=found["query_id"], result_id="1", chat=GROUP)
    assert (await client.updates())[0]["message"]["chat"]["id"] == GROUP


async def test_inline_query_without_inline_mode_is_409(client: SandboxClient) -> None:
    """Inline mode is a setting of BotFather."""
    await client.post("bot", inline=False)
    assert (await client.call("getMe"))["supports_inline_queries"] is False
    assert (await client.post("inline", status=409, query="q"))["error"]["code"] == "conflict"
