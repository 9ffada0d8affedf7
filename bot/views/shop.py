"""The shop: miners on sale, their prices, and what each nets in a day."""

from bot.callbacks import Open, open_data
from bot.screen import Button, Screen, fit, rows
from bot.translate import Markup, Words
from bot.views.buttons import app, pager, tap
from bot.views.market import dated, projection_notice
from market.shop import Catalogue, Offer

PAGE = 8  # offers in a message


def last_page(catalogue: Catalogue) -> int:
    """Return the number of the last page, counted from 1."""
    return max(1, -(-len(catalogue.offers) // PAGE))


def shop(words: Words, catalogue: Catalogue, page: int) -> Screen:
    """Show a page of offers, counted from 1; the last one where there are fewer."""
    if not catalogue.offers:
        return Screen(words("shop-none"), rows([tap(words, "refresh", Open(command="shop"))]))
    page = min(page, last_page(catalogue))
    first = (page - 1) * PAGE
    shown = catalogue.offers[first : first + PAGE]
    lines = [
        words("shop-title", first=first + 1, last=first + len(shown), count=len(catalogue.offers)),
        "",
    ]
    for offer in shown:
        lines += [*_offer(words, offer, payback=catalogue.shows_payback), ""]
    lines += [words("shop-stars-cost"), "", *_assumed(words, catalogue, shown)]
    lines.append(dated(words, catalogue.as_of, stale=catalogue.stale))
    refresh = Button(words.plain("button-refresh"), open_data("shop", str(page)))
    return Screen(
        fit(lines), rows(_pager(words, catalogue, page), [refresh, app(words, "open", "shop")])
    )


def _assumed(words: Words, catalogue: Catalogue, shown: tuple[Offer, ...]) -> list[str]:
    if all(offer.day is None for offer in shown):
        return []
    return [
        Markup(f"<i>{words('shop-no-discount')}</i>"),
        projection_notice(words, catalogue.figures_as_of),
    ]


def _pager(words: Words, catalogue: Catalogue, page: int) -> list[Button]:
    back, forward = (Open(command="shop", argument=str(page + step)) for step in (-1, 1))
    return pager(words, back, forward, page=page, pages=last_page(catalogue))


def _offer(words: Words, offer: Offer, *, payback: bool) -> list[str]:
    figures = words.figures
    stars = figures.number(offer.price_stars, 0)
    lines: list[str] = [
        words(
            "shop-offer",
            power=figures.power(offer.power),
            efficiency=figures.efficiency(offer.energy_efficiency),
        ),
        words(
            "shop-price",
            usd=figures.usd(offer.price_usd, digits=2),
            stars=words.plain("shop-stars", count=offer.price_stars, stars=stars),
        ),
    ]
    if offer.day is not None:
        net = offer.day.net
        lines.append(words("shop-net", usd=figures.usd(net)) if net else words("shop-nothing"))
        if payback:
            lines.append(_payback(words, offer.payback_days))
    return lines


def _payback(words: Words, days: int | None) -> str:
    if days is None:
        return words("shop-payback-never")
    return words("shop-payback", count=days, days=words.figures.number(days, 0))
