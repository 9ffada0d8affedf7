"""Validation of keyboards, as strict as Telegram's."""

from ipaddress import ip_address
from typing import Any

from sandbox.telegram.errors import Json, bad_request, not_modelled
from sandbox.telegram.text.links import checked_link, split_url

MAX_BUTTONS = 100
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
)  # fmt: skip
_UNMODELLED = ("login_url", "callback_game", "switch_inline_query_chosen_chat")
_REQUESTS = ("request_users", "request_chat", "request_user", "request_poll", "request_managed_bot")


def is_loopback(url: str) -> bool:
    """Return whether a URL has a loopback host."""
    host = split_url(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def check_markup(markup: object, *, private: bool, invoice: bool = False) -> Json | None:
    """Validate a `reply_markup`; return it without empty fields, or `None` if it is empty.

    `private`: the chat is private. `invoice`: the message is an invoice, so it may have a Pay
    button.

    Raises:
        ApiError: invalid, with Telegram's message.
    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline_keyboard", "InlineKeyboardMarkup")
        return _inline(rows, private=private, invoice=invoice)
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard", "ReplyKeyboardMarkup")
        return _reply(rows, markup, private=private)
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return _without_empty(markup)
    return None


def check_inline(markup: object, *, private: bool, invoice: bool = False) -> Json | None:
    """Validate the keyboard of an edited or inline message, which must be an inline one."""
    checked = check_markup(markup, private=private, invoice=invoice)
    if checked is not None and "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return checked


def _without_empty(value: Json) -> Json:
    return {key: item for key, item in value.items() if item is not None and item is not False}


def _rows(rows: object, field: str, kind: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" of the {kind} must be an Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the {kind} must be an Array of Arrays')
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in rows if row]


def _text(button: Json, kind: str) -> None:
    if "text" not in button:
        raise bad_request(f"can't parse {kind}: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad_request(f'can\'t parse {kind}: Field "text" must be of type String')


def _inline(rows: list[list[Any]], *, private: bool, invoice: bool) -> Json | None:
    kept = [[_inline_button(b, private=private) for b in row] for row in rows]
    pays = [(r, c) for r, row in enumerate(kept) for c, b in enumerate(row) if "pay" in b]
    if pays and not invoice:
        raise bad_request("BUTTON_TYPE_INVALID")
    if kept and invoice and pays != [(0, 0)]:
        raise bad_request("BUTTON_POS_INVALID" if pays else "REPLY_MARKUP_BUY_EMPTY")
    return {"inline_keyboard": kept} if kept else None


def _inline_button(button: object, *, private: bool) -> Json:
    kind = "inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"can't parse {kind}: InlineKeyboardButton must be an Object")
    _text(button, kind)
    if not button["text"].strip():
        raise bad_request("inline keyboard button text is empty")
    empty_allowed = ("switch_inline_query", "switch_inline_query_current_chat")
    actions = [a for a in _ACTIONS if button.get(a) or (a in empty_allowed and button.get(a) == "")]
    if not actions:
        raise bad_request(f"can't parse {kind}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram uses the first one; its documentation requires exactly one, as here.
        raise bad_request(f"can't parse {kind}: exactly one action must be specified")
    _check_action(actions[0], button[actions[0]], private=private)
    return _without_empty(button)


def _check_action(action: str, value: object, *, private: bool) -> None:
    if action in _UNMODELLED:
        raise not_modelled(f"inline keyboard buttons with {action}")
    if action == "callback_data" and len(str(value).encode()) > 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        _check_url(str(value))
    if action == "web_app":
        _check_web_app(value, "inline keyboard button", private=private)
    if action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str) -> None:
    scheme, separator, _ = url.partition("://")
    if separator and scheme.lower() not in ("http", "https", "tg", "ton", "tonsite"):
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
        )
    if checked_link(url) is None:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_web_app(value: object, kind: str, *, private: bool) -> None:
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str):
        raise bad_request(f"can't parse {kind}: Can't find field \"url\"")
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    check_web_app_url(url, kind)


def check_web_app_url(url: str, kind: str) -> None:
    """Raise ApiError unless a mini-app's URL is https or on this machine."""
    scheme = split_url(url).scheme
    if checked_link(url) is None and not is_loopback(url):
        raise bad_request(f"{kind} Web App URL '{url}' is invalid: Wrong HTTP URL")
    if scheme != "https" and not (scheme == "http" and is_loopback(url)):
        raise bad_request(f"{kind} Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _reply(rows: list[list[Any]], markup: Json, *, private: bool) -> Json | None:
    kept = [[_reply_button(button, private=private) for button in row] for row in rows]
    return _without_empty(markup) | {"keyboard": kept} if kept else None


def _reply_button(button: object, *, private: bool) -> Json:
    kind = "keyboard button"
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"can't parse {kind}: KeyboardButton must be an Object")
    _text(button, kind)
    for request in _REQUESTS:
        if button.get(request):
            raise not_modelled(f"keyboard buttons with {request}")
    personal = [key for key in ("request_contact", "request_location") if button.get(key)]
    if personal and not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    if button.get("web_app"):
        _check_web_app(button["web_app"], kind, private=private)
    return _without_empty(button)
