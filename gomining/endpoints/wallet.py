"""Wallets, balances and withdrawals."""

from gomining.endpoint import Auth, Endpoint, Limit, Offset, Route, Text255
from gomining.models import Balance, Commission, Page, Wallet


class BindBitcoinWallet(Endpoint[bool]):
    """19. Bind the Bitcoin address that the logged-in user's income is paid to."""

    route = Route("POST", "/api/partner/c2s/wallet/bind")
    address: Text255


class ListWallets(Endpoint[Page[Wallet]]):
    """20. List the logged-in user's wallets."""

    route = Route("GET", "/api/partner/c2s/wallet/find-by-user")
    limit: Limit | None = None
    offset: Offset | None = None


class ListBalances(Endpoint[Page[Balance]]):
    """21. List the logged-in user's balances in all currencies."""

    route = Route("GET", "/api/partner/c2s/wallet/balances")
    limit: Limit | None = None
    offset: Offset | None = None


class BindUserBitcoinWallet(Endpoint[bool]):
    """22. Bind the Bitcoin address that the income of a user of the partner is paid to."""

    route = Route("POST", "/api/partner/wallet/bind")
    auth = Auth.SIGNED
    partner_user_id: Text255
    address: Text255


class ListUserWallets(Endpoint[Page[Wallet]]):
    """23. List the wallets of a user of the partner."""

    route = Route("GET", "/api/partner/wallet/find-by-user")
    auth = Auth.SIGNED
    partner_user_id: Text255
    limit: Limit | None = None
    offset: Offset | None = None


class ListUserBalances(Endpoint[Page[Balance]]):
    """24. List the balances of a user of the partner."""

    route = Route("GET", "/api/partner/wallet/balances")
    auth = Auth.SIGNED
    partner_user_id: Text255
    limit: Limit | None = None
    offset: Offset | None = None


class GetWithdrawalCommission(Endpoint[Commission]):
    """27. Get the commission and least amount of a fast withdrawal."""

    route = Route("GET", "/api/partner/income-withdraw/commission")
    auth = Auth.SIGNED
    partner_user_id: Text255
