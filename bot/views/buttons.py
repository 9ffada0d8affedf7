"""The buttons that many messages share."""

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Bind, Open
from bot.screen import Button, Does, Rows, rows
from bot.translate import Words


def tap(words: Words, name: str, data: CallbackData) -> Button:
    """Return a button with the label `button-<name>` and callback data."""
    return Button(words.plain(f"button-{name}"), data.pack())


def open_(words: Words, command: str) -> Button:
    """Return a button that does what a command does, with the label `button-<command>`."""
    return tap(words, command, Open(command=command))


def app(words: Words, name: str, page: str) -> Button:
    """Return a button that opens a screen of the mini-app: what its `placeFor` knows."""
    return Button(words.plain(f"button-{name}"), page, Does.APP)


def login(words: Words) -> Button:
    """Return the button that opens the login."""
    return app(words, "login", "login")


def bind_button(words: Words, *, bound: bool) -> Button:
    """Return the button that sets or changes the payout address."""
    return tap(words, "bind-change" if bound else "bind", Bind(action="start"))


def menu(words: Words, *, logged_in: bool = True) -> Rows:
    """Return what the user can do: everything, or the login and what works without one."""
    if not logged_in:
        return rows([login(words)], [open_(words, "calc"), open_(words, "settings")])
    return rows(
        [open_(words, "status"), open_(words, "miners")],
        [open_(words, "income"), open_(words, "wallet")],
        [open_(words, "rates"), open_(words, "calc")],
        [open_(words, "incentives"), open_(words, "settings")],
        [app(words, "open", "overview")],
    )


def pager(
    words: Words, back: CallbackData, forward: CallbackData, *, page: int, pages: int
) -> list[Button]:
    """Return buttons to the neighbours of a page, counted from 1; nothing for a single page."""
    before = [tap(words, "back", back)] if page > 1 else []
    after = [tap(words, "next", forward)] if page < pages else []
    return [*before, *after]
