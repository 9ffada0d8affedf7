"""One web application that holds every stand-in."""

import importlib
import importlib.util
from collections.abc import Collection

from aiohttp import web

from sandbox import control, partner, wallet
from sandbox.clock import CLOCK, Clock


def make_app(
    *, clock: Clock | None = None, random_seed: int = 1, domains: Collection[str] = ()
) -> web.Application:
    """Build the sandbox.

    `clock` is shared by all parts, `random_seed` chooses the world, `domains` are more names that
    the partner accepts in wallet proofs.
    """
    app = web.Application()
    app[CLOCK] = clock or Clock()
    control.setup(app)
    partner.setup(app, random_seed=random_seed, domains=domains)
    wallet.setup(app)
    if importlib.util.find_spec("sandbox.telegram"):
        telegram = importlib.import_module("sandbox.telegram")
        if hasattr(telegram, "setup"):
            telegram.setup(app)
    return app
