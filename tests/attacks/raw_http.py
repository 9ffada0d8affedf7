"""Bytes on a connection, for requests that no HTTP client would send."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from yarl import URL

TIMEOUT = 30.0  # seconds


@asynccontextmanager
async def connect(
    address: str,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Open a connection that is aborted in the end."""
    url = URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def exchange(address: str, data: bytes) -> bytes:
    """Send bytes and return everything until the server closes the connection."""
    got = b""
    async with connect(address) as (reader, writer), asyncio.timeout(TIMEOUT):
        with contextlib.suppress(ConnectionError):
            writer.write(data)
            while more := await reader.read(65536):
                got += more
    return got


def statuses(answer: bytes) -> list[int]:
    """Return the statuses of the responses, in order."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]
