"""GoMining's partner API as its document describes it: 32 operations over a seeded world."""

from collections.abc import Collection

from aiohttp import web

from sandbox import keys
from sandbox.clock import CLOCK
from sandbox.control import RESETS
from sandbox.partner import control
from sandbox.partner.serve import handle_calls_of, json_errors
from sandbox.partner.state import PARTNER, Partner
from sandbox.partner.table import OPERATIONS


def setup(app: web.Application, *, random_seed: int, domains: Collection[str]) -> None:
    """Mount the partner's routes under `/api/partner/` and its control under `/sim/partner/`.

    `domains` are those that a wallet's proof may name, besides any loopback address.
    """
    partner = Partner(app[CLOCK], random_seed, {*keys.DOMAINS, *domains})
    app[PARTNER] = partner
    app[RESETS].append(partner.reset)
    app.middlewares.append(json_errors)
    for operation in OPERATIONS:
        app.router.add_route(operation.method, operation.path, handle_calls_of(operation))
    control.setup(app)
