"""Mini-apps: launch, and requests that the client handles for them."""

import json
import re
from typing import Any
from urllib.parse import quote

from sandbox.telegram.errors import Json
from sandbox.telegram.init_data import sign, sign_contact
from sandbox.telegram.sim.actions import own_contact, post_message
from sandbox.telegram.sim.request import UserRequest, http_error
from sandbox.telegram.text.links import split_url

KINDS = ("menu", "inline", "keyboard", "direct", "attach")
MAX_DATA = 4096
VERSION = "9.1"
THEMES = {
    "light": {
        "accent_text_color": "#168acd", "bg_color": "#ffffff", "bottom_bar_bg_color": "#ffffff",
        "button_color": "#40a7e3", "button_text_color": "#ffffff",
        "destructive_text_color": "#d14e4e", "header_bg_color": "#ffffff",
        "hint_color": "#999999", "link_color": "#168acd", "secondary_bg_color": "#f1f1f1",
        "section_bg_color": "#ffffff", "section_header_text_color": "#168acd",
        "section_separator_color": "#e7e7e7", "subtitle_text_color": "#999999",
        "text_color": "#000000",
    },
    "dark": {
        "accent_text_color": "#6ab2f2", "bg_color": "#17212b", "bottom_bar_bg_color": "#17212b",
        "button_color": "#5288c1", "button_text_color": "#ffffff",
        "destructive_text_color": "#ec3942", "header_bg_color": "#17212b",
        "hint_color": "#708499", "link_color": "#6ab3f3", "secondary_bg_color": "#232e3c",
        "section_bg_color": "#17212b", "section_header_text_color": "#6ab3f3",
        "section_separator_color": "#111921", "subtitle_text_color": "#708499",
        "text_color": "#f5f5f5",
    },
}  # fmt: skip
_STORAGE_KEY = re.compile(r"[A-Za-z0-9_-]{1,128}")
_MAX_ITEMS = 1024


def _compact(value: Json) -> str:
    """Serialize JSON as Telegram does: compact, with escaped slashes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


def _app_url(req: UserRequest, kind: str) -> str:
    if "url" in req.body:
        return req.text("url")
    profile = req.world.profile
    menu = profile.menu_button(req.chat).get("web_app", {}).get("url")
    found = menu if kind == "menu" else profile.main_web_app_url or menu
    if not found:
        raise http_error("conflict", "the bot has no mini-app to open: no menu button, no main app")
    return str(found)


def _user(req: UserRequest) -> Json:
    user = req.user.as_user()
    del user["is_bot"]
    if req.user.started or req.user.write_access:
        user["allows_write_to_pm"] = True
    return user


def _init_fields(req: UserRequest, kind: str, query_id: str | None) -> dict[str, str]:
    fields = {"query_id": query_id} if query_id else {}
    fields["user"] = _compact(_user(req))
    if kind == "attach" and req.chat.private:
        fields["receiver"] = _compact(req.world.profile.as_user())
    elif kind == "attach":
        fields["chat"] = _compact(req.chat.as_chat())
    if kind == "direct":
        fields["chat_type"] = "sender" if req.chat.private else req.chat.type
        fields["chat_instance"] = str(abs(req.chat.id) * 7919 + req.world.profile.id)
    if start := req.text("start_param", ""):
        fields["start_param"] = start
    return fields | {"auth_date": str(req.world.now())}


def _theme(req: UserRequest) -> Json:
    theme = req.body.get("theme", "light")
    if isinstance(theme, dict):
        return theme
    if not isinstance(theme, str) or theme not in THEMES:
        raise http_error("bad_request", '"theme" must be light, dark or an object of colours')
    return dict(THEMES[theme])


def _with_start_param(url: str, start: str) -> str:
    if not start:
        return url
    parts = split_url(url)
    extra = f"tgWebAppStartParam={quote(start, safe='')}"
    query = f"{parts.query}&{extra}" if parts.query else extra
    return parts._replace(query=query, path=parts.path or "/").geturl()


async def launch(req: UserRequest) -> Json:
    """`POST launch`: open a mini-app; the URL contains the signed initData."""
    kind = req.text("kind", "menu")
    if kind not in KINDS:
        raise http_error("bad_request", f'"kind" must be one of {", ".join(KINDS)}')
    start = req.text("start_param", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,512}", start):
        raise http_error("bad_request", "a start_param has at most 512 of A-Z, a-z, 0-9, _ and -")
    url, theme = _app_url(req, kind), _theme(req)
    query_id, data = None, ""
    if kind != "keyboard":  # opened by a keyboard button: no initData, it uses sendData
        if kind != "direct":
            name = f"AA{req.world.random_text(20)}"
            details = {"chat": req.chat.id}
            query_id = req.world.open_query("web_app", req.user, details, id=name).id
        data = sign(_init_fields(req, kind, query_id), token=req.world.token)
    launch_params = {
        "tgWebAppData": data,
        "tgWebAppVersion": req.text("version", VERSION),
        "tgWebAppPlatform": req.text("platform", "tdesktop"),
        "tgWebAppThemeParams": json.dumps(theme, separators=(",", ":")),
    }
    if req.flag("fullscreen"):
        launch_params["tgWebAppFullscreen"] = "1"
    url = _with_start_param(url, start) if kind in ("direct", "attach") else url
    joint = "&" if "#" in url else "#"
    fragment = "&".join(f"{k}={quote(v, safe='')}" for k, v in launch_params.items() if v)
    return {
        "url": f"{url}{joint}{fragment}",
        "query_id": query_id,
        "init_data": data,
        "theme_params": theme,
        "title": req.world.profile.name(req.user.language_code),
    }


async def send_data(req: UserRequest) -> Json:
    """`POST web_app/data`: sendData of an app opened by a keyboard button."""
    data = req.text("data")
    if not 1 <= len(data.encode()) <= MAX_DATA:
        raise http_error("bad_request", f"sendData takes between 1 and {MAX_DATA} bytes")
    content = {"web_app_data": {"data": data, "button_text": req.text("button_text")}}
    return {"message": post_message(req, content)}


async def write_access(req: UserRequest) -> Json:
    """`POST web_app/write_access`: the user's answer to `requestWriteAccess`."""
    if not req.flag("allowed", default=True):
        return {"status": "cancelled"}
    if not (req.user.started or req.user.write_access):
        req.user.write_access = True
        post_message(req, {"write_access_allowed": {"from_request": True}})
        req.world.emit_user(req.user)
    return {"status": "allowed"}


