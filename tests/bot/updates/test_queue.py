"""The update queue: each update once, in the order of its chat, independent of other chats."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiogram.types import Update
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.updates.claims import Claim, Claims
from bot.updates.queue import Outcome, StoppedError, UpdateQueue, order_key
from tests.bot.conftest import until


def text_update(update_id: int, *, chat: int = 1, text: str = "hi") -> dict[str, Any]:
    """Return a raw update with a message in a chat."""
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id, "date": 1_700_000_000, "text": text,
            "chat": {"id": chat, "type": "private", "first_name": "A"},
            "from": {"id": chat, "is_bot": False, "first_name": "A"},
        },
    }  # fmt: skip


class Handler:
    """Records updates; waits in the chats that have a gate, fails for those in `broken`."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.done: list[int] = []
        self.most = 0
        self.gates: dict[int, asyncio.Event] = {}
        self.broken: set[int] = set()

    async def __call__(self, update: Update) -> None:
        """Handle one update."""
        assert update.message is not None
        self.began.append(update.update_id)
        self.most = max(self.most, len(self.began) - len(self.done))
        if gate := self.gates.get(update.message.chat.id):
            await gate.wait()
        self.done.append(update.update_id)
        if update.update_id in self.broken:
            raise KeyError(update.update_id)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """An open client."""
    async with Redis.from_url(redis_url) as client:
        yield client


@asynccontextmanager
async def open_queue(redis: Redis, handler: Handler, **more: Any) -> AsyncIterator[UpdateQueue]:
    """A queue with claims of its own, as each process has them."""
    claims = Claims(redis, namespace="t", alive=timedelta(seconds=2))
    async with claims.open():
        queue = UpdateQueue(claims=claims, parse=Update.model_validate, handle=handler, **more)
        yield queue
        await queue.stop(within=5)


async def test_slow_chat_keeps_its_order_and_delays_no_other(redis: Redis) -> None:
    """Updates of a chat wait for the one before; those of other chats do not."""
    handler = Handler()
    gate = handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler) as queue:
        slow = [queue.accept(text_update(number, chat=1)) for number in (1, 2, 3)]
        quick = [queue.accept(text_update(number, chat=2)) for number in (4, 5, 6)]
        assert await asyncio.gather(*quick) == [Outcome.HANDLED] * 3
        assert handler.done == [4, 5, 6]
        assert handler.began[0] == 1
        gate.set()
        await asyncio.gather(*slow)
        assert handler.done == [4, 5, 6, 1, 2, 3]


async def test_update_given_to_two_processes_is_handled_once(redis: Redis) -> None:
    """While one process handles it the other waits, and then drops it as a duplicate."""
    first, second = Handler(), Handler()
    gate = first.gates[1] = asyncio.Event()
    async with open_queue(redis, first) as one, open_queue(redis, second) as two:
        first_end = one.accept(text_update(7))
        await until(_began(first), "the first process to begin")
        second_end = two.accept(text_update(7))
        await asyncio.sleep(0)
        gate.set()
        assert await first_end is Outcome.HANDLED
        assert await second_end is Outcome.DUPLICATE
        assert (first.done, second.done) == ([7], [])


