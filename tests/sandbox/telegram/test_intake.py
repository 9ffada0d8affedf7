"""How a bot's calls come in and its updates go out by polling."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.sandbox.telegram.stage import Stage, until


async def _say(stage: Stage, *texts: str) -> None:
    for text in texts:
        await stage.act("send", text=text)


def _texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_any_way(stage: Stage, way: str) -> None:
    """The same call works as a query, a form, JSON and multipart, in any letter case."""
    await stage.open()
    url = f"{stage.base}/bot{stage.token}/SENDmessage"
    params = {"chat_id": "1001", "text": "hé", "disable_notification": "True"}
    if way == "multipart":
        body = await stage.upload("SENDmessage", {}, **params)
    elif way == "query":
        async with stage.http.get(url, params=params) as answer:
            body = await answer.json()
    elif way == "form":
        async with stage.http.post(url, data=params) as answer:
            body = await answer.json()
    else:
        body = await stage.raw("SENDmessage", chat_id=1001, text="hé", disable_notification=True)
    assert body["result"]["text"] == "hé"


async def test_a_new_update_ends_a_long_poll(stage: Stage) -> None:
    """A reader that waits gets what is said in the meantime, at once."""
    reading = asyncio.create_task(stage.call("getUpdates", timeout=30))
    await until(_reader(stage))
    await _say(stage, "hello")
    assert _texts(await asyncio.wait_for(reading, 5)) == ["hello"]


def _reader(stage: Stage) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return bool((await stage.see("state"))["bot"]["reader"] == "polling")

    return look


async def test_an_offset_confirms_what_is_below_it(stage: Stage) -> None:
    """Updates come again until an offset above them is asked for, and never after."""
    await _say(stage, "a", "b", "c")
    first = await stage.call("getUpdates", limit=2)
    assert _texts(first) == ["a", "b"]
    assert _texts(await stage.call("getUpdates", limit=2)) == ["a", "b"]
    assert _texts(await stage.call("getUpdates", offset=first[1]["update_id"])) == ["b", "c"]
    assert await stage.call("getUpdates", offset=first[1]["update_id"] + 2) == []
    assert await stage.call("getUpdates") == []


async def test_a_negative_offset_keeps_the_last(stage: Stage) -> None:
    """offset=-1 answers the last update and forgets those before it."""
    await _say(stage, "a", "b", "c")
    assert _texts(await stage.call("getUpdates", offset=-1)) == ["c"]
    assert _texts(await stage.call("getUpdates")) == ["c"]


async def test_allowed_updates_are_remembered(stage: Stage) -> None:
    """What was asked for once holds for later calls; an empty list is the default again."""
    await stage.call("getUpdates", allowed_updates=["callback_query"])
    await _say(stage, "unheard")
    assert await stage.call("getUpdates") == []
    assert (await stage.call("getWebhookInfo"))["allowed_updates"] == ["callback_query"]
    await stage.call("getUpdates", allowed_updates=[])
    await _say(stage, "heard")
    assert _texts(await stage.call("getUpdates")) == ["heard"]


async def test_a_second_reader_ends_the_first(stage: Stage) -> None:
    """Two readers of one bot: the one that waited is told of the conflict."""
    first = asyncio.create_task(stage.raw("getUpdates", timeout=30))
    await until(_reader(stage))
    second = asyncio.create_task(stage.raw("getUpdates", timeout=30))
    body = await asyncio.wait_for(first, 5)
    assert body["error_code"] == 409
    assert body["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    await _say(stage, "to the second")
    assert _texts((await asyncio.wait_for(second, 5))["result"]) == ["to the second"]


async def test_polling_and_a_webhook_exclude_each_other(stage: Stage) -> None:
    """A webhook ends a waiting reader and refuses the next."""
    reading = asyncio.create_task(stage.refused("getUpdates", timeout=30))
    await until(_reader(stage))
    await stage.call("setWebhook", url="http://127.0.0.1:9/hook")
    words = await asyncio.wait_for(reading, 5)
    assert words == "Conflict: terminated by setWebhook request"
    assert await stage.refused("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )


async def test_an_update_is_forgotten_after_a_day(stage: Stage) -> None:
    """Telegram keeps updates for 24 hours."""
    await _say(stage, "old")
    stage.pass_time(24 * 3600 + 1)
    await _say(stage, "new")
    assert _texts(await stage.call("getUpdates")) == ["new"]


async def test_a_raw_update_arrives_as_it_is(stage: Stage) -> None:
    """Poison and duplicates go through the queue untouched, and at least once."""
    await _say(stage, "a")
    (update,) = await stage.updates()
    await stage.act("update", update=update)
    poison = await stage.act("update", update={"message": {"text": 7}})
    found = await stage.call("getUpdates", offset=update["update_id"] + 1)
    assert found == [update, {"update_id": poison["update_id"], "message": {"text": 7}}]
    assert await stage.call("getUpdates", offset=poison["update_id"] + 1) == []


@pytest.mark.parametrize(
    ("token", "code", "words"),
    [
        ("nonsense", 401, "Unauthorized: invalid token specified"),
        ("0123:abc", 401, "Unauthorized: invalid token specified"),
        ("12x:abc", 401, "Unauthorized: invalid token specified"),
        ("123:", 401, "Unauthorized: invalid token specified"),
    ],
)
async def test_a_malformed_token_is_unauthorized(
    stage: Stage, token: str, code: int, words: str
) -> None:
    """Only `<digits>:<text>` is a bot."""
    stage.token = token
    body = await stage.raw("getMe")
    assert (body["error_code"], body["description"]) == (code, words)


async def test_what_is_no_call_is_not_found(stage: Stage) -> None:
    """An unknown method and a path without one answer 404 in Telegram's shape."""
    assert await stage.raw("getNothing") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found",
    }
    async with stage.http.get(f"{stage.base}/bot{stage.token}") as answer:
        assert (answer.status, (await answer.json())["error_code"]) == (404, 404)


