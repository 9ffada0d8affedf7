"""A loopback partner with scripted answers, which records the raw bytes it receives."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as it arrived; `target` is the request target exactly as received."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def query(self) -> str:
        """The part of the target after the question mark, as received."""
        return self.target.partition("?")[2]


@dataclass
class Partner:
    """Returns the scripted answers in order, then `{"data": true}`; or hangs."""

    url: str = ""
    requests: list[ReceivedRequest] = field(default_factory=list)
    answers: deque[web.Response] = field(default_factory=deque)
    never: asyncio.Event = field(default_factory=asyncio.Event)
    hangs: bool = False
    called: asyncio.Event = field(default_factory=asyncio.Event)

    def answer_with(
        self, body: str | bytes, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """Add an answer to the script."""
        raw = body.encode() if isinstance(body, str) else body
        answer = web.Response(status=status, body=raw, headers=headers)
        if headers is None or "Content-Type" not in headers:
            answer.content_type = "application/json"
        self.answers.append(answer)

    async def handle(self, request: web.Request) -> web.Response:
        """Record the request and answer it; if `hangs`, only when the client disconnects."""
        body = await request.read()
        self.requests.append(
            ReceivedRequest(request.method, request.raw_path, request.headers.copy(), body)
        )
        self.called.set()
        if self.hangs:
            await self.never.wait()
        return self.answers.popleft() if self.answers else web.json_response({"data": True})
