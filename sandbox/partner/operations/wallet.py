"""Sections "Wallet" and "Users": wallets, balances, withdrawals, statistics."""

from decimal import Decimal
from typing import Any

from sandbox.partner import answers, catalog, schemas
from sandbox.partner.bitcoin import is_mainnet_address
from sandbox.partner.economics import SATOSHI, ZERO
from sandbox.partner.errors import ApiError
from sandbox.partner.state import Context
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


def bind(context: Context[schemas.Address | schemas.BindUser]) -> bool:
    """Bind a Bitcoin address; it replaces an earlier one."""
    _check_address(context.input.address)
    context.user.bitcoin, context.user.bitcoin_at = context.input.address, context.now
    return True


def wallets(context: Context[schemas.Page | schemas.SignedPage]) -> dict[str, Any]:
    """List the user's wallets."""
    rows, readings = wallets_of(context.user), context.partner.readings
    if readings.wallets == "newest_first":
        rows.sort(key=lambda row: str(row["createdAt"]), reverse=True)
    return answers.sliced(rows, context.input, dict, readings)


def balances(context: Context[schemas.Page | schemas.SignedPage]) -> dict[str, Any]:
    """List the user's balances; amounts are decimal strings."""
    rows = balances_of(context)
    return answers.sliced(rows, context.input, dict, context.partner.readings)


def withdraw_order(context: Context[schemas.Withdraw]) -> bool:
    """Order a withdrawal within 24 hours, without commission."""
    return _withdraw(context, "income-withdraw-order", ZERO)


def withdraw_fast(context: Context[schemas.Withdraw]) -> bool:
    """Withdraw within an hour; a minimum and a commission apply."""
    if context.input.amount < catalog.MIN_WITHDRAWAL:
        raise ApiError(400, f"amount is below the minimum of {catalog.MIN_WITHDRAWAL} BTC")
    return _withdraw(context, "income-withdraw", catalog.COMMISSION)


def commission(context: Context[schemas.SignedQuery]) -> dict[str, Any]:  # noqa: ARG001
    """Return the terms of fast withdrawals in BTC."""
    return {"minAmount": catalog.MIN_WITHDRAWAL, "commission": catalog.COMMISSION}


def statistics(context: Context[schemas.SignedQuery]) -> dict[str, Any]:
    """Return the user and the number of wallets and miners."""
    user = context.user
    return {
        "id": user.id,
        "partnerUserId": context.input.partner_user_id,
        "email": user.email,
        "createdAt": answers.iso(user.created_at),
        "walletsCount": len(wallets_of(user)),
        "nftsCount": len(context.partner.world.owned(user)),
    }


def wallets_of(user: User) -> list[dict[str, Any]]:
    """Return the user's wallets: virtual, then TON, then Bitcoin."""
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


def balances_of(context: Context[Any]) -> list[dict[str, Any]]:
    """Return the user's balances in every virtual wallet's currency."""
    ledger = context.partner.ledger
    held = {
        "VIRTUAL_BTC": ledger.bitcoin(context.user, context.now),
        "VIRTUAL_GMT": ledger.gmt(context.user, context.now),
    }
    return [
        {
            "type": kind,
            "currency": currency,
            "value": f"{held.get(kind, ZERO).quantize(SATOSHI):f}",
        }
        for kind, currency in VIRTUAL.items()
    ]


def _withdraw(context: Context[schemas.Withdraw], kind: str, fee: Decimal) -> bool:
    fields, user, partner = context.input, context.user, context.partner
    _check_address(fields.wallet_address)
    if fields.amount <= 0:
        raise ApiError(400, "amount must be more than 0")
    if fields.amount % SATOSHI:
        raise ApiError(400, "amount has more than 8 decimals")
    if fields.amount + fee > partner.ledger.bitcoin(user, context.now):
        raise ApiError(400, "Insufficient balance")
    number = partner.world.new_id()
    paid = Withdrawal(number, kind, fields.wallet_address, fields.amount, fee, context.now)
    user.withdrawals.append(paid)
    return True


def _check_address(address: str) -> None:
    if not is_mainnet_address(address):
        raise ApiError(400, "Invalid Bitcoin address")
