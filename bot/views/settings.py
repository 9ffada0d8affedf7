"""Settings, leaving, and news about the login."""

from accounts.preferences import LANGUAGES
from bot.formats import brief, friendly
from bot.screen import Button, Screen, rows
from bot.translate import Words, words
from bot.views.buttons import app, menu, tap


def settings(words_: Words, *, logged_in: bool, toast: str = "") -> Screen:
    """Show the language, each by its own name, and what else can be decided."""
    languages = [
        Button(
            words(code).plain("language-chosen" if code == words_.language else "language"),
            f"language:{code}",
        )
        for code in LANGUAGES
    ]
    leave = [tap(words_, "logout", "logout")] if logged_in else []
    rest = [tap(words_, "delete", "delete_me"), tap(words_, "privacy", "privacy")]
    return Screen(words_("settings"), rows(languages, leave, rest), toast=toast)


def ask_logout(words_: Words) -> Screen:
    """Ask before leaving."""
    yes = tap(words_, "logout-yes", "logout-yes")
    return Screen(words_("logout-ask"), rows([yes], [tap(words_, "cancel", "cancel")]))


def logged_out(words_: Words, *, was_in: bool) -> Screen:
    """Say goodbye."""
    text = words_("logout-done" if was_in else "logout-nobody")
    return Screen(text, rows([app(words_, "login", "login")]))


def ask_delete(words_: Words) -> Screen:
    """Say what is deleted before it is."""
    yes = tap(words_, "delete-yes", "delete-yes")
    return Screen(words_("delete-ask"), rows([yes], [tap(words_, "cancel", "cancel")]))


def deleted(words_: Words) -> Screen:
    """Say that nothing is left."""
    return Screen(words_("delete-done"))


def cancelled(words_: Words, *, something: bool) -> Screen:
    """Answer to /cancel."""
    return Screen(words_("cancel-done" if something else "cancel-nothing"))


def news(words_: Words, kind: str, wallet: tuple[str, str] | None) -> Screen | None:
    """Tell of a login, a logout or a session that ended; None for a kind that is not told.

    `wallet` is the raw address and network of who is logged in now.
    """
    match kind:
        case "logged_in" if wallet:
            mine = brief(friendly(wallet[0], testnet=wallet[1] == "-3"))
            return Screen(words_("news-logged-in", wallet=mine), menu(words_))
        case "logged_out" if not wallet:
            return Screen(words_("news-logged-out"), rows([app(words_, "login", "login")]))
        case "expired" if not wallet:
            return Screen(words_("news-expired"), rows([app(words_, "login", "login")]))
        case _:  # overtaken by a later event, or none of ours
            return None
