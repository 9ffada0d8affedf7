"""The web application of all emulators."""

from collections.abc import Collection

from aiohttp import web

from sandbox import control, partner, wallet
from sandbox import telegram as telegram_part
from sandbox.clock import CLOCK, Clock


def make_app(
    *,
    clock: Clock | None = None,
    random_seed: int = 1,
    domains: Collection[str] = (),
    telegram: bool = True,
) -> web.Application:
    """Build the sandbox.

    `clock` is shared by all parts; `random_seed` determines the initial data; the partner accepts
    `domains` in wallet proofs besides the default ones. Without `telegram` there is no Bot API and
    no chat page, and aiogram's models are not loaded.
    """
    app = web.Application()
    app[CLOCK] = clock or Clock()
    control.setup(app)
    wallet.setup(app)
    partner.setup(app, random_seed=random_seed, domains=domains)
    if telegram:
        telegram_part.setup(app, random_seed=random_seed)
    return app
