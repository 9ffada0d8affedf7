"""Whatever a call holds, it is answered: in Telegram's shape, or with a code and a sentence."""

import random
from typing import Any

from sandbox.telegram.methods import METHODS
from sandbox.telegram.sim import ROUTES
from tests.sandbox.telegram.stage import PNG, Stage

VALUES: list[Any] = [
    None, True, 0, -1, 2**70, 1.5, "", "a", 1001, "-1002000000001", "\ud800", "x" * 5000, [], {},
    [[]], [{}], {"media": "x"}, [{"media": "attach://a"}], {"inline_keyboard": [[{"text": "a"}]]},
    {"inline_keyboard": [[{"text": "a", "web_app": 5}]]},
    {"keyboard": [[{"text": "a", "web_app": {"url": "http://["}}]]}, {"message_id": "1"},
    [{"type": "article", "id": "1", "title": "t"}], [{"label": "a", "amount": 5}], "XTR", "HTML",
    "<b>", "http://[", "https://a:b:c/", "t.me/$x", [{"offset": -5, "length": 1, "type": "bold"}],
    {"type": "chat"}, {"keys": 5}, {"latitude": "x", "longitude": 2}, {"update_id": "x"},
]  # fmt: skip
SPARED = {"getupdates", "setwebhook", "logout"}
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


async def test_no_call_breaks_the_bot_api(stage: Stage) -> None:
    """Hundreds of senseless calls: each has `ok`, and none is an error of the server."""
    await stage.open()
    await stage.act("send", photo=PNG)
    await stage.act("limits", enabled=False)
    chance = random.Random(1)  # noqa: S311  the same calls in every run
    names = sorted(METHODS.keys() - SPARED)
    for _ in range(500):
        name = chance.choice(names)
        keys = sorted(METHODS[name].params)
        params = {key: chance.choice(VALUES) for key in keys if chance.random() < 0.6}
        if chance.random() < 0.7:
            params |= {key: 1001 for key in keys if key == "chat_id"}
            params |= {key: chance.randint(1, 4) for key in keys if key == "message_id"}
            params |= {key: "<b>x</b>" for key in keys if key == "text"}
        body = await stage.raw(name, **params)
        assert body["ok"] or body["error_code"] in (400, 403, 409, 501), (name, params, body)


async def test_no_act_breaks_the_users_side(stage: Stage) -> None:
    """Hundreds of senseless acts: each is done, or refused with a reason."""
    await stage.open()
    chance = random.Random(1)  # noqa: S311  the same calls in every run
    posts = [path for verb, path, _ in ROUTES if verb == "POST" and path not in ("pay", "fault")]
    for _ in range(400):
        path = chance.choice(posts)
        body = {key: chance.choice(VALUES) for key in SIM_KEYS if chance.random() < 0.4}
        url = f"{stage.base}/sim/chat/{path}"
        async with stage.http.post(url, json=body | {"timeout": 0, "wait": 0}) as answer:
            found = await answer.json()
        assert answer.status in (200, 400, 403, 404, 409, 504), (path, body, found)
        assert answer.status == 200 or found["error"]["message"], (path, body, found)
