"""Who may use a route, and how an invalid request is refused."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from accounts.sessions import Session
from tests.world import Answer, World, init_data_for, open_world
from tools.serving import serving
from webapp.middlewares import MIDDLEWARES
from webapp.middlewares.admission import ROUTE_MAP
from webapp.models import Alive, Empty
from webapp.request import Request
from webapp.routes import ROUTES
from webapp.routing import Access, Route, RouteTable

GUARDED = [route for route in ROUTES if route.access.needs_init_data]
MEMBERS = [route for route in ROUTES if route.access is Access.MEMBER]


async def test_unknown_path_is_404_and_unknown_method_405(world: World) -> None:
    """Only the addresses of the route table and the page exist, spelled exactly so."""
    for path in ("/api", "/api/", "/admin", "/api/miners/", "/api//miners", "/.env"):
        answer = await world.get(path)
        assert (answer.status, answer.code) == (404, "not_found")
    answer = await world.call("DELETE", "/api/me")
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.path)
async def test_request_without_init_data_is_401(world: World, route: Route) -> None:
    """Every route asks for Telegram's signature first, except the open ones and the download."""
    answer = await world.call(route.method, route.path, user=None, json={})
    assert (answer.status, answer.code) == (401, "init_data_missing")


VALID = {"date": "2026-11-21", "id": "1", "offer": "1"}  # parameters that some routes require


@pytest.mark.parametrize("route", MEMBERS, ids=lambda route: route.path)
async def test_member_route_without_a_login_is_401(world: World, route: Route) -> None:
    """A Telegram user who has not logged in gets `not_logged_in` for a valid request."""
    body = FRESH_ROUTES.get(route.path, {})
    required = {name for name, one in route.query.model_fields.items() if one.is_required()}
    query = {name: value for name, value in VALID.items() if name in required}
    answer = await world.call(route.method, route.path, json=body, params=query)
    assert (answer.status, answer.code) == (401, "not_logged_in")


@pytest.mark.parametrize(
    "header",
    ["", "tma", "tma ", "Bearer x", "tma garbage", "tma hash=abc", "tma " + "x" * 8000, "tma \xff"],
)
async def test_malformed_authorization_is_401(world: World, header: str) -> None:
    """Whatever the header contains."""
    answer = await world.get("/api/me", headers={"Authorization": header})
    assert answer.status == 401
    assert answer.code in {"init_data_missing", "init_data_invalid"}


async def test_init_data_of_another_bot_or_time_is_401(world: World) -> None:
    """Signed with another token, too old, or from the future."""
    now = world.clock()
    wrong = {
        "another bot": init_data_for(1001, now=now, token="99:" + "x" * 35),
        "too old": init_data_for(1001, now=now - timedelta(days=2)),
        "from the future": init_data_for(1001, now=now + timedelta(hours=1)),
        "no user": init_data_for(1001, now=now).replace("user=", "nobody="),
    }
    for what, init_data in wrong.items():
        answer = await world.get("/api/me", headers={"Authorization": f"tma {init_data}"})
        assert answer.status == 401, what
    answer = await world.get("/api/me", headers={"Authorization": f"tma {wrong['too old']}"})
    assert answer.code == "init_data_expired"


async def test_two_authorization_headers_are_401(world: World) -> None:
    """Two parsers could disagree on which one counts."""
    good = f"tma {init_data_for(1001, now=world.clock())}"
    url = URL(world.address)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    lines = ["GET /api/me HTTP/1.1", "Host: x", "Connection: close"]
    lines += [f"Authorization: {good}", f"Authorization: {good}", "", ""]
    writer.write("\r\n".join(lines).encode())
    head = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert b" 401 " in head or b" 400 " in head


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid_json"),
        (b"{", 400, "invalid_json"),
        (b"[]", 400, "invalid_json"),
        (b'"text"', 400, "invalid_json"),
        (b'{"address": NaN}', 400, "invalid_json"),
        (b"\xff\xfe", 400, "invalid_json"),
        (b"[" * 60_000, 400, "invalid_json"),
        (b'{"address":' + b"1" * 60_000 + b"}", 400, "invalid_json"),
        (b'{"address": "' + b"x" * 70_000 + b'"}', 413, "too_large"),
        (b"{}", 400, "invalid_request"),
        (b'{"address": 1}', 400, "invalid_request"),
        (b'{"address": null}', 400, "invalid_request"),
        (b'{"address": "a", "amount": 1}', 400, "invalid_request"),
        (b'{"address": "\\ud800"}', 400, None),
        (b'{"address": ""}', 400, None),
    ],
)
async def test_invalid_body_is_4xx(
    world: World, body: bytes, status: int, code: str | None
) -> None:
    """However broken it is, it is the client's error and not the server's."""
    await world.login()
    answer = await world.call(
        "POST",
        "/api/wallets/bitcoin",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status == status
    assert code is None or answer.code == code


async def test_body_of_another_type_is_415(world: World) -> None:
    """A form is refused: a page of another site can send one without asking (CSRF)."""
    answer = await world.call("POST", "/api/wallets/bitcoin", data={"address": "x"})
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=1000", "limit=-1", "limit=x", "offset=100000", "limit=1&limit=2", "x=1"],
)
async def test_invalid_query_is_400(world: World, query: str) -> None:
    """Parameters are checked before the login is, and before the partner is called."""
    answer = await world.get(f"/api/miners?{query}")
    assert (answer.status, answer.code) == (400, "invalid_request")


