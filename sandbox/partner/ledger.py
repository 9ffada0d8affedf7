"""Who earned what on which day. Computed when it is asked for, and remembered."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sandbox.partner.catalog import vip_of
from sandbox.partner.economics import ZERO, DayRates, Reward, last_credited_day, reward
from sandbox.partner.market import Market
from sandbox.partner.world import Miner, Span, User, World

GMT_DISCOUNT_STEP = Decimal("0.01")  # for each 18 days of maintenance that the tokens cover
GMT_DISCOUNT_MAX = Decimal("0.2")
SERVICE_STEP = Decimal("0.003")  # for each day in a row, at most ten
EPOCH = date(2020, 1, 1)


@dataclass(frozen=True)
class Terms:
    """On what terms a user's miners work on one day; `discount` is a fraction."""

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
        """A number that this miner's day always has."""
        return self.miner.id * 10_000 + (self.terms.rates.day - EPOCH).days


@dataclass(frozen=True)
class DayTotal:
    """One user's mining day: BTC credited, GOMINING charged, how many records."""

    terms: Terms
    value: Decimal
    gmt_fee: Decimal
    count: int

    @property
    def day(self) -> date:
        """The mined day."""
        return self.terms.rates.day


Farm = Counter[tuple[Decimal, Decimal]]  # how many miners of (TH, W/TH)


class Ledger:
    """Income of every user, day after day."""

    def __init__(self, world: World, market: Market) -> None:
        self._world = world
        self._market = market
        self._days: dict[int, list[DayTotal]] = {}

    def forget(self, *users: User) -> None:
        """Compute these users' days anew: something that they own has changed."""
        for user in users:
            self._days.pop(user.id, None)

    def days(self, user: User, now: datetime) -> list[DayTotal]:
        """Return the user's credited days with income, oldest first."""
        last = last_credited_day(now)
        known = self._days.setdefault(user.id, [])
        day = known[-1].day + timedelta(days=1) if known else self._first_day(user)
        tokens = user.gmt_deposit - sum((total.gmt_fee for total in known), ZERO)
        while day and day <= last:
            total = self._close(user, day, tokens)
            tokens -= total.gmt_fee
            known.append(total)
            day += timedelta(days=1)
        return [total for total in known if total.day <= last and total.count]

    def records(self, user: User, total: DayTotal) -> list[Record]:
        """Return one record per miner that worked for `user` on that day, by miner id."""
        return [
            Record(miner, span, total.terms, self._reward(span.power, span.efficiency, total.terms))
            for miner, span in self._world.working(user, total.day)
        ]

    def page(self, user: User, now: datetime, limit: int, offset: int) -> list[Record]:
        """Return `limit` records after the newest `offset`, newest day first."""
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
        """Return the user's BTC: all income minus all withdrawals and their commission."""
        income = sum((total.value for total in self.days(user, now)), ZERO)
        return income - sum((paid.amount + paid.commission for paid in user.withdrawals), ZERO)

    def gmt(self, user: User, now: datetime) -> Decimal:
        """Return the user's GOMINING: what was deposited minus maintenance paid with it."""
        return user.gmt_deposit - sum((total.gmt_fee for total in self.days(user, now)), ZERO)

    def _first_day(self, user: User) -> date | None:
        miners = (self._world.miners[number] for number in user.miner_ids)
        spans = (span for miner in miners for span in miner.spans if span.owner == user.id)
        return min((span.start for span in spans), default=None)

    def _close(self, user: User, day: date, tokens: Decimal) -> DayTotal:
        """Settle one day, paying the fees in GOMINING while `tokens` last."""
        rates = self._market.on(day)
        spans = (span for _, span in self._world.working(user, day))
        farm = Counter((span.power, span.efficiency) for span in spans)
        power = sum((power * count for (power, _), count in farm.items()), ZERO)
        discount = vip_of(power).discount + SERVICE_STEP * min(user.service_days, 10)
        terms = Terms(rates, discount, by_gmt=True, protected=user.reward_protection)
        if user.maintenance_by_gmt:
            full_fee = self._total(farm, terms).gmt_fee
            covered = int(tokens / full_fee) if full_fee else 0
            rebate = min(GMT_DISCOUNT_MAX, covered // 18 * GMT_DISCOUNT_STEP)
            paid = self._total(farm, replace(terms, discount=discount + rebate))
            if paid.gmt_fee <= tokens:
                return paid
        return self._total(farm, replace(terms, by_gmt=False))

    def _total(self, farm: Farm, terms: Terms) -> DayTotal:
        value = gmt_fee = ZERO
        for (power, efficiency), count in farm.items():
            each = self._reward(power, efficiency, terms)
            value += each.value * count
            gmt_fee += each.gmt_fee * count
        return DayTotal(terms, value, gmt_fee, farm.total())

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
