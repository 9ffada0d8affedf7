"""What the buttons under messages carry, as aiogram's `CallbackData`.

Telegram keeps old messages, so a button may be tapped long after a deploy. Every prefix begins with
VERSION: change it when the meaning of existing data changes, and old buttons match no handler and
get the current menu instead (`handlers/fallback.py`).
"""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

VERSION = "v1"
NoticeKind = Literal["payout_changed", "new_login", "erased"]


class Open(CallbackData, prefix=f"{VERSION}.open"):
    """Do what a command does; `argument` is what a user would write after it."""

    command: str
    argument: str = ""


class Days(CallbackData, prefix=f"{VERSION}.days"):
    """Show a page of income by day, counted from 1."""

    page: int = 1


class Bind(CallbackData, prefix=f"{VERSION}.bind"):
    """Act on the form that binds a payout address.

    `token` names one address that was entered: `review` shows it again, `confirm` binds it.
    """

    action: Literal["start", "review", "confirm"]
    token: str = ""


class Confirm(CallbackData, prefix=f"{VERSION}.confirm"):
    """Confirm an action that was asked about."""

    action: Literal["logout", "delete"]


class NotMe(CallbackData, prefix=f"{VERSION}.notme"):
    """Say that somebody else did what a security notice reports."""

    kind: NoticeKind


class Begin(CallbackData, prefix=f"{VERSION}.begin"):
    """Log in without a wallet; with `switch` also where that changes the account."""

    switch: bool = False


class Recover(CallbackData, prefix=f"{VERSION}.recover"):
    """Act on the offer of an e-mail for recovery: show it, open the form, or decline."""

    action: Literal["offer", "start", "decline"]


class Cancel(CallbackData, prefix=f"{VERSION}.cancel"):
    """Change nothing and go back to the screen that led here."""

    back: Literal["settings", "privacy", "wallet", "recovery", "buy", "paysupport"]


class ChooseLanguage(CallbackData, prefix=f"{VERSION}.language"):
    """Choose one of the languages."""

    code: str


class Buy(CallbackData, prefix=f"{VERSION}.buy"):
    """Review an offer of the shop before it is ordered."""

    offer: str


class PlaceOrder(CallbackData, prefix=f"{VERSION}.order"):
    """Order what was reviewed with this very button.

    `terms` is a digest of the version of the terms that were shown, `token` names the review: the
    order is made once for it, however often the button is tapped.
    """

    offer: str
    stars: int
    terms: str
    token: str


class OrderAction(CallbackData, prefix=f"{VERSION}.own"):
    """Act on an order of one's own, by its id in hexadecimal digits.

    `cancel` stands under the receipt, which the worker edits; `end` under what `show` has shown.
    """

    action: Literal["show", "cancel", "end"]
    order: str


class Ask(CallbackData, prefix=f"{VERSION}.ask"):
    """Ask a question: about an order of one's own or, without one, about anything else."""

    order: str = ""


def open_data(command: str, argument: str = "") -> str:
    """Pack `Open`, without the argument where it does not fit into Telegram's 64 bytes."""
    try:
        return Open(command=command, argument=argument).pack()
    except ValueError:
        return Open(command=command).pack()