async def test_request_over_the_limit_is_429_with_retry_after(redis_url: str) -> None:
    """Users are counted apart."""
    async with open_world(redis_url, rate_limit="3/hour") as world:
        statuses = [(await world.get("/api/me")).status for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        answer = await world.get("/api/me")
        assert answer.code == "too_many_requests"
        assert int(answer.headers["Retry-After"]) >= 1
        assert (await world.get("/api/me", user=1002)).status == 200


async def test_every_error_has_the_same_shape_and_a_request_id(world: World) -> None:
    """Code, message and request id, and the same id in `X-Request-Id`."""
    seen: list[Any] = [
        await world.get("/nowhere"),
        await world.get("/api/me", user=None),
        await world.get("/api/miners?limit=x"),
        await world.get("/api/miners"),
        await world.call("PUT", "/api/me"),
    ]
    for answer in seen:
        assert set(answer.body) == {"error"}
        assert set(answer.body["error"]) == {"code", "message", "requestId"}
        assert answer.headers["X-Request-Id"] == answer.body["error"]["requestId"]
        assert json.dumps(answer.body).count("Traceback") == 0


async def test_responses_have_security_headers(world: World) -> None:
    """Frames of Telegram's web clients only, no MIME sniffing, no caching of private data."""
    answer = await world.get("/api/me")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors https://web.telegram.org" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Frame-Options" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_closed_route_is_403() -> None:
    """Also with initData: a route without an access is a mistake and serves nobody."""
    table = RouteTable()

    @table.get("/x", "Says nothing about access", query=Empty, answer=Alive)
    async def handler(_request: Request[Empty, Empty]) -> Alive:
        return Alive()

    app = web.Application(middlewares=MIDDLEWARES)
    app[ROUTE_MAP] = {app.router.add_get(route.path, route.handle): route for route in table}
    async with serving(app) as address, aiohttp.request("GET", f"{address}/x") as answer:
        assert answer.status == 403
        assert (await answer.json())["error"]["code"] == "forbidden"


@pytest.mark.parametrize("path", ["/api/me", "/api/rates", "/api/miners", "/api/overview"])
async def test_session_is_read_once_per_request(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many calls of the partner the request needs."""
    await world.login()
    sessions, reads = world.services.sessions, list[int]()
    load = sessions.load

    async def counted(user_id: int) -> Session | None:
        reads.append(user_id)
        return await load(user_id)

    monkeypatch.setattr(sessions, "load", counted)
    assert (await world.get(path)).status == 200
    assert reads == [1001]


ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
# What a copy of the initData must not be able to do for a day, and what else acts.
FRESH_ROUTES: dict[str, dict[str, object]] = {
    "/api/wallets/bitcoin": {"address": ADDRESS},
    "/api/auth/start": {"switchAccount": True},  # no wallet signs it
    "/api/income/export": {},
    "/api/me/delete": {},
    "/api/orders": {"offer": "1", "priceStars": 1, "termsVersion": "1", "isAdult": True},
    "/api/orders/cancel": {"id": "019ad000-0000-7000-8000-000000000000"},
    "/api/recovery-email": {"email": "ann@example.com"},
}
OTHER_ACTS = {
    "/api/auth/generate-payload",  # begins a login, which the wallet's own signature finishes
    "/api/auth/check-proof",
    "/api/auth/logout",
    "/api/preferences",
    "/api/page-errors",
}


def test_every_acting_route_has_decided_on_fresh_init_data() -> None:
    """A route that is added later, such as one that moves money, has to as well."""
    acts = {route.path: route.fresh for route in ROUTES if route.method != "GET"}
    assert {path for path, fresh in acts.items() if fresh} == set(FRESH_ROUTES)
    assert {path for path, fresh in acts.items() if not fresh} == OTHER_ACTS


@pytest.mark.parametrize("path", FRESH_ROUTES)
async def test_act_with_init_data_of_over_15_minutes_is_401(world: World, path: str) -> None:
    """With a code of its own; reading goes on, and a reopened app may act."""
    await world.login()

    async def act(age: timedelta) -> Answer:
        signed = init_data_for(1001, now=world.clock() - age)
        headers = {"Authorization": f"tma {signed}"}
        return await world.call("POST", path, headers=headers, json=FRESH_ROUTES[path])

    for age in (timedelta(minutes=15, seconds=1), timedelta(hours=23, minutes=50)):
        answer = await act(age)
        assert (answer.status, answer.code) == (401, "init_data_too_old_for_action")
        signed = init_data_for(1001, now=world.clock() - age)
        read = await world.get("/api/me", headers={"Authorization": f"tma {signed}"})
        assert read.body["wallet"] is not None
    assert (await act(timedelta(days=2))).code == "init_data_expired"
    # Without a database nothing is sold and no e-mail recorded, but not because of the initData.
    expected: tuple[int, str | None] = (200, None)
    if path == "/api/orders":
        expected = (403, "not_selling")
    elif path == "/api/orders/cancel":
        expected = (404, "order_unknown")
    elif path == "/api/recovery-email":
        expected = (409, "recovery_not_needed")
    answer = await act(timedelta(minutes=14, seconds=58))
    assert (answer.status, answer.code if answer.status != 200 else None) == expected
