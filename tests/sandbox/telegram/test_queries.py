"""Callback queries and inline mode: asked by a user, answered by the bot, once and in time."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.telegram.stage import Json, Stage, until

STALE = "Bad Request: query is too old and response timeout expired or query ID is invalid"
GROUP = -1002000000001


@pytest.fixture(autouse=True)
async def _opened(stage: Stage) -> None:
    await stage.open()


async def _button(stage: Stage) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    await stage.call("sendMessage", chat_id=1001, text="m", reply_markup=markup)


async def _tapped(stage: Stage) -> str:
    """Tap the button and return the query's id as the bot gets it."""
    await stage.act("tap", message_id=2, row=0, column=0)
    query = (await stage.updates())[-1]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("a", 2)
    return str(query["id"])


async def test_a_tap_is_answered_once(stage: Stage) -> None:
    """The waiting client gets the words; a second answer is refused."""
    await _button(stage)
    tap = asyncio.create_task(stage.act("tap", message_id=2, data="a", wait=10))
    updates = await stage.call("getUpdates", timeout=10)
    query = updates[0]["callback_query"]["id"]
    answer = {"callback_query_id": query, "text": "hi", "show_alert": True}
    assert await stage.call("answerCallbackQuery", **answer) is True
    assert (await tap)["answer"] == {"text": "hi", "show_alert": True, "url": None}
    assert await stage.refused("answerCallbackQuery", **answer) == STALE


async def test_a_late_or_unknown_answer_is_refused(stage: Stage) -> None:
    """After a minute of the sandbox's clock nobody waits any more."""
    await _button(stage)
    query = await _tapped(stage)
    stage.pass_time(61)
    assert await stage.refused("answerCallbackQuery", callback_query_id=query) == STALE
    assert await stage.refused("answerCallbackQuery", callback_query_id="x") == STALE


@pytest.mark.parametrize(
    ("answer", "words"),
    [({"text": "a" * 201}, "MESSAGE_TOO_LONG"), ({"url": "https://example.com"}, "URL_INVALID")],
)
async def test_an_answer_has_its_limits(stage: Stage, answer: Json, words: str) -> None:
    """200 characters, and a link to this very bot only."""
    await _button(stage)
    query = await _tapped(stage)
    found = await stage.refused("answerCallbackQuery", callback_query_id=query, **answer)
    assert found == f"Bad Request: {words}"
    own = "https://t.me/gomining_sandbox_bot?start=x"
    assert await stage.call("answerCallbackQuery", callback_query_id=query, url=own)


def _article(name: str = "1", **more: Any) -> Json:
    content = {"message_text": "<b>Rate</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": name, "title": "T", "input_message_content": content, **more}


async def _ask(stage: Stage, results: list[Json], text: str = "q", **more: Any) -> Json:
    """Ask inline and answer as the bot; returns what the user sees."""
    asking = asyncio.create_task(stage.act("inline", query=text))
    query = (await until(stage.updates))[0]["inline_query"]
    assert (query["query"], query["from"]["id"], query["chat_type"]) == (text, 1001, "sender")
    await stage.call("answerInlineQuery", inline_query_id=query["id"], results=results, **more)
    return await asking


async def test_a_chosen_result_is_sent(stage: Stage) -> None:
    """The user's message via the bot, and the bot learns what was chosen."""
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    found = await _ask(stage, [_article(reply_markup=markup)], next_offset="2")
    assert ([r["id"] for r in found["results"]], found["next_offset"]) == (["1"], "2")
    chosen = await stage.act("inline/choose", query_id=found["query_id"], result_id="1")
    assert chosen["message"]["via_bot"]["username"] == "gomining_sandbox_bot"
    assert chosen["message"]["entities"] == [{"offset": 0, "length": 4, "type": "bold"}]
    message, feedback = await stage.updates()
    assert message["message"]["text"] == "Rate"
    inline_id = feedback["chosen_inline_result"]["inline_message_id"]
    await stage.act("tap", message_id=chosen["message"]["message_id"], data="a")
    tapped = (await stage.updates())[0]["callback_query"]
    assert (tapped["inline_message_id"], "message" in tapped) == (inline_id, False)
    edited = await stage.call("editMessageText", inline_message_id=inline_id, text="New rate")
    assert edited is True
    assert "Alice via @gomining_sandbox_bot: New rate (edited)" in await stage.transcript()


async def test_results_are_kept_for_their_time(stage: Stage) -> None:
    """The second asking is answered from what Telegram kept, until it is too old."""
    await _ask(stage, [_article()], cache_time=60)
    again = await stage.act("inline", query="q")
    assert again["cached"] is True
    assert (await stage.act("inline", query="q", user=1002))["cached"] is True
    assert await stage.updates() == []
    stage.pass_time(61)
    assert (await _ask(stage, [_article("2")]))["results"][0]["id"] == "2"


async def test_personal_results_are_kept_for_one_user(stage: Stage) -> None:
    """Another user's asking reaches the bot."""
    await _ask(stage, [_article()], is_personal=True)
    assert (await stage.act("inline", query="q"))["cached"] is True
    silent = await stage.act("inline", status=504, query="q", user=1002, timeout=0.01)
    assert silent["error"]["code"] == "no_answer"


@pytest.mark.parametrize(
    ("results", "words"),
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
async def test_bad_results_are_refused(stage: Stage, results: list[Json], words: str) -> None:
    """Equal or wrong identifiers, too many, or one that cannot be sent."""
    asking = asyncio.create_task(stage.act("inline", query="q", timeout=10))
    query = (await until(stage.updates))[0]["inline_query"]["id"]
    found = await stage.refused("answerInlineQuery", inline_query_id=query, results=results)
    assert found == words
    await stage.call("answerInlineQuery", inline_query_id=query, results=[])
    assert (await asking)["results"] == []
    assert await stage.refused("answerInlineQuery", inline_query_id=query, results=[]) == STALE


async def test_a_result_may_be_sent_to_a_group(stage: Stage) -> None:
    """The bot sees what was sent via it, privacy mode or not."""
    found = await _ask(stage, [_article()])
    await stage.act("inline/choose", query_id=found["query_id"], result_id="1", chat=GROUP)
    assert (await stage.updates())[0]["message"]["chat"]["id"] == GROUP


async def test_a_bot_without_inline_mode_is_not_asked(stage: Stage) -> None:
    """BotFather's switch."""
    await stage.act("bot", inline=False)
    assert (await stage.call("getMe"))["supports_inline_queries"] is False
    assert (await stage.act("inline", status=409, query="q"))["error"]["code"] == "conflict"
