"""Updates are handled once each, in the order of their chat, and stop nobody else."""

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
from bot.updates.queue import Outcome, StoppedError, UpdateQueue, lane_of
from tests.bot.conftest import until


def said(update_id: int, *, chat: int = 1, text: str = "hi") -> dict[str, Any]:
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
    """Notes what it is given; waits in the chats that are told to."""

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
async def a_process(redis: Redis, handler: Handler, **more: Any) -> AsyncIterator[UpdateQueue]:
    """An intake with a claims of its own, as each process has one."""
    claims = Claims(redis, namespace="t", alive=timedelta(seconds=2))
    async with claims.open():
        intake = UpdateQueue(claims=claims, parse=Update.model_validate, handle=handler, **more)
        yield intake
        await intake.stop(within=5)


async def test_a_chat_keeps_its_order_while_another_is_slow(redis: Redis) -> None:
    """A chat that waits holds up its own updates, in order, and nobody else's."""
    handler = Handler()
    gate = handler.gates[1] = asyncio.Event()
    async with a_process(redis, handler) as intake:
        slow = [intake.accept(said(number, chat=1)) for number in (1, 2, 3)]
        quick = [intake.accept(said(number, chat=2)) for number in (4, 5, 6)]
        assert await asyncio.gather(*quick) == [Outcome.HANDLED] * 3
        assert handler.done == [4, 5, 6]
        assert handler.began[0] == 1
        gate.set()
        await asyncio.gather(*slow)
        assert handler.done == [4, 5, 6, 1, 2, 3]


async def test_an_update_given_to_two_processes_is_handled_once(redis: Redis) -> None:
    """While one process handles it the other waits, and then drops it as a duplicate."""
    first, second = Handler(), Handler()
    gate = first.gates[1] = asyncio.Event()
    async with a_process(redis, first) as one, a_process(redis, second) as two:
        mine = one.accept(said(7))
        await until(_began(first), "the first process to begin")
        theirs = two.accept(said(7))
        await asyncio.sleep(0)
        gate.set()
        assert await mine is Outcome.HANDLED
        assert await theirs is Outcome.DUPLICATE
        assert (first.done, second.done) == ([7], [])


