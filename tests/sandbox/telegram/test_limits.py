"""Telegram's flood limits by the sandbox's clock, and faults on order."""

import aiohttp
import pytest

from sandbox.telegram.flood import BURST, PER_BOT, PER_GROUP
from tests.sandbox.telegram.stage import Stage

GROUP = -1002000000001


async def _send(stage: Stage, chat: int) -> dict[str, object]:
    return await stage.raw("sendMessage", chat_id=chat, text="a")


async def test_a_private_chat_takes_one_a_second_after_a_burst(stage: Stage) -> None:
    """The message after the burst is refused with the seconds to wait, and then it passes."""
    await stage.open()
    for _ in range(BURST):
        assert (await _send(stage, 1001))["ok"]
    assert await _send(stage, 1001) == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    stage.pass_time(1)
    assert (await _send(stage, 1001))["ok"]
    assert (await _send(stage, 1001))["error_code"] == 429


async def test_a_group_takes_twenty_a_minute(stage: Stage) -> None:
    """The twenty-first waits for the first to be a minute old."""
    for _ in range(PER_GROUP):
        assert (await _send(stage, GROUP))["ok"]
        stage.pass_time(1)
    body = await _send(stage, GROUP)
    assert body["parameters"] == {"retry_after": 60 - PER_GROUP}
    stage.pass_time(60 - PER_GROUP)
    assert (await _send(stage, GROUP))["ok"]


async def test_a_bot_sends_thirty_a_second(stage: Stage) -> None:
    """However many chats it writes to."""
    for user in range(2001, 2001 + PER_BOT + 1):
        await stage.act("users", id=user, first_name="A")
        await stage.act("start", user=user)
    for user in range(2001, 2001 + PER_BOT):
        assert (await _send(stage, user))["ok"]
    assert (await _send(stage, 2001 + PER_BOT))["error_code"] == 429
    stage.pass_time(1)
    assert (await _send(stage, 2001 + PER_BOT))["ok"]


async def test_limits_can_be_switched_off(stage: Stage) -> None:
    """A test that is about something else may write as fast as it likes."""
    await stage.open()
    await stage.act("limits", enabled=False)
    for _ in range(BURST + 5):
        assert (await _send(stage, 1001))["ok"]
    assert (await stage.see("state"))["limits"] == {"enabled": False}


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("429", 429, "Too Many Requests: retry after 7"),
        ("500", 500, "Internal Server Error"),
        ("502", 502, "Bad Gateway"),
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_a_fault_answers_for_telegram(stage: Stage, kind: str, code: int, words: str) -> None:
    """As often as ordered, on the method ordered, and then no more."""
    await stage.open()
    await stage.act("fault", kind=kind, method="sendMessage", times=1, seconds=7)
    body = await _send(stage, 1001)
    assert (body["error_code"], body["description"]) == (code, words)
    assert (await _send(stage, 1001))["ok"]
    assert (await stage.see("state"))["faults"] == []


async def test_a_fault_without_a_method_spares_the_reader(stage: Stage) -> None:
    """It hits every call but getUpdates and getMe, until it is removed."""
    await stage.open()
    fault = (await stage.act("fault", kind="500"))["fault"]
    assert (await _send(stage, 1001))["error_code"] == 500
    assert (await stage.raw("getMyCommands"))["error_code"] == 500
    assert await stage.call("getUpdates") == []
    url = f"{stage.base}/sim/chat/fault?id={fault['id']}"
    async with stage.http.delete(url) as answer:
        assert await answer.json() == {"faults": []}
    assert (await _send(stage, 1001))["ok"]


async def test_a_fault_may_hit_one_user_only(stage: Stage) -> None:
    """Another chat goes on."""
    await stage.open()
    await stage.open(1002)
    await stage.act("fault", kind="blocked", only_user=1001)
    assert (await _send(stage, 1001))["error_code"] == 403
    assert (await _send(stage, 1002))["ok"]


@pytest.mark.parametrize(("kind", "done"), [("drop", False), ("lost", True)])
async def test_a_connection_may_break(stage: Stage, kind: str, done: bool) -> None:
    """Before the work is done, or after: the bot sees the same."""
    await stage.open()
    await stage.act("fault", kind=kind, times=1)
    with pytest.raises(aiohttp.ClientError):
        await _send(stage, 1001)
    assert ("[2] GoMining Sandbox: a" in await stage.transcript()) is done
    assert (await stage.see("calls"))["calls"][-1]["fault"] == kind


async def test_an_answer_may_be_slow_or_rubbish(stage: Stage) -> None:
    """`slow` answers in the end; `garbled` is no JSON."""
    await stage.open()
    await stage.act("fault", kind="slow", times=1, seconds=0.01)
    assert (await _send(stage, 1001))["ok"]
    await stage.act("fault", kind="garbled", times=1)
    url = f"{stage.base}/bot{stage.token}/sendMessage"
    async with stage.http.post(url, json={"chat_id": 1001, "text": "a"}) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


async def test_an_unknown_fault_is_refused(stage: Stage) -> None:
    """The kinds are a closed list."""
    error = (await stage.act("fault", status=400, kind="earthquake"))["error"]
    assert error["code"] == "bad_request"
