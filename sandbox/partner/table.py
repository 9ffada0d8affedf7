"""The 32 operations of the partner's document, in its order, each on one line.

The document hides most paths; the ones that it does not show follow the pattern of those it does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sandbox.partner import schemas as takes
from sandbox.partner.operations import auth, income, nft, wallet

PREFIX = "/api/partner/"


class Door(Enum):
    """Who may call an operation."""

    OPEN = "nothing"
    USER = "Authorization: Bearer"
    KEY = "X-PARTNER-API-KEY"
    SIGNED = "X-PARTNER-API-KEY and signature"
    SIGNED_FOR = "X-PARTNER-API-KEY and signature, about an existing partnerUserId"


@dataclass(frozen=True)
class Operation:
    """One operation: where it is, who may call it, what it takes, what it does."""

    number: int
    door: Door
    method: str
    path: str
    takes: type[takes.Input]
    does: Callable[[Any], Any]  # may be asynchronous

    @property
    def name(self) -> str:
        """The path without its prefix; unique."""
        return self.path.removeprefix(PREFIX)


def _at(
    number: int, door: Door, address: str, asks: type[takes.Input], does: Callable[[Any], Any]
) -> Operation:
    method, path = address.split()
    return Operation(number, door, method, PREFIX + path, asks, does)


OPEN, USER, KEY, SIGNED, FOR = Door
SIGNED_DOORS = (SIGNED, FOR)

OPERATIONS = (
    _at(1, OPEN, "POST c2s/auth/generate-payload", takes.PartnerId, auth.generate_payload),
    _at(2, OPEN, "POST c2s/auth/check-proof", takes.CheckProof, auth.check_proof),
    _at(3, OPEN, "POST c2s/auth/refresh", takes.RefreshToken, auth.refresh_wallet),
    _at(4, SIGNED, "POST auth/init", takes.InitUser, auth.init_user),
    _at(5, OPEN, "POST auth/refresh", takes.RefreshToken, auth.refresh_partner),
    _at(6, USER, "GET c2s/nft/find-by-user", takes.PageFromOne, nft.miners),
    _at(7, FOR, "GET nft/find-by-user", takes.SignedPage, nft.miners),
    _at(8, FOR, "POST nft/transfer", takes.Transfer, nft.transfer),
    _at(9, USER, "GET c2s/nft-collection/find-all-generative", takes.Nothing, nft.collections),
    _at(10, KEY, "GET nft-collection/find-all-generative", takes.Nothing, nft.collections),
    _at(11, SIGNED, "POST nft-payment/init", takes.InitPayment, nft.init_payment),
    _at(12, SIGNED, "POST nft-payment/confirm", takes.ConfirmPayment, nft.confirm_payment),
    _at(13, USER, "GET c2s/income-statistic/get-income-per-th", takes.Nothing, income.per_th),
    _at(14, SIGNED, "POST income-statistic/get-income-per-th", takes.Signed, income.per_th),
    _at(15, USER, "GET c2s/nft-income/find-total-by-user", takes.Nothing, income.total),
    _at(16, USER, "GET c2s/nft-income/find-by-user", takes.IncomePage, income.earnings),
    _at(17, FOR, "GET nft-income/find-by-user", takes.SignedPage, income.records),
    _at(18, FOR, "GET nft-income/find-aggregated-by-date", takes.DateRange, income.by_date),
    _at(19, USER, "POST c2s/wallet/bind", takes.Address, wallet.bind),
    _at(20, USER, "GET c2s/wallet/find-by-user", takes.Page, wallet.wallets),
    _at(21, USER, "GET c2s/wallet/balances", takes.Page, wallet.balances),
    _at(22, FOR, "POST wallet/bind", takes.BindUser, wallet.bind),
    _at(23, FOR, "GET wallet/find-by-user", takes.SignedPage, wallet.wallets),
    _at(24, FOR, "GET wallet/balances", takes.SignedPageFromOne, wallet.balances),
    _at(25, FOR, "POST income-withdraw-order/create", takes.Withdraw, wallet.order_withdrawal),
    _at(26, FOR, "POST income-withdraw/create", takes.Withdraw, wallet.withdraw_fast),
    _at(27, FOR, "GET income-withdraw/commission", takes.SignedQuery, wallet.commission),
    _at(28, USER, "GET c2s/incentives", takes.Nothing, income.incentives),
    _at(29, USER, "GET c2s/rates", takes.Nothing, income.rates),
    _at(30, FOR, "GET users/statistics", takes.SignedQuery, wallet.statistics),
    _at(31, KEY, "POST nft-upgrade-request/create", takes.UpgradeRequest, nft.create_upgrade),
    _at(32, KEY, "GET nft-upgrade-request/calculate", takes.UpgradePrice, nft.calculate_upgrade),
)


def find(reference: str | int) -> Operation | None:
    """Return the operation with this number, name or path, or None."""
    return next(
        (each for each in OPERATIONS if reference in {each.number, each.name, each.path}), None
    )
