"""The buttons that many messages share."""

from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Bind, Cancel, Open
from bot.screen import Button, Does, Rows, Screen, rows
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
        return rows(
            [login(words)],
            [open_(words, "shop"), open_(words, "calc")],
            [open_(words, "settings")],
        )
    return rows(
        [open_(words, "status"), open_(words, "miners")],
        [open_(words, "income"), open_(words, "wallet")],
        [open_(words, "rates"), open_(words, "calc")],
        [open_(words, "shop"), open_(words, "incentives")],
        [open_(words, "settings"), app(words, "open", "overview")],
    )


def with_home(words: Words, screen: Screen) -> Screen:
    """Return a screen with the way back to the menu in its last row.

    It is not added to a window, nor where there is a way on already: the menu, the login, or the
    cancellation of a question.
    """
    if screen.alert or any(_leads_on(button) for row in screen.rows for button in row):
        return screen
    return replace(screen, rows=(*screen.rows, (tap(words, "home", Open(command="start")),)))


def _leads_on(button: Button) -> bool:
    if button.does is Does.APP:
        return button.to == "login"
    ways = (Open(command="start").pack(), Open(command="settings").pack())  # the menu has settings
    return button.does is Does.TAP and (
        button.to in ways or button.to.startswith(Cancel.__prefix__)
    )


def pager(
    words: Words, back: CallbackData, forward: CallbackData, *, page: int, pages: int
) -> list[Button]:
    """Return buttons to the neighbours of a page, counted from 1; nothing for a single page."""
    before = [tap(words, "back", back)] if page > 1 else []
    after = [tap(words, "next", forward)] if page < pages else []
    return [*before, *after]
