"""Malformed, oversized and slow HTTP, and requests from other origins."""

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from tests.attacks.raw_http import TIMEOUT, connect, exchange, statuses
from tests.world import World, init_data_for
from webapp import request as webapp_request
from webapp.app import make_app
from webapp.routes import ROUTES
from webapp.routing import Route

BIND = "/api/wallets/bitcoin"
HIDDEN = b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def head(world: World, *lines: str, path: str = BIND, method: str = "POST") -> bytes:
    """Return the head of a request of user 1001 with these header lines."""
    who = f"Authorization: tma {init_data_for(1001, now=world.clock())}"
    first = [f"{method} {path} HTTP/1.1", "Host: x", who, "Content-Type: application/json"]
    return "\r\n".join([*first, *lines, "", ""]).encode()


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["Content-Length: 4", "Transfer-Encoding: chunked"], b"0\r\n\r\n" + HIDDEN),
        (["Transfer-Encoding: chunked", "Content-Length: 4"], b"0\r\n\r\n" + HIDDEN),
        (["Content-Length: 2", f"Content-Length: {2 + len(HIDDEN)}"], b"{}" + HIDDEN),
        (["Content-Length: 2, 2"], b"{}" + HIDDEN),
        (["Content-Length: +2"], b"{}" + HIDDEN),
        (["Content-Length: -2"], b"{}" + HIDDEN),
        (["Content-Length: 0x2"], b"{}" + HIDDEN),
        (["Content-Length : 2"], b"{}" + HIDDEN),
        (["Transfer-Encoding: chunked, identity"], b"2\r\n{}\r\n0\r\n\r\n" + HIDDEN),
        (["Transfer-Encoding: xchunked"], b"2\r\n{}\r\n0\r\n\r\n" + HIDDEN),
        (["Transfer-Encoding:\x0bchunked"], b"2\r\n{}\r\n0\r\n\r\n" + HIDDEN),
        ([" Transfer-Encoding: chunked"], b"2\r\n{}\r\n0\r\n\r\n" + HIDDEN),
        (["X: a\r\n Content-Length: 2"], b"{}" + HIDDEN),
        (["X: a\rContent-Length: 2"], b"{}" + HIDDEN),
        (["X: a\nContent-Length: 2\x00"], b"{}" + HIDDEN),
        (["Transfer-Encoding: chunked"], b"2;a\nb\r\n{}\r\n0\r\n\r\n" + HIDDEN),
        (["Transfer-Encoding: chunked"], b"0x2\r\n{}\r\n0\r\n\r\n" + HIDDEN),
        (["Transfer-Encoding: chunked"], b"2 \n{}\r\n0\r\n\r\n" + HIDDEN),
        (["Transfer-Encoding: chunked"], b"fffffffffffffffff\r\n{}" + HIDDEN),
    ],
    ids=lambda value: repr(value)[:48],
)
async def test_ambiguous_request_length_is_400_and_closes(
    world: World, lines: list[str], body: bytes
) -> None:
    """Attack: request smuggling, where a proxy and the server disagree on where a request ends.

    The body contains a second request, which must not be answered.
    """
    await world.login()
    answer = await exchange(world.address, head(world, *lines) + body)
    assert statuses(answer) == [400], answer


async def test_two_pipelined_requests_get_two_answers(world: World) -> None:
    """The counterpart of the attacks: an unambiguous length."""
    await world.login()
    first = head(world, "Content-Length: 2") + b"{}"
    answer = await exchange(world.address, first + HIDDEN)
    assert statuses(answer) == [400, 200]


@pytest.mark.parametrize(
    "trick",
    [
        "/api/../api/me",
        "/api/./me",
        "//api/me",
        "/api//me",
        "/api/me/",
        "/api/me;x=1",
        "/API/me",
        "/api/me%00",
        "/api/me%2f",
        "/api%2fme",
        "/api/%2e%2e/health/live",
        "/assets/../../runtime/settings.py",
        "/assets/..%2f..%2f..%2fruntime%2fsettings.py",
        "/assets/%2e%2e%2f%2e%2e%2fapp.py",
        "/assets/..%5c..%5capp.py",
        "/assets/%252e%252e%252fapp.py",
        "/wallets/..%2findex.html",
        "/exports/../api/me",
        "\\api\\me",
        "/.env",
        "/.git/config",
        "/webapp/app.py",
    ],
)
async def test_other_spellings_of_a_path_are_refused(world: World, trick: str) -> None:
    """Attack: path traversal and encoded paths, to skip initData or to read files.

    Only the spelling of the route table is served.
    """
    line = f"GET {trick} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    answer = await exchange(world.address, line)
    assert statuses(answer)[0] in {400, 401, 404}, answer
    assert b"import " not in answer
    assert b'"user"' not in answer


