"""The sandbox wallet as TON Connect's JS bridge in a page of another origin."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.sandbox.page.conftest import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONNECT = """(url) => bridge.connect(2, {manifestUrl: url, items: [
    {name: "ton_addr"}, {name: "ton_proof", payload: "p-1"}]})"""


async def load_bridge(scene: Scene, page: Page, query: str) -> None:
    """Put the wallet's script into the mini-app's page."""
    await page.goto(scene.miniapp)
    await page.add_script_tag(url=f"{scene.address}/static/wallet-bridge.js?{query}")
    await page.evaluate("window.bridge = window.sandbox.tonconnect")


async def connect(scene: Scene, query: str) -> Any:
    """Connect without a person and return the ConnectEvent."""
    page = await scene.open()
    await load_bridge(scene, page, query)
    return await page.evaluate(CONNECT, f"{scene.miniapp}/manifest.json")


async def test_approving_connects_with_a_proof(scene: Scene) -> None:
    """Approve in the sheet gives address and proof; the connection is restored without a proof."""
    page = await scene.open()
    await load_bridge(scene, page, "index=3")
    await page.evaluate(f"void (window.answer = ({CONNECT})('{scene.miniapp}'))")
    await page.get_by_role("button", name="Approve", exact=True).click()
    event = await page.evaluate("window.answer")
    assert event["event"] == "connect"
    address, proof = event["payload"]["items"]
    assert (address["name"], address["network"]) == ("ton_addr", "-239")
    assert proof["proof"]["payload"] == "p-1"
    await page.reload()
    await load_bridge(scene, page, "index=3")
    restored = await page.evaluate("bridge.restoreConnection()")
    assert [item["name"] for item in restored["payload"]["items"]] == ["ton_addr"]
    await page.evaluate("bridge.send({method: 'disconnect', params: [], id: 1})")
    again = await page.evaluate("bridge.restoreConnection()")
    assert (again["event"], again["payload"]["code"]) == ("connect_error", 100)


async def test_rejecting_is_an_error_300(scene: Scene) -> None:
    """Reject answers as a wallet whose person declined."""
    event = await connect(scene, "auto=reject")
    assert (event["event"], event["payload"]["code"]) == ("connect_error", 300)


async def test_the_wrong_network_and_a_missing_proof(scene: Scene) -> None:
    """A wallet on testnet says so; one that cannot sign carries an error in place of the proof."""
    event = await connect(scene, "auto=wrongNetwork")
    assert event["payload"]["items"][0]["network"] == "-3"
    event = await connect(scene, "auto=noProof")
    assert event["payload"]["items"][1]["error"]["code"] == 400


async def test_what_the_wallet_cannot_do_is_refused(scene: Scene) -> None:
    """A transaction is refused with an error, never answered as sent."""
    page = await scene.open()
    await load_bridge(scene, page, "auto=approve")
    answer = await page.evaluate("bridge.send({method: 'sendTransaction', params: [], id: '7'})")
    assert answer["id"] == "7"
    assert answer["error"]["code"] == 400
