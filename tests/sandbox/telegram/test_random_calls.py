"""Random calls are answered: in Telegram's shape, or with an error code and a message."""

import random
from typing import Any

from sandbox.telegram.methods import METHODS
from sandbox.telegram.sim import ROUTES
from tests.sandbox.telegram.client import PNG, SandboxClient

VALUES: list[Any] = [
    None, True, 0, -1, 2**70, 1.5, "", "a", 1001, "-1002000000001", "\ud800", "x" * 5000, [], {},
    [[]], [{}], {"media": "x"}, [{"media": "attach://a"}], {"inline_keyboard": [[{"text": "a"}]]},
    {"inline_keyboard": [[{"text": "a", "web_app": 5}]]},
    {"keyboard": [[{"text": "a", "web_app": {"url": "http://["}}]]}, {"message_id": "1"},
    [{"type": "article", "id": "1", "title": "t"}], [{"label": "a", "amount": 5}], "XTR", "HTML",
    "<b>", "http://[", "https://a:b:c/", "t.me/$x", [{"offset": -5, "length": 1, "type": "bold"}],
    {"type": "chat"}, {"keys": 5}, {"latitude": "x", "longitude": 2}, {"update_id": "x"},
]  # fmt: skip
EXCLUDED_METHODS = {"getupdates", "setwebhook", "logout"}
SIM_KEYS = [
    "text",
    "message_id",
    "row",
    "column",
    "data",
    "kind",
    "theme",
    "url",
    "start_param",
    "method",
    "params",
    "query",
    "offset",
    "slug",
    "photo",
    "document",
    "contact",
    "location",
    "edit",
    "reply_to",
    "id",
    "first_name",
    "stars",
    "update",
    "enabled",
    "query_id",
    "result_id",
    "allowed",
    "shared",
    "main_web_app_url",
    "privacy",
    "charge_id",
    "button_text",
    "limit",
    "after",
]


async def test_random_bot_api_calls_never_fail_with_5xx(client: SandboxClient) -> None:
    """Each answer has `ok` or a client error code (or 501)."""
    await client.start_bot()
    await client.post("send", photo=PNG)
    await client.post("limits", enabled=False)
    rng = random.Random(1)  # noqa: S311  the same calls in every run
    names = sorted(METHODS.keys() - EXCLUDED_METHODS)
    for _ in range(500):
        name = rng.choice(names)
        keys = sorted(METHODS[name].params)
        params = {key: rng.choice(VALUES) for key in keys if rng.random() < 0.6}
        if rng.random() < 0.7:
            params |= {key: 1001 for key in keys if key == "chat_id"}
            params |= {key: rng.randint(1, 4) for key in keys if key == "message_id"}
            params |= {key: "<b>x</b>" for key in keys if key == "text"}
        body = await client.call_raw(name, **params)
        assert body["ok"] or body["error_code"] in (400, 403, 409, 501), (name, params, body)


async def test_random_user_actions_never_fail_with_500(client: SandboxClient) -> None:
    """Each is carried out or rejected with a message."""
    await client.start_bot()
    rng = random.Random(1)  # noqa: S311  the same calls in every run
    posts = [path for verb, path, _ in ROUTES if verb == "POST" and path not in ("pay", "fault")]
    for _ in range(400):
        path = rng.choice(posts)
        body = {key: rng.choice(VALUES) for key in SIM_KEYS if rng.random() < 0.4}
        url = f"{client.base}/sim/chat/{path}"
        async with client.http.post(url, json=body | {"timeout": 0, "wait": 0}) as answer:
            found = await answer.json()
        assert answer.status in (200, 400, 403, 404, 409, 504), (path, body, found)
        assert answer.status == 200 or found["error"]["message"], (path, body, found)
