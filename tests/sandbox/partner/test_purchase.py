"""What can go wrong with a purchase: faults of `auth/init`, `nft-payment/init` and `/confirm`."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.sandbox.partner.client import PartnerClient, Reply

INIT, BEGIN, CONFIRM = "auth/init", "nft-payment/init", "nft-payment/confirm"
BODIES: dict[str, dict[str, Any]] = {
    INIT: {"partnerUserId": "tg-1"},
    BEGIN: {"userId": 1005, "nftCollectionId": 1505, "externalId": "order-1"},
    CONFIRM: {"userId": 1005, "externalId": "order-1"},
}
EVERY = pytest.mark.parametrize("path", [INIT, BEGIN, CONFIRM])


async def call(client: PartnerClient, path: str) -> Reply:
    """Call one of the three operations."""
    return await client.post_signed(path, **BODIES[path])


async def prepare(client: PartnerClient, path: str) -> None:
    """Begin the payment that a confirmation needs."""
    if path == CONFIRM:
        assert (await call(client, BEGIN)).status == 200


async def is_done(client: PartnerClient, path: str) -> bool:
    """Return whether the operation has had its effect, from the sandbox's state."""
    state = (await client.sim("GET", "partner/state")).body
    if path == INIT:
        return any(user["partnerUserId"] == "tg-1" for user in state["users"])
    wanted = "success" if path == CONFIRM else "pending"
    return wanted in [payment["status"] for payment in state["payments"]]


async def has_begun(client: PartnerClient, path: str) -> bool:
    """Return whether a call of the operation is running."""
    calls = (await client.sim("GET", f"partner/calls?operation={path}")).body["calls"]
    return any(call["status"] is None for call in calls)


@EVERY
async def test_lost_answer_of_an_operation_that_was_done(client: PartnerClient, path: str) -> None:
    """The connection is dropped after the effect."""
    await prepare(client, path)
    await client.inject_fault("lost", operation=path, times=1)
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await call(client, path)
    assert await is_done(client, path)


@EVERY
async def test_late_answer_comes_after_the_effect(client: PartnerClient, path: str) -> None:
    """A caller who gives up must assume that the operation was done."""
    await prepare(client, path)
    await client.inject_fault("late", operation=path, delay=3600)
    waiting = asyncio.create_task(call(client, path))
    async with asyncio.timeout(10):
        while not await is_done(client, path):
            assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_late_answer_is_the_normal_one(client: PartnerClient) -> None:
    """It arrives after the delay."""
    await client.inject_fault("late", operation=4, delay=0.05)
    assert (await call(client, INIT)).data["userId"]


@EVERY
async def test_slow_operation_has_no_effect_before_its_delay(
    client: PartnerClient, path: str
) -> None:
    """The operation runs at the end of the delay."""
    await prepare(client, path)
    await client.inject_fault("slow", operation=path, delay=3600)
    waiting = asyncio.create_task(call(client, path))
    async with asyncio.timeout(10):
        while not await has_begun(client, path):
            assert not waiting.done()
    assert not await is_done(client, path)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@EVERY
@pytest.mark.parametrize("status", [400, 403, 422])
async def test_refused_operation_has_no_effect(
    client: PartnerClient, path: str, status: int
) -> None:
    """The answer has the partner's error body."""
    await prepare(client, path)
    await client.inject_fault("refused", operation=path, status=status)
    refused = await call(client, path)
    assert (refused.status, refused.message) == (status, "Refused")
    assert not await is_done(client, path)


@EVERY
@pytest.mark.parametrize(("kind", "done"), [("broken", False), ("broken_after", True)])
async def test_5xx_before_or_after_the_effect(
    client: PartnerClient, path: str, kind: str, *, done: bool
) -> None:
    """The answers are equal, so a caller cannot distinguish them."""
    await prepare(client, path)
    await client.inject_fault(kind, operation=path, status=503, times=1)
    broken = await call(client, path)
    assert (broken.status, broken.message) == (503, "Something went wrong")
    assert await is_done(client, path) is done


@pytest.mark.parametrize(("reading", "status"), [("conflict", 409), ("success", 200)])
async def test_second_confirmation_is_409_or_success(
    client: PartnerClient, reading: str, status: int
) -> None:
    """Also after the answer of the first was lost; there is one miner in any case."""
    await client.sim("POST", "partner/readings", {"secondConfirm": reading})
    await prepare(client, CONFIRM)
    await client.inject_fault("broken_after", operation=CONFIRM, times=1)
    assert (await call(client, CONFIRM)).status == 500
    assert (await call(client, CONFIRM)).status == status
    assert (await call(client, CONFIRM)).status == status
    owned = await client.get_signed("nft/find-by-user", partnerUserId="newcomer")
    assert owned.data["count"] == 1


@pytest.mark.parametrize(("reading", "named"), [("named", True), ("absent", False)])
async def test_payment_answer_may_have_no_price(
    client: PartnerClient, reading: str, *, named: bool
) -> None:
    """A repeated request is answered alike."""
    await client.sim("POST", "partner/readings", {"paymentPrice": reading})
    for _ in range(2):
        begun = (await call(client, BEGIN)).data
        assert ("priceUsdt" in begun) is named
        assert begun["externalId"] == "order-1"
