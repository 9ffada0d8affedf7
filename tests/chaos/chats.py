"""Simulated users of the chat: they write, and every message must be answered, and once."""

import asyncio
import random
from typing import Any

import aiohttp


class Chatter:
    """One user who writes `/help`, which the bot answers with one message."""

    def __init__(self, number: int, *, sandbox: str, http: aiohttp.ClientSession) -> None:
        self.user_id = 700_000 + number
        self.sent = 0
        self._sandbox, self._http = sandbox, http
        self._random = random.Random(number)  # noqa: S311 - a part to play

    async def sim(self, method: str, path: str, body: Any = None) -> Any:
        """Use the sandbox's users' side."""
        whose = "" if path == "users" else f"?user={self.user_id}"
        url = f"{self._sandbox}/sim/chat/{path}{whose}"
        async with self._http.request(method, url, json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def live(self, until: asyncio.Event) -> None:
        """Write now and then."""
        await self.sim("POST", "users", {"id": self.user_id, "first_name": "Chatter"})
        await self.sim("POST", "start")
        self.sent += 1
        while not until.is_set():
            await asyncio.sleep(self._random.uniform(1, 3))
            await self.sim("POST", "send", {"text": "/help"})
            self.sent += 1

    async def answers(self) -> int:
        """Return how many messages the bot has written to this user."""
        messages = (await self.sim("GET", "state"))["messages"]
        return sum(not message["sandbox"]["outgoing"] for message in messages)
