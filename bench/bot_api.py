"""`python -m bench.bot_api COUNT noop|echo`: a stub of the Bot API, which measures a bot.

Hands out COUNT updates by getUpdates and answers every call. `GET /result` gives the seconds from
the first update to the last one confirmed (noop) or answered by a message (echo), once that has
happened. A bare protocol, so that every bot is slower than it.
"""

import asyncio
import json
import logging
import re
import sys
import time

import uvloop

from bench.load import MARK

BATCH = 100
CHATS = 500
FIRST = MARK  # update ids: all of one length
_OFFSET = re.compile(rb'offset"?[^0-9-]{0,8}(-?\d+)')
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ME = {
    "id": 1234567890,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


def update(number: int) -> bytes:
    """Return an update with /start from one of CHATS people."""
    person = 1000 + number % CHATS
    who = {"id": person, "first_name": "Alice", "username": f"alice_{person}"}
    message = {
        "message_id": number % 1_000_000 + 1,
        "from": {**who, "is_bot": False, "language_code": "en"},
        "chat": {**who, "type": "private"},
        "date": int(time.time()),
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    return json.dumps({"update_id": number, "message": message}).encode()


class Api:
    """What has been handed out, confirmed and answered."""

    def __init__(self, count: int, *, echo: bool) -> None:
        self.updates = [update(FIRST + number) for number in range(count)]
        self.echo = echo
        self.confirmed = 0
        self.sent = 0
        self.began: float | None = None
        self.seconds: float | None = None

    def answer(self, method: bytes, request: bytes) -> bytes | None:
        """Return the body that answers a call; None for a getUpdates that has to wait."""
        if method == b"getUpdates":
            return self._get_updates(request)
        if method == b"getMe":
            return _ok(_ME)
        if method == b"result":
            return json.dumps({"seconds": self.seconds}).encode()
        if method == b"sendMessage":
            self.sent += 1
            if self.echo and self.sent == len(self.updates):
                self._end()
            chat = {"id": 1, "type": "private", "first_name": "Alice"}
            return _ok({"message_id": self.sent, "date": 1, "chat": chat, "text": "Hello"})
        return _ok(True)

    def _get_updates(self, request: bytes) -> bytes | None:
        found = _OFFSET.search(request)
        if found:  # without one it goes on after what has been confirmed, as Telegram does
            self.confirmed = max(self.confirmed, int(found[1]) - FIRST)
        batch = self.updates[self.confirmed : self.confirmed + BATCH]
        if not batch:
            if not self.echo:
                self._end()
            return None
        if self.began is None:
            self.began = time.perf_counter()
        return b'{"ok":true,"result":[%s]}' % b",".join(batch)

    def _end(self) -> None:
        if self.seconds is None and self.began is not None:
            self.seconds = time.perf_counter() - self.began


def _ok(result: object) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()


class _Connection(asyncio.Protocol):
    def __init__(self, api: Api) -> None:
        self._api = api
        self._got = b""
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while size := _size(self._got):
            request, self._got = self._got[:size], self._got[size:]
            path = request.split(b" ", 2)[1].split(b"?")[0]
            body = self._api.answer(path.rsplit(b"/", 1)[-1], request)
            if body is None:
                asyncio.get_running_loop().call_later(1, self._write, _ok([]))
            else:
                self._write(body)

    def _write(self, body: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(body) + body)  # type: ignore[union-attr]


def _size(got: bytes) -> int:
    """Return how long the first request is, or 0 while it is not complete."""
    end = got.find(b"\r\n\r\n") + 4
    if end < 4:
        return 0
    if b"chunked" in got[:end].lower():
        last = got.find(b"0\r\n\r\n", end)
        return last + 5 if last >= 0 else 0
    length = _LENGTH.search(got, 0, end)
    size = end + (int(length[1]) if length else 0)
    return size if len(got) >= size else 0


async def main(count: int, *, echo: bool) -> None:
    """Serve until killed."""
    api = Api(count, echo=echo)
    server = await asyncio.get_running_loop().create_server(
        lambda: _Connection(api), "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    logging.getLogger("bot_api").info("listening on http://127.0.0.1:%d ", port)
    await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    uvloop.run(main(int(sys.argv[1]), echo=sys.argv[2] == "echo"))
