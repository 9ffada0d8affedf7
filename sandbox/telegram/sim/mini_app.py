"""Mini-apps: how they are opened and what a client does for them."""

import json
import re
from typing import Any
from urllib.parse import quote

from sandbox.telegram.init_data import sign, sign_contact
from sandbox.telegram.refusals import Json
from sandbox.telegram.sim.act import own_contact, say
from sandbox.telegram.sim.scene import Scene, refuse
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
    """Write JSON as Telegram does: compact, and with slashes escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


def _app_url(scene: Scene, kind: str) -> str:
    if "url" in scene.body:
        return scene.text("url")
    profile = scene.world.profile
    menu = profile.menu_button(scene.room).get("web_app", {}).get("url")
    found = menu if kind == "menu" else profile.main_web_app_url or menu
    if not found:
        raise refuse("conflict", "the bot has no mini-app to open: no menu button, no main app")
    return str(found)


def _user(scene: Scene) -> Json:
    user = scene.person.as_user()
    del user["is_bot"]
    if scene.person.started or scene.person.write_access:
        user["allows_write_to_pm"] = True
    return user


def _init_fields(scene: Scene, kind: str, query_id: str | None) -> dict[str, str]:
    fields = {"query_id": query_id} if query_id else {}
    fields["user"] = _compact(_user(scene))
    if kind == "attach" and scene.room.private:
        fields["receiver"] = _compact(scene.world.profile.as_user())
    elif kind == "attach":
        fields["chat"] = _compact(scene.room.as_chat())
    if kind == "direct":
        fields["chat_type"] = "sender" if scene.room.private else scene.room.type
        fields["chat_instance"] = str(abs(scene.room.id) * 7919 + scene.world.profile.id)
    if start := scene.text("start_param", ""):
        fields["start_param"] = start
    return fields | {"auth_date": str(scene.world.now())}


def _theme(scene: Scene) -> Json:
    theme = scene.body.get("theme", "light")
    if isinstance(theme, dict):
        return theme
    if not isinstance(theme, str) or theme not in THEMES:
        raise refuse("bad_request", '"theme" must be light, dark or an object of colours')
    return dict(THEMES[theme])


def _with_start(url: str, start: str) -> str:
    if not start:
        return url
    parts = split_url(url)
    extra = f"tgWebAppStartParam={quote(start, safe='')}"
    query = f"{parts.query}&{extra}" if parts.query else extra
    return parts._replace(query=query, path=parts.path or "/").geturl()


async def launch(scene: Scene) -> Json:
    """`POST launch`: open a mini-app; its address carries what Telegram has signed."""
    kind = scene.text("kind", "menu")
    if kind not in KINDS:
        raise refuse("bad_request", f'"kind" must be one of {", ".join(KINDS)}')
    start = scene.text("start_param", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,512}", start):
        raise refuse("bad_request", "a start_param has at most 512 of A-Z, a-z, 0-9, _ and -")
    url, theme = _app_url(scene, kind), _theme(scene)
    query_id, data = None, ""
    if kind != "keyboard":  # such an app learns nothing of its user; it answers by sendData
        if kind != "direct":
            name = f"AA{scene.world.word(20)}"
            about = {"chat": scene.room.id}
            query_id = scene.world.ask("web_app", scene.person, about, id=name).id
        data = sign(_init_fields(scene, kind, query_id), token=scene.world.token)
    launch_params = {
        "tgWebAppData": data,
        "tgWebAppVersion": scene.text("version", VERSION),
        "tgWebAppPlatform": scene.text("platform", "tdesktop"),
        "tgWebAppThemeParams": json.dumps(theme, separators=(",", ":")),
    }
    if scene.flag("fullscreen"):
        launch_params["tgWebAppFullscreen"] = "1"
    url = _with_start(url, start) if kind in ("direct", "attach") else url
    joint = "&" if "#" in url else "#"
    fragment = "&".join(f"{k}={quote(v, safe='')}" for k, v in launch_params.items() if v)
    return {
        "url": f"{url}{joint}{fragment}",
        "query_id": query_id,
        "init_data": data,
        "theme_params": theme,
        "title": scene.world.profile.name(scene.person.language_code),
    }


async def send_data(scene: Scene) -> Json:
    """`POST web_app/data`: what an app from a keyboard button sends when it closes."""
    data = scene.text("data")
    if not 1 <= len(data.encode()) <= MAX_DATA:
        raise refuse("bad_request", f"sendData takes between 1 and {MAX_DATA} bytes")
    content = {"web_app_data": {"data": data, "button_text": scene.text("button_text")}}
    return {"message": say(scene, content)}


async def write_access(scene: Scene) -> Json:
    """`POST web_app/write_access`: what the user answers to `requestWriteAccess`."""
    if not scene.flag("allowed", default=True):
        return {"status": "cancelled"}
    if not (scene.person.started or scene.person.write_access):
        scene.person.write_access = True
        say(scene, {"write_access_allowed": {"from_request": True}})
        scene.world.show_person(scene.person)
    return {"status": "allowed"}


async def phone(scene: Scene) -> Json:
    """`POST web_app/phone`: what the user answers to `requestContact`."""
    if not scene.flag("shared", default=True):
        return {"status": "cancelled"}
    scene.world.shared_phones.add(scene.person.id)
    say(scene, {"contact": own_contact(scene.person)})
    return {"status": "sent"}


async def method(scene: Scene) -> Json:
    """`POST web_app/method`: `invoke_custom_method`, CloudStorage above all."""
    methods = {
        "saveStorageValue": _save,
        "getStorageValues": _read,
        "deleteStorageValues": _delete,
        "getStorageKeys": _keys,
        "getRequestedContact": _requested_contact,
    }
    run = methods.get(scene.text("method"))
    params = scene.body.get("params", {})
    if not isinstance(params, dict):
        raise refuse("bad_request", '"params" must be an object')
    head = {"req_id": scene.body.get("req_id")}
    if run is None:
        return head | {"error": "UNKNOWN_METHOD"}
    result = run(scene, params)
    return head | ({"error": result} if isinstance(result, str) else {"result": result[0]})


# Each returns its result in a tuple of one, or the name of an error.
Outcome = tuple[Any] | str


def _storage(scene: Scene) -> dict[str, str]:
    return scene.world.storage.setdefault(scene.person.id, {})


def _save(scene: Scene, params: Json) -> Outcome:
    key, value = str(params.get("key", "")), str(params.get("value", ""))
    storage = _storage(scene)
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


def _named(params: Json) -> list[str] | None:
    keys = params.get("keys")
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        return None
    return keys if all(_STORAGE_KEY.fullmatch(key) for key in keys) else None


def _read(scene: Scene, params: Json) -> Outcome:
    keys = _named(params)
    if keys is None:
        return "KEY_INVALID"
    return ({key: _storage(scene).get(key, "") for key in keys},)


def _delete(scene: Scene, params: Json) -> Outcome:
    keys = _named(params)
    if keys is None:
        return "KEY_INVALID"
    for key in keys:
        _storage(scene).pop(key, None)
    return (True,)


def _keys(scene: Scene, _params: Json) -> Outcome:
    return (list(_storage(scene)),)


def _requested_contact(scene: Scene, _params: Json) -> Outcome:
    if scene.person.id not in scene.world.shared_phones:
        return "CONTACT_NOT_SHARED"
    fields = {
        "contact": _compact(own_contact(scene.person)),
        "auth_date": str(scene.world.now()),
    }
    return (sign_contact(fields, token=scene.world.token),)
