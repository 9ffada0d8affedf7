"""Answers that are the same for every user of a partner: fetched once, shared by all processes."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gomining import errors
from gomining.endpoint import Endpoint
from gomining.endpoints import GetIncentives, GetIncomePerTh, ListCollections, ListRates
from runtime.clock import Time
from storage.locks import hold_lock

R = TypeVar("R")
Ask = Callable[[Endpoint[R]], Awaitable[R]]

# For how long an answer is fresh: within this time it is not fetched again.
FRESH: dict[type[Endpoint[Any]], timedelta] = {
    ListRates: timedelta(seconds=60),
    GetIncomePerTh: timedelta(minutes=5),
    ListCollections: timedelta(minutes=10),
    GetIncentives: timedelta(hours=1),
}
# Errors of the partner's service, as opposed to a refusal of the user who asked.
OUTAGES = (errors.Unreachable, errors.Unreadable, errors.Broken, errors.RateLimited)
# Of what is saved, in its keys. Raised when an older version cannot read it, so that two versions
# can run at the same time.
LAYOUT = 1
KEPT = timedelta(days=7)  # an answer older than this is worse than an error
BACKOFF = timedelta(seconds=5)  # after a failure, in which last known answers are given unasked
PATIENCE = 1.0  # seconds that a reader waits for a fetch before it gets the last known answer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer(Generic[R]):
    """The partner's answer and when it was given; `stale` if it is no longer fresh."""

    value: R
    as_of: datetime
    stale: bool = False


class SharedAnswers:
    """Keeps the last known answers in Redis and fetches each once over all processes.

    Readers of this process share one fetch (single-flight); a lock in Redis keeps the other
    processes from fetching the same answer meanwhile.
    """

    def __init__(self, redis: Redis, *, namespace: str, lease: timedelta, time: Time) -> None:
        self._redis = redis
        self._namespace = namespace
        self._lease = lease
        self._time = time
        self._fetches: dict[str, asyncio.Task[Answer[Any]]] = {}
        self._fetched: dict[str, Answer[Any]] = {}  # the latest of this process
        self._known: dict[str, Answer[Any]] = {}  # what a fetch under way is to replace

    async def get(self, endpoint: Endpoint[R], ask: Ask[R]) -> Answer[R]:
        """Return the answer to one of FRESH's endpoints, calling `ask` only when it must.

        While the answer is fresh, every reader of the process gets the same `Answer` object.
        During an outage of the partner the last known answer is returned; the partner's error is
        raised if there is none. An error of another reader's `ask` that is no outage (that user is
        logged out) is not raised here: `ask` is called instead.
        """
        name = type(endpoint).__name__
        if (fetched := self._fetched.get(name)) and self._is_fresh(endpoint, fetched):
            return fetched
        while fetch := self._fetches.get(name):
            try:
                return await self._await(endpoint, fetch)
            except (*OUTAGES, RedisError):  # a fetch of our own would only wait for it again
                raise
            except Exception:  # noqa: BLE001, S112 - an error of the reader that fetched
                continue
        fetch = self._fetches[name] = asyncio.create_task(self._fetch(endpoint, ask))
        fetch.add_done_callback(lambda done: self._finish(name, done))
        return await self._await(endpoint, fetch)

    async def drain(self) -> None:
        """Cancel all fetches: the next process fetches again."""
        for fetch in self._fetches.values():
            fetch.cancel()
        await asyncio.gather(*self._fetches.values(), return_exceptions=True)

    async def _await(self, endpoint: Endpoint[R], fetch: asyncio.Task[Answer[R]]) -> Answer[R]:
        """Await a fetch; after PATIENCE return the last known answer, if there is one."""
        done, _ = await asyncio.wait({fetch}, timeout=PATIENCE)
        if not done and (known := self._known.get(type(endpoint).__name__)):
            return known
        return await asyncio.shield(fetch)

    def _finish(self, name: str, fetch: asyncio.Task[Answer[Any]]) -> None:
        del self._fetches[name]
        self._known.pop(name, None)
        # exception() marks it as retrieved, in case all readers were cancelled.
        if not fetch.cancelled() and not fetch.exception():
            self._fetched[name] = fetch.result()

    async def _fetch(self, endpoint: Endpoint[R], ask: Ask[R]) -> Answer[R]:
        """Return the known answer if that will do, else ask the partner while holding the lock."""
        known, is_backing_off = await self._read(endpoint)
        if known and (is_backing_off or not known.stale):
            return known
        if known:
            self._known[type(endpoint).__name__] = known
        async with hold_lock(self._redis, self._key(endpoint, "lock:shared"), lease=self._lease):
            # Another process may have fetched, or failed to, while this one waited for the lock.
            known, is_backing_off = await self._read(endpoint)
            if known and (is_backing_off or not known.stale):
                return known
            return await self._ask(endpoint, ask, known)

    async def _ask(self, endpoint: Endpoint[R], ask: Ask[R], known: Answer[R] | None) -> Answer[R]:
        try:
            answer = Answer(await ask(endpoint), self._time.now())
        except OUTAGES:
            if known is None:
                raise
            await self._redis.set(self._key(endpoint, "backoff"), b"1", px=BACKOFF)
            return known
        await self._write(endpoint, answer)
        return answer

    def _is_fresh(self, endpoint: Endpoint[R], answer: Answer[R]) -> bool:
        # An answer from the future was written by a process whose clock is ahead.
        return abs(self._time.now() - answer.as_of) < FRESH[type(endpoint)]

    def _key(self, endpoint: Endpoint[R], kind: str = "shared") -> str:
        return f"{self._namespace}:{kind}:{type(endpoint).__name__}:{LAYOUT}"

    async def _read(self, endpoint: Endpoint[R]) -> tuple[Answer[R] | None, bool]:
        """Return the last known answer, and whether the partner has just failed."""
        keys = [self._key(endpoint), self._key(endpoint, "backoff")]
        raw, backoff = cast(list[bytes | None], await self._redis.mget(keys))
        answer = None if raw is None else _parse(endpoint, raw)
        if answer is None:
            return None, False
        return replace(answer, stale=not self._is_fresh(endpoint, answer)), backoff is not None

    async def _write(self, endpoint: Endpoint[R], answer: Answer[R]) -> None:
        value = _adapter(endpoint.answer).dump_python(answer.value, mode="json", by_alias=True)
        raw = json.dumps({"asOf": answer.as_of.isoformat(), "value": value})
        await self._redis.set(self._key(endpoint), raw, px=KEPT)


def _parse(endpoint: Endpoint[R], raw: bytes) -> Answer[R] | None:
    """Return a saved answer; None for one that this version cannot read: it is fetched again."""
    try:
        saved = json.loads(raw, parse_float=Decimal)
        as_of = datetime.fromisoformat(saved["asOf"]).astimezone(UTC)
        return Answer(_adapter(endpoint.answer).validate_python(saved["value"]), as_of)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("%s: the saved answer is unreadable: %s", endpoint.name, type(error).__name__)
        return None


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - an answer may be of any type
    return TypeAdapter(answer)
