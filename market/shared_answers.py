"""Answers that are the same for every user of a partner: asked once, shared by all processes."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from accounts.sessions import Sessions
from gomining import errors
from gomining.endpoint import Endpoint
from gomining.endpoints import GetIncentives, GetIncomePerTh, ListCollections, ListRates
from runtime.clock import Time

R = TypeVar("R")

FRESH: dict[type[Endpoint[Any]], timedelta] = {
    ListRates: timedelta(seconds=60),
    GetIncomePerTh: timedelta(minutes=5),
    ListCollections: timedelta(minutes=10),
    GetIncentives: timedelta(hours=1),
}
# What says that the partner is in trouble, and nothing about the user who asked.
TROUBLE = (errors.Unreachable, errors.Unreadable, errors.Broken, errors.RateLimited)
KEPT = timedelta(days=7)  # how old a last known answer may be and still be better than none
COOLING = timedelta(seconds=5)  # how long the partner is left alone after it failed
_POLL = 0.05
PATIENCE = 1.0  # seconds that a last known answer is held back while a new one is on its way


@dataclass(frozen=True)
class Answer(Generic[R]):
    """The partner's answer with the time it was given; `stale` where no newer one was to be had."""

    value: R
    as_of: datetime
    stale: bool = False


class SharedAnswers:
    """Keeps the last known answers in Redis, with one call in flight over all processes."""

    def __init__(
        self,
        redis: Redis,
        sessions: Sessions,
        *,
        namespace: str,
        lease: timedelta,
        time: Time,
    ) -> None:
        self._redis = redis
        self._sessions = sessions
        self._namespace = namespace
        self._lease = lease
        self._time = time
        self._looks: dict[str, asyncio.Task[Answer[Any]]] = {}
        self._found: dict[str, Answer[Any]] = {}  # by looks of this process

    async def get(
        self, endpoint: Endpoint[R], ask: Callable[[Endpoint[R]], Awaitable[R]]
    ) -> Answer[R]:
        """Return the answer to one of FRESH's endpoints, asking by `ask` only when it must.

        A last known answer is given where the partner fails; without one its error is raised.
        Readers who come while one is looking share what it finds, and so do those who come while
        that is fresh: the very same `Answer`, so that what is made of it can be kept with it.
        """
        name = type(endpoint).__name__
        if (found := self._found.get(name)) and self._fresh(endpoint, found):
            return found
        while look := self._looks.get(name):
            try:
                return await self._await(endpoint, look)
            except (*TROUBLE, RedisError):  # one after another would wait for each other's timeout
                raise
            except Exception:  # noqa: BLE001, S112 - that reader's own trouble: look for ourselves
                continue
        look = self._looks[name] = asyncio.create_task(self._look(endpoint, ask))
        look.add_done_callback(lambda done: self._forget(name, done))
        return await self._await(endpoint, look)

    async def drain(self) -> None:
        """End all looks; what they would have found is for the next process to find."""
        for look in self._looks.values():
            look.cancel()
        await asyncio.gather(*self._looks.values(), return_exceptions=True)

    async def _await(self, endpoint: Endpoint[R], look: asyncio.Task[Answer[R]]) -> Answer[R]:
        """Await a look, but give the last known answer where it takes too long."""
        done, _ = await asyncio.wait({look}, timeout=PATIENCE)
        if not done:
            known, _ = await self._read(endpoint)
            if known:
                return self._dated(endpoint, known)
        return await asyncio.shield(look)

    def _forget(self, name: str, look: asyncio.Task[Answer[Any]]) -> None:
        del self._looks[name]
        # The error is seen here, even where everybody who asked has gone.
        if not look.cancelled() and not look.exception():
            self._found[name] = look.result()

    async def _look(
        self, endpoint: Endpoint[R], ask: Callable[[Endpoint[R]], Awaitable[R]]
    ) -> Answer[R]:
        waited = 0.0
        while True:
            known, cooling = await self._read(endpoint)
            if known and (cooling or self._fresh(endpoint, known)):
                return self._dated(endpoint, known)
            async with self._lock(endpoint) as mine:
                if mine:
                    return await self._ask(endpoint, ask, known)
            if known and waited >= PATIENCE:
                return self._dated(endpoint, known)
            await self._time.sleep(_POLL)
            waited += _POLL

    async def _ask(
        self,
        endpoint: Endpoint[R],
        ask: Callable[[Endpoint[R]], Awaitable[R]],
        known: Answer[R] | None,
    ) -> Answer[R]:
        # Someone may have answered between our look and our lock.
        newer, _ = await self._read(endpoint)
        if newer and self._fresh(endpoint, newer):
            return newer
        try:
            value = await ask(endpoint)
        except TROUBLE:
            if known is None:
                raise
            await self._redis.set(self._key(endpoint, "cooling"), b"1", px=COOLING)
            return self._dated(endpoint, known)
        answer = Answer(value, self._time.now())
        await self._write(endpoint, answer)
        return answer

    def _fresh(self, endpoint: Endpoint[R], known: Answer[R]) -> bool:
        return self._time.now() - known.as_of < FRESH[type(endpoint)]

    def _dated(self, endpoint: Endpoint[R], known: Answer[R]) -> Answer[R]:
        return Answer(known.value, known.as_of, stale=not self._fresh(endpoint, known))

    def _key(self, endpoint: Endpoint[R], kind: str = "shared") -> str:
        return f"{self._namespace}:{kind}:{type(endpoint).__name__}"

    def _lock(self, endpoint: Endpoint[R]) -> Any:  # noqa: ANN401 - an async context manager
        return self._sessions.lock(f"shared:{type(endpoint).__name__}", lease=self._lease)

    async def _read(self, endpoint: Endpoint[R]) -> tuple[Answer[R] | None, bool]:
        keys = [self._key(endpoint), self._key(endpoint, "cooling")]
        raw, cooling = cast(list[bytes | None], await self._redis.mget(keys))
        if raw is None:
            return None, False
        kept = json.loads(raw, parse_float=Decimal)
        value: R = _adapter(endpoint.answer).validate_python(kept["value"])
        return Answer(value, datetime.fromisoformat(kept["asOf"])), cooling is not None

    async def _write(self, endpoint: Endpoint[R], answer: Answer[R]) -> None:
        value = _adapter(endpoint.answer).dump_python(answer.value, mode="json", by_alias=True)
        raw = json.dumps({"asOf": answer.as_of.isoformat(), "value": value})
        await self._redis.set(self._key(endpoint), raw, px=KEPT)


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type can be an answer
    return TypeAdapter(answer)
