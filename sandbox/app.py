"""One web application that holds every stand-in."""

import importlib
import importlib.util

from aiohttp import web

from sandbox import control
from sandbox.clock import CLOCK, Clock

PARTS = ("sandbox.partner", "sandbox.wallet", "sandbox.telegram")

RANDOM_SEED = web.AppKey("random_seed", int)


def make_app(*, clock: Clock | None = None, random_seed: int = 1) -> web.Application:
    """Build the sandbox. `clock` is shared by all parts, `random_seed` chooses the world."""
    app = web.Application()
    app[CLOCK] = clock or Clock()
    app[RANDOM_SEED] = random_seed
    control.setup(app)
    for part in PARTS:
        if importlib.util.find_spec(part):
            module = importlib.import_module(part)
            if hasattr(module, "setup"):
                module.setup(app)
    return app
