"""How many updates of one chat may wait, so that no chat can delay the others.

What comes while so many wait is dropped: confirmed to Telegram without an answer. Some kinds of
updates are worth more than an answer, and are not dropped.
"""

import math
from typing import Any

from accounts.secrets_in_text import holds_secret

WAITING = 10  # updates of one chat behind the one that is being handled
SECRETS_WAITING = 50  # the same for messages with a secret, which must be deleted

_MONEY_UPDATES = ("pre_checkout_query", "shipping_query", "purchased_paid_media", "subscription")
_MONEY_MESSAGES = ("successful_payment", "refunded_payment")


def bound(raw: dict[str, Any]) -> float:
    """Return how many updates of its chat may wait before this one; infinity for money."""
    if is_money(raw):
        return math.inf
    message = raw.get("message")
    is_secret = isinstance(message, dict) and _is_secret(message)
    return SECRETS_WAITING if is_secret else WAITING


def is_money(raw: dict[str, Any]) -> bool:
    """Whether an update is about a payment: it is never dropped and waits for nothing else."""
    message = raw.get("message")
    return any(kind in raw for kind in _MONEY_UPDATES) or (
        isinstance(message, dict) and any(kind in message for kind in _MONEY_MESSAGES)
    )


def is_checkout(raw: dict[str, Any]) -> bool:
    """Whether Telegram waits ten seconds for the answer to this update, and no longer."""
    return "pre_checkout_query" in raw


def _is_secret(message: dict[str, Any]) -> bool:
    text = message.get("text") or message.get("caption")
    return isinstance(text, str) and holds_secret(text)
