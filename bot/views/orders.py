"""Orders: the receipt of each, which follows it, and the list of all."""

from collections.abc import Iterator, Sequence

from bot.callbacks import Open, OrderAction, open_data
from bot.screen import Button, Does, Screen, fit, rows
from bot.translate import Words
from bot.views.buttons import app, open_, pager, tap
from bot.views.start import support
from orders.buying import History
from orders.ids import code_of
from orders.models import Event, Order, Payment
from orders.quote import quote_of
from orders.states import OrderState, OrderStep, PaymentState

PAGE = 8  # orders in a message

_CANCELLABLE = frozenset({OrderState.QUOTED, OrderState.AWAITING})
_WITH_HELP = frozenset({OrderState.REVIEW, OrderState.FAILED, OrderState.UNKNOWN})
_DELIVERED = frozenset({OrderStep.DELIVER, OrderStep.SETTLE})


def receipt(words: Words, history: History, *, contact: str | None) -> Screen:
    """Say where an order is, how it came there, and what the member can do now.

    Under it is nothing that would replace it: the message stays and follows the order.
    """
    return _order(words, history, contact=contact, cancel="cancel")


def order(words: Words, history: History, *, contact: str | None) -> Screen:
    """Return the same for an order that was chosen from the list, with the way back."""
    shown = _order(words, history, contact=contact, cancel="end")
    return Screen(shown.text, (*shown.rows, *rows([open_(words, "orders")])))


def orders(words: Words, found: Sequence[Order], page: int) -> Screen:
    """List orders, the newest first; each has a button."""
    if not found:
        return Screen(words("orders-none"), rows([open_(words, "buy")]))
    last = -(-len(found) // PAGE)
    page = min(page, last)
    shown = found[(page - 1) * PAGE : page * PAGE]
    lines: list[str] = [words("orders-title")]
    for each in shown:
        state = words.plain(f"state-{each.state}")
        at = words.figures.moment(each.changed_at)
        lines += ["", words("orders-line", code=code_of(each.id), what=_miner(words, each)),
                  words("orders-state", state=state, time=at)]  # fmt: skip
    buttons = [[_show(words, each)] for each in shown]
    back, forward = (Open(command="orders", argument=str(page + step)) for step in (-1, 1))
    refresh = Button(words.plain("button-refresh"), open_data("orders", str(page)))
    pages = pager(words, back, forward, page=page, pages=last)
    return Screen(fit(lines), rows(*buttons, pages, [refresh, app(words, "open", "orders")]))


def missing(words: Words) -> Screen:
    """Say that there is no such order, in a window over the button that named it."""
    return Screen(words("orders-missing"), toast=words.plain("orders-missing"), alert=True)


def cancelled(words: Words, order: Order) -> Screen:
    """Say in a window that an order is cancelled: its receipt says the same in a moment."""
    text = words.plain("orders-cancelled", code=code_of(order.id))
    return Screen(words("orders-cancelled", code=code_of(order.id)), toast=text, alert=True)


def _order(words: Words, history: History, *, contact: str | None, cancel: str) -> Screen:
    order, payments = history.order, history.payments
    lines = [
        words("order-title", code=code_of(order.id)),
        "",
        words("order-what", **_figures(words, order)),
        words("order-price", stars=_stars(words, order), usd=_usd(words, order)),
        "",
        _where(words, order, payments),
        *_valid(words, order),
        *_delivered(words, history),
        *_payments(words, payments),
        "",
        *_timeline(words, history.events),
    ]
    may_cancel = order.state in _CANCELLABLE
    act = OrderAction.model_validate({"action": cancel, "order": order.id.hex})
    stop = [tap(words, "order-cancel", act)] if may_cancel else []
    open_order = app(words, "order-open", f"order_{order.id.hex}")
    help_ = support(words, contact) if order.state in _WITH_HELP else []
    return Screen(fit(lines), rows(_pay(words, order), stop, [open_order], help_))


def _show(words: Words, order: Order) -> Button:
    state = words.plain(f"state-{order.state}")
    label = words.plain("button-order", code=code_of(order.id), state=state)
    return Button(label, OrderAction(action="show", order=order.id.hex).pack())


def _miner(words: Words, order: Order) -> str:
    return words.plain("orders-miner", **_figures(words, order))


def _figures(words: Words, order: Order) -> dict[str, str]:
    quote, figures = quote_of(order), words.figures
    return {
        "power": figures.power(quote.power),
        "efficiency": figures.efficiency(quote.efficiency),
    }


def _stars(words: Words, order: Order) -> str:
    stars = words.figures.number(order.price_units, 0)
    return words.plain("shop-stars", count=order.price_units, stars=stars)


def _usd(words: Words, order: Order) -> str:
    return words.figures.usd(quote_of(order).usd, digits=2)


def _where(words: Words, order: Order, payments: Sequence[Payment]) -> str:
    if order.state is OrderState.FAILED and not payments:
        return words("receipt-refused")
    return words(f"order-{order.state}")


def _valid(words: Words, order: Order) -> Iterator[str]:
    if order.state is OrderState.AWAITING:
        yield words("receipt-valid", time=words.figures.moment(order.quoted_until))


def _delivered(words: Words, history: History) -> Iterator[str]:
    """Say which miner has come, where it was seen."""
    for event in history.events:
        if event.step in _DELIVERED and event.details.get("miner") is not None:
            number, name = str(event.details["miner"]), quote_of(history.order).name
            yield (
                words("receipt-got-named", name=name, id=number)
                if name
                else words("receipt-got", id=number)
            )


def _timeline(words: Words, events: Sequence[Event]) -> Iterator[str]:
    """Yield a line for each state, when the order first came to it."""
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.to_state, event)
    for state, event in first.items():
        name = words.plain(f"state-{state}")
        yield words("receipt-step", time=words.figures.moment(event.at), state=name)


def _pay(words: Words, order: Order) -> list[Button]:
    if order.state is not OrderState.AWAITING or order.invoice_url is None:
        return []
    stars = words.figures.number(order.price_units, 0)
    label = words.plain("button-pay", count=order.price_units, stars=stars)
    return [Button(label, order.invoice_url, Does.LINK)]


def _payments(words: Words, payments: Sequence[Payment]) -> list[str]:
    """Say what became of payments that do not simply pay the order."""
    shown = [payment for payment in payments if payment.state is not PaymentState.MATCHED]
    return [
        words(
            f"payment-{payment.state.replace(' ', '-')}",
            count=payment.units,
            stars=words.figures.number(payment.units, 0),
        )
        for payment in shown
    ]
