"""Initial data: six users with about 150 miners and a year of income."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sandbox.partner.catalog import LADDER
from sandbox.partner.market import pseudo_random
from sandbox.partner.world import Miner, User, World

YEAR = 365
WHALE_MINERS = 137
NAMES = {
    16: "The Greedy Machines",
    264: "MINEBOX S1",
    267: "MINEBOX S2",
    268: "MINEBOX S3",
    401: "MINEBOX S4",
}
# Collection id by the W/TH of its miners.
COLLECTION_BY_EFFICIENCY = {50: 16, 35: 16, 28: 264, 20: 267, 15: 268, 12: 401}


@dataclass(frozen=True)
class SeedUser:
    """A seeded user; `miners` holds (TH, W/TH, start in days after the first day)."""

    partner_user_id: str
    email: str | None = None
    miners: tuple[tuple[str, int, int], ...] = ()
    reward_protection: bool = False
    maintenance_by_gmt: bool = False
    gmt_deposit: int = 0
    service_days: int = 0
    bitcoin: str | None = None


SEED_USERS = (
    SeedUser(
        "user123",
        "alice@example.com",
        (("32", 15, 0), ("16", 20, 0), ("8", 28, 0), ("64", 12, 90), ("1", 35, 200)),
        service_days=10,
    ),
    SeedUser("abc456", miners=(("2", 20, 0), ("1", 50, 0), ("4", 28, 30)), reward_protection=True),
    SeedUser(
        "recipient789",
        "carol@example.com",
        (("128", 15, 0), ("48", 12, 45)),
        maintenance_by_gmt=True,
        gmt_deposit=25_000,
        bitcoin="1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    ),
    SeedUser("whale", "whale@example.com", bitcoin="bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    SeedUser("newcomer"),
    # A small deposit: fees are paid in BTC once the GOMINING is used up.
    SeedUser("saver", miners=(("96", 15, 0),), maintenance_by_gmt=True, gmt_deposit=1200),
)


def make_world(seed: int, today: date) -> World:
    """Build the data as of `today`, with a year of history."""
    world = World()
    first = today - timedelta(days=YEAR)
    number = iter(range(101, 1000))
    for index, seed_user in enumerate(SEED_USERS):
        user = world.add_user(_user(seed_user, 1001 + index, first))
        for power, efficiency, joined in seed_user.miners or _seed_miners(seed_user, seed):
            start = first + timedelta(days=joined)
            world.add_miner(_miner(next(number), user.id, Decimal(power), efficiency, start), start)
    return world


def _user(seed_user: SeedUser, number: int, first: date) -> User:
    created = datetime.combine(first - timedelta(days=30), time(12), UTC)
    return User(
        id=number,
        created_at=created,
        partner_user_id=seed_user.partner_user_id,
        email=seed_user.email,
        bitcoin=seed_user.bitcoin,
        bitcoin_at=created if seed_user.bitcoin else None,
        reward_protection=seed_user.reward_protection,
        maintenance_by_gmt=seed_user.maintenance_by_gmt,
        gmt_deposit=Decimal(seed_user.gmt_deposit),
        service_days=seed_user.service_days,
    )


def _seed_miners(seed_user: SeedUser, seed: int) -> tuple[tuple[str, int, int], ...]:
    """Return the miners of the user "whale", determined by `seed`; none for other users."""
    if seed_user.partner_user_id != "whale":
        return ()
    sizes, rates = LADDER[2:12:2], (12, 15, 15, 20)
    return tuple(
        (
            str(sizes[int(pseudo_random(seed, "size", k) * len(sizes))]),
            rates[int(pseudo_random(seed, "rate", k) * len(rates))],
            int(pseudo_random(seed, "joined", k) * 120),
        )
        for k in range(WHALE_MINERS)
    )


def _miner(number: int, owner: int, power: Decimal, efficiency: int, start: date) -> Miner:
    created = datetime.combine(start - timedelta(days=1), time(10, 15), UTC)
    collection = COLLECTION_BY_EFFICIENCY[efficiency]
    return Miner(
        id=number,
        name=f"{NAMES[collection]} #{number}",
        collection_id=collection,
        owner=owner,
        power=power,
        efficiency=Decimal(efficiency),
        created_at=created,
        updated_at=created,
    )
