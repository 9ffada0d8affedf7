"""All bots of the sandbox: each token is a world of its own."""

import random
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from sandbox import keys
from sandbox.telegram.calls import Call, perform
from sandbox.telegram.params import Uploads
from sandbox.telegram.profile import Profile
from sandbox.telegram.refusals import Json, Refusal
from sandbox.telegram.schema import Schema
from sandbox.telegram.world import World

MAX_BOTS = 100


class Telegram:
    """The bots that have been seen; the default one is always there."""

    def __init__(self, clock: Callable[[], datetime], seed: int) -> None:
        self.clock = clock
        self.schema = Schema()
        self._seed = seed
        self._worlds: OrderedDict[str, World] = OrderedDict()
        self.default = self._add(keys.BOT_TOKEN, keys.BOT_USERNAME, "GoMining Sandbox")

    def world(self, token: str) -> World:
        """Return the world of a token, which begins when it is first seen.

        Raises:
            Refusal: no token at all, or more bots than the sandbox keeps.
        """
        if token in self._worlds:
            return self._worlds[token]
        number, colon, secret = token.partition(":")
        well_formed = number.isdecimal() and number.isascii() and number[0] != "0"
        if not (well_formed and colon and secret and len(number) <= 15 and len(token) <= 80):
            raise Refusal(401, "Unauthorized: invalid token specified")
        if len(self._worlds) >= MAX_BOTS:
            raise Refusal(429, f"Too Many Requests: the sandbox keeps at most {MAX_BOTS} bots")
        return self._add(token, f"sandbox_{number}_bot", f"Sandbox {number}")

    def _add(self, token: str, username: str, name: str) -> World:
        async def reply(method: str, params: Json, uploads: Uploads) -> None:
            await perform(world, self.schema, Call(method, params, uploads, via="webhook"))

        profile = Profile(int(token.partition(":")[0]), username, name)
        # A seed that is the same in every run, whatever the order in which bots appear.
        source = random.Random(f"{self._seed}:{token}")  # noqa: S311  a sandbox is repeatable
        world = World(token, profile, clock=self.clock, random=source, reply=reply)
        self._worlds[token] = world
        return world

    def find(self, selector: str | None) -> World | None:
        """Return a world by a token, a bot's id or nothing at all (the default bot)."""
        if not selector:
            return self.default
        if ":" in selector:
            return self.world(selector)
        return next((w for w in self._worlds.values() if str(w.profile.id) == selector), None)

    def worlds(self) -> list[World]:
        """Return every world, the default one first."""
        return list(self._worlds.values())

    def reset(self) -> None:
        """Begin every world anew."""
        for world in self.worlds():
            world.reset()

    async def close(self) -> None:
        """Let everyone who waits go, and end the deliveries."""
        for world in self.worlds():
            world.queue.close()
            world.feed.close()
            await world.courier.stop()


TELEGRAM = web.AppKey("telegram", Telegram)
