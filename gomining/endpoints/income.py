"""Income per TH, and the income of a user's miners."""

from dataclasses import field
from typing import Literal

from pydantic import AwareDatetime

from gomining.endpoint import Auth, Endpoint, IncomeLimit, Limit, Offset, Route, Text255
from gomining.models import IncomeDay, IncomePerTh, IncomeRecord, Page, TotalIncome


class GetIncomePerTh(Endpoint[IncomePerTh]):
    """13. Get today's rates, fees and income per TH."""

    route = Route("GET", "/api/partner/c2s/income-statistic/get-income-per-th")


class GetPartnerIncomePerTh(Endpoint[IncomePerTh]):
    """14. Get the same with the partner's key; a POST that changes nothing."""

    route = Route("POST", "/api/partner/income-statistic/get-income-per-th")
    auth = Auth.SIGNED
    safe = True


class GetTotalIncome(Endpoint[TotalIncome]):
    """15. Get the logged-in user's income of the entire period."""

    route = Route("GET", "/api/partner/c2s/nft-income/find-total-by-user")


class ListIncome(Endpoint[Page[IncomeRecord]]):
    """16. List the logged-in user's income by miner and day."""

    route = Route("GET", "/api/partner/c2s/nft-income/find-by-user")
    limit: IncomeLimit | None = None
    offset: Offset | None = None


class ListIncomeDays(Endpoint[Page[IncomeDay]]):
    """16, grouped: list the logged-in user's income by day, with the records of each day."""

    route = ListIncome.route
    operation = "ListIncome"
    limit: IncomeLimit | None = None
    offset: Offset | None = None
    group_by_days: Literal[True] = field(default=True, init=False)


class ListUserIncome(Endpoint[Page[IncomeRecord]]):
    """17. List the income of a user of the partner."""

    route = Route("GET", "/api/partner/nft-income/find-by-user")
    auth = Auth.SIGNED
    partner_user_id: Text255
    limit: Limit | None = None
    offset: Offset | None = None


class ListUserIncomeByDate(Endpoint[Page[IncomeDay]]):
    """18. List the income of a user of the partner by day, in a range of (aware) times."""

    route = Route("GET", "/api/partner/nft-income/find-aggregated-by-date")
    auth = Auth.SIGNED
    order = ("partnerUserId", "timestamp", "limit", "offset", "recvWindow", "includeIncomesByNfts")
    partner_user_id: Text255
    start_date: AwareDatetime
    end_date: AwareDatetime
    limit: Limit | None = None
    offset: Offset | None = None
    include_incomes_by_nfts: bool | None = None
