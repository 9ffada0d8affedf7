"""Orders: the receipt of each, which follows it, and the list of all."""

from collections.abc import Sequence

from bot.screen import Button, Does, Screen, fit, rows
from bot.translate import Words
from bot.views.buttons import app
from bot.views.start import support
from orders.buying import History
from orders.models import Order, Payment
from orders.quote import quote_of
from orders.states import OrderState, PaymentState

CODE = 8  # digits of an order's id that people read to each other


def code_of(order: Order) -> str:
    """Return the end of an order's id, as members and operators call it."""
    return order.id.hex[-CODE:].upper()


def receipt(words: Words, history: History, *, contact: str | None) -> Screen:
    """Say where an order is, and what the member can do now."""
    order = history.order
    lines = [words("order-title", code=code_of(order)), "", *_what(words, order), ""]
    lines.append(words(f"order-{order.state}"))
    lines += _payments(words, history.payments)
    pay = _pay(words, order)
    open_ = app(words, "order-open", f"order_{order.id.hex}")
    needs_help = order.state in {OrderState.REVIEW, OrderState.FAILED, OrderState.UNKNOWN}
    return Screen(fit(lines), rows(pay, [open_], support(words, contact) if needs_help else []))


def _what(words: Words, order: Order) -> list[str]:
    quote, figures = quote_of(order), words.figures
    stars = figures.number(order.price_units, 0)
    return [
        words(
            "order-what",
            power=figures.power(quote.power),
            efficiency=figures.efficiency(quote.efficiency),
        ),
        words(
            "order-price",
            stars=words.plain("shop-stars", count=order.price_units, stars=stars),
            usd=figures.usd(quote.usd, digits=2),
        ),
    ]


def _pay(words: Words, order: Order) -> list[Button]:
    if order.state is not OrderState.AWAITING or order.invoice_url is None:
        return []
    stars = words.figures.number(order.price_units, 0)
    label = words.plain("button-pay", count=order.price_units, stars=stars)
    return [Button(label, order.invoice_url, Does.LINK)]


def _payments(words: Words, payments: Sequence[Payment]) -> list[str]:
    """Say what became of payments that do not simply pay the order."""
    others = [payment for payment in payments if payment.state is not PaymentState.MATCHED]
    return [
        words(
            f"payment-{payment.state.replace(' ', '-')}",
            count=payment.units,
            stars=words.figures.number(payment.units, 0),
        )
        for payment in others
    ]