async def test_failing_claims_do_not_block_the_chat(
    redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever claiming or recording raises, the update is handled and the next ones too."""
    handler = Handler()
    faults: list[Exception] = [RedisConnectionError("away"), ValueError("garbled")]

    async def no_pause(_seconds: float) -> None:
        await asyncio.sleep(0)

    async with open_queue(redis, handler, sleep=no_pause) as queue:
        claims = queue._claims
        claim, finish = claims.claim, claims.finish

        async def failing_claim(number: int) -> Claim:
            if faults:
                raise faults.pop()
            return await claim(number)

        async def failing_finish(number: int) -> None:
            if number == 7:
                raise TypeError("garbled")
            await finish(number)

        claims.claim, claims.finish = failing_claim, failing_finish
        ends = [queue.accept(text_update(number)) for number in (7, 8)]
        assert await asyncio.gather(*ends) == [Outcome.HANDLED] * 2
    assert handler.done == [7, 8]
    levels = [record.levelname for record in caplog.records if "cannot" in record.message]
    assert levels == ["ERROR", "WARNING", "ERROR"]


async def test_finished_update_is_recorded_when_redis_is_back(redis: Redis) -> None:
    """Redis is unreachable when an update is done: it is recorded later and not handled again."""
    handler = Handler()
    async with open_queue(redis, handler) as queue:
        claims = queue._claims
        finish, faults = claims.finish, [RedisConnectionError("away")] * 3

        async def failing_finish(number: int) -> None:
            if faults:
                raise faults.pop()
            await finish(number)

        claims.finish = failing_finish
        assert await queue.accept(text_update(7)) is Outcome.HANDLED

        async def recorded() -> bool:
            return await claims.claim(7) is Claim.DONE

        await until(recorded, "the update to be recorded")
        assert await queue.accept(text_update(7)) is Outcome.DUPLICATE
    assert handler.done == [7]


async def test_update_given_twice_to_one_process_is_handled_once(redis: Redis) -> None:
    """While it is pending both get the same future; afterwards it is a duplicate."""
    handler = Handler()
    async with open_queue(redis, handler) as queue:
        first = queue.accept(text_update(7))
        assert queue.accept(text_update(7)) is first
        await first
        assert await queue.accept(text_update(7)) is Outcome.DUPLICATE
        assert handler.done == [7]


async def test_claim_is_taken_over_from_a_dead_process_only(redis: Redis) -> None:
    """A claim holds while its process renews the heartbeat."""
    dead = Claims(redis, namespace="t", alive=timedelta(milliseconds=100))
    assert await dead._beat()
    assert await dead.claim(7) is Claim.OURS
    living = Claims(redis, namespace="t", alive=timedelta(seconds=2))
    async with living.open():
        assert await living.claim(8) is Claim.OURS
        handler = Handler()
        async with open_queue(redis, handler) as queue:
            busy = queue.accept(text_update(8, chat=2))
            assert await queue.accept(text_update(7)) is Outcome.HANDLED
            assert handler.done == [7]
            assert not busy.done()
            await living.finish(8)
            assert await busy is Outcome.DUPLICATE


@pytest.mark.parametrize(
    "poison",
    [
        None,
        [],
        "text",
        {},
        {"update_id": "7"},
        {"update_id": True},
        {"update_id": 7, "message": "no message"},
        {"update_id": 7, "message": {"chat": {"id": "x"}}},
        {"update_id": 7, "callback_query": {"id": []}},
        {"update_id": 10**30, "message": {"message_id": {}}},
    ],
)
async def test_unreadable_update_is_finished_and_the_next_is_handled(
    redis: Redis, poison: object
) -> None:
    """It is finished at once as poison."""
    handler = Handler()
    async with open_queue(redis, handler) as queue:
        assert await queue.accept(poison) is Outcome.POISON
        assert await queue.accept(text_update(8)) is Outcome.HANDLED
        assert handler.done == [8]


async def test_failing_handler_fails_its_own_update_only(redis: Redis) -> None:
    """The update is finished as failed, and the next of the chat is handled."""
    handler = Handler()
    handler.broken.add(1)
    async with open_queue(redis, handler) as queue:
        ends = [queue.accept(text_update(number)) for number in (1, 2)]
        assert await asyncio.gather(*ends) == [Outcome.FAILED, Outcome.HANDLED]


async def test_deadline_ends_a_handler_that_hangs(redis: Redis) -> None:
    """The chat is free for its next update."""
    handler = Handler()
    handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler, deadline=0.05) as queue:
        assert await queue.accept(text_update(1)) is Outcome.FAILED


async def test_concurrency_is_limited(redis: Redis) -> None:
    """No more chats than the limit are handled at the same time, and all in the end."""
    handler = Handler()
    async with open_queue(redis, handler, concurrency=3) as queue:
        ends = [queue.accept(text_update(number, chat=number)) for number in range(1, 21)]
        await asyncio.gather(*ends)
        assert handler.most <= 3
        assert sorted(handler.done) == list(range(1, 21))


async def test_stop_finishes_running_handlers_and_begins_no_other(redis: Redis) -> None:
    """Pending and later updates stay at Telegram."""
    handler = Handler()
    gate = handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler) as queue:
        running, waiting = queue.accept(text_update(1)), queue.accept(text_update(2))
        await until(_began(handler), "the handler to begin")
        stopping = asyncio.create_task(queue.stop(within=5))
        await asyncio.sleep(0)
        late = queue.accept(text_update(3, chat=2))
        gate.set()
        await stopping
        assert await running is Outcome.HANDLED
        for end in (waiting, late):
            with pytest.raises(StoppedError):
                await end
    async with open_queue(redis, handler) as successor:
        assert await successor.accept(text_update(2)) is Outcome.HANDLED


async def test_stop_cancels_a_handler_that_does_not_end(redis: Redis) -> None:
    """After the given time it is cancelled, and another process handles its update."""
    handler = Handler()
    handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler) as queue:
        end = queue.accept(text_update(1))
        await until(_began(handler), "the handler to begin")
        await queue.stop(within=0.01)
        with pytest.raises(StoppedError):
            await end
    handler.gates.clear()
    async with open_queue(redis, handler) as successor:
        assert await successor.accept(text_update(1)) is Outcome.HANDLED


def test_order_is_kept_per_chat_and_per_inline_user() -> None:
    """Messages and buttons of a chat share a key, whatever else an update holds."""
    tap = {"update_id": 2, "callback_query": {"from": {"id": 9}, "message": {"chat": {"id": 1}}}}
    inline = {"update_id": 3, "inline_query": {"from": {"id": 1}}}
    assert order_key(text_update(1), 1) == order_key(tap, 2) == 1
    assert order_key(inline, 3) not in (1, order_key({"update_id": 4, "x": {"from": {"id": 1}}}, 4))
    assert order_key({"update_id": 5, "poll": 7}, 5) != order_key({"update_id": 6, "poll": 7}, 6)


def checkout_update(update_id: int, *, user: int = 1) -> dict[str, Any]:
    """Return a raw pre-checkout query of a user."""
    person = {"id": user, "is_bot": False, "first_name": "A"}
    query = {"id": f"{update_id}", "from": person, "currency": "XTR", "total_amount": 5,
             "invoice_payload": "x"}  # fmt: skip
    return {"update_id": update_id, "pre_checkout_query": query}


def paid_update(update_id: int, *, chat: int = 1) -> dict[str, Any]:
    """Return a raw update with a payment."""
    update = text_update(update_id, chat=chat)
    del update["message"]["text"]
    update["message"]["successful_payment"] = {
        "currency": "XTR", "total_amount": 5, "invoice_payload": "x",
        "telegram_payment_charge_id": "t", "provider_payment_charge_id": "p",
    }  # fmt: skip
    return update


async def test_payments_wait_for_no_other_updates(redis: Redis) -> None:
    """Neither for the texts of their chat, nor for a place among what is handled at once."""
    gate, done = asyncio.Event(), list[int]()

    async def handle(update: Update) -> None:
        if update.message and update.message.text:
            await gate.wait()
        done.append(update.update_id)

    async with open_queue(redis, Handler(), concurrency=1) as queue:
        queue._handle = handle
        texts = [queue.accept(text_update(number)) for number in range(1, 11)]
        others = [queue.accept(text_update(100 + chat, chat=chat)) for chat in range(2, 50)]
        money = [queue.accept(checkout_update(200)), queue.accept(paid_update(201))]
        async with asyncio.timeout(5):
            assert await asyncio.gather(*money) == [Outcome.HANDLED] * 2
        assert sorted(done) == [200, 201]
        gate.set()
        await asyncio.gather(*texts, *others)


async def test_payments_of_a_chat_keep_their_order(redis: Redis) -> None:
    """A refund that is reported after its payment is handled after it."""
    done = list[int]()

    async def handle(update: Update) -> None:
        await asyncio.sleep(0.05 if update.update_id == 1 else 0)
        done.append(update.update_id)

    async with open_queue(redis, Handler()) as queue:
        queue._handle = handle
        await asyncio.gather(*(queue.accept(paid_update(number)) for number in (1, 2, 3)))
    assert done == [1, 2, 3]


async def test_checkout_needs_neither_redis_nor_the_query_before_it(redis: Redis) -> None:
    """Telegram waits ten seconds; an answer that comes twice does no harm."""
    gate, done = asyncio.Event(), list[int]()

    async def handle(update: Update) -> None:
        if update.update_id == 1:
            await gate.wait()
        done.append(update.update_id)

    async def away(_number: int) -> Any:
        raise RedisConnectionError("away")

    async with open_queue(redis, Handler()) as queue:
        queue._handle = handle
        queue._claims.claim = queue._claims.finish = away
        first, second = queue.accept(checkout_update(1)), queue.accept(checkout_update(2))
        async with asyncio.timeout(5):
            assert await second is Outcome.HANDLED
        assert done == [2]
        gate.set()
        assert await first is Outcome.HANDLED


def _began(handler: Handler) -> Any:
    async def check() -> bool:
        return bool(handler.began)

    return check
