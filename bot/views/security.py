"""Notices of what may be the act of somebody else, each with the button "It was not me"."""

from collections.abc import Mapping

from bot.callbacks import NoticeKind, NotMe
from bot.formats import friendly
from bot.screen import Screen, rows
from bot.translate import Markup, Words
from bot.views.buttons import tap
from bot.views.start import support


def notice(words: Words, kind: NoticeKind, details: Mapping[str, str]) -> Screen:
    """Report a changed payout address, a login from a new wallet or device, or a deletion.

    Addresses are shown in full, so that they can be compared.
    """
    text = words("notice-deleted")
    if kind == "payout_changed":
        text = words("notice-payout", address=details["address"])
    elif kind == "new_login" and not details["address"]:
        text = words("notice-login-start", device=details["device"])
    elif kind == "new_login":
        address = friendly(details["address"], testnet=details["chain"] == "-3")
        text = words("notice-login", address=address, device=details["device"])
    return Screen(
        f"{text}\n\n{words('notice-advice')}", rows([tap(words, "not-me", NotMe(kind=kind))])
    )


def disowned(words: Words, kind: NoticeKind, *, before: str, contact: str | None) -> Screen:
    """Confirm that the sessions have ended, and say whom to contact; `before` is the notice."""
    parts = [Markup(before)] if before else []
    parts.append(words("not-me-done"))
    if kind == "payout_changed":
        parts.append(words("not-me-payout"))
    parts.append(words("not-me-contact", contact=contact) if contact else words("not-me-operator"))
    return Screen("\n\n".join(parts), rows(support(words, contact)))
