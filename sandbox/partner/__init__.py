"""GoMining's partner API as its document describes it: 32 operations over seeded data."""

from collections.abc import Collection

from aiohttp import web

from sandbox import keys
from sandbox.clock import CLOCK
from sandbox.control import RESETS
from sandbox.partner import control
from sandbox.partner.handler import handler_for, json_errors
from sandbox.partner.state import PARTNER, Partner
from sandbox.partner.table import OPERATIONS
from sandbox.wallet.chain import CHAIN


def setup(app: web.Application, *, random_seed: int, domains: Collection[str]) -> None:
    """Add the partner's routes under `/api/partner/` and its control routes under `/sim/partner/`.

    `domains` are accepted in wallet proofs, besides any loopback address.
    """
    partner = Partner(
        app[CLOCK], random_seed, {*keys.DOMAINS, *domains}, key_on_chain=app[CHAIN].key_at
    )
    app[PARTNER] = partner
    app[RESETS].append(partner.reset)
    app.middlewares.append(json_errors)
    for operation in OPERATIONS:
        app.router.add_route(operation.method, operation.path, handler_for(operation))
    control.setup(app)
