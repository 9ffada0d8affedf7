"""Sections "Wallet" and "Users": wallets, balances, withdrawals, statistics."""

from decimal import Decimal
from typing import Any

from sandbox.partner import answers, catalog, schemas
from sandbox.partner.bitcoin import is_mainnet_address
from sandbox.partner.economics import SATOSHI, ZERO
from sandbox.partner.errors import Refusal
from sandbox.partner.state import Visit
from sandbox.partner.world import User, Withdrawal

# Every account has these; income comes in BTC, maintenance can be paid in GMT (GOMINING).
VIRTUAL = {
    "VIRTUAL_BTC": "BTC",
    "VIRTUAL_GMT": "GOMINING",
    "VIRTUAL_USDT": "USDT",
    "VIRTUAL_USDC": "USDC",
    "VIRTUAL_ETH": "ETH",
    "VIRTUAL_BNB": "BNB",
    "VIRTUAL_SOL": "SOL",
    "VIRTUAL_TON": "TON",
}


def bind(visit: Visit[schemas.Address | schemas.BindUser]) -> bool:
    """Bind a Bitcoin address, in place of the one before."""
    _check_address(visit.asked.address)
    visit.user.bitcoin, visit.user.bitcoin_at = visit.asked.address, visit.now
    return True


def wallets(visit: Visit[schemas.Page | schemas.SignedPage]) -> dict[str, Any]:
    """List the user's wallets."""
    rows = wallets_of(visit.user)
    return answers.sliced(rows, visit.asked.limit, visit.asked.offset, dict)


def balances(visit: Visit[schemas.Page | schemas.SignedPage]) -> dict[str, Any]:
    """List the user's balances; amounts are decimal strings."""
    rows = balances_of(visit)
    return answers.sliced(rows, visit.asked.limit, visit.asked.offset, dict)


def order_withdrawal(visit: Visit[schemas.Withdraw]) -> bool:
    """Pay out within 24 hours, free of charge."""
    return _withdraw(visit, "income-withdraw-order", ZERO)


def withdraw_fast(visit: Visit[schemas.Withdraw]) -> bool:
    """Pay out within the hour; a minimum and a commission apply."""
    if visit.asked.amount < catalog.MIN_WITHDRAWAL:
        raise Refusal(400, f"amount is below the minimum of {catalog.MIN_WITHDRAWAL} BTC")
    return _withdraw(visit, "income-withdraw", catalog.COMMISSION)


def commission(visit: Visit[schemas.SignedQuery]) -> dict[str, Any]:  # noqa: ARG001
    """Tell the terms of fast withdrawals, in BTC."""
    return {"minAmount": catalog.MIN_WITHDRAWAL, "commission": catalog.COMMISSION}


def statistics(visit: Visit[schemas.SignedQuery]) -> dict[str, Any]:
    """Tell who the user is and how much there is of what."""
    user = visit.user
    return {
        "id": user.id,
        "partnerUserId": user.partner_user_id,
        "email": user.email,
        "createdAt": answers.iso(user.created_at),
        "walletsCount": len(wallets_of(user)),
        "nftsCount": len(visit.partner.world.owned(user)),
    }


def wallets_of(user: User) -> list[dict[str, Any]]:
    """Return the user's wallets: the virtual ones, then TON, then Bitcoin."""
    rows: list[tuple[str, str | None, Any]] = [(kind, None, user.created_at) for kind in VIRTUAL]
    if user.wallet:
        rows.append(("TON", user.wallet[1], user.wallet_at))
    if user.bitcoin:
        rows.append(("BTC", user.bitcoin, user.bitcoin_at))
    numbers = {kind: place for place, kind in enumerate((*VIRTUAL, "TON", "BTC"), 1)}
    return [
        {
            "id": user.id * 100 + numbers[kind],
            "type": kind,
            "address": address,
            "createdAt": answers.iso(at),
        }
        for kind, address, at in rows
    ]


def balances_of(visit: Visit[Any]) -> list[dict[str, Any]]:
    """Return the user's balances in every currency."""
    ledger = visit.partner.ledger
    held = {
        "VIRTUAL_BTC": ledger.bitcoin(visit.user, visit.now),
        "VIRTUAL_GMT": ledger.gmt(visit.user, visit.now),
    }
    return [
        {
            "type": kind,
            "currency": currency,
            "value": f"{held.get(kind, ZERO).quantize(SATOSHI):f}",
        }
        for kind, currency in VIRTUAL.items()
    ]


def _withdraw(visit: Visit[schemas.Withdraw], kind: str, fee: Decimal) -> bool:
    asked, user, partner = visit.asked, visit.user, visit.partner
    _check_address(asked.wallet_address)
    if asked.amount <= 0:
        raise Refusal(400, "amount must be more than 0")
    if asked.amount % SATOSHI:
        raise Refusal(400, "amount has more than 8 decimals")
    if asked.amount + fee > partner.ledger.bitcoin(user, visit.now):
        raise Refusal(400, "Insufficient balance")
    number = partner.world.new_id()
    paid = Withdrawal(number, kind, asked.wallet_address, asked.amount, fee, visit.now)
    user.withdrawals.append(paid)
    return True


def _check_address(address: str) -> None:
    if not is_mainnet_address(address):
        raise Refusal(400, "Invalid Bitcoin address")
