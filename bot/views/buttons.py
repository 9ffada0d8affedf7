"""The buttons that many messages share."""

from bot.screen import Button, Does, Rows, rows
from bot.translate import Words


def tap(words: Words, name: str, to: str) -> Button:
    """Return a button with the label `button-<name>` and callback data."""
    return Button(words.plain(f"button-{name}"), to)


def app(words: Words, name: str, page: str) -> Button:
    """Return a button that opens a screen of the mini-app: what its `placeFor` knows."""
    return Button(words.plain(f"button-{name}"), page, Does.APP)


def menu(words: Words) -> Rows:
    """Return what a user who is logged in can do."""
    return rows(
        [tap(words, "status", "status"), tap(words, "miners", "miners")],
        [tap(words, "income", "income"), tap(words, "wallet", "wallet")],
        [tap(words, "rates", "rates"), tap(words, "calc", "calc")],
        [tap(words, "incentives", "incentives"), tap(words, "settings", "settings")],
        [app(words, "open", "overview")],
    )


def pager(words: Words, to: str, *, page: int, pages: int) -> list[Button]:
    """Return the way to the neighbours of a page; nothing where there is one page only."""
    if pages <= 1:
        return []
    back = [Button(words.plain("button-back"), f"{to}:{page - 1}")] if page else []
    on = [Button(words.plain("button-next"), f"{to}:{page + 1}")] if page + 1 < pages else []
    return [*back, *on]