async def test_what_is_not_modelled_is_refused(stage: Stage) -> None:
    """A method or a parameter that the sandbox does not know is never a pretended success."""
    body = await stage.raw("sendPoll", chat_id=1001, question="?", options=["a", "b"])
    assert body["error_code"] == 501
    assert body["description"] == "Not Implemented: the sandbox does not model sendPoll"
    words = await stage.refused("sendMessage", chat_id=1001, text="a", allow_paid_broadcast=True)
    assert words == (
        "Not Implemented: the sandbox does not model "
        "the parameter allow_paid_broadcast of sendMessage"
    )


async def test_missing_and_wrong_parameters_are_named(stage: Stage) -> None:
    """Telegram's words where it has any, else the parameter's name."""
    assert await stage.refused("sendMessage", text="a") == "Bad Request: chat_id is empty"
    assert await stage.refused("sendMessage", chat_id=1001) == (
        "Bad Request: message text is empty"
    )
    assert await stage.refused("answerCallbackQuery") == (
        'Bad Request: parameter "callback_query_id" is required'
    )
    words = await stage.refused("sendMessage", chat_id=1001, text="a", entities="[{")
    assert words == "Bad Request: can't parse entities JSON object"
    words = await stage.refused("sendMessage", chat_id=1001, text="a", entities=[{"offset": "x"}])
    assert words.startswith("Bad Request: can't parse field \"entities.0.")
    async with stage.http.post(
        f"{stage.base}/bot{stage.token}/getMe",
        data=b"{",
        headers={"Content-Type": "application/json"},
    ) as answer:
        assert (await answer.json())["description"] == "Bad Request: can't parse JSON object"


async def test_each_token_is_a_world_of_its_own(stage: Stage) -> None:
    """What is said to one bot is unknown to another."""
    await _say(stage, "to the first")
    stage.token = "42:another"
    me = await stage.call("getMe")
    assert (me["id"], me["username"]) == (42, "sandbox_42_bot")
    assert await stage.call("getUpdates") == []
    bots = (await stage.see("bots"))["bots"]
    assert [(bot["id"], bot["default"]) for bot in bots] == [(1234567890, True), (42, False)]
    assert (await stage.see("state", bot="42"))["bot"]["id"] == 42


async def test_a_bot_can_log_out_and_close(stage: Stage) -> None:
    """Both logOut and close answer true; the bot may come back."""
    assert await stage.call("logOut") is True
    assert await stage.call("close") is True
    assert (await stage.call("getMe"))["is_bot"] is True
