"""Wallets, balances, and the way out for what was earned."""

from gomining.endpoint import Auth, Endpoint, Limit, Number, Offset, Route, Text, Text255
from gomining.models import Balance, Commission, Page, Wallet


class BindBitcoinWallet(Endpoint[bool]):
    """19. Where the logged-in user's income goes."""

    route = Route("POST", "/api/partner/c2s/wallet/bind")
    address: Text255


class ListWallets(Endpoint[Page[Wallet]]):
    """20. The logged-in user's wallets."""

    route = Route("GET", "/api/partner/c2s/wallet/find-by-user")
    limit: Limit | None = None
    offset: Offset | None = None


class ListBalances(Endpoint[Page[Balance]]):
    """21. The logged-in user's balances in all currencies."""

    route = Route("GET", "/api/partner/c2s/wallet/balances")
    limit: Limit | None = None
    offset: Offset | None = None


class BindUserBitcoinWallet(Endpoint[bool]):
    """22. Where the income of a user of the partner goes."""

    route = Route("POST", "/api/partner/wallet/bind")
    auth = Auth.SIGNED
    partner_user_id: Text255
    address: Text255


class ListUserWallets(Endpoint[Page[Wallet]]):
    """23. The wallets of a user of the partner."""

    route = Route("GET", "/api/partner/wallet/find-by-user")
    auth = Auth.SIGNED
    partner_user_id: Text255
    limit: Limit | None = None
    offset: Offset | None = None


class ListUserBalances(Endpoint[Page[Balance]]):
    """24. The balances of a user of the partner."""

    route = Route("GET", "/api/partner/wallet/balances")
    auth = Auth.SIGNED
    partner_user_id: Text255
    limit: Limit | None = None
    offset: Offset | None = None


class CreateWithdrawalOrder(Endpoint[bool]):
    """25. Withdraw within 24 hours; the unit of `amount` is not stated, decimal BTC is natural."""

    route = Route("POST", "/api/partner/income-withdraw-order/create")
    auth = Auth.SIGNED
    partner_user_id: Text255
    wallet_address: Text  # an empty one would pay nobody
    amount: Number


class CreateFastWithdrawal(Endpoint[bool]):
    """26. Withdraw fast, for a commission; the unit of `amount` as for CreateWithdrawalOrder."""

    route = Route("POST", "/api/partner/income-withdraw/create")
    auth = Auth.SIGNED
    partner_user_id: Text255
    wallet_address: Text  # an empty one would pay nobody
    amount: Number


class GetWithdrawalCommission(Endpoint[Commission]):
    """27. The commission and least amount of a fast withdrawal."""

    route = Route("GET", "/api/partner/income-withdraw/commission")
    auth = Auth.SIGNED
    partner_user_id: Text255
