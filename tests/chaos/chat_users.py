"""Simulated users of the chat, whose messages must be answered once."""

import asyncio
import random
from typing import Any

import aiohttp

MOST_UNANSWERED = 8  # the bot drops what is sent while ten updates of a chat wait


class ChatUser:
    """A user who sends `/help`, which the bot answers with one message."""

    def __init__(self, number: int, *, sandbox: str, http: aiohttp.ClientSession) -> None:
        self.user_id = 700_000 + number
        self.sent = 0
        self._sandbox, self._http = sandbox, http
        self._random = random.Random(number)  # noqa: S311 - reproducible

    async def sim(self, method: str, path: str, body: Any = None) -> Any:
        """Call a `/sim/chat/` route as this user."""
        selector = "" if path == "users" else f"?user={self.user_id}"
        url = f"{self._sandbox}/sim/chat/{path}{selector}"
        async with self._http.request(method, url, json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def run(self, until: asyncio.Event) -> None:
        """Send messages until `until` is set."""
        await self.sim("POST", "users", {"id": self.user_id, "first_name": "ChatUser"})
        await self.sim("POST", "start")
        self.sent += 1
        while not until.is_set():
            await asyncio.sleep(self._random.uniform(1, 3))
            if self.sent - await self.answers() < MOST_UNANSWERED:
                await self.sim("POST", "send", {"text": "/help"})
                self.sent += 1

    async def answers(self) -> int:
        """Return the number of messages of the bot to this user."""
        messages = (await self.sim("GET", "state"))["messages"]
        return sum(not message["sandbox"]["outgoing"] for message in messages)
