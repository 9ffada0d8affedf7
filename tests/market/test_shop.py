"""Prices in Stars, the offers made of the partner's collections, and their order."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomining import Page
from gomining.models import Collection, IncomePerTh
from market.calculator import MAX_EFFICIENCY, MAX_POWER, calculate
from market.shared_answers import Answer
from market.shop import Offer, Pricing, make_catalogue, make_offers
from tests.market.test_calculator import CAPTURED

D = Decimal
PLAIN = Pricing(D("0.013"))
PRICES = st.decimals("0.01", "10_000_000", places=2)


def sold(**others: object) -> Collection:
    """Return a collection of the capture of 9 September 2026, or one that differs."""
    values = {
        "id": 1505,
        "name": "16 TH",
        "power": D(16),
        "energy_efficiency": D(15),
        "price_usdt": D("216.99"),
    }
    return Collection.model_validate(values | others)


def only(collection: Collection, pricing: Pricing = PLAIN) -> Offer:
    """Return the one offer made of a collection."""
    (offer,) = make_offers([collection], CAPTURED, pricing)
    return offer


@pytest.mark.parametrize(
    ("usd", "margin", "stars"),
    [
        ("14.99", "0", 1154),
        ("216.99", "0", 16692),
        ("0.013", "0", 1),
        ("0.01300000000000000000000000001", "0", 2),
        ("13", "0", 1000),
        ("13", "0.3", 1300),
        ("0.01", "0", 1),
    ],
)
def test_price_in_stars_is_rounded_up(usd: str, margin: str, stars: int) -> None:
    """Exactly: a price that is a whole number of Stars costs no Star more."""
    assert Pricing(D("0.013"), D(margin)).stars(D(usd)) == stars


@given(
    usd=PRICES,
    usd_per_star=st.decimals("0.0001", "1", places=6),
    margin=st.decimals("0", "10", places=4),
)
def test_stars_cover_the_price_and_one_less_does_not(
    usd: Decimal, usd_per_star: Decimal, margin: Decimal
) -> None:
    """Whatever the operator sets."""
    stars = Pricing(usd_per_star, margin).stars(usd)
    due = Fraction(usd) * (1 + Fraction(margin))
    assert stars * Fraction(usd_per_star) >= due
    assert (stars - 1) * Fraction(usd_per_star) < due


def test_day_is_that_of_the_calculator() -> None:
    """Gross, fees and net of the one formula, without a discount."""
    offer = only(sold())
    made = calculate(CAPTURED, power=D(16), efficiency=D(15))
    assert offer.day is not None
    assert (offer.day.gross, offer.day.net) == (made.gross, made.net)
    assert offer.day.fees == made.electricity + made.service
    assert offer.day.net_btc == made.btc(made.net)
    assert (offer.price_usd, offer.price_stars) == (D("216.99"), 16692)


def test_fees_are_charged_up_to_the_gross() -> None:
    """A miner that would lose nets nothing, and its fees are its gross."""
    day = only(sold(energy_efficiency=D(60))).day
    assert day is not None
    assert (day.net, day.fees) == (D(0), day.gross)


def test_offer_stays_without_todays_figures() -> None:
    """With its price, and nothing invented."""
    (offer,) = make_offers([sold()], IncomePerTh(), Pricing(D("0.013"), show_payback=True))
    assert (offer.day, offer.payback_days, offer.price_stars) == (None, None, 16692)


@pytest.mark.parametrize(
    "missing",
    [
        {"id": None},
        {"power": None},
        {"energy_efficiency": None},
        {"price_usdt": None},
        {"price_usdt": D(0)},
        {"price_usdt": D("-0.01")},
        {"power": D(0)},
        {"power": D(-1)},
        {"power": MAX_POWER + 1},
        {"energy_efficiency": D(0)},
        {"energy_efficiency": MAX_EFFICIENCY + 1},
    ],
    ids=str,
)
def test_collection_that_cannot_be_sold_is_left_out(missing: dict[str, object]) -> None:
    """Without an id or a figure, with an impossible one, or for nothing."""
    offers = make_offers([sold(**missing), sold(id=2)], CAPTURED, PLAIN)
    assert [offer.id for offer in offers] == [2]


def test_payback_is_shown_only_if_switched_on() -> None:
    """In whole days, rounded up; never for a miner that nets nothing."""
    shown = Pricing(D("0.013"), show_payback=True)
    assert only(sold()).payback_days is None
    offer = only(sold(), shown)
    assert offer.day is not None
    assert offer.payback_days == 1126
    assert (offer.payback_days - 1) * offer.day.net < D("216.99")
    assert offer.payback_days * offer.day.net >= D("216.99")
    assert only(sold(energy_efficiency=D(60)), shown).payback_days is None


def test_offers_are_ordered_by_price_or_by_payback() -> None:
    """By pay-back, those without one last, only where it is shown."""
    rows = [
        sold(id=1, power=D(1), energy_efficiency=D(60), price_usdt=D(1)),
        sold(id=2, price_usdt=D(300)),
        sold(id=3, price_usdt=D(200)),
    ]
    assert [one.id for one in make_offers(rows, CAPTURED, PLAIN)] == [1, 3, 2]
    shown = Pricing(D("0.013"), show_payback=True)
    assert [one.id for one in make_offers(rows, CAPTURED, shown)] == [3, 2, 1]


def test_catalogue_is_as_old_as_its_parts() -> None:
    """Prices and figures have a time each; one that is stale makes it stale."""
    noon, later = (datetime(2026, 9, 9, hour, tzinfo=UTC) for hour in (12, 13))
    page = Answer(Page[Collection](items=[sold()], total=1), noon)
    made = make_catalogue(page, Answer(CAPTURED, later, stale=True), PLAIN)
    assert (made.as_of, made.figures_as_of, made.stale) == (noon, later, True)
    assert len(made.offers) == 1