async def phone(req: UserRequest) -> Json:
    """`POST web_app/phone`: the user's answer to `requestContact`."""
    if not req.flag("shared", default=True):
        return {"status": "cancelled"}
    req.world.shared_phones.add(req.user.id)
    post_message(req, {"contact": own_contact(req.user)})
    return {"status": "sent"}


async def method(req: UserRequest) -> Json:
    """`POST web_app/method`: `invoke_custom_method`, mainly CloudStorage."""
    methods = {
        "saveStorageValue": _save,
        "getStorageValues": _read,
        "deleteStorageValues": _delete,
        "getStorageKeys": _keys,
        "getRequestedContact": _requested_contact,
    }
    run = methods.get(req.text("method"))
    params = req.body.get("params", {})
    if not isinstance(params, dict):
        raise http_error("bad_request", '"params" must be an object')
    head = {"req_id": req.body.get("req_id")}
    if run is None:
        return head | {"error": "UNKNOWN_METHOD"}
    result = run(req, params)
    return head | ({"error": result} if isinstance(result, str) else {"result": result[0]})


# The result in a tuple of one, or an error code.
CallResult = tuple[Any] | str


def _storage(req: UserRequest) -> dict[str, str]:
    return req.world.storage.setdefault(req.user.id, {})


def _save(req: UserRequest, params: Json) -> CallResult:
    key, value = str(params.get("key", "")), str(params.get("value", ""))
    storage = _storage(req)
    if not _STORAGE_KEY.fullmatch(key):
        return "KEY_INVALID"
    if len(value) > 4096:
        return "VALUE_INVALID"
    if not value:
        storage.pop(key, None)
        return (True,)
    if key not in storage and len(storage) >= _MAX_ITEMS:
        return "QUOTA_EXCEEDED"
    storage[key] = value
    return (True,)


def _storage_keys(params: Json) -> list[str] | None:
    keys = params.get("keys")
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        return None
    return keys if all(_STORAGE_KEY.fullmatch(key) for key in keys) else None


def _read(req: UserRequest, params: Json) -> CallResult:
    keys = _storage_keys(params)
    if keys is None:
        return "KEY_INVALID"
    return ({key: _storage(req).get(key, "") for key in keys},)


def _delete(req: UserRequest, params: Json) -> CallResult:
    keys = _storage_keys(params)
    if keys is None:
        return "KEY_INVALID"
    for key in keys:
        _storage(req).pop(key, None)
    return (True,)


def _keys(req: UserRequest, _params: Json) -> CallResult:
    return (list(_storage(req)),)


def _requested_contact(req: UserRequest, _params: Json) -> CallResult:
    if req.user.id not in req.world.shared_phones:
        return "CONTACT_NOT_SHARED"
    fields = {
        "contact": _compact(own_contact(req.user)),
        "auth_date": str(req.world.now()),
    }
    return (sign_contact(fields, token=req.world.token),)
