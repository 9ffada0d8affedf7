"""Mini-apps: launched with signed data, and served by the client they run in."""

import json
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from aiogram.utils.web_app import check_webapp_signature, safe_parse_webapp_init_data
from aiogram.utils.web_app_signature import check_webapp_signature as check_third_party

from sandbox.telegram.init_data import PUBLIC_KEY
from tests.sandbox.telegram.stage import Json, Stage

APP = "http://127.0.0.1:8080/"


@pytest.fixture(autouse=True)
async def _opened(stage: Stage) -> None:
    await stage.open()
    button = {"type": "web_app", "text": "Open", "web_app": {"url": APP}}
    await stage.call("setChatMenuButton", menu_button=button)


def _fragment(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).fragment))


async def test_a_launch_is_signed_by_the_bots_token(stage: Stage) -> None:
    """The check of aiogram itself accepts it, and another bot's token does not."""
    launched = await stage.act("launch", kind="menu", theme="dark", platform="ios", version="8.0")
    fragment = _fragment(launched["url"])
    assert launched["url"].startswith(APP + "#tgWebAppData=")
    assert fragment["tgWebAppData"] == launched["init_data"]
    assert (fragment["tgWebAppPlatform"], fragment["tgWebAppVersion"]) == ("ios", "8.0")
    assert json.loads(fragment["tgWebAppThemeParams"])["bg_color"] == "#17212b"
    data = safe_parse_webapp_init_data(stage.token, launched["init_data"])
    assert data.user
    assert (data.user.id, data.user.first_name, data.user.is_premium) == (1001, "Alice", True)
    assert data.query_id == launched["query_id"]
    assert data.auth_date == stage.clock()
    assert not check_webapp_signature("42:another", launched["init_data"])


@pytest.mark.parametrize("user", [1001, 1002, 1003])
async def test_a_launch_is_signed_for_third_parties(stage: Stage, user: int) -> None:
    """The Ed25519 signature holds with the sandbox's documented key, in every script."""
    data = (await stage.act("launch", user=user))["init_data"]
    key = bytes.fromhex(PUBLIC_KEY)
    assert check_third_party(1234567890, data, key)
    assert not check_third_party(42, data, key)
    assert check_webapp_signature(stage.token, data)


async def test_a_direct_link_carries_its_start_parameter(stage: Stage) -> None:
    """Signed in initData, visible in the query, and without a query_id."""
    await stage.act("bot", main_web_app_url="https://example.com/app?a=1")
    link = await stage.act("link", url="https://t.me/gomining_sandbox_bot?startapp=miner_42")
    assert link == {"action": "launch", "kind": "direct", "start_param": "miner_42"}
    launched = await stage.act("launch", kind="direct", start_param="miner_42")
    query = parse_qs(urlsplit(launched["url"]).query)
    assert query == {"a": ["1"], "tgWebAppStartParam": ["miner_42"]}
    signed = dict(parse_qsl(launched["init_data"]))
    assert (signed["start_param"], signed["chat_type"]) == ("miner_42", "sender")
    assert launched["query_id"] is None


async def test_an_app_from_the_keyboard_learns_nothing(stage: Stage) -> None:
    """No initData, as in Telegram; what it sends reaches the bot as web_app_data."""
    launched = await stage.act("launch", kind="keyboard", url=APP)
    assert launched["init_data"] == ""
    assert "tgWebAppData" not in launched["url"]
    await stage.act("web_app/data", data='{"a":1}', button_text="Open")
    message = (await stage.updates())[0]["message"]
    assert message["web_app_data"] == {"data": '{"a":1}', "button_text": "Open"}
    too_long = await stage.act("web_app/data", status=400, data="a" * 4097, button_text="Open")
    assert too_long["error"]["code"] == "bad_request"


async def test_a_launch_needs_an_app(stage: Stage) -> None:
    """Without a menu button or a main app there is nothing to open."""
    await stage.call("setChatMenuButton", menu_button={"type": "default"})
    assert (await stage.act("launch", status=409))["error"]["code"] == "conflict"


def _article(**more: Any) -> Json:
    return {
        "type": "article",
        "id": "1",
        "title": "T",
        "input_message_content": {"message_text": "From the app"},
        **more,
    }


