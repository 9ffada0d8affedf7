"""Bytes on a connection, for what no HTTP client would send."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from yarl import URL

PATIENCE = 30.0  # seconds: a guard against hanging


@asynccontextmanager
async def a_connection(
    address: str,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connect to a server of ours."""
    url = URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def exchange(address: str, data: bytes) -> bytes:
    """Send bytes and return all that comes until the server closes the connection."""
    got = b""
    async with a_connection(address) as (reader, writer), asyncio.timeout(PATIENCE):
        with contextlib.suppress(ConnectionError):
            writer.write(data)
            while more := await reader.read(65536):
                got += more
    return got


def statuses(answer: bytes) -> list[int]:
    """Return the statuses of the responses in an answer, in order."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]
