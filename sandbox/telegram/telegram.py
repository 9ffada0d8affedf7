"""All bots of the sandbox; each token has separate state."""

import random
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from sandbox import keys
from sandbox.telegram.calls import Call, perform
from sandbox.telegram.errors import ApiError, Json
from sandbox.telegram.params import Uploads
from sandbox.telegram.profile import Profile
from sandbox.telegram.schema import Schema
from sandbox.telegram.world import World

MAX_BOTS = 100


class Telegram:
    """The bots seen so far; the default one always exists."""

    def __init__(self, clock: Callable[[], datetime], seed: int) -> None:
        self.clock = clock
        self.schema = Schema()
        self._seed = seed
        self._worlds: OrderedDict[str, World] = OrderedDict()
        self.default = self._add(keys.BOT_TOKEN, keys.BOT_USERNAME, "GoMining Sandbox")

    def world(self, token: str) -> World:
        """Return the state of a bot; it is created when its token is first seen.

        Raises:
            ApiError: malformed token, or too many bots.
        """
        if token in self._worlds:
            return self._worlds[token]
        number, colon, secret = token.partition(":")
        well_formed = number.isdecimal() and number.isascii() and number[0] != "0"
        if not (well_formed and colon and secret and len(number) <= 15 and len(token) <= 80):
            raise ApiError(401, "Unauthorized: invalid token specified")
        if len(self._worlds) >= MAX_BOTS:
            raise ApiError(429, f"Too Many Requests: the sandbox keeps at most {MAX_BOTS} bots")
        return self._add(token, f"sandbox_{number}_bot", f"Sandbox {number}")

    def _add(self, token: str, username: str, name: str) -> World:
        async def reply(method: str, params: Json, uploads: Uploads) -> None:
            await perform(world, self.schema, Call(method, params, uploads, via="webhook"))

        profile = Profile(int(token.partition(":")[0]), username, name)
        # The seed depends on the token only, not on the order in which bots appear.
        source = random.Random(f"{self._seed}:{token}")  # noqa: S311  reproducible on purpose
        world = World(token, profile, clock=self.clock, random=source, reply=reply)
        self._worlds[token] = world
        return world

    def find(self, selector: str | None) -> World | None:
        """Return a bot's state by token or bot id; without a selector the default bot's."""
        if not selector:
            return self.default
        if ":" in selector:
            return self.world(selector)
        return next((w for w in self._worlds.values() if str(w.profile.id) == selector), None)

    def worlds(self) -> list[World]:
        """Return all bots, the default one first."""
        return list(self._worlds.values())

    def reset(self) -> None:
        """Reset all bots."""
        for world in self.worlds():
            world.reset()

    async def close(self) -> None:
        """End all waits, subscriptions and webhook deliveries."""
        for world in self.worlds():
            world.queue.close()
            world.events.close()
            await world.webhook.stop()


TELEGRAM = web.AppKey("telegram", Telegram)
