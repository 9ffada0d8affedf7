"""Screens of buying, orders and questions, over fixed figures; part of `tests/bot/scenes.py`."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

from bot.screen import Screen
from bot.translate import Words
from bot.views import buying, orders, shop, support
from gomining.models import Collection, IncomePerTh
from market.shop import Catalogue, Pricing, make_offers
from orders.buying import History, Review
from orders.models import STARS, Event, Order, Payment
from orders.quote import Quote
from orders.rules import BuyingError, Reason, Rules
from orders.states import OrderState, OrderStep, PaymentState

AT = datetime(2026, 11, 22, 12, 44, 19, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
D = Decimal
ID = UUID("019ab8f0-0000-7000-8000-0000deadbeef")
CONTACT = "@help_desk"
RULES = Rules(
    sells=True, terms_version="2026-11", terms_url="https://example.com/terms",
    per_order=10_000, first_order=1_500, per_user=20_000,
)  # fmt: skip
PER_TH = IncomePerTh(
    btc_course_in_usd=D("73077.14"), kilowatt_hour=D("0.05"),
    total_income_per_th_today=D("0.033872"), c1_value_per_th_per_wt_today=D("0.0012"),
    c2_value_per_th_today=D("0.0089"),
)  # fmt: skip
ON_SALE = [
    Collection(id=1, power=D(1), energy_efficiency=D(15), price_usdt=D("14.99")),
    Collection(id=2, power=D("0.75"), energy_efficiency=D(12), price_usdt=D("12.99")),
    Collection(id=3, power=D(100), energy_efficiency=D(40), price_usdt=D("99.99")),
    Collection(id=4, power=D(8), energy_efficiency=D(12), price_usdt=D("133.99")),
    *(
        Collection(id=n, power=D(n), energy_efficiency=D(20), price_usdt=D(n * 30))
        for n in range(5, 10)
    ),
]
OFFERS = make_offers(ON_SALE, PER_TH, Pricing(D("0.013")))

# The way to each state: steps with what they have found.
_STEPS: Mapping[OrderState, tuple[OrderState, ...]] = {
    OrderState.QUOTED: (),
    OrderState.AWAITING: (OrderState.AWAITING,),
    OrderState.PAID: (OrderState.AWAITING, OrderState.PAID),
    OrderState.FULFILLING: (OrderState.AWAITING, OrderState.PAID, OrderState.FULFILLING),
    OrderState.UNKNOWN: (
        OrderState.AWAITING, OrderState.PAID, OrderState.FULFILLING, OrderState.UNKNOWN,
        OrderState.FULFILLING, OrderState.UNKNOWN,
    ),
    OrderState.REVIEW: (
        OrderState.AWAITING, OrderState.PAID, OrderState.FULFILLING, OrderState.UNKNOWN,
        OrderState.REVIEW,
    ),
    OrderState.DONE: (
        OrderState.AWAITING, OrderState.PAID, OrderState.FULFILLING, OrderState.DONE,
    ),
    OrderState.FAILED: (
        OrderState.AWAITING, OrderState.PAID, OrderState.FULFILLING, OrderState.FAILED,
    ),
    OrderState.EXPIRED: (OrderState.AWAITING, OrderState.EXPIRED),
    OrderState.CANCELLED: (OrderState.CANCELLED,),
}  # fmt: skip
_UNPAID = {
    OrderState.QUOTED, OrderState.AWAITING, OrderState.EXPIRED, OrderState.CANCELLED,
}  # fmt: skip


def an_order(state: OrderState, *, number: int = 0, name: str | None = "Miner <S>") -> Order:
    """Return an order in a state."""
    quote = Quote(name, D(1), D(15), D("14.99"), 501, "tg-1001", "2026-11")
    version = 1 + len(_STEPS[state])
    return Order(
        id=UUID(int=ID.int + number), kind="buy", user_id=1001, target="1", state=state,
        version=version, currency=STARS, price_units=1154, quote=quote.fields(),
        quoted_until=AT + 10 * MINUTE, created_at=AT, changed_at=AT + (version - 1) * MINUTE,
        invoice_url="https://t.me/$abc" if version > 1 else None,
    )  # fmt: skip


def a_history(
    state: OrderState,
    *payments: PaymentState,
    details: Mapping[str, Any] | None = None,
    name: str | None = "Miner <S>",
) -> History:
    """Return an order in a state with the way to it; paid where that state needs it."""
    order = an_order(state, name=name)
    ways = (OrderState.QUOTED, *_STEPS[state])
    events = [
        Event(order.id, number, AT + (number - 1) * MINUTE, step, before, to, details or {})
        for number, (before, to) in enumerate(zip((None, *ways), ways, strict=False), start=1)
        for step in [OrderStep.DELIVER if to is OrderState.DONE else "step"]
    ]
    if not payments and state not in _UNPAID:
        payments = (PaymentState.MATCHED,)
    booked = [
        Payment("stars", f"{n}", order.id, 1001, STARS, 1154, AT + MINUTE, each, AT + MINUTE)
        for n, each in enumerate(payments)
    ]
    return History(order, events, booked)


def _receipt(history: History) -> Callable[[Words], Screen]:
    return lambda w: orders.receipt(w, history, contact=CONTACT)


def _review(place: int, **more: Any) -> Callable[[Words], Screen]:
    review = Review(OFFERS[place], more.pop("refusal", None), more.pop("open_order", None))
    values: dict[str, Any] = {"token": "0123456789ab", "as_of": AT, "shows_payback": False} | more
    return lambda w: buying.review(w, review, RULES, **values)


def _refused(reason: Reason) -> Callable[[Words], Screen]:
    limit = 346 if reason.startswith("over_") else None
    return lambda w: buying.refused(w, BuyingError(reason, limit=limit))


def _buy(page: int) -> Callable[[Words], Screen]:
    made = Catalogue(OFFERS, AT, AT, False, False)
    return lambda w: shop.shop(w, made, page, command="buy")


_FAILED_UNPAID = History(an_order(OrderState.FAILED), (), ())
_LIST = [an_order(state, number=number) for number, state in enumerate(OrderState)]
_DONE = {"miner": "101"}

ORDER_SCENES: Mapping[str, Callable[[Words], Screen]] = {
    "buy": _buy(1),
    "buy-last": _buy(9),
    "shop-selling": lambda w: shop.shop(w, Catalogue(OFFERS, AT, AT, False, False), 2, sells=True),
    "buy-review": _review(0),
    "buy-review-loses": _review(2, shows_payback=True),
    "buy-review-changed": _review(0, changed="price_changed"),
    "buy-review-terms": _review(0, changed="terms_needed"),
    "buy-review-open": _review(0, open_order=ID),
    "buy-review-open-full": _review(
        0, open_order=ID, refusal=BuyingError("over_first_order_limit", limit=346)
    ),
    "buy-review-refused": _review(0, refusal=BuyingError("over_order_limit", limit=10_000)),
    "buy-made": lambda w: buying.made(w, an_order(OrderState.QUOTED)),
    "terms": lambda w: buying.terms(w, RULES),
    **{f"buy-refused-{reason.replace('_', '-')}": _refused(reason) for reason in get_args(Reason)},
    **{f"receipt-{state}": _receipt(a_history(state, details=_DONE)) for state in OrderState},
    "receipt-done-unnamed": _receipt(a_history(OrderState.DONE, details=_DONE, name=None)),
    "receipt-done-unseen": _receipt(a_history(OrderState.DONE)),
    "receipt-failed-unpaid": _receipt(_FAILED_UNPAID),
    **{
        f"receipt-payment-{state.replace(' ', '-')}": _receipt(
            a_history(OrderState.DONE, PaymentState.MATCHED, state)
        )
        for state in PaymentState
    },
    "order": lambda w: orders.order(w, a_history(OrderState.AWAITING), contact=CONTACT),
    "order-missing": orders.missing,
    "order-cancelled": lambda w: orders.cancelled(w, an_order(OrderState.CANCELLED)),
    "order-not-cancelled": lambda w: buying.not_cancelled(w, BuyingError("cannot_cancel")),
    "orders": lambda w: orders.orders(w, _LIST, 1),
    "orders-last": lambda w: orders.orders(w, _LIST, 2),
    "orders-none": lambda w: orders.orders(w, [], 1),
    "paysupport-orders": lambda w: support.paysupport(w, _LIST, contact=CONTACT),
    "paysupport-no-orders": lambda w: support.paysupport(w, [], contact=CONTACT),
    "paysupport-write": lambda w: support.ask_question(w, an_order(OrderState.DONE)),
    "paysupport-write-any": lambda w: support.ask_question(w, None),
    "paysupport-asked": lambda w: support.asked(w, 12, an_order(OrderState.DONE)),
    "paysupport-asked-any": lambda w: support.asked(w, 12, None),
    "paysupport-too-many": support.too_many,
    "paysupport-answer": lambda w: support.answer(
        w, 12, an_order(OrderState.DONE), "It <b>is</b> there & works."
    ),
    "paysupport-answer-any": lambda w: support.answer(w, 12, None, "Yes."),
    "support": lambda w: support.support(w, CONTACT, sells=True),
    "support-none": lambda w: support.support(w, None, sells=False),
}
