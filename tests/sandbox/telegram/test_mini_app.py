"""Mini-apps: signed launch data, and requests to the client."""

import json
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from aiogram.utils.web_app import check_webapp_signature, safe_parse_webapp_init_data
from aiogram.utils.web_app_signature import check_webapp_signature as check_third_party

from sandbox.telegram.init_data import PUBLIC_KEY
from tests.sandbox.telegram.client import Json, SandboxClient

APP = "http://127.0.0.1:8080/"


@pytest.fixture(autouse=True)
async def _started_bot(client: SandboxClient) -> None:
    await client.start_bot()
    button = {"type": "web_app", "text": "Open", "web_app": {"url": APP}}
    await client.call("setChatMenuButton", menu_button=button)


def _fragment(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).fragment))


async def test_init_data_is_signed_with_the_bot_token(client: SandboxClient) -> None:
    """aiogram's check accepts it for this token only."""
    launched = await client.post("launch", kind="menu", theme="dark", platform="ios", version="8.0")
    fragment = _fragment(launched["url"])
    assert launched["url"].startswith(APP + "#tgWebAppData=")
    assert fragment["tgWebAppData"] == launched["init_data"]
    assert (fragment["tgWebAppPlatform"], fragment["tgWebAppVersion"]) == ("ios", "8.0")
    assert json.loads(fragment["tgWebAppThemeParams"])["bg_color"] == "#17212b"
    data = safe_parse_webapp_init_data(client.token, launched["init_data"])
    assert data.user
    assert (data.user.id, data.user.first_name, data.user.is_premium) == (1001, "Alice", True)
    assert data.query_id == launched["query_id"]
    assert data.auth_date == client.clock()
    assert not check_webapp_signature("42:another", launched["init_data"])


@pytest.mark.parametrize("user", [1001, 1002, 1003])
async def test_init_data_is_signed_for_third_parties(client: SandboxClient, user: int) -> None:
    """The Ed25519 signature verifies with the documented key, in every script."""
    data = (await client.post("launch", user=user))["init_data"]
    key = bytes.fromhex(PUBLIC_KEY)
    assert check_third_party(1234567890, data, key)
    assert not check_third_party(42, data, key)
    assert check_webapp_signature(client.token, data)


async def test_direct_link_passes_the_start_parameter(client: SandboxClient) -> None:
    """It is signed in initData and in the query; there is no query_id."""
    await client.post("bot", main_web_app_url="https://example.com/app?a=1")
    link = await client.post("link", url="https://t.me/gomining_sandbox_bot?startapp=miner_42")
    assert link == {"action": "launch", "kind": "direct", "start_param": "miner_42"}
    launched = await client.post("launch", kind="direct", start_param="miner_42")
    query = parse_qs(urlsplit(launched["url"]).query)
    assert query == {"a": ["1"], "tgWebAppStartParam": ["miner_42"]}
    signed = dict(parse_qsl(launched["init_data"]))
    assert (signed["start_param"], signed["chat_type"]) == ("miner_42", "sender")
    assert launched["query_id"] is None


async def test_keyboard_app_gets_no_init_data(client: SandboxClient) -> None:
    """Its sendData reaches the bot as web_app_data."""
    launched = await client.post("launch", kind="keyboard", url=APP)
    assert launched["init_data"] == ""
    assert "tgWebAppData" not in launched["url"]
    await client.post("web_app/data", data='{"a":1}', button_text="Open")
    message = (await client.updates())[0]["message"]
    assert message["web_app_data"] == {"data": '{"a":1}', "button_text": "Open"}
    too_long = await client.post("web_app/data", status=400, data="a" * 4097, button_text="Open")
    assert too_long["error"]["code"] == "bad_request"


async def test_launch_without_an_app_is_409(client: SandboxClient) -> None:
    """There is no menu button and no main app."""
    await client.call("setChatMenuButton", menu_button={"type": "default"})
    assert (await client.post("launch", status=409))["error"]["code"] == "conflict"


def _article(**more: Any) -> Json:
    return {
        "type": "article",
        "id": "1",
        "title": "T",
        "input_message_content": {"message_text": "From the app"},
        **more,
    }


