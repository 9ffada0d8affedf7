"""The offer of an e-mail for recovery, and its short form."""

from bot.callbacks import Cancel, Open, Recover
from bot.screen import Button, Screen, rows
from bot.translate import Words
from bot.views.buttons import tap


def offer(words: Words) -> Screen:
    """Say what an e-mail is for, and leave the choice."""
    give = tap(words, "recovery-give", Recover(action="start"))
    return Screen(
        words("recovery-offer"),
        rows([give], [tap(words, "recovery-decline", Recover(action="decline"))]),
    )


def ask(words: Words) -> Screen:
    """Ask for the e-mail."""
    return Screen(words("recovery-ask"), rows([_cancel(words)]))


def wrong(words: Words, *, deleted: bool) -> Screen:
    """Say that a text is no e-mail; the form stays open."""
    text = f"{words('recovery-wrong')} {_outcome(words, deleted=deleted)}"
    return Screen(text, rows([_cancel(words)]))


def given(words: Words, *, deleted: bool) -> Screen:
    """Confirm that GoMining has it."""
    return Screen(f"{words('recovery-given')} {_outcome(words, deleted=deleted)}")


def declined(words: Words) -> Screen:
    """Confirm the choice, and say how to change it."""
    return Screen(
        words("recovery-declined"), rows([tap(words, "settings", Open(command="settings"))])
    )


def not_needed(words: Words) -> Screen:
    """Answer a button of an account that needs no e-mail any more."""
    return Screen(words("recovery-not-needed"))


def _cancel(words: Words) -> Button:
    return tap(words, "cancel", Cancel(back="recovery"))


def _outcome(words: Words, *, deleted: bool) -> str:
    return words("recovery-deleted" if deleted else "recovery-not-deleted")
