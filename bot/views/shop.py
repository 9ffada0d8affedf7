"""The shop: miners on sale, their prices, and what each nets in a day."""

from bot.callbacks import Buy, Open, PlaceOrder, open_data
from bot.screen import Button, Screen, fit, rows
from bot.translate import Markup, Words
from bot.views.buttons import app, pager, tap
from bot.views.market import dated, projection_notice
from market.shop import Catalogue, Offer

PAGE = 8  # offers in a message


def last_page(catalogue: Catalogue) -> int:
    """Return the number of the last page, counted from 1."""
    return max(1, -(-len(catalogue.offers) // PAGE))


def shop(
    words: Words, catalogue: Catalogue, page: int, *, command: str = "shop", sells: bool = False
) -> Screen:
    """Show a page of offers, counted from 1; the last one where there are fewer.

    As the answer to the `command` "buy" each offer has a button; where the bot `sells`, there is
    one to that.
    """
    if not catalogue.offers:
        return Screen(words("shop-none"), rows([tap(words, "refresh", Open(command=command))]))
    page = min(page, last_page(catalogue))
    first = (page - 1) * PAGE
    shown = catalogue.offers[first : first + PAGE]
    lines = [
        words("shop-title", first=first + 1, last=first + len(shown), count=len(catalogue.offers)),
        "",
    ]
    for offer in shown:
        lines += [
            *offer_lines(words, offer, ("shop-offer", "shop-price"), catalogue.shows_payback),
            "",
        ]
    lines += [words("shop-stars-cost"), "", *_assumed(words, catalogue, shown)]
    lines.append(dated(words, catalogue.as_of, stale=catalogue.stale))
    refresh = Button(words.plain("button-refresh"), open_data(command, str(page)))
    buttons: list[list[Button]] = []
    if command == "buy":
        buttons = [_buy(words, offer) for offer in shown]
    elif sells:
        buttons = [[Button(words.plain("button-buy"), open_data("buy", str(page)))]]
    turn = _pager(words, catalogue, page, command)
    return Screen(fit(lines), rows(*buttons, turn, [refresh, app(words, "open", "shop")]))


def _assumed(words: Words, catalogue: Catalogue, shown: tuple[Offer, ...]) -> list[str]:
    if all(offer.day is None for offer in shown):
        return []
    return [
        Markup(f"<i>{words('shop-no-discount')}</i>"),
        projection_notice(words, catalogue.figures_as_of),
    ]


def _buy(words: Words, offer: Offer) -> list[Button]:
    """Return the button of an offer; none where its id is too long for one."""
    stars = words.figures.number(offer.price_stars, 0)
    label = words.plain(
        "button-buy-offer",
        power=words.figures.power(offer.power),
        efficiency=words.figures.efficiency(offer.energy_efficiency),
        stars=words.plain("shop-stars", count=offer.price_stars, stars=stars),
    )
    try:
        # Whatever is ordered by the next button has to fit as well.
        PlaceOrder(offer=str(offer.id), stars=10**6, terms="0" * 8, token="0" * 12).pack()
        return [Button(label, Buy(offer=str(offer.id)).pack())]
    except ValueError:
        return []


def _pager(words: Words, catalogue: Catalogue, page: int, command: str) -> list[Button]:
    back, forward = (Open(command=command, argument=str(page + step)) for step in (-1, 1))
    return pager(words, back, forward, page=page, pages=last_page(catalogue))


def offer_lines(
    words: Words, offer: Offer, messages: tuple[str, str], shows_payback: bool
) -> list[str]:
    """Return what an offer is, its price, and what it nets a day.

    `messages` name the lines of the miner and of its price.
    """
    figures = words.figures
    stars = figures.number(offer.price_stars, 0)
    lines: list[str] = [
        words(
            messages[0],
            power=figures.power(offer.power),
            efficiency=figures.efficiency(offer.energy_efficiency),
        ),
        words(
            messages[1],
            usd=figures.usd(offer.price_usd, digits=2),
            stars=words.plain("shop-stars", count=offer.price_stars, stars=stars),
        ),
    ]
    if offer.day is not None:
        net = offer.day.net
        lines.append(words("shop-net", usd=figures.usd(net)) if net else words("shop-nothing"))
        if shows_payback:
            lines.append(_payback(words, offer.payback_days))
    return lines


def _payback(words: Words, days: int | None) -> str:
    """Say after how many days a miner pays back at today's figures."""
    if days is None:
        return words("shop-payback-never")
    return words("shop-payback", count=days, days=words.figures.number(days, 0))
