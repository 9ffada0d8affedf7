"""Ids of orders: UUIDs of version 7 (RFC 9562), which sort by the time they were made."""

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID


def uuid7(now: datetime, *, random: Callable[[int], int] = secrets.randbits) -> UUID:
    """Return a new id; `random` returns a number of so many bits."""
    milliseconds = int(now.timestamp() * 1000) & (2**48 - 1)
    value = milliseconds << 80 | 0x7 << 76 | random(12) << 64 | 0b10 << 62 | random(62)
    return UUID(int=value)


def code_of(order_id: UUID) -> str:
    """Return the end of an order's id, as members and operators call the order."""
    return order_id.hex[-8:].upper()