async def test_no_fault_of_the_record_blocks_the_chat(
    redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever claiming or recording raises, the update is handled and the next ones too."""
    handler = Handler()
    faults: list[Exception] = [RedisConnectionError("away"), ValueError("garbled")]

    async def no_pause(_seconds: float) -> None:
        await asyncio.sleep(0)

    async with a_process(redis, handler, sleep=no_pause) as intake:
        claims = intake._ledger
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
        ends = [intake.accept(said(number)) for number in (7, 8)]
        assert await asyncio.gather(*ends) == [Outcome.HANDLED] * 2
    assert handler.done == [7, 8]
    told = [record.levelname for record in caplog.records if "cannot" in record.message]
    assert told == ["ERROR", "WARNING", "ERROR"]


async def test_what_could_not_be_recorded_is_recorded_later(redis: Redis) -> None:
    """Redis is away when an update is done: it is recorded later, and not handled again."""
    handler = Handler()
    async with a_process(redis, handler) as intake:
        claims = intake._ledger
        finish, faults = claims.finish, [RedisConnectionError("away")] * 3

        async def failing_finish(number: int) -> None:
            if faults:
                raise faults.pop()
            await finish(number)

        claims.finish = failing_finish
        assert await intake.accept(said(7)) is Outcome.HANDLED

        async def recorded() -> bool:
            return await claims.claim(7) is Claim.DONE

        await until(recorded, "the update to be recorded")
        assert await intake.accept(said(7)) is Outcome.DUPLICATE
    assert handler.done == [7]


async def test_an_update_given_twice_to_one_process_is_handled_once(redis: Redis) -> None:
    """Under way it is one and the same; afterwards a duplicate."""
    handler = Handler()
    async with a_process(redis, handler) as intake:
        first = intake.accept(said(7))
        assert intake.accept(said(7)) is first
        await first
        assert await intake.accept(said(7)) is Outcome.DUPLICATE
        assert handler.done == [7]


async def test_a_dead_process_is_replaced_and_a_living_one_is_not(redis: Redis) -> None:
    """What a process has claimed is its own while it shows that it lives, and no longer."""
    dead = Claims(redis, namespace="t", alive=timedelta(milliseconds=100))
    assert await dead._shown()
    assert await dead.claim(7) is Claim.OURS
    living = Claims(redis, namespace="t", alive=timedelta(seconds=2))
    async with living.open():
        assert await living.claim(8) is Claim.OURS
        handler = Handler()
        async with a_process(redis, handler) as intake:
            busy = intake.accept(said(8, chat=2))
            assert await intake.accept(said(7)) is Outcome.HANDLED
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
async def test_poison_ends_and_the_next_update_is_handled(redis: Redis, poison: object) -> None:
    """What cannot be read is finished at once, and what follows it is handled."""
    handler = Handler()
    async with a_process(redis, handler) as intake:
        assert await intake.accept(poison) is Outcome.POISON
        assert await intake.accept(said(8)) is Outcome.HANDLED
        assert handler.done == [8]


async def test_a_handler_that_fails_ends_with_its_own_update(redis: Redis) -> None:
    """A fault of ours is finished too, and the chat goes on."""
    handler = Handler()
    handler.broken.add(1)
    async with a_process(redis, handler) as intake:
        ends = [intake.accept(said(number)) for number in (1, 2)]
        assert await asyncio.gather(*ends) == [Outcome.FAILED, Outcome.HANDLED]


async def test_a_handler_that_never_ends_is_ended(redis: Redis) -> None:
    """The deadline frees the chat."""
    handler = Handler()
    handler.gates[1] = asyncio.Event()
    async with a_process(redis, handler, deadline=0.05) as intake:
        assert await intake.accept(said(1)) is Outcome.FAILED


async def test_only_so_many_chats_are_handled_at_once(redis: Redis) -> None:
    """Of many chats no more than the limit are handled side by side, and all are in the end."""
    handler = Handler()
    async with a_process(redis, handler, concurrency=3) as intake:
        ends = [intake.accept(said(number, chat=number)) for number in range(1, 21)]
        await asyncio.gather(*ends)
        assert handler.most <= 3
        assert sorted(handler.done) == list(range(1, 21))


async def test_stopping_finishes_what_runs_and_begins_nothing(redis: Redis) -> None:
    """What has begun is finished; what waits, and what comes later, is left to Telegram."""
    handler = Handler()
    gate = handler.gates[1] = asyncio.Event()
    async with a_process(redis, handler) as intake:
        running, waiting = intake.accept(said(1)), intake.accept(said(2))
        await until(_began(handler), "the handler to begin")
        stopping = asyncio.create_task(intake.stop(within=5))
        await asyncio.sleep(0)
        late = intake.accept(said(3, chat=2))
        gate.set()
        await stopping
        assert await running is Outcome.HANDLED
        for end in (waiting, late):
            with pytest.raises(StoppedError):
                await end
    async with a_process(redis, handler) as successor:
        assert await successor.accept(said(2)) is Outcome.HANDLED


async def test_stopping_cancels_what_does_not_end(redis: Redis) -> None:
    """Past the deadline a handler is cancelled, and its update is a successor's to handle."""
    handler = Handler()
    handler.gates[1] = asyncio.Event()
    async with a_process(redis, handler) as intake:
        end = intake.accept(said(1))
        await until(_began(handler), "the handler to begin")
        await intake.stop(within=0.01)
        with pytest.raises(StoppedError):
            await end
    handler.gates.clear()
    async with a_process(redis, handler) as successor:
        assert await successor.accept(said(1)) is Outcome.HANDLED


def test_lanes_are_chats_and_inline_queries_have_their_own() -> None:
    """Messages and buttons of a chat share a lane, whatever else an update holds."""
    tap = {"update_id": 2, "callback_query": {"from": {"id": 9}, "message": {"chat": {"id": 1}}}}
    inline = {"update_id": 3, "inline_query": {"from": {"id": 1}}}
    assert lane_of(said(1), 1) == lane_of(tap, 2) == 1
    assert lane_of(inline, 3) not in (1, lane_of({"update_id": 4, "x": {"from": {"id": 1}}}, 4))
    assert lane_of({"update_id": 5, "poll": 7}, 5) != lane_of({"update_id": 6, "poll": 7}, 6)


def _began(handler: Handler) -> Any:
    async def look() -> bool:
        return bool(handler.began)

    return look
