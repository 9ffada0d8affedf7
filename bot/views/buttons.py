"""The buttons that many messages share."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Begin, Bind, Cancel, Open
from bot.screen import Button, Does, Rows, Screen, rows
from bot.translate import Words
from runtime.settings import LoginWay

LOGIN = "login"  # the address of the login in the mini-app


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
    """Return the button that opens the login; `with_ways` adds the other way."""
    return app(words, "login", LOGIN)


def connect_wallet(words: Words) -> Button:
    """Return the button that opens where a wallet is added to a login without one."""
    return app(words, "connect-wallet", "wallet")


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


def with_ways(words: Words, screen: Screen, ways: Sequence[LoginWay]) -> Screen:
    """Return a screen whose button of the login has become one for each way, in their order."""
    if not any(_opens_login(button) for row in screen.rows for button in row):
        return screen
    buttons = {"wallet": login(words), "start": tap(words, "begin", Begin())}
    offered = tuple((buttons[way],) for way in ways)
    lines = [offered if any(map(_opens_login, row)) else (row,) for row in screen.rows]
    return replace(screen, rows=tuple(row for rows_ in lines for row in rows_))


def _opens_login(button: Button) -> bool:
    return button.does is Does.APP and button.to == LOGIN


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
        return button.to == LOGIN
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
