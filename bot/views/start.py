"""The first message, help, and what the rules of Telegram require of a bot."""

from collections.abc import Sequence
from dataclasses import replace

from accounts.login_errors import Reason
from bot.callbacks import Begin, Cancel, Open
from bot.commands import CommandInfo
from bot.screen import Button, Does, Screen, rows
from bot.translate import Words
from bot.views.buttons import connect_wallet, menu, tap
from bot.views.buttons import login as login_button
from runtime.contact import link_of
from runtime.settings import LoginWay

_LINK_ERRORS: dict[Reason, str] = {
    "link_invalid": "error-link-invalid",
    "link_expired": "error-link-expired",
    "link_taken": "error-link-taken",
}
WALLET_ONLY: tuple[LoginWay, ...] = ("wallet",)


def start(words: Words, *, name: str, ways: Sequence[LoginWay] = WALLET_ONLY) -> Screen:
    """Say what this bot is, and how a new user begins."""
    first = words("start-login" if "start" not in ways else "start-login-ways")
    text = f"{words('start-hello', name=name)}\n{words('start-what')}\n{first}"
    return Screen(text, menu(words, logged_in=False))


def with_menu(words: Words, screen: Screen) -> Screen:
    """Return a screen with the whole menu under it."""
    return replace(screen, rows=menu(words))


def login(
    words: Words, *, logged_in: LoginWay | None, ways: Sequence[LoginWay] = WALLET_ONLY
) -> Screen:
    """Offer the ways to log in; `logged_in` is the one of the present login, if there is one."""
    if logged_in == "start":
        add = [connect_wallet(words)] if "wallet" in ways else []
        return Screen(words("login-again-start"), rows(add))
    names = {"wallet": "login-how", "start": "login-how-start"}
    texts = ["login-again"] if logged_in else [names[way] for way in ways]
    return Screen("\n\n".join(words(text) for text in texts), rows([login_button(words)]))


def ask_switch(words: Words) -> Screen:
    """Ask before a login without a wallet changes the account."""
    yes = tap(words, "switch-account", Begin(switch=True))
    return Screen(
        words("begin-other"), rows([yes], [tap(words, "cancel", Cancel(back="settings"))])
    )


def linked(words: Words) -> Screen:
    """Confirm an operator's link, and offer the login that it is for."""
    return Screen(words("link-done"), rows([tap(words, "begin", Begin())]))


def link_refused(words: Words, reason: Reason) -> Screen:
    """Say why an operator's link cannot be used."""
    return Screen(words(_LINK_ERRORS[reason]))


def help_(
    words: Words, commands: Sequence[CommandInfo], *, logged_in: bool, selling: bool = False
) -> Screen:
    """List the commands."""
    shown = [one for one in commands if one.is_shown(selling=selling)]
    lines = [f"/{one.name} - {words(one.description)}" for one in shown]
    text = "\n".join([words("help-title"), "", *lines])
    return Screen(text, menu(words, logged_in=logged_in))


def unknown(words: Words, *, logged_in: bool) -> Screen:
    """Answer a text that means nothing to the bot."""
    return Screen(words("unknown"), menu(words, logged_in=logged_in))


def secret(words: Words, *, deleted: bool) -> Screen:
    """Warn about a seed phrase or private key in a message, and say what to do now."""
    outcome = words("secret-deleted") if deleted else words("secret-not-deleted")
    return Screen(f"{words('secret-seen')} {outcome}\n\n{words('secret-what-now')}")


def outdated(words: Words, *, logged_in: bool) -> Screen:
    """Answer a button that an earlier version of the bot has made."""
    return Screen(words("error-old-button"), menu(words, logged_in=logged_in))


def in_group(words: Words, *, username: str) -> Screen:
    """Point a group to the private chat for what is personal."""
    link = Button(words.plain("button-private"), f"https://t.me/{username}", Does.LINK)
    return Screen(words("in-group"), rows([link]))


def privacy(words: Words, *, url: str | None, days: int, years: int) -> Screen:
    """Say which data is kept, and where the whole policy is.

    `days` is for how long who has paid is kept after a deletion, `years` how long orders are.
    """
    link = [Button(words.plain("button-policy"), url, Does.LINK)] if url else []
    return Screen(
        words("privacy", days=days, years=years),
        rows(link, [tap(words, "delete", Open(command="delete_me", argument="privacy"))]),
    )


def paysupport(words: Words, *, contact: str | None) -> Screen:
    """Say that no payment is taken here, and who helps: where nothing is or was sold."""
    if contact is None:
        return Screen(words("paysupport"))
    text = f"{words('paysupport')}\n{words('paysupport-contact', contact=contact)}"
    return Screen(text, rows(support(words, contact)))


def support(words: Words, contact: str | None) -> list[Button]:
    """Return the button that opens the operator's contact, if it is a link."""
    link = link_of(contact)
    return [Button(words.plain("button-support"), link, Does.LINK)] if link else []
