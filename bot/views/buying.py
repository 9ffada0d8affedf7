"""Buying a miner: the review before the order, what became of it, and why it is refused."""

import hashlib
from datetime import datetime

from bot.callbacks import Cancel, Open, OrderAction, PlaceOrder
from bot.screen import Button, Does, Screen, fit, rows
from bot.translate import Markup, Words
from bot.views.buttons import app, login, open_, tap
from bot.views.market import projection_notice
from bot.views.shop import offer_lines
from orders.buying import Review
from orders.ids import code_of
from orders.models import Order
from orders.rules import BuyingError, Rules

_DIGEST = 8  # characters that stand for a version of the terms in a button


def terms_digest(version: str) -> str:
    """Return what stands for a version of the terms in the button that accepts it."""
    return hashlib.sha256(version.encode()).hexdigest()[:_DIGEST]


def review(
    words: Words,
    found: Review,
    rules: Rules,
    *,
    token: str,
    as_of: datetime,
    shows_payback: bool,
    changed: str | None = None,
) -> Screen:
    """Show what would be ordered and what is agreed to with it, or why that is not possible.

    `changed` is the reason why an order after an earlier review was refused.
    """
    if found.refusal and not found.open_order:  # which counts for the limits itself
        return refused(words, found.refusal)
    lines = [words(f"buy-refused-{changed.replace('_', '-')}"), ""] if changed else []
    lines += [
        words("buy-title"),
        "",
        *offer_lines(words, found.offer, ("order-what", "order-price"), shows_payback),
        "",
    ]
    lines.append(words("shop-stars-cost"))
    if found.offer.day is not None:
        lines += [
            Markup(f"<i>{words('shop-no-discount')}</i>"),
            projection_notice(words, as_of),
        ]
    if found.open_order:
        show = OrderAction(action="show", order=found.open_order.hex)
        lines += ["", words("buy-open")]
        return Screen(fit(lines), rows([tap(words, "order-show", show)], [_back(words)]))
    lines += ["", words("buy-terms", version=rules.terms_version), words("buy-no-telegram")]
    yes = PlaceOrder(
        offer=str(found.offer.id),
        stars=found.offer.price_stars,
        terms=terms_digest(rules.terms_version),
        token=token,
    )
    return Screen(
        fit(lines),
        rows([_terms(words, rules)], [tap(words, "buy-yes", yes)], [_back(words)]),
    )


def made(words: Words, order: Order) -> Screen:
    """Say that there is an order: its receipt is a message of its own, which follows."""
    show = OrderAction(action="show", order=order.id.hex)
    return Screen(
        words("buy-made", code=code_of(order.id)),
        rows([tap(words, "order-show", show)], [open_(words, "orders")]),
    )


def refused(words: Words, error: BuyingError) -> Screen:
    """Say why a member cannot order this now, and what helps."""
    name = f"buy-refused-{error.reason.replace('_', '-')}"
    limit = error.limit or 0
    stars = words.plain("shop-stars", count=limit, stars=words.figures.number(limit, 0))
    text = words(name, stars=stars) if error.limit is not None else words(name)
    ways = [login(words)] if error.reason == "account_unknown" else []
    return Screen(text, rows(ways, [open_(words, "orders")], [tap(words, "shop", _shop())]))


def not_cancelled(words: Words, error: BuyingError) -> Screen:
    """Say in a window why an order is not cancelled."""
    name = f"buy-refused-{error.reason.replace('_', '-')}"
    return Screen(words(name), toast=words.plain(name), alert=True)


def terms(words: Words, rules: Rules) -> Screen:
    """Link the terms of sale in force."""
    return Screen(
        words("terms", version=rules.terms_version),
        rows([_terms(words, rules)], [open_(words, "buy")]),
    )


def nothing_sold(words: Words) -> Screen:
    """Say that nothing is sold here, and offer to look."""
    return Screen(
        words("buy-refused-not-selling"),
        rows([tap(words, "shop", _shop()), app(words, "open", "shop")]),
    )


def _shop() -> Open:
    return Open(command="shop")


def _back(words: Words) -> Button:
    return tap(words, "cancel", Cancel(back="buy"))


def _terms(words: Words, rules: Rules) -> Button:
    label = words.plain("button-terms", version=rules.terms_version)
    return Button(label, rules.terms_url, Does.LINK)
