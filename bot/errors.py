"""Screens for errors: a sentence that says what happened, and a button that helps."""

import logging
import math

from redis.exceptions import RedisError

from accounts.erase import UnfinishedOrderError
from accounts.login_errors import LoginError, OrderOpenError, WayNotOfferedError
from accounts.member import (
    BindingRefusedError,
    LoggedOutError,
    RefreshBusyError,
    WalletNeededError,
)
from bot.metrics import FAULTS
from bot.screen import Button, Screen, rows
from bot.translate import Markup, Words
from bot.views.buttons import connect_wallet, login
from gomining import errors as partner
from market.calculator import CannotCalculateError
from portfolio.export import ExportTooLargeError
from portfolio.export_limit import ExportBusyError
from runtime.logs import trace
from storage.schema import DatabaseAwayError

log = logging.getLogger("bot")

_MEANT: list[tuple[type[Exception], str]] = [  # the first that fits
    (WayNotOfferedError, "way"),
    (OrderOpenError, "order-open"),
    (UnfinishedOrderError, "order-open"),
    (LoginError, "slow"),
    (WalletNeededError, "wallet-needed"),
    (partner.NotLoggedIn, "refused"),
    (partner.RateLimited, "busy"),
    (partner.NotAllowed, "not-allowed"),
    (partner.Refused, "invalid"),
    (partner.BadParameter, "invalid"),
    (BindingRefusedError, "invalid"),
    (partner.Declined, "invalid"),
    (partner.TimedOut, "timeout"),
    (partner.Unreachable, "down"),
    (partner.Broken, "broken"),
    (partner.Unreadable, "unreadable"),
    (CannotCalculateError, "figures"),
    (RefreshBusyError, "slow"),
    (TimeoutError, "slow"),
    (ExportBusyError, "export-busy"),
    (ExportTooLargeError, "export-too-large"),
    (RedisError, "storage"),
    (DatabaseAwayError, "storage"),
]
_LOGIN = {"login", "expired", "refused"}


def kind_of(error: Exception) -> str:
    """Return which of the `error-…` messages this is."""
    if isinstance(error, LoggedOutError):
        return "expired" if error.expired else "login"
    # A 403 by a proxy in front of the partner says nothing about the user's rights.
    if isinstance(error, partner.NotAllowed) and error.by_proxy:
        return "down"
    return next((kind for family, kind in _MEANT if isinstance(error, family)), "internal")


def explain(error: Exception, words: Words, *, again: str) -> Screen:
    """Return the screen for an error; `again` is the callback data that repeats the request.

    Where a button was tapped it is an alert and the message stays: the last known figures are
    better than none. Only a missing login replaces the message.
    """
    kind = kind_of(error)
    FAULTS.labels(kind).inc()
    if kind == "internal":
        log.error("unexpected", exc_info=error)
    elif kind not in _LOGIN:
        log.warning("%s: %s", kind, error if isinstance(error, partner.GoMiningError) else "")
    values: dict[str, str | int] = {}
    if isinstance(error, partner.RateLimited):
        values["seconds"] = max(1, math.ceil(error.retry_after or 5))
    elif isinstance(error, ExportBusyError):
        values["seconds"] = error.wait
    text, plain = words(f"error-{kind}", **values), words.plain(f"error-{kind}", **values)
    if kind == "internal":  # by the reference the operator finds the error in the log
        text = Markup(f"{text}\n{words('error-reference', reference=trace.get())}")
        plain += "\n" + words.plain("error-reference", reference=trace.get())
    if kind in _LOGIN:
        return Screen(text, rows([login(words)]))
    if kind == "wallet-needed":
        return Screen(text, rows([connect_wallet(words)]))
    button = Button(words.plain("button-again"), again)
    return Screen(text, rows([button]), toast=plain, alert=True)
