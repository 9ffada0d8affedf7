"""In-memory accounts, miners, payments and upgrades of the partner."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sandbox.partner.catalog import Collection, level_of
from sandbox.partner.economics import ZERO
from sandbox.partner.errors import ApiError


@dataclass(frozen=True)
class Span:
    """Owner and characteristics of a miner from the mining day `start` on."""

    start: date
    owner: int
    power: Decimal
    efficiency: Decimal


@dataclass
class Miner:
    """An NFT: power in TH, efficiency in W/TH, current owner and history."""

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
        """Level of its power in the catalogue."""
        return level_of(self.power)

    def on(self, day: date) -> Span | None:
        """Return the span that covers `day`, None before the first."""
        for span in reversed(self.spans):
            if span.start <= day:
                return span
        return None

    def change(self, now: datetime) -> None:
        """Record the current owner and characteristics; they apply from the next full UTC day."""
        start = tomorrow(now)
        self.updated_at = now
        self.spans = [span for span in self.spans if span.start < start]
        self.spans.append(Span(start, self.owner, self.power, self.efficiency))


@dataclass(frozen=True)
class Withdrawal:
    """A withdrawal: BTC paid out (`amount`) and BTC charged for it (`commission`)."""

    id: int
    kind: str
    address: str
    amount: Decimal
    commission: Decimal
    created_at: datetime


@dataclass
class User:
    """A customer; `wallet` is the TON wallet of the login as (chain, raw address)."""

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
    miner_ids: set[int] = field(default_factory=set)  # every miner ever owned, as past income stays
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
    """A completed upgrade of a miner."""

    id: int
    type: str
    nft_id: int


def tomorrow(now: datetime) -> date:
    """Return the next full UTC day."""
    return now.astimezone(UTC).date() + timedelta(days=1)


class World:
    """Users, miners, payments and upgrades."""

    def __init__(self) -> None:
        self.users: dict[int, User] = {}
        self.miners: dict[int, Miner] = {}
        self.payments: dict[str, Payment] = {}
        self.upgrades: list[Upgrade] = []
        self._by_partner_user_id: dict[str, User] = {}  # further names of an account
        self._unpaired: dict[str, User] = {}  # account of the latest login by kind
        self._paired: set[int] = set()
        self._ids = iter(range(2001, 1 << 40))

    def new_id(self) -> int:
        """Return an unused id."""
        return next(self._ids)

    def add_user(self, user: User) -> User:
        """Store `user` and return it."""
        self.users[user.id] = user
        return user

    def require_user(self, partner_user_id: str) -> User:
        """Return the user with this `partnerUserId`; 404 if there is none."""
        user = self.find_user(partner_user_id)
        if user is None:
            raise ApiError(404, "User not found")
        return user

    def find_user(self, partner_user_id: str) -> User | None:
        """Return the user with this `partnerUserId`, or None."""
        users = self.users.values()
        found = (user for user in users if user.partner_user_id == partner_user_id)
        return next(found, self._by_partner_user_id.get(partner_user_id))

    def find_by_wallet(self, wallet: tuple[str, str]) -> User | None:
        """Return the user who logs in with this (chain, raw address), or None."""
        return next((user for user in self.users.values() if user.wallet == wallet), None)

    def name_user(self, user: User, partner_user_id: str) -> None:
        """Let `partnerUserId` mean this account, besides the one that it may have already."""
        if user.partner_user_id is None:
            user.partner_user_id = partner_user_id
        else:
            self._by_partner_user_id[partner_user_id] = user

    def remember_login(self, kind: str, user: User) -> None:
        """Note the latest login of a kind ("wallet", "partner") for `pair`."""
        if kind == "partner" and user.wallet:
            self._set_paired(user)
        if user.id not in self._paired:
            self._unpaired[kind] = user

    def pair(self, kind: str) -> User | None:
        """Return the account of the latest login of a kind if it had no login of the other kind.

        The sandbox cannot know which logins are one person's, so it takes an unknown one for the
        person who logged in last. An account is paired once.
        """
        user = self._unpaired.get(kind)
        if user is not None:
            self._set_paired(user)
        return user

    def _set_paired(self, user: User) -> None:
        self._paired.add(user.id)
        self._unpaired = {k: other for k, other in self._unpaired.items() if other is not user}

    def owned(self, user: User) -> list[Miner]:
        """Return the miners that `user` owns now, oldest first."""
        mine = (self.miners[number] for number in sorted(user.miner_ids))
        return [miner for miner in mine if miner.owner == user.id]

    def working(self, user: User, day: date) -> Iterator[tuple[Miner, Span]]:
        """Yield the miners that worked for `user` on `day`, with their span of that day."""
        for number in sorted(user.miner_ids):
            miner = self.miners[number]
            span = miner.on(day)
            if span and span.owner == user.id:
                yield miner, span

    def add_miner(self, miner: Miner, start: date) -> None:
        """Store `miner`; it works from the mining day `start`."""
        miner.spans.append(Span(start, miner.owner, miner.power, miner.efficiency))
        self.miners[miner.id] = miner
        self.users[miner.owner].miner_ids.add(miner.id)

    def transfer(self, miner: Miner, to: User, now: datetime) -> None:
        """Transfer `miner` to `to`; the current day still counts for the old owner."""
        miner.owner = to.id
        to.miner_ids.add(miner.id)
        miner.change(now)

    def mint(self, payment: Payment, now: datetime) -> Miner:
        """Create the miner of a confirmed payment."""
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
