"""A proxy in front of Redis that runs commands and loses their answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class LossyProxy:
    """Passes everything on, except what `lose` and `refuse` say."""

    url: str = ""
    lose: bytes = b""  # the next command with these bytes runs, then its connection is closed
    refuse: bytes = b""  # the next command with these bytes is answered as by a read-only replica
    connections: int = 0

    async def serve(
        self, upstream: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection until either side ends it."""
        self.connections += 1
        redis_reader, redis_writer = await asyncio.open_unix_connection(upstream)
        with contextlib.suppress(ConnectionError):
            while command := await reader.read(65536):
                if self.refuse and self.refuse in command:
                    self.refuse = b""
                    writer.write(b"-READONLY You can't write against a read only replica.\r\n")
                    continue
                redis_writer.write(command)
                answer = await redis_reader.read(65536)
                if self.lose and self.lose in command:
                    self.lose = b""
                    break
                writer.write(answer)
        redis_writer.close()
        writer.close()


@asynccontextmanager
async def lossy_proxy(redis_url: str) -> AsyncIterator[LossyProxy]:
    """Run a proxy in front of the Redis at this Unix socket; `redis_url` is `unix://…`."""
    proxy, upstream = LossyProxy(), urlsplit(redis_url).path
    server = await asyncio.start_server(
        lambda reader, writer: proxy.serve(upstream, reader, writer), "127.0.0.1", 0
    )
    async with server:
        proxy.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield proxy
