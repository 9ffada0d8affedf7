"""`python -m bench.farm_sandbox MINERS DAYS`: the sandbox, whose largest account has a farm.

The account is that of the test wallet 3. MINERS more miners work for it since DAYS days.
"""

import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aiohttp import web

from bench.stack import HOST
from sandbox.__main__ import listen, serve
from sandbox.app import make_app
from sandbox.clock import CLOCK
from sandbox.partner.state import PARTNER
from sandbox.partner.world import Miner, User

WALLET = 3
FIRST = 1_000_001  # the id of the first miner; ids of the seed are below it


def add_farm(app: web.Application, *, miners: int, days: int) -> None:
    """Replace the miners of the account of WALLET: `miners` of them, with `days` mined days."""
    world, now = app[PARTNER].world, app[CLOCK]()
    owner = next(user for user in world.users.values() if user.partner_user_id == "whale")
    owner.miner_ids.clear()
    start = now.astimezone(UTC) - timedelta(days=days)
    for number in range(FIRST, FIRST + miners):
        world.add_miner(_miner(number, owner, start), start.date())


def _miner(number: int, owner: User, created: datetime) -> Miner:
    return Miner(
        id=number,
        name=f"MINEBOX S3 #{number}",
        collection_id=268,
        owner=owner.id,
        power=Decimal(8 << number % 5),
        efficiency=Decimal(15),
        created_at=created,
        updated_at=created,
    )


def main() -> None:
    """Serve until a signal."""
    miners, days = map(int, sys.argv[1:])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    app = make_app(domains=[HOST], telegram=False)
    add_farm(app, miners=miners, days=days)
    asyncio.run(serve(app, listen("127.0.0.1", 0)))


if __name__ == "__main__":
    main()