async def test_an_app_answers_for_its_user(stage: Stage) -> None:
    """The answer to its query is a message of the user via the bot, once."""
    query = (await stage.act("launch"))["query_id"]
    answer = {"web_app_query_id": query, "result": _article()}
    assert await stage.call("answerWebAppQuery", **answer) == {}
    assert "Alice via @gomining_sandbox_bot: From the app" in await stage.transcript()
    assert (await stage.refused("answerWebAppQuery", **answer)).startswith(
        "Bad Request: query is too old"
    )


async def test_a_prepared_message_is_previewed_and_shared(stage: Stage) -> None:
    """By its user only, and for a day."""
    params = {"user_id": 1001, "result": _article(), "allow_user_chats": True}
    kept = await stage.call("savePreparedInlineMessage", **params)
    preview = await stage.see("web_app/prepared", id=kept["id"])
    assert (preview["result"]["title"], preview["allow_user_chats"]) == ("T", True)
    assert preview["expires"] == kept["expiration_date"]
    assert (await stage.act("web_app/share", id=kept["id"]))["message"]["text"] == "From the app"
    assert (await stage.see("web_app/prepared", status=404, id=kept["id"], user=1002))["error"]
    stage.pass_time(24 * 3600 + 1)
    assert (await stage.act("web_app/share", status=404, id=kept["id"]))["error"]
    assert await stage.refused("savePreparedInlineMessage", **{**params, "user_id": 5}) == (
        "Bad Request: USER_ID_INVALID"
    )


async def _method(stage: Stage, method: str, **params: Any) -> Json:
    return await stage.act("web_app/method", method=method, params=params, req_id="r")


async def test_cloud_storage_belongs_to_a_user(stage: Stage) -> None:
    """Saved, read, listed and deleted; another user's is empty; keys have an alphabet."""
    assert await _method(stage, "saveStorageValue", key="k", value="v") == {
        "req_id": "r",
        "result": True,
    }
    assert (await _method(stage, "getStorageValues", keys=["k", "x"]))["result"] == {
        "k": "v",
        "x": "",
    }
    assert (await _method(stage, "getStorageKeys"))["result"] == ["k"]
    other = await stage.act("web_app/method", method="getStorageKeys", user=1002)
    assert other["result"] == []
    assert (await _method(stage, "saveStorageValue", key="a b", value="v"))["error"] == (
        "KEY_INVALID"
    )
    assert (await _method(stage, "saveStorageValue", key="k", value="v" * 4097))["error"] == (
        "VALUE_INVALID"
    )
    assert (await _method(stage, "deleteStorageValues", keys=["k"]))["result"] is True
    assert (await _method(stage, "getStorageKeys"))["result"] == []
    assert (await _method(stage, "flyToTheMoon"))["error"] == "UNKNOWN_METHOD"


async def test_write_access_lets_the_bot_write_first(stage: Stage) -> None:
    """A user who never started the bot allows it from the app."""
    assert (await stage.act("web_app/write_access", user=1002, allowed=False))["status"] == (
        "cancelled"
    )
    assert (await stage.raw("sendMessage", chat_id=1002, text="a"))["error_code"] == 403
    assert (await stage.act("web_app/write_access", user=1002))["status"] == "allowed"
    message = (await stage.updates())[0]["message"]
    assert message["write_access_allowed"] == {"from_request": True}
    await stage.call("sendMessage", chat_id=1002, text="a")


async def test_a_shared_phone_reaches_the_bot_and_the_app(stage: Stage) -> None:
    """The bot gets the contact, the app a signed copy; refusing gives neither."""
    assert (await _method(stage, "getRequestedContact"))["error"] == "CONTACT_NOT_SHARED"
    assert (await stage.act("web_app/phone", shared=False))["status"] == "cancelled"
    assert await stage.updates() == []
    assert (await stage.act("web_app/phone"))["status"] == "sent"
    assert (await stage.updates())[0]["message"]["contact"]["user_id"] == 1001
    signed = (await _method(stage, "getRequestedContact"))["result"]
    assert check_webapp_signature(stage.token, signed)
    assert json.loads(dict(parse_qsl(signed))["contact"])["phone_number"] == "+12025550101"
