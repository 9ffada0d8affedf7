"""The people and miners of the sandbox, and what happens to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sandbox.partner.catalog import Collection, level_of
from sandbox.partner.economics import ZERO
from sandbox.partner.errors import Refusal


@dataclass(frozen=True)
class Span:
    """From the mining day `start` on, a miner works for `owner` with these characteristics."""

    start: date
    owner: int
    power: Decimal
    efficiency: Decimal


@dataclass
class Miner:
    """An NFT: TH, W/TH, whose it is now, and what it was on every day."""

    id: int
    name: str
    collection_id: int
    owner: int
    power: Decimal
    efficiency: Decimal
    created_at: datetime
    updated_at: datetime
    spans: list[Span] = field(default_factory=list)

    @property
    def level(self) -> int:
        """The level of its power on the ladder."""
        return level_of(self.power)

    def on(self, day: date) -> Span | None:
        """Return what the miner was on `day`, None before it worked."""
        for span in reversed(self.spans):
            if span.start <= day:
                return span
        return None

    def change(self, now: datetime) -> None:
        """Note what the miner is now; it works so from the next full UTC day."""
        start = tomorrow(now)
        self.updated_at = now
        self.spans = [span for span in self.spans if span.start < start]
        self.spans.append(Span(start, self.owner, self.power, self.efficiency))


@dataclass(frozen=True)
class Withdrawal:
    """A payout: BTC that leaves (`amount`) and BTC that is charged for it (`commission`)."""

    id: int
    kind: str
    address: str
    amount: Decimal
    commission: Decimal
    created_at: datetime


@dataclass
class User:
    """A customer. `wallet` is the TON login, as (chain, raw address)."""

    id: int
    created_at: datetime
    partner_user_id: str | None = None
    email: str | None = None
    wallet: tuple[str, str] | None = None
    wallet_at: datetime | None = None
    bitcoin: str | None = None
    bitcoin_at: datetime | None = None
    reward_protection: bool = False
    maintenance_by_gmt: bool = False
    gmt_deposit: Decimal = ZERO
    service_days: int = 0
    miner_ids: set[int] = field(default_factory=set)  # ever owned: past income stays
    withdrawals: list[Withdrawal] = field(default_factory=list)


@dataclass
class Payment:
    """A purchase through the partner's own checkout."""

    id: int
    external_id: str
    user_id: int
    collection: Collection
    created_at: datetime
    status: str = "pending"


@dataclass(frozen=True)
class Upgrade:
    """A paid change of a miner."""

    id: int
    type: str
    nft_id: int


def tomorrow(now: datetime) -> date:
    """Return the next full UTC day."""
    return now.astimezone(UTC).date() + timedelta(days=1)


class World:
    """Everything the partner remembers about people, miners and money."""

    def __init__(self) -> None:
        self.users: dict[int, User] = {}
        self.miners: dict[int, Miner] = {}
        self.payments: dict[str, Payment] = {}
        self.upgrades: list[Upgrade] = []
        self._ids = iter(range(2001, 1 << 40))

    def new_id(self) -> int:
        """Return an id that nothing else has."""
        return next(self._ids)

    def add_user(self, user: User) -> User:
        """Let `user` exist."""
        self.users[user.id] = user
        return user

    def named(self, partner_user_id: str) -> User:
        """Return the user whom the partner calls so; 404 when there is none."""
        user = self.find(partner_user_id)
        if user is None:
            raise Refusal(404, "User not found")
        return user

    def find(self, partner_user_id: str) -> User | None:
        """Return the user whom the partner calls so, or None."""
        users = self.users.values()
        return next((user for user in users if user.partner_user_id == partner_user_id), None)

    def by_wallet(self, wallet: tuple[str, str]) -> User | None:
        """Return the user who logs in with this (chain, raw address), or None."""
        return next((user for user in self.users.values() if user.wallet == wallet), None)

    def owned(self, user: User) -> list[Miner]:
        """Return the miners that `user` owns now, oldest first."""
        mine = (self.miners[number] for number in sorted(user.miner_ids))
        return [miner for miner in mine if miner.owner == user.id]

    def working(self, user: User, day: date) -> Iterator[tuple[Miner, Span]]:
        """Yield the miners that worked for `user` on `day`, with what they were."""
        for number in sorted(user.miner_ids):
            miner = self.miners[number]
            span = miner.on(day)
            if span and span.owner == user.id:
                yield miner, span

    def add_miner(self, miner: Miner, start: date) -> None:
        """Let `miner` exist and work from the mining day `start`."""
        miner.spans.append(Span(start, miner.owner, miner.power, miner.efficiency))
        self.miners[miner.id] = miner
        self.users[miner.owner].miner_ids.add(miner.id)

    def transfer(self, miner: Miner, to: User, now: datetime) -> None:
        """Give `miner` to `to`; the running day still belongs to the old owner."""
        miner.owner = to.id
        to.miner_ids.add(miner.id)
        miner.change(now)

    def mint(self, payment: Payment, now: datetime) -> Miner:
        """Make the miner that was paid for."""
        bought = payment.collection
        number = self.new_id()
        miner = Miner(
            id=number,
            name=f"{bought.name} #{number}",
            collection_id=bought.id,
            owner=payment.user_id,
            power=bought.power,
            efficiency=bought.efficiency,
            created_at=now,
            updated_at=now,
        )
        self.add_miner(miner, tomorrow(now))
        return miner