async def test_proxy_request_targets_are_refused(world: World) -> None:
    """Attack: absolute URLs and CONNECT. No other host is called, and initData is still needed."""
    for target in ("http://127.0.0.1:1/api/me", "http://evil.example/api/me", "*", "evil:443"):
        method = "CONNECT" if target == "evil:443" else "GET"
        line = f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        answer = await exchange(world.address, line.encode())
        assert all(status in {400, 401, 404, 405} for status in statuses(answer)), answer


async def test_oversized_headers_and_bodies_are_refused(world: World) -> None:
    """Attack: endless headers or bodies, and a compressed body that unpacks to 20 MB."""
    await world.login()
    many = "".join(f"X-{n}: {'x' * 4000}\r\n" for n in range(500))
    answer = await exchange(
        world.address, f"GET /health/live HTTP/1.1\r\nHost: x\r\n{many}\r\n".encode()
    )
    assert all(status == 400 for status in statuses(answer))
    long = b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    assert all(status == 400 for status in statuses(await exchange(world.address, long)))
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    async with connect(world.address) as (reader, writer):
        writer.write(head(world, "Transfer-Encoding: chunked"))
        with contextlib.suppress(ConnectionError):
            for _ in range(64):
                writer.write(chunk)
                await writer.drain()
        async with asyncio.timeout(TIMEOUT):
            with contextlib.suppress(ConnectionError):
                assert b" 413 " in await reader.readline()
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    bomb = gzip.compress(b'{"address": "' + b"x" * 20_000_000 + b'"}')
    refused = await world.call("POST", BIND, data=bomb, headers=packed)
    assert refused.status in {400, 413, 415}


async def test_slow_body_is_408(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack: a body that is sent byte by byte. Others are served meanwhile."""
    monkeypatch.setattr(webapp_request, "BODY_SECONDS", 0.5)
    await world.login()
    async with connect(world.address) as (reader, writer):
        writer.write(head(world, "Content-Length: 60000"))
        first = asyncio.create_task(reader.readline())
        async with asyncio.timeout(TIMEOUT):
            while not first.done():
                with contextlib.suppress(ConnectionError):
                    writer.write(b"{")
                    await writer.drain()
                assert (await world.get("/health/live", user=None)).status == 200
        assert b" 408 " in first.result()


@pytest.fixture
async def short_keepalive(world: World) -> AsyncIterator[str]:
    """The app on a runner that closes idle connections after a second instead of 75."""
    runner = web.AppRunner(make_app(world.services), access_log=None, keepalive_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("before", [b"", b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"])
async def test_slow_headers_close_the_connection(short_keepalive: str, before: bytes) -> None:
    """Attack: headers that are sent byte by byte, on a new or a reused connection."""
    async with connect(short_keepalive) as (reader, writer):
        writer.write(before + b"GET /api/me HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        closed = asyncio.create_task(reader.read())
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(TIMEOUT):
                while not closed.done():
                    writer.write(b"x")
                    await asyncio.sleep(0.05)
        assert statuses(closed.result()) == ([200] if before else [])


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
async def test_responses_are_not_readable_by_other_origins(world: World, route: Route) -> None:
    """Attack: a page of another site calls the API (CORS) or shows it in a frame.

    No preflight is answered. Only the manifest and the icon are readable by any origin, for
    wallets, and the downloaded file by Telegram's web client.
    """
    evil = {"Origin": "https://evil.example"}
    asked = evil | {
        "Access-Control-Request-Method": route.method,
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    preflight = await world.call("OPTIONS", route.path, user=None, headers=asked)
    assert preflight.status in {404, 405}
    assert "Access-Control-Allow-Origin" not in preflight.headers
    assert "Access-Control-Allow-Headers" not in preflight.headers
    if route.access.needs_init_data:
        evil["Authorization"] = f"tma {init_data_for(1001, now=world.clock())}"
    url = URL(world.address + route.path)
    async with aiohttp.request(route.method, url, json={}, headers=evil) as answer:
        assert answer.status in {200, 400, 401, 404}
    allowed = answer.headers.get("Access-Control-Allow-Origin")
    if route.path in {"/tonconnect-manifest.json", "/icon.png"}:
        assert allowed == "*"
    else:
        assert allowed is None
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors https://web.telegram.org" in policy
    assert "*" not in policy


async def test_simple_requests_of_other_sites_are_415(world: World) -> None:
    """Attack: CSRF with the content types that a browser sends without a preflight."""
    body = json.dumps({"address": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"})
    await world.login()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = await world.call("POST", BIND, data=body, headers={"Content-Type": kind})
        assert answer.status == 415, kind
    assert not await world.calls("c2s/wallet/bind")


async def test_no_method_avoids_init_data(world: World) -> None:
    """Attack: HEAD, PUT or an invented method on a route that needs initData."""
    guarded = {route.path for route in ROUTES if route.access.needs_init_data}
    verbs = ("HEAD", "GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "GeT")
    async with aiohttp.ClientSession() as http:
        for path in sorted(guarded):
            for verb in verbs:
                url = URL(world.address + path)
                async with http.request(verb, url, json={}) as answer:
                    assert answer.status in {400, 401, 405}, (verb, path)
