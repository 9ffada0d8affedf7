"""The incentive program, rates and user statistics."""

from gomining.endpoint import Auth, Endpoint, Route, Text255
from gomining.models import Incentives, Page, Rate, UserStatistics


class GetIncentives(Endpoint[Incentives]):
    """28. Get the cashback rules by VIP level."""

    route = Route("GET", "/api/partner/c2s/incentives")


class ListRates(Endpoint[Page[Rate]]):
    """29. List prices of symbols (GOMINING, BTC) in USD."""

    route = Route("GET", "/api/partner/c2s/rates")


class GetUserStatistics(Endpoint[UserStatistics]):
    """30. Get account data of a user of the partner, with the number of wallets and miners."""

    route = Route("GET", "/api/partner/users/statistics")
    auth = Auth.SIGNED
    partner_user_id: Text255
