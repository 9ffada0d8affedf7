"""Questions about payments: a dialogue between a member and the operator, on an order or none."""

from collections.abc import Sequence
from html import escape

from bot.callbacks import Ask, Cancel
from bot.screen import Button, Screen, rows
from bot.translate import Markup, Words
from bot.views.buttons import tap
from bot.views.start import support as contact_button
from orders.ids import code_of
from orders.models import Order

CHOICES = 5  # of the newest orders


def paysupport(words: Words, found: Sequence[Order], *, contact: str | None) -> Screen:
    """Ask which order a question is about."""
    buttons = [
        [Button(_label(words, order), Ask(order=order.id.hex).pack())] for order in found[:CHOICES]
    ]
    text = words("paysupport-choose") if found else words("paysupport-ask-any")
    other = tap(words, "ask-other", Ask()) if found else tap(words, "ask", Ask())
    lines = [words("paysupport-title"), "", text, *_contact(words, contact)]
    return Screen("\n".join(lines), rows(*buttons, [other], contact_button(words, contact)))


def ask_question(words: Words, order: Order | None) -> Screen:
    """Ask for the text of a question."""
    about = words("paysupport-write-order", code=code_of(order.id)) if order else ""
    text = "\n\n".join(part for part in (about, words("paysupport-write")) if part)
    return Screen(text, rows([tap(words, "cancel", Cancel(back="paysupport"))]))


def asked(words: Words, case: int, order: Order | None) -> Screen:
    """Say under which number a question is kept."""
    about = words("paysupport-about", code=code_of(order.id)) if order else ""
    text = words("paysupport-asked", case=str(case))
    return Screen(f"{text} {about}".rstrip())


def too_many(words: Words) -> Screen:
    """Ask to wait for an answer."""
    return Screen(words("paysupport-too-many"))


def answer(words: Words, case: int, order: Order | None, text: str) -> Screen:
    """Bring the operator's answer, to which the member can reply."""
    title = words("paysupport-answer", case=str(case))
    about = [words("paysupport-about", code=code_of(order.id))] if order else []
    said = Markup(escape(text, quote=False))
    reply = Ask(order=order.id.hex if order else "")
    return Screen("\n".join([title, *about, "", said]), rows([tap(words, "reply", reply)]))


def support(words: Words, contact: str | None, *, sells: bool) -> Screen:
    """Say who helps."""
    lines = [*_contact(words, contact), words("support-orders") if sells else ""]
    text = "\n\n".join(line for line in lines if line) or words("support-none")
    return Screen(text, rows(contact_button(words, contact)))


def _contact(words: Words, contact: str | None) -> list[str]:
    return [words("support-contact", contact=contact)] if contact else []


def _label(words: Words, order: Order) -> str:
    state = words.plain(f"state-{order.state}")
    return words.plain("button-order", code=code_of(order.id), state=state)
