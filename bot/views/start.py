"""The first message, help, and what the rules of Telegram ask a bot to say."""

from bot.screen import Button, Does, Rows, Screen, rows
from bot.translate import Words
from bot.views.buttons import app, menu, tap

# In the order of Telegram's list of commands; each is a message `command-<name>`.
LISTED = (
    "status", "miners", "income", "wallet", "rates", "calc", "incentives", "export",
    "login", "settings", "help", "logout", "delete_me", "privacy", "paysupport", "cancel",
)  # fmt: skip


def command_word(name: str) -> str:
    """Return the id of the message that describes a command; Fluent ids have no underscore here."""
    return f"command-{name.replace('_', '-')}"


def start(words: Words, *, name: str, logged_in: bool) -> Screen:
    """Say what this is and offer the one next step."""
    step = "start-status" if logged_in else "start-login"
    text = f"{words('start-hello', name=name)}\n{words('start-what')}\n{words(step)}"
    return Screen(text, menu(words) if logged_in else _strangers(words))


def login(words: Words, *, logged_in: bool) -> Screen:
    """Open the wallet screen of the mini-app."""
    text = words("login-again") if logged_in else words("login-how")
    return Screen(text, rows([app(words, "login", "login")]))


def help_(words: Words) -> Screen:
    """List the commands."""
    lines = [f"/{name} - {words(command_word(name))}" for name in LISTED]
    return Screen("\n".join([words("help-title"), "", *lines]), menu(words))


def unknown(words: Words, *, logged_in: bool) -> Screen:
    """Answer to what we do not understand."""
    return Screen(words("unknown"), menu(words) if logged_in else _strangers(words))


def in_group(words: Words, *, username: str) -> Screen:
    """Answer in a group: what is personal is not for all eyes."""
    link = Button(words.plain("button-private"), f"https://t.me/{username}", Does.LINK)
    return Screen(words("in-group"), rows([link]))


def privacy(words: Words, *, url: str | None) -> Screen:
    """Say what we hold, and where the whole policy is."""
    link = [Button(words.plain("button-policy"), url, Does.LINK)] if url else []
    return Screen(words("privacy"), rows(link, [tap(words, "delete", "delete_me")]))


def paysupport(words: Words, *, contact: str | None) -> Screen:
    """Answer /paysupport: no payment is taken here, and who helps."""
    if contact is None:
        return Screen(words("paysupport"))
    link = _link(contact)
    button = [Button(words.plain("button-support"), link, Does.LINK)] if link else []
    text = f"{words('paysupport')}\n{words('paysupport-contact', contact=contact)}"
    return Screen(text, rows(button))


def _link(contact: str) -> str | None:
    if contact.startswith("@"):
        return f"https://t.me/{contact[1:]}"
    return contact if contact.startswith("https://") else None


def _strangers(words: Words) -> Rows:
    return rows(
        [app(words, "login", "login")],
        [tap(words, "calc", "calc"), tap(words, "settings", "settings")],
    )
