"""The limits, the quote that is kept with an order, and prices in Stars, as properties."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.shop import Pricing
from orders.models import STARS, Order
from orders.quote import Quote, quote_of
from orders.rules import BuyingError, Rules, Spent
from orders.states import OrderState

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AMOUNTS = st.integers(1, 200_000)
# Prices and figures as the partner gives them: up to eight decimals.
USD = st.decimals(min_value="0.00000001", max_value="99999999.99999999", places=8)
RATES = st.decimals(min_value="0.00000001", max_value=1, places=8)
MARGINS = st.decimals(min_value=0, max_value=10, places=8)


def rules(*, per_order: int, first_order: int, per_user: int) -> Rules:
    """Return rules with these limits."""
    return Rules(
        sells=True,
        terms_version="1",
        terms_url="https://example.com/terms",
        per_order=per_order,
        first_order=first_order,
        per_user=per_user,
    )


def refusal(limits: Rules, stars: int, spent: Spent) -> BuyingError | None:
    """Return the error of a check, if there is one."""
    try:
        limits.check(stars, spent)
    except BuyingError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("stars", "spent", "reason", "limit"),
    [
        (100, Spent(0, 0), None, None),
        (101, Spent(0, 0), "over_first_order_limit", 100),
        (1, Spent(100, 0), "over_first_order_limit", 0),
        (1, Spent(150, 0), "over_first_order_limit", 0),
        (60, Spent(40, 0), None, None),
        (500, Spent(0, 1), None, None),
        (501, Spent(0, 1), "over_order_limit", 500),
        (501, Spent(0, 0), "over_order_limit", 500),
        (400, Spent(600, 1), None, None),
        (401, Spent(600, 1), "over_user_limit", 400),
        (1, Spent(1200, 1), "over_user_limit", 0),
    ],
)
def test_limits_at_their_edges(
    stars: int, spent: Spent, reason: str | None, limit: int | None
) -> None:
    """Exactly the limit is allowed; what is possible is named."""
    error = refusal(rules(per_order=500, first_order=100, per_user=1000), stars, spent)
    assert (error.reason if error else None) == reason
    assert (error.limit if error else None) == limit


@given(
    stars=AMOUNTS,
    per_order=AMOUNTS,
    first=AMOUNTS,
    per_user=AMOUNTS,
    units=st.integers(0, 300_000),
    done=st.integers(0, 3),
)
def test_order_that_is_allowed_keeps_every_limit(
    *, stars: int, per_order: int, first: int, per_user: int, units: int, done: int
) -> None:
    """And one that is refused is over the limit that is named."""
    limits = rules(per_order=per_order, first_order=first, per_user=per_user)
    error = refusal(limits, stars, Spent(units, done))
    if error is None:
        assert stars <= per_order
        assert units + stars <= per_user
        assert done or units + stars <= first
    else:
        assert error.limit is not None
        assert 0 <= error.limit < stars


@given(
    name=st.none() | st.text(max_size=20),
    power=USD,
    efficiency=USD,
    usd=USD,
    account=st.integers(1, 2**63 - 1),
    known_as=st.none() | st.text(min_size=1, max_size=20),
)
def test_quote_is_kept_exactly(
    *,
    name: str | None,
    power: Decimal,
    efficiency: Decimal,
    usd: Decimal,
    account: int,
    known_as: str | None,
) -> None:
    """No figure is rounded on its way into the order and back."""
    quote = Quote(name, power, efficiency, usd, account, known_as, "1")
    order = Order(
        id=UUID(int=1),
        kind="buy",
        user_id=1,
        target="1",
        state=OrderState.QUOTED,
        version=1,
        currency=STARS,
        price_units=1,
        quote=quote.fields(),
        quoted_until=NOW,
        created_at=NOW,
        changed_at=NOW,
    )
    assert quote_of(order) == quote
    assert not [value for value in quote.fields().values() if isinstance(value, float)]


@given(USD, RATES, MARGINS)
def test_stars_cover_the_price_and_one_less_does_not(
    usd: Decimal, rate: Decimal, margin: Decimal
) -> None:
    """In integers of 1e-16 USD, which no rounding can touch."""
    stars = Pricing(usd_per_star=rate, stars_margin=margin).stars(usd)
    assert isinstance(stars, int)
    one = 10**8
    due = int(usd * one) * int((1 + margin) * one)
    paid_each = int(rate * one) * one
    assert stars >= 1
    assert stars * paid_each >= due > (stars - 1) * paid_each


@given(USD, USD, RATES)
def test_dearer_miner_costs_no_less_stars(one: Decimal, other: Decimal, rate: Decimal) -> None:
    """The order of the prices stays."""
    pricing = Pricing(usd_per_star=rate)
    low, high = sorted((one, other))
    assert pricing.stars(low) <= pricing.stars(high)


@pytest.mark.parametrize(("usd", "stars"), [("14.99", 1154), ("216.99", 16692), ("0.013", 1)])
def test_known_prices(usd: str, stars: int) -> None:
    """At what Telegram pays for a Star."""
    assert Pricing(usd_per_star=Decimal("0.013")).stars(Decimal(usd)) == stars
