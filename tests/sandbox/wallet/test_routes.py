"""The test wallet over HTTP, as the JS bridge calls it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.app import make_app
from sandbox.clock import Clock
from sandbox.wallet import VERSIONS, TestWallet

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MANIFEST = "http://127.0.0.1:8080/tonconnect-manifest.json"


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Yield a session at a fresh sandbox."""
    runner = web.AppRunner(make_app(clock=Clock(lambda: NOON), telegram=False))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as opened:
        yield opened
    await runner.cleanup()


async def connect(session: aiohttp.ClientSession, body: object) -> tuple[int, dict[str, Any]]:
    """Request a connection of wallet 1."""
    async with session.post("/sim/wallet/1/connect", json=body) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        return response.status, await response.json()


async def test_show_lists_key_addresses_and_faults(session: aiohttp.ClientSession) -> None:
    """Every version has an address on both networks."""
    async with session.get("/sim/wallet/1") as response:
        shown = await response.json()
    assert shown["address"] == TestWallet(1).address
    assert set(shown["wallets"]) == {"-239", "-3"}
    assert set(shown["wallets"]["-239"]) == set(VERSIONS)
    assert shown["wallets"]["-3"]["v4r2"] == {
        "address": TestWallet(1, version="v4r2", chain="-3").address,
        "friendly": TestWallet(1, version="v4r2", chain="-3").friendly_address,
    }
    assert "reject" in shown["faults"]


async def test_connect_equals_the_class_at_the_sandbox_time(session: aiohttp.ClientSession) -> None:
    """The domain is the manifest's host."""
    status, answer = await connect(session, {"manifestUrl": MANIFEST, "payload": "nonce"})
    options: dict[str, Any] = {"domain": "127.0.0.1:8080", "now": NOON}
    assert status == 200
    assert answer["wallet"] == TestWallet(1).connect("nonce", **options)
    assert answer["event"] == TestWallet(1).connect_event("nonce", **options)


async def test_connect_accepts_all_options(session: aiohttp.ClientSession) -> None:
    """Domain, version, network, fault, skew and provider are passed on."""
    body = {
        "domain": "a.example",
        "payload": "nonce",
        "version": "v4r2",
        "chain": "-3",
        "fault": "otherKey",
        "skew": -60,
        "provider": "http",
    }
    _, answer = await connect(session, body)
    wallet = TestWallet(1, version="v4r2", chain="-3")
    assert answer["wallet"] == wallet.connect(
        "nonce", domain="a.example", now=NOON, fault="otherKey", skew=-60, provider="http"
    )


async def test_rejected_connection_has_no_wallet_and_code_300(
    session: aiohttp.ClientSession,
) -> None:
    """The event is connect_error 300."""
    body = {"domain": "a.example", "payload": "nonce", "fault": "reject"}
    status, answer = await connect(session, body)
    assert (status, answer["wallet"]) == (200, None)
    assert answer["event"]["payload"]["code"] == 300


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"payload": "n"}, "manifestUrl or domain is required"),
        ({"domain": "a.example", "payload": 5}, "all fields are strings"),
        ({"domain": "a.example", "payload": "n", "skew": "1"}, "all fields are strings"),
        ({"domain": "a.example", "fault": "none such"}, "fault must be one of"),
        ({"domain": "a.example", "version": "v9"}, "version must be one of"),
        ({"manifestUrl": "nowhere"}, "manifestUrl must be"),
        ({"domain": "a.example", "surplus": 1}, "unknown fields: surplus"),
        ([], "body must be a JSON object"),
    ],
)
async def test_invalid_request_is_400_with_a_reason(
    session: aiohttp.ClientSession, body: object, message: str
) -> None:
    """The message says what is wrong."""
    status, answer = await connect(session, body)
    assert status == 400
    assert message in answer["error"]["message"]
