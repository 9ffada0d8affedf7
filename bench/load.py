"""`python -m bench.load`: keep-alive connections that ask as fast as they are answered.

Reads `{"host", "port", "seconds", "requests": [text, …], "numbered"}` from standard input, one
connection per request text; where `numbered` is a number, MARK in the texts counts from there.
Prints `{"answers", "seconds", "p50", "p99"}` (milliseconds). A process of its own, so that it takes
nothing from the server; a bare protocol, so that it can outrun one.
"""

import asyncio
import itertools
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

import uvloop

MARK = 100_000_000_000  # stands where each request carries a number of its own
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class _Connection(asyncio.Protocol):
    """Sends the same request again and again; every answer must be 200 and complete."""

    def __init__(self, request: Callable[[], bytes], waits: list[float]) -> None:
        self._request = request
        self._waits = waits
        self._transport: asyncio.Transport | None = None
        self._asked = 0.0
        self._got = bytearray()
        self.wrong: bytes | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._ask()

    def _ask(self) -> None:
        if self._transport:
            self._asked = time.perf_counter()
            self._transport.write(self._request())

    def data_received(self, data: bytes) -> None:
        self._got += data
        head_end = self._got.find(b"\r\n\r\n")
        if head_end < 0:
            return
        length = _LENGTH.search(self._got)
        if not self._got.startswith(b"HTTP/1.1 200") or length is None:
            self.wrong = bytes(self._got[:300])
            return
        if len(self._got) < head_end + 4 + int(length[1]):
            return
        self._waits.append(time.perf_counter() - self._asked)
        self._got.clear()
        self._ask()

    def close(self) -> None:
        """Stop asking."""
        if self._transport:
            self._transport.abort()


def _makes(requests: list[bytes], numbered: int | None) -> list[Callable[[], bytes]]:
    """Return what makes each connection's next request."""
    if numbered is None:
        return [lambda text=text: text for text in requests]  # type: ignore[misc]
    numbers = itertools.count(numbered)
    mark = b"%d" % MARK
    return [partial(_with_number, text.split(mark), numbers) for text in requests]


def _with_number(parts: list[bytes], numbers: Iterator[int]) -> bytes:
    return (b"%d" % next(numbers)).join(parts)


async def load(
    *, host: str, port: int, seconds: float, requests: list[str], numbered: int | None
) -> dict[str, float]:
    """Ask for `seconds` on one connection per request text."""
    waits: list[float] = []
    makes = _makes([text.encode() for text in requests], numbered)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    connections = [
        (await loop.create_connection(partial(_Connection, make, waits), host, port))[1]
        for make in makes
    ]
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    for connection in connections:
        connection.close()
        if connection.wrong is not None:
            raise SystemExit(f"not the answer that was expected: {connection.wrong!r}")
    if not waits:
        raise SystemExit("no answer at all")
    waits.sort()
    return {
        "answers": len(waits),
        "seconds": took,
        "p50": waits[len(waits) // 2] * 1000,
        "p99": waits[len(waits) * 99 // 100] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(load(**json.load(sys.stdin)))))
