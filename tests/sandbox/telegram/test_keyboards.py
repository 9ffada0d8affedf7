"""Keyboards are validated as strictly as by Telegram."""

from typing import Any

import pytest

from tests.sandbox.telegram.client import SandboxClient

GROUP = -1002000000001
INLINE = "can't parse inline keyboard button: "


def _one(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "A", **button}]]}


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (_one(callback_data="a" * 65), "BUTTON_DATA_INVALID"),
        (_one(callback_data="й" * 33), "BUTTON_DATA_INVALID"),
        (_one(), f"{INLINE}Text buttons are unallowed in the inline keyboard"),
        (_one(callback_data=""), f"{INLINE}Text buttons are unallowed in the inline keyboard"),
        (_one(callback_data="a", url="https://e.com"), (
            f"{INLINE}exactly one action must be specified"
        )),
        ({"inline_keyboard": [[{"callback_data": "a"}]]}, f"{INLINE}Can't find field \"text\""),
        ({"inline_keyboard": [[{"text": 5, "callback_data": "a"}]]}, (
            f"{INLINE}Field \"text\" must be of type String"
        )),
        ({"inline_keyboard": [["a"]]}, f"{INLINE}InlineKeyboardButton must be an Object"),
        ({"inline_keyboard": None}, (
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'
        )),
        ({"inline_keyboard": [{"text": "a"}]}, (
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )),
        ({"keyboard": None}, 'field "keyboard" of the ReplyKeyboardMarkup must be an Array'),
        ({"keyboard": [[{}]]}, "can't parse keyboard button: Can't find field \"text\""),
        ([], "object expected as reply markup"),
        ("[]", "object expected as reply markup"),
        (_one(url="ftp://e.com"), (
            "inline keyboard button URL 'ftp://e.com' is invalid: Unsupported URL protocol"
        )),
        (_one(url="no address"), (
            "inline keyboard button URL 'no address' is invalid: Wrong HTTP URL"
        )),
        (_one(web_app={"url": "http://e.com"}), (
            "inline keyboard button Web App URL 'http://e.com' is invalid: "
            "Only HTTPS links are allowed"
        )),
        (_one(pay=True), "BUTTON_TYPE_INVALID"),
        (_one(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        ({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]] * 101}, (
            "reply markup is too long"
        )),
    ],
)  # fmt: skip
async def test_invalid_keyboard_is_rejected_with_telegrams_message(
    client: SandboxClient, markup: object, description: str
) -> None:
    """A button with two actions is rejected, as the documentation requires."""
    await client.start_bot()
    found = await client.call_error("sendMessage", chat_id=1001, text="a", reply_markup=markup)
    assert found == f"Bad Request: {description}"


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": "й" * 32},
        {"url": "example.com"},
        {"url": "tg://user?id=1001"},
        {"web_app": {"url": "https://example.com/app"}},
        {"web_app": {"url": "http://127.0.0.1:8080"}},
        {"web_app": {"url": "http://localhost:8080/app?a=1"}},
        {"switch_inline_query": ""},
        {"switch_inline_query_current_chat": "query"},
        {"copy_text": {"text": "copied"}},
    ],
)
async def test_valid_button_is_stored_unchanged(
    client: SandboxClient, button: dict[str, Any]
) -> None:
    """Mini-apps may use http on this machine."""
    await client.start_bot()
    message = await client.call("sendMessage", chat_id=1001, text="a", reply_markup=_one(**button))
    assert message["reply_markup"] == _one(**button)


async def test_web_app_button_in_group_is_rejected(client: SandboxClient) -> None:
    """Inline and reply keyboards in groups may not open mini-apps."""
    app = {"url": "https://example.com"}
    for markup in (_one(web_app=app), {"keyboard": [[{"text": "A", "web_app": app}]]}):
        description = await client.call_error(
            "sendMessage", chat_id=GROUP, text="a", reply_markup=markup
        )
        assert description == "Bad Request: BUTTON_TYPE_INVALID"


async def test_unsupported_button_is_501(client: SandboxClient) -> None:
    """A login_url button is not emulated."""
    await client.start_bot()
    markup = _one(login_url={"url": "https://example.com"})
    description = await client.call_error(
        "sendMessage", chat_id=1001, text="a", reply_markup=markup
    )
    assert description.startswith(
        "Not Implemented: the sandbox does not model inline keyboard buttons"
    )


async def test_edit_rejects_a_reply_keyboard(client: SandboxClient) -> None:
    """Only an inline keyboard is allowed in an edit."""
    await client.start_bot()
    message = await client.call("sendMessage", chat_id=1001, text="a")
    description = await client.call_error(
        "editMessageText",
        chat_id=1001,
        message_id=message["message_id"],
        text="b",
        reply_markup={"keyboard": [["a"]]},
    )
    assert description == "Bad Request: inline keyboard expected"


async def test_tap_returns_the_clients_action(client: SandboxClient) -> None:
    """URLs, mini-apps, copies and inline queries are left to the client."""
    await client.start_bot()
    row = [
        {"text": "url", "url": "https://e.com/"},
        {"text": "app", "web_app": {"url": "http://127.0.0.1:8080/"}},
        {"text": "copy", "copy_text": {"text": "copied"}},
        {"text": "there", "switch_inline_query": "q"},
        {"text": "here", "switch_inline_query_current_chat": ""},
    ]
    markup = {"inline_keyboard": [row]}
    await client.call("sendMessage", chat_id=1001, text="a", reply_markup=markup)
    answers = [await client.post("tap", message_id=2, row=0, column=n) for n in range(5)]
    assert answers == [
        {"action": "url", "url": "https://e.com/"},
        {"action": "web_app", "url": "http://127.0.0.1:8080/", "text": "app", "kind": "inline"},
        {"action": "copy_text", "text": "copied"},
        {"action": "switch_inline_query", "query": "q", "current_chat": False},
        {"action": "switch_inline_query", "query": "", "current_chat": True},
    ]
    assert (await client.post("tap", status=404, message_id=2, row=3, column=0))["error"]
