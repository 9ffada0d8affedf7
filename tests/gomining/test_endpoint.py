"""Endpoints as values: the parameters they send and the values they reject."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import SecretStr

from gomining import operations as e
from gomining.endpoint import Endpoint
from gomining.errors import BadParameter

WALLET: dict[str, Any] = {
    "device": {
        "platform": "android",
        "appName": "tonkeeper",
        "appVersion": "5.0.0",
        "maxProtocolVersion": 2,
        "features": ["SendTransaction", {"name": "SignData"}],
    },
    "account": {"address": "0:00", "chain": "-239", "walletStateInit": "te6c", "publicKey": "ab"},
    "provider": "http",
    "connectItems": {"tonProof": {"name": "ton_proof", "proof": {"signature": "sig-of-wallet"}}},
}
DAY = datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=3)))


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (e.GeneratePayload(), {}),
        (e.CheckProof(WALLET), {"tonWallet": WALLET}),
        (e.CheckProof(MappingProxyType(WALLET)), {"tonWallet": WALLET}),
        (e.RefreshTokens("r"), {"refreshToken": "r"}),
        (e.RefreshTokens(SecretStr("r")), {"refreshToken": "r"}),
        (e.InitUser("u"), {"partnerUserId": "u"}),
        (e.InitUser("u", email="a@b"), {"partnerUserId": "u", "email": "a@b"}),
        (e.RefreshPartnerTokens("r"), {"refreshToken": "r"}),
        (e.ListMiners(), {}),
        (e.ListMiners(limit=20, offset=0), {"limit": 20, "offset": 0}),
        (e.ListUserMiners("u", 1), {"partnerUserId": "u", "limit": 1}),
        (
            e.TransferNft("u", 5, "v"),
            {"partnerUserId": "u", "nftId": 5, "toPartnerUserId": "v"},
        ),
        (
            e.InitPayment(1, 2, "x"),
            {"userId": 1, "nftCollectionId": 2, "externalId": "x"},
        ),
        (e.ConfirmPayment("x", 1), {"externalId": "x", "userId": 1}),
        (e.GetPartnerIncomePerTh(), {}),
        (e.ListIncome(100, 99_999), {"limit": 100, "offset": 99_999}),
        (e.ListIncomeDays(limit=5), {"limit": 5, "groupByDays": True}),
        (
            e.ListUserIncomeByDate("u", DAY, DAY, include_incomes_by_nfts=False),
            {
                "partnerUserId": "u",
                "startDate": "2026-01-01T00:00:00.000Z",
                "endDate": "2026-01-01T00:00:00.000Z",
                "includeIncomesByNfts": False,
            },
        ),
        (e.BindBitcoinWallet("bc1"), {"address": "bc1"}),
        (e.BindUserBitcoinWallet("u", "bc1"), {"partnerUserId": "u", "address": "bc1"}),
        (
            e.CreateWithdrawalOrder("u", "bc1", 0),
            {"partnerUserId": "u", "walletAddress": "bc1", "amount": 0},
        ),
        (
            e.CreateFastWithdrawal("u", "bc1", Decimal("0.1")),
            {"partnerUserId": "u", "walletAddress": "bc1", "amount": Decimal("0.1")},
        ),
        (
            e.CreateUpgradeRequest(e.EnergyEfficiencyUpgrade(7, 20, Decimal(15))),
            {
                "data": {
                    "type": "nftEnergyEfficiencyUpgrade",
                    "nftId": 7,
                    "fromEnergyEfficiency": 20,
                    "toEnergyEfficiency": Decimal(15),
                }
            },
        ),
        (
            e.CreateUpgradeRequest(e.PowerUpgrade(7, 1, 2)),
            {"data": {"type": "nftPowerUpgrade", "nftId": 7, "fromPower": 1, "toPower": 2}},
        ),
        (
            e.CalculateUpgradePrice("nftPowerUpgrade", 7, 1, 2),
            {"type": "nftPowerUpgrade", "nftId": 7, "from": 1, "to": 2},
        ),
    ],
)
def test_parameters_are_sent_under_the_documents_names(
    endpoint: Endpoint[Any], expected: dict[str, object]
) -> None:
    """In camelCase and in order; absent ones are not sent."""
    assert endpoint.parameters() == expected
    assert list(endpoint.parameters()) == list(expected)


def invalid_wallet(*path: str, value: object = None) -> dict[str, Any]:
    """Return WALLET with one member replaced."""
    head, *rest = path
    inner = WALLET[head]
    return {**WALLET, head: {**inner, rest[0]: value} if rest else value}


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: e.ListMiners(limit=0), "limit"),
        (lambda: e.ListMiners(limit=1000), "limit"),
        (lambda: e.ListMiners(limit=True), "limit"),
        (lambda: e.ListMiners(offset=-1), "offset"),
        (lambda: e.ListMiners(offset=100_000), "offset"),
        (lambda: e.ListIncome(limit=101), "limit"),
        (lambda: e.ListIncomeDays(limit=101), "limit"),
        (lambda: e.InitUser(""), "partner_user_id"),
        (lambda: e.InitUser("x" * 256), "partner_user_id"),
        (lambda: e.InitUser("\ud800"), "partner_user_id"),
        (lambda: e.InitUser("u", email=""), "email"),
        (lambda: e.RefreshTokens(""), "refresh_token"),
        (lambda: e.TransferNft("u", 0, "v"), "nft_id"),
        (lambda: e.TransferNft("u", 1, ""), "to_partner_user_id"),
        (lambda: e.InitPayment(0, 1, "x"), "user_id"),
        (lambda: e.InitPayment(1, 0, "x"), "nft_collection_id"),
        (lambda: e.InitPayment(1, 1, "x" * 256), "external_id"),
        (lambda: e.BindBitcoinWallet(""), "address"),
        (lambda: e.CreateFastWithdrawal("u", "w", Decimal(-1)), "amount"),
        (lambda: e.CreateFastWithdrawal("u", "w", Decimal("NaN")), "amount"),
        (lambda: e.CreateFastWithdrawal("u", "w", 0.1), "amount"),  # type: ignore[arg-type]
        (lambda: e.CreateFastWithdrawal("u", "w", True), "amount"),
        (lambda: e.CreateFastWithdrawal("u", "", 1), "wallet_address"),
        (lambda: e.ListUserIncomeByDate("u", datetime(2026, 1, 1), DAY), "start_date"),  # noqa: DTZ001
        (lambda: e.CalculateUpgradePrice("nft", 1, 1, 2), "type"),  # type: ignore[arg-type]
        (lambda: e.PowerUpgrade(1, -1, 2), "from_power"),
        (lambda: e.CreateUpgradeRequest({"type": "x"}), "data"),  # type: ignore[arg-type]
        (lambda: e.CheckProof(invalid_wallet("provider", value="x")), "ton_wallet.provider"),
        (lambda: e.CheckProof(invalid_wallet("device", "platform")), "ton_wallet.device.platform"),
        (
            lambda: e.CheckProof(invalid_wallet("account", "chain", value=-239)),
            "ton_wallet.account.chain",
        ),
        (
            lambda: e.CheckProof(invalid_wallet("account", "publicKey")),
            "ton_wallet.account.publicKey",
        ),
        (lambda: e.CheckProof(invalid_wallet("connectItems")), "ton_wallet.connectItems"),
        (lambda: e.CheckProof("wallet"), "ton_wallet"),  # type: ignore[arg-type]
    ],
)
def test_endpoint_rejects_values_that_the_document_forbids(
    make: Callable[[], object], field: str
) -> None:
    """BadParameter names the endpoint and the field and does not quote the value."""
    with pytest.raises(BadParameter) as caught:
        make()
    assert isinstance(caught.value, ValueError)
    assert caught.value.field.startswith(field)
    assert "sig-of-wallet" not in f"{caught.value!r}{caught.value.__context__!r}"


def test_endpoint_is_immutable_and_hashable() -> None:
    """Equal parameters make equal endpoints."""
    assert e.ListMiners(20) == e.ListMiners(limit=20)
    assert hash(e.ListMiners(20)) == hash(e.ListMiners(20))
    with pytest.raises(dataclasses.FrozenInstanceError):
        e.ListMiners().limit = 5  # type: ignore[misc]


def test_repr_of_endpoint_hides_secrets() -> None:
    """Tokens, proofs and e-mail addresses are replaced."""
    shown = f"{e.RefreshTokens('token-1')!r}{e.CheckProof(WALLET)!r}{e.InitUser('u', 'a@b')}"
    assert not {"token-1", "sig-of-wallet", "a@b"} & set(shown.replace("'", " ").split())
    assert repr(e.ListMiners(20)) == "ListMiners(limit=20, offset=None)"


def test_safe_endpoints_are_every_get_and_one_post() -> None:
    """GetPartnerIncomePerTh is a POST that changes nothing."""
    safe = {endpoint.__name__ for endpoint in e.ALL if endpoint.safe}
    gets = {endpoint.__name__ for endpoint in e.ALL if endpoint.route.method == "GET"}
    assert safe == gets | {"GetPartnerIncomePerTh"}


def test_list_income_days_shares_route_and_operation_of_list_income() -> None:
    """One path override applies to both."""
    assert e.ListIncomeDays.route == e.ListIncome.route
    assert e.ListIncomeDays.operation == e.ListIncome.operation == "ListIncome"
    assert e.ListIncomeDays(1).name == "ListIncomeDays"


def test_dates_are_sent_in_utc() -> None:
    """Any aware time, with milliseconds."""
    sent = e.ListUserIncomeByDate("u", DAY, datetime(2026, 1, 2, tzinfo=UTC)).parameters()
    assert (sent["startDate"], sent["endDate"]) == (
        "2026-01-01T00:00:00.000Z",
        "2026-01-02T00:00:00.000Z",
    )
