"""Settings, logout, deletion, and notifications about the login."""

from typing import Literal

from accounts.preferences import LANGUAGES
from bot.callbacks import Cancel, ChooseLanguage, Confirm, Open, Recover
from bot.formats import brief, friendly
from bot.screen import Button, Screen, rows
from bot.translate import Words, words
from bot.views.buttons import login, menu, tap


def settings(words_: Words, *, logged_in: bool, can_recover: bool = False) -> Screen:
    """Show the languages, each by its own name, and the other choices.

    With `can_recover` that is also an e-mail for recovery.
    """
    languages = [
        Button(
            words(code).plain("language-chosen" if code == words_.language else "language"),
            ChooseLanguage(code=code).pack(),
        )
        for code in LANGUAGES
    ]
    leave = [tap(words_, "logout", Open(command="logout"))] if logged_in else []
    delete = tap(words_, "delete", Open(command="delete_me"))
    rest = [delete, tap(words_, "privacy", Open(command="privacy"))]
    recover = [tap(words_, "recovery", Recover(action="offer"))] if can_recover else []
    return Screen(words_("settings"), rows(languages, recover, leave, rest))


def ask_logout(words_: Words) -> Screen:
    """Ask before logging out."""
    yes = tap(words_, "logout-yes", Confirm(action="logout"))
    return Screen(words_("logout-ask"), rows([yes], [_cancel(words_, "settings")]))


def logged_out(words_: Words) -> Screen:
    """Confirm the logout."""
    return Screen(words_("logout-done"), rows([login(words_)]))


def nobody_logged_in(words_: Words) -> Screen:
    """Answer a logout of who is not logged in."""
    return Screen(words_("logout-nobody"), rows([login(words_)]))


def ask_delete(words_: Words, *, back: Literal["settings", "privacy"]) -> Screen:
    """Say what is deleted before it is; `back` is where Cancel leads."""
    yes = tap(words_, "delete-yes", Confirm(action="delete"))
    return Screen(words_("delete-ask"), rows([yes], [_cancel(words_, back)]))


def _cancel(words_: Words, back: Literal["settings", "privacy"]) -> Button:
    return tap(words_, "cancel", Cancel(back=back))


def deleted(words_: Words) -> Screen:
    """Confirm the deletion."""
    return Screen(words_("delete-done"))


def cancelled(words_: Words, *, something: bool) -> Screen:
    """Answer /cancel."""
    return Screen(words_("cancel-done" if something else "cancel-nothing"))


def logged_in(
    words_: Words, wallet: tuple[str, str] | None, *, target: str | None = None
) -> Screen:
    """Report a login, with the menu.

    `wallet` is its raw address and network; None for a login without one. `target` is the callback
    data of what the user asked for before the login.
    """
    text = words_("news-started")
    if wallet:
        mine = brief(friendly(wallet[0], testnet=wallet[1] == "-3"))
        text = words_("news-logged-in", wallet=mine)
    go_on = [Button(words_.plain("button-go-on"), target)] if target else []
    return Screen(text, rows(go_on, *menu(words_)))


def notification(
    words_: Words,
    kind: str,
    *,
    is_logged_in: bool,
    wallet: tuple[str, str] | None = None,
    target: str | None = None,
) -> Screen | None:
    """Report a login, a logout or a session that ended; None for a kind that is not reported.

    `is_logged_in` is whether the user is now, and `wallet` with which wallet: see `logged_in`.
    """
    match kind:
        case "logged_in" if is_logged_in:
            return logged_in(words_, wallet, target=target)
        case "logged_out" if not is_logged_in:
            return Screen(words_("news-logged-out"), rows([login(words_)]))
        case "expired" if not is_logged_in:
            return Screen(words_("news-expired"), rows([login(words_)]))
        case _:  # a later event has made it untrue, or it is not one of ours
            return None
