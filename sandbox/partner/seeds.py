"""The first state of the world: six people, a hundred and fifty miners, a year of work."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sandbox.partner.catalog import LADDER
from sandbox.partner.market import draw
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
# W/TH of the generation that each collection stands for.
GENERATIONS = {50: 16, 35: 16, 28: 264, 20: 267, 15: 268, 12: 401}


@dataclass(frozen=True)
class Seed:
    """A person; `miners` holds (TH, W/TH, days after the world's first day)."""

    partner_user_id: str
    email: str | None = None
    miners: tuple[tuple[str, int, int], ...] = ()
    reward_protection: bool = False
    maintenance_by_gmt: bool = False
    gmt_deposit: int = 0
    service_days: int = 0
    bitcoin: str | None = None


SEEDS = (
    Seed(
        "user123",
        "alice@example.com",
        (("32", 15, 0), ("16", 20, 0), ("8", 28, 0), ("64", 12, 90), ("1", 35, 200)),
        service_days=10,
    ),
    Seed("abc456", miners=(("2", 20, 0), ("1", 50, 0), ("4", 28, 30)), reward_protection=True),
    Seed(
        "recipient789",
        "carol@example.com",
        (("128", 15, 0), ("48", 12, 45)),
        maintenance_by_gmt=True,
        gmt_deposit=25_000,
        bitcoin="1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    ),
    Seed("whale", "whale@example.com", bitcoin="bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    Seed("newcomer"),
    # Deposited too little: the fees fall back to BTC when the GOMINING runs out.
    Seed("saver", miners=(("96", 15, 0),), maintenance_by_gmt=True, gmt_deposit=1200),
)


def make_world(seed: int, today: date) -> World:
    """Build the world as it is on `today`, with a year behind it."""
    world = World()
    first = today - timedelta(days=YEAR)
    number = iter(range(101, 1000))
    for index, person in enumerate(SEEDS):
        user = world.add_user(_user(person, 1001 + index, first))
        for power, efficiency, joined in person.miners or _fleet(person, seed):
            start = first + timedelta(days=joined)
            world.add_miner(_miner(next(number), user.id, Decimal(power), efficiency, start), start)
    return world


def _user(person: Seed, number: int, first: date) -> User:
    born = datetime.combine(first - timedelta(days=30), time(12), UTC)
    return User(
        id=number,
        created_at=born,
        partner_user_id=person.partner_user_id,
        email=person.email,
        bitcoin=person.bitcoin,
        bitcoin_at=born if person.bitcoin else None,
        reward_protection=person.reward_protection,
        maintenance_by_gmt=person.maintenance_by_gmt,
        gmt_deposit=Decimal(person.gmt_deposit),
        service_days=person.service_days,
    )


def _fleet(person: Seed, seed: int) -> tuple[tuple[str, int, int], ...]:
    """Return the whale's miners, chosen by `seed`; nothing for anybody else."""
    if person.partner_user_id != "whale":
        return ()
    sizes, rates = LADDER[2:12:2], (12, 15, 15, 20)
    return tuple(
        (
            str(sizes[int(draw(seed, "size", k) * len(sizes))]),
            rates[int(draw(seed, "rate", k) * len(rates))],
            int(draw(seed, "joined", k) * 120),
        )
        for k in range(WHALE_MINERS)
    )


def _miner(number: int, owner: int, power: Decimal, efficiency: int, start: date) -> Miner:
    born = datetime.combine(start - timedelta(days=1), time(10, 15), UTC)
    collection = GENERATIONS[efficiency]
    return Miner(
        id=number,
        name=f"{NAMES[collection]} #{number}",
        collection_id=collection,
        owner=owner,
        power=power,
        efficiency=Decimal(efficiency),
        created_at=born,
        updated_at=born,
    )
