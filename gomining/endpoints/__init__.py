"""The 32 operations of the partner API.

`ALL` lists them by the numbers of docs/partner-api.md: operation n is `ALL[n - 1]`.
`ListIncomeDays` is a variant of number 16 and not in it.
"""

from typing import Any

from gomining.endpoint import Endpoint
from gomining.endpoints.auth import (
    CheckProof,
    GeneratePayload,
    InitUser,
    RefreshPartnerTokens,
    RefreshTokens,
)
from gomining.endpoints.income import (
    GetIncomePerTh,
    GetPartnerIncomePerTh,
    GetTotalIncome,
    ListIncome,
    ListIncomeDays,
    ListUserIncome,
    ListUserIncomeByDate,
)
from gomining.endpoints.nft import (
    CalculateUpgradePrice,
    CreateUpgradeRequest,
    EnergyEfficiencyUpgrade,
    ListMiners,
    ListUserMiners,
    PowerUpgrade,
    TransferNft,
)
from gomining.endpoints.payment import (
    ConfirmPayment,
    InitPayment,
    ListCollections,
    ListPartnerCollections,
)
from gomining.endpoints.platform import GetIncentives, GetUserStatistics, ListRates
from gomining.endpoints.wallet import (
    BindBitcoinWallet,
    BindUserBitcoinWallet,
    CreateFastWithdrawal,
    CreateWithdrawalOrder,
    GetWithdrawalCommission,
    ListBalances,
    ListUserBalances,
    ListUserWallets,
    ListWallets,
)

ALL: tuple[type[Endpoint[Any]], ...] = (
    GeneratePayload,
    CheckProof,
    RefreshTokens,
    InitUser,
    RefreshPartnerTokens,
    ListMiners,
    ListUserMiners,
    TransferNft,
    ListCollections,
    ListPartnerCollections,
    InitPayment,
    ConfirmPayment,
    GetIncomePerTh,
    GetPartnerIncomePerTh,
    GetTotalIncome,
    ListIncome,
    ListUserIncome,
    ListUserIncomeByDate,
    BindBitcoinWallet,
    ListWallets,
    ListBalances,
    BindUserBitcoinWallet,
    ListUserWallets,
    ListUserBalances,
    CreateWithdrawalOrder,
    CreateFastWithdrawal,
    GetWithdrawalCommission,
    GetIncentives,
    ListRates,
    GetUserStatistics,
    CreateUpgradeRequest,
    CalculateUpgradePrice,
)

__all__ = [
    "ALL",
    "BindBitcoinWallet",
    "BindUserBitcoinWallet",
    "CalculateUpgradePrice",
    "CheckProof",
    "ConfirmPayment",
    "CreateFastWithdrawal",
    "CreateUpgradeRequest",
    "CreateWithdrawalOrder",
    "EnergyEfficiencyUpgrade",
    "GeneratePayload",
    "GetIncentives",
    "GetIncomePerTh",
    "GetPartnerIncomePerTh",
    "GetTotalIncome",
    "GetUserStatistics",
    "GetWithdrawalCommission",
    "InitPayment",
    "InitUser",
    "ListBalances",
    "ListCollections",
    "ListIncome",
    "ListIncomeDays",
    "ListMiners",
    "ListPartnerCollections",
    "ListRates",
    "ListUserBalances",
    "ListUserIncome",
    "ListUserIncomeByDate",
    "ListUserMiners",
    "ListUserWallets",
    "ListWallets",
    "PowerUpgrade",
    "RefreshPartnerTokens",
    "RefreshTokens",
    "TransferNft",
]
