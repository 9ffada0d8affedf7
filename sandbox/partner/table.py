"""The 32 operations of the partner's document, in its order.

The document does not show every path; the others follow the pattern of those it shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sandbox.partner import schemas
from sandbox.partner.operations import auth, income, nft, wallet

PREFIX = "/api/partner/"


class Authentication(Enum):
    """Credentials that an operation requires."""

    NONE = "none"
    USER_TOKEN = "Authorization: Bearer"
    API_KEY = "X-PARTNER-API-KEY"
    SIGNED = "X-PARTNER-API-KEY and signature"
    SIGNED_FOR_USER = "X-PARTNER-API-KEY and signature, for an existing partnerUserId"


@dataclass(frozen=True)
class Operation:
    """One operation; `run` takes a `Context` and may be a coroutine function."""

    number: int
    authentication: Authentication
    method: str
    path: str
    schema: type[schemas.Input]
    run: Callable[[Any], Any]

    @property
    def name(self) -> str:
        """Path without the common prefix; unique."""
        return self.path.removeprefix(PREFIX)


def _op(
    number: int,
    authentication: Authentication,
    address: str,
    schema: type[schemas.Input],
    run: Callable[[Any], Any],
) -> Operation:
    method, path = address.split()
    return Operation(number, authentication, method, PREFIX + path, schema, run)


NONE, TOKEN, KEY, SIGNED, FOR_USER = Authentication
SIGNED_KINDS = (SIGNED, FOR_USER)

OPERATIONS = (
    _op(1, NONE, "POST c2s/auth/generate-payload", schemas.PartnerId, auth.generate_payload),
    _op(2, NONE, "POST c2s/auth/check-proof", schemas.CheckProof, auth.check_proof),
    _op(3, NONE, "POST c2s/auth/refresh", schemas.RefreshToken, auth.refresh_wallet),
    _op(4, SIGNED, "POST auth/init", schemas.InitUser, auth.init_user),
    _op(5, NONE, "POST auth/refresh", schemas.RefreshToken, auth.refresh_partner),
    _op(6, TOKEN, "GET c2s/nft/find-by-user", schemas.PageFromOne, nft.miners),
    _op(7, FOR_USER, "GET nft/find-by-user", schemas.SignedPage, nft.miners),
    _op(8, FOR_USER, "POST nft/transfer", schemas.Transfer, nft.transfer),
    _op(9, TOKEN, "GET c2s/nft-collection/find-all-generative", schemas.NoFields, nft.collections),
    _op(10, KEY, "GET nft-collection/find-all-generative", schemas.NoFields, nft.collections),
    _op(11, SIGNED, "POST nft-payment/init", schemas.InitPayment, nft.init_payment),
    _op(12, SIGNED, "POST nft-payment/confirm", schemas.ConfirmPayment, nft.confirm_payment),
    _op(13, TOKEN, "GET c2s/income-statistic/get-income-per-th", schemas.NoFields, income.per_th),
    _op(14, SIGNED, "POST income-statistic/get-income-per-th", schemas.Signed, income.per_th),
    _op(15, TOKEN, "GET c2s/nft-income/find-total-by-user", schemas.NoFields, income.total),
    _op(16, TOKEN, "GET c2s/nft-income/find-by-user", schemas.IncomePage, income.earnings),
    _op(17, FOR_USER, "GET nft-income/find-by-user", schemas.SignedPage, income.records),
    _op(18, FOR_USER, "GET nft-income/find-aggregated-by-date", schemas.DateRange, income.by_date),
    _op(19, TOKEN, "POST c2s/wallet/bind", schemas.Address, wallet.bind),
    _op(20, TOKEN, "GET c2s/wallet/find-by-user", schemas.Page, wallet.wallets),
    _op(21, TOKEN, "GET c2s/wallet/balances", schemas.Page, wallet.balances),
    _op(22, FOR_USER, "POST wallet/bind", schemas.BindUser, wallet.bind),
    _op(23, FOR_USER, "GET wallet/find-by-user", schemas.SignedPage, wallet.wallets),
    _op(24, FOR_USER, "GET wallet/balances", schemas.SignedPageFromOne, wallet.balances),
    _op(25, FOR_USER, "POST income-withdraw-order/create", schemas.Withdraw, wallet.withdraw_order),
    _op(26, FOR_USER, "POST income-withdraw/create", schemas.Withdraw, wallet.withdraw_fast),
    _op(27, FOR_USER, "GET income-withdraw/commission", schemas.SignedQuery, wallet.commission),
    _op(28, TOKEN, "GET c2s/incentives", schemas.NoFields, income.incentives),
    _op(29, TOKEN, "GET c2s/rates", schemas.NoFields, income.rates),
    _op(30, FOR_USER, "GET users/statistics", schemas.SignedQuery, wallet.statistics),
    _op(31, KEY, "POST nft-upgrade-request/create", schemas.UpgradeRequest, nft.create_upgrade),
    _op(32, KEY, "GET nft-upgrade-request/calculate", schemas.UpgradePrice, nft.calculate_upgrade),
)


def find(reference: str | int) -> Operation | None:
    """Return the operation with this number, name or path, or None."""
    return next((op for op in OPERATIONS if reference in {op.number, op.name, op.path}), None)
