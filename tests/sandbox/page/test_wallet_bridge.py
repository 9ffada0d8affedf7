"""The test wallet as TON Connect's JS bridge in a page of another origin."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.sandbox.page.conftest import PageEnvironment

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONNECT = """(url) => bridge.connect(2, {manifestUrl: url, items: [
    {name: "ton_addr"}, {name: "ton_proof", payload: "p-1"}]})"""


async def load_bridge(env: PageEnvironment, page: Page, query: str) -> None:
    """Load the wallet's script in the mini-app's page."""
    await page.goto(env.miniapp)
    await page.add_script_tag(url=f"{env.address}/static/wallet-bridge.js?{query}")
    await page.evaluate("window.bridge = window.sandbox.tonconnect")


async def connect(env: PageEnvironment, query: str) -> Any:
    """Connect without a dialog and return the ConnectEvent."""
    page = await env.open_chat()
    await load_bridge(env, page, query)
    return await page.evaluate(CONNECT, f"{env.miniapp}/manifest.json")


async def test_approve_connects_with_a_proof(env: PageEnvironment) -> None:
    """A restored connection has no proof; disconnect removes it."""
    page = await env.open_chat()
    await load_bridge(env, page, "index=3")
    await page.evaluate(f"void (window.answer = ({CONNECT})('{env.miniapp}'))")
    await page.get_by_role("button", name="Approve", exact=True).click()
    event = await page.evaluate("window.answer")
    assert event["event"] == "connect"
    address, proof = event["payload"]["items"]
    assert (address["name"], address["network"]) == ("ton_addr", "-239")
    assert proof["proof"]["payload"] == "p-1"
    await page.reload()
    await load_bridge(env, page, "index=3")
    restored = await page.evaluate("bridge.restoreConnection()")
    assert [item["name"] for item in restored["payload"]["items"]] == ["ton_addr"]
    await page.evaluate("bridge.send({method: 'disconnect', params: [], id: 1})")
    again = await page.evaluate("bridge.restoreConnection()")
    assert (again["event"], again["payload"]["code"]) == ("connect_error", 100)


async def test_reject_is_connect_error_300(env: PageEnvironment) -> None:
    """The event is that of a wallet whose user declined."""
    event = await connect(env, "auto=reject")
    assert (event["event"], event["payload"]["code"]) == ("connect_error", 300)


async def test_wrong_network_and_missing_proof(env: PageEnvironment) -> None:
    """Testnet has chain -3; a missing proof is an error 400."""
    event = await connect(env, "auto=wrongNetwork")
    assert event["payload"]["items"][0]["network"] == "-3"
    event = await connect(env, "auto=noProof")
    assert event["payload"]["items"][1]["error"]["code"] == 400


async def test_transaction_is_rejected_with_error_400(env: PageEnvironment) -> None:
    """It is never answered as sent."""
    page = await env.open_chat()
    await load_bridge(env, page, "auto=approve")
    answer = await page.evaluate("bridge.send({method: 'sendTransaction', params: [], id: '7'})")
    assert answer["id"] == "7"
    assert answer["error"]["code"] == 400