async def test_answer_web_app_query_sends_a_message_once(client: SandboxClient) -> None:
    """The message is the user's, via the bot."""
    query = (await client.post("launch"))["query_id"]
    answer = {"web_app_query_id": query, "result": _article()}
    assert await client.call("answerWebAppQuery", **answer) == {}
    assert "Alice via @gomining_sandbox_bot: From the app" in await client.transcript()
    assert (await client.call_error("answerWebAppQuery", **answer)).startswith(
        "Bad Request: query is too old"
    )


async def test_prepared_message_can_be_previewed_and_shared(client: SandboxClient) -> None:
    """Only by its user, for 24 hours."""
    params = {"user_id": 1001, "result": _article(), "allow_user_chats": True}
    kept = await client.call("savePreparedInlineMessage", **params)
    preview = await client.get("web_app/prepared", id=kept["id"])
    assert (preview["result"]["title"], preview["allow_user_chats"]) == ("T", True)
    assert preview["expires"] == kept["expiration_date"]
    assert (await client.post("web_app/share", id=kept["id"]))["message"]["text"] == "From the app"
    assert (await client.get("web_app/prepared", status=404, id=kept["id"], user=1002))["error"]
    client.move_clock(24 * 3600 + 1)
    assert (await client.post("web_app/share", status=404, id=kept["id"]))["error"]
    assert await client.call_error("savePreparedInlineMessage", **{**params, "user_id": 5}) == (
        "Bad Request: USER_ID_INVALID"
    )


async def _method(client: SandboxClient, method: str, **params: Any) -> Json:
    return await client.post("web_app/method", method=method, params=params, req_id="r")


async def test_cloud_storage_is_separate_per_user(client: SandboxClient) -> None:
    """Values can be saved, read, listed and deleted; keys have an alphabet."""
    assert await _method(client, "saveStorageValue", key="k", value="v") == {
        "req_id": "r",
        "result": True,
    }
    assert (await _method(client, "getStorageValues", keys=["k", "x"]))["result"] == {
        "k": "v",
        "x": "",
    }
    assert (await _method(client, "getStorageKeys"))["result"] == ["k"]
    other = await client.post("web_app/method", method="getStorageKeys", user=1002)
    assert other["result"] == []
    assert (await _method(client, "saveStorageValue", key="a b", value="v"))["error"] == (
        "KEY_INVALID"
    )
    assert (await _method(client, "saveStorageValue", key="k", value="v" * 4097))["error"] == (
        "VALUE_INVALID"
    )
    assert (await _method(client, "deleteStorageValues", keys=["k"]))["result"] is True
    assert (await _method(client, "getStorageKeys"))["result"] == []
    assert (await _method(client, "flyToTheMoon"))["error"] == "UNKNOWN_METHOD"


async def test_write_access_allows_the_bot_to_write(client: SandboxClient) -> None:
    """A user who has not started the bot grants it in the app."""
    assert (await client.post("web_app/write_access", user=1002, allowed=False))["status"] == (
        "cancelled"
    )
    assert (await client.call_raw("sendMessage", chat_id=1002, text="a"))["error_code"] == 403
    assert (await client.post("web_app/write_access", user=1002))["status"] == "allowed"
    message = (await client.updates())[0]["message"]
    assert message["write_access_allowed"] == {"from_request": True}
    await client.call("sendMessage", chat_id=1002, text="a")


async def test_shared_phone_reaches_bot_and_app(client: SandboxClient) -> None:
    """Without consent neither gets it."""
    assert (await _method(client, "getRequestedContact"))["error"] == "CONTACT_NOT_SHARED"
    assert (await client.post("web_app/phone", shared=False))["status"] == "cancelled"
    assert await client.updates() == []
    assert (await client.post("web_app/phone"))["status"] == "sent"
    assert (await client.updates())[0]["message"]["contact"]["user_id"] == 1001
    signed = (await _method(client, "getRequestedContact"))["result"]
    assert check_webapp_signature(client.token, signed)
    assert json.loads(dict(parse_qsl(signed))["contact"])["phone_number"] == "+12025550101"
