"""Orders in every state, as the web app describes them: for pictures of screens."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

_WAY = ("quoted", "awaiting", "paid", "fulfilling")
# The states that an order has come to, the last of them its present one.
WAYS: dict[str, tuple[str, ...]] = {
    "quoted": _WAY[:1],
    "awaiting": _WAY[:2],
    "fulfilling": _WAY,
    "unknown": (*_WAY, "unknown"),
    "review": (*_WAY, "unknown", "review"),
    "done": (*_WAY, "done"),
    "failed": (*_WAY, "failed"),
    "expired": (*_WAY[:2], "expired"),
    "cancelled": (*_WAY[:2], "cancelled"),
}
_ENDED = {"done", "failed", "expired", "cancelled"}
_PAYMENTS = {"failed": "refunded", "expired": "late"}
_BEGUN = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
_STARS = 10_307


def order(state: str) -> dict[str, Any]:
    """Return the answer of `GET /api/order` for an order in this state."""
    number = UUID(int=0x0193_5F00_0000_7000_8000_0000_0A12_38FE + list(WAYS).index(state))
    times = (_BEGUN + timedelta(seconds=40 * at) for at in range(len(WAYS[state])))
    steps = [
        {"at": at.isoformat(), "state": one} for at, one in zip(times, WAYS[state], strict=True)
    ]
    paid = {"units": _STARS, "state": _PAYMENTS.get(state), "paidAt": steps[-1]["at"]}
    payable = state in {"quoted", "awaiting"}
    return {
        "id": str(number),
        "code": number.hex[-8:].upper(),
        "offer": "7",
        "state": state,
        "name": None,
        "power": "8",
        "energyEfficiency": "12",
        "priceStars": _STARS,
        "priceUsd": "133.99",
        "createdAt": steps[0]["at"],
        "changedAt": steps[-1]["at"],
        "quotedUntil": (_BEGUN + timedelta(minutes=10)).isoformat(),
        "secondsLeft": 581 if payable else None,
        "isOpen": state not in _ENDED,
        "invoiceUrl": "https://t.me/$sample" if state == "awaiting" else None,
        "miner": "2381" if state == "done" else None,
        "supportUrl": "https://t.me/support",
        "steps": steps,
        "payments": [paid] if state in _PAYMENTS else [],
    }


def orders(states: Iterable[str]) -> dict[str, Any]:
    """Return the answer of `GET /api/orders` with an order in each of these states."""
    items = [order(state) for state in states]
    return {"items": items, "open": sum(item["isOpen"] for item in items)}
