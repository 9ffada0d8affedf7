"""Refunds in Stars, while Telegram answers in unforeseen ways."""

from collections.abc import AsyncIterator

import pytest

from orders.states import OrderStep, PaymentState
from tests.servers import PostgresServer
from tests.worker.bed import Bed, open_bed
from worker.later import LaterError
from worker.refunds import Refunds
from worker.telegram import open_bot


@pytest.fixture
async def bed(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Bed]:
    """A shop without a worker."""
    async with open_bed(redis_url, postgres) as opened:
        yield opened


@pytest.mark.long
@pytest.mark.parametrize("kind", ["garbled", "lost"])
async def test_refund_without_a_clear_answer_is_repeated(bed: Bed, kind: str) -> None:
    """The Stars go back once; Telegram had given them back already, and may have reported it."""
    order, charge = await bed.undelivered()
    async with bed.orders.transaction() as connection:
        await bed.orders.step(connection, order.id, OrderStep.CANCEL)
    await bed.books.read()
    async with open_bot(bed.selling.world.services) as bot:
        await bed.fault(kind, method="refundStarPayment")
        with pytest.raises(LaterError):
            await Refunds(bed.orders, bot).refund(f"stars:{charge}")
        await bed.selling.world.sim("DELETE", "/sim/chat/fault")
        await Refunds(bed.orders, bot).refund(f"stars:{charge}")
    assert (await bed.payments(order))[0].state is PaymentState.REFUNDED
    assert [entry["id"] for entry in await bed.transactions()] == [charge, charge]
