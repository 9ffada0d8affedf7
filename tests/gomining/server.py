"""A partner made of loopback and a script: it records the raw bytes that arrive."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True)
class Heard:
    """One request as it arrived: `target` is the request line's own text, never decoded."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def query(self) -> str:
        """What stands after the question mark, as it came."""
        return self.target.partition("?")[2]


@dataclass
class Partner:
    """Answers what it was told to, in order; then `{"data": true}`."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    script: deque[web.Response] = field(default_factory=deque)
    never: asyncio.Event = field(default_factory=asyncio.Event)
    silent: bool = False
    called: asyncio.Event = field(default_factory=asyncio.Event)

    def says(
        self, body: str | bytes, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """Put one answer at the end of the script."""
        raw = body.encode() if isinstance(body, str) else body
        said = web.Response(status=status, body=raw, headers=headers)
        if headers is None or "Content-Type" not in headers:
            said.content_type = "application/json"
        self.script.append(said)

    async def handle(self, request: web.Request) -> web.Response:
        """Record the request and answer it, or stay silent until the caller leaves."""
        body = await request.read()
        self.heard.append(Heard(request.method, request.raw_path, request.headers.copy(), body))
        self.called.set()
        if self.silent:
            await self.never.wait()
        return self.script.popleft() if self.script else web.json_response({"data": True})
