"""The incentive program, rates, and what is known of a user."""

from gomining.endpoint import Auth, Endpoint, Route, Text255
from gomining.models import Incentives, Page, Rate, UserStatistics


class GetIncentives(Endpoint[Incentives]):
    """28. The cashback rules by VIP level."""

    route = Route("GET", "/api/partner/c2s/incentives")


class ListRates(Endpoint[Page[Rate]]):
    """29. What a symbol (GOMINING, BTC) costs in USD."""

    route = Route("GET", "/api/partner/c2s/rates")


class GetUserStatistics(Endpoint[UserStatistics]):
    """30. Basic facts of a user of the partner, with the number of wallets and miners."""

    route = Route("GET", "/api/partner/users/statistics")
    auth = Auth.SIGNED
    partner_user_id: Text255
