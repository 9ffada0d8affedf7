"""Daily income of every user, computed on demand and cached."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sandbox.partner.catalog import vip_of
from sandbox.partner.economics import ZERO, DayRates, Reward, last_credited_day, reward
from sandbox.partner.market import Market
from sandbox.partner.world import Miner, Span, User, World

GMT_DISCOUNT_STEP = Decimal("0.01")  # per 18 days of maintenance covered by the GOMINING balance
GMT_DISCOUNT_MAX = Decimal("0.2")
SERVICE_STEP = Decimal("0.003")  # per consecutive day, at most 10
EPOCH = date(2020, 1, 1)


@dataclass(frozen=True)
class Terms:
    """Terms of a user's miners on one day; `discount` is a fraction of 1."""

    rates: DayRates
    discount: Decimal
    by_gmt: bool
    protected: bool


@dataclass(frozen=True)
class Record:
    """One miner's reward for one mining day."""

    miner: Miner
    span: Span
    terms: Terms
    reward: Reward

    @property
    def id(self) -> int:
        """Stable id of this miner and day."""
        return self.miner.id * 10_000 + (self.terms.rates.day - EPOCH).days


@dataclass(frozen=True)
class DayTotal:
    """One user's mining day: BTC credited, GOMINING charged, number of records."""

    terms: Terms
    value: Decimal
    gmt_fee: Decimal
    count: int

    @property
    def day(self) -> date:
        """Mined day."""
        return self.terms.rates.day


MinerCounts = Counter[tuple[Decimal, Decimal]]  # number of miners by (TH, W/TH)


class Ledger:
    """Daily income of every user."""

    def __init__(self, world: World, market: Market) -> None:
        self._world = world
        self._market = market
        self._days: dict[int, list[DayTotal]] = {}

    def invalidate(self, *users: User) -> None:
        """Drop the cached days of these users after a change of what they own."""
        for user in users:
            self._days.pop(user.id, None)

    def days(self, user: User, now: datetime) -> list[DayTotal]:
        """Return the user's credited days that have records, oldest first."""
        last = last_credited_day(now)
        known = self._days.setdefault(user.id, [])
        day = known[-1].day + timedelta(days=1) if known else self._first_day(user)
        gmt_balance = user.gmt_deposit - sum((total.gmt_fee for total in known), ZERO)
        while day and day <= last:
            total = self._settle_day(user, day, gmt_balance)
            gmt_balance -= total.gmt_fee
            known.append(total)
            day += timedelta(days=1)
        return [total for total in known if total.day <= last and total.count]

    def records(self, user: User, total: DayTotal) -> list[Record]:
        """Return one record per miner that worked for `user` on that day, ordered by miner id."""
        return [
            Record(miner, span, total.terms, self._reward(span.power, span.efficiency, total.terms))
            for miner, span in self._world.working(user, total.day)
        ]

    def page(self, user: User, now: datetime, limit: int, offset: int) -> list[Record]:
        """Return up to `limit` records after skipping `offset`, newest day first."""
        found: list[Record] = []
        for total in reversed(self.days(user, now)):
            if offset >= total.count:
                offset -= total.count
                continue
            found += self.records(user, total)[offset:]
            offset = 0
            if len(found) >= limit:
                break
        return found[:limit]

    def bitcoin(self, user: User, now: datetime) -> Decimal:
        """Return the BTC balance: all income minus withdrawals and their commission."""
        income = sum((total.value for total in self.days(user, now)), ZERO)
        return income - sum((paid.amount + paid.commission for paid in user.withdrawals), ZERO)

    def gmt(self, user: User, now: datetime) -> Decimal:
        """Return the GOMINING balance: deposits minus maintenance paid in GOMINING."""
        return user.gmt_deposit - sum((total.gmt_fee for total in self.days(user, now)), ZERO)

    def _first_day(self, user: User) -> date | None:
        miners = (self._world.miners[number] for number in user.miner_ids)
        spans = (span for miner in miners for span in miner.spans if span.owner == user.id)
        return min((span.start for span in spans), default=None)

    def _settle_day(self, user: User, day: date, gmt_balance: Decimal) -> DayTotal:
        """Compute one day; fees are paid in GOMINING while `gmt_balance` covers them."""
        rates = self._market.on(day)
        spans = (span for _, span in self._world.working(user, day))
        counts = Counter((span.power, span.efficiency) for span in spans)
        power = sum((power * count for (power, _), count in counts.items()), ZERO)
        discount = vip_of(power).discount + SERVICE_STEP * min(user.service_days, 10)
        terms = Terms(rates, discount, by_gmt=True, protected=user.reward_protection)
        if user.maintenance_by_gmt:
            full_fee = self._total(counts, terms).gmt_fee
            covered = int(gmt_balance / full_fee) if full_fee else 0
            rebate = min(GMT_DISCOUNT_MAX, covered // 18 * GMT_DISCOUNT_STEP)
            paid = self._total(counts, replace(terms, discount=discount + rebate))
            if paid.gmt_fee <= gmt_balance:
                return paid
        return self._total(counts, replace(terms, by_gmt=False))

    def _total(self, counts: MinerCounts, terms: Terms) -> DayTotal:
        value = gmt_fee = ZERO
        for (power, efficiency), count in counts.items():
            each = self._reward(power, efficiency, terms)
            value += each.value * count
            gmt_fee += each.gmt_fee * count
        return DayTotal(terms, value, gmt_fee, counts.total())

    @staticmethod
    def _reward(power: Decimal, efficiency: Decimal, terms: Terms) -> Reward:
        return reward(
            terms.rates,
            power,
            efficiency,
            discount=terms.discount,
            by_gmt=terms.by_gmt,
            protected=terms.protected,
        )
