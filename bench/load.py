"""`python -m bench.load`: keep-alive connections that send the next request after each response.

Reads `{"host", "port", "seconds", "requests": [text, …], "numbered"}` from standard input, one
connection per request text; where `numbered` is a number, MARK in the texts counts from there.
Prints `{"answers", "seconds", "p50", "p99"}` (milliseconds). A separate process with a bare
asyncio protocol, so that the load itself is never the bottleneck.
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

MARK = 100_000_000_000  # is replaced by a number that differs in every request
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class _Connection(asyncio.Protocol):
    """Sends the same request again and again; every answer must be 200 and complete."""

    def __init__(self, request: Callable[[], bytes], waits: list[float]) -> None:
        self._request = request
        self._waits = waits
        self._transport: asyncio.Transport | None = None
        self._sent_at = 0.0
        self._buffer = bytearray()
        self.unexpected: bytes | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from it.
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def _send(self) -> None:
        if self._transport:
            self._sent_at = time.perf_counter()
            self._transport.write(self._request())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        length = _LENGTH.search(self._buffer)
        if not self._buffer.startswith(b"HTTP/1.1 200") or length is None:
            self.unexpected = bytes(self._buffer[:300])
            return
        if len(self._buffer) < head_end + 4 + int(length[1]):
            return
        self._waits.append(time.perf_counter() - self._sent_at)
        self._buffer.clear()
        self._send()

    def close(self) -> None:
        """Close the connection."""
        if self._transport:
            self._transport.abort()


def _request_makers(requests: list[bytes], numbered: int | None) -> list[Callable[[], bytes]]:
    """Return a function for each connection that makes its next request."""
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
    """Send requests for `seconds` on one connection per request text."""
    waits: list[float] = []
    makers = _request_makers([text.encode() for text in requests], numbered)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    connections = [
        (await loop.create_connection(partial(_Connection, make, waits), host, port))[1]
        for make in makers
    ]
    await asyncio.sleep(seconds)
    took = time.perf_counter() - began
    for connection in connections:
        connection.close()
        if connection.unexpected is not None:
            raise SystemExit(f"unexpected answer: {connection.unexpected!r}")
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
