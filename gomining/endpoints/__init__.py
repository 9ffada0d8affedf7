"""The operations of the partner API that read, and those of a login and a payout address.

Those that move money or property are in `gomining.endpoints.money`; `gomining.operations` has all.
"""

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
    ListMiners,
    ListUserMiners,
)
from gomining.endpoints.payment import (
    ListCollections,
    ListPartnerCollections,
)
from gomining.endpoints.platform import GetIncentives, GetUserStatistics, ListRates
from gomining.endpoints.wallet import (
    BindBitcoinWallet,
    BindUserBitcoinWallet,
    GetWithdrawalCommission,
    ListBalances,
    ListUserBalances,
    ListUserWallets,
    ListWallets,
)

__all__ = [
    "BindBitcoinWallet",
    "BindUserBitcoinWallet",
    "CalculateUpgradePrice",
    "CheckProof",
    "GeneratePayload",
    "GetIncentives",
    "GetIncomePerTh",
    "GetPartnerIncomePerTh",
    "GetTotalIncome",
    "GetUserStatistics",
    "GetWithdrawalCommission",
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
    "RefreshPartnerTokens",
    "RefreshTokens",
]
