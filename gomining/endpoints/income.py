"""What a TH earns, and what the user's miners have earned."""

from dataclasses import field
from typing import Literal

from pydantic import AwareDatetime

from gomining.endpoint import Auth, Endpoint, IncomeLimit, Limit, Offset, Route, Text255
from gomining.models import IncomeDay, IncomePerTh, IncomeRecord, Page, TotalIncome


class GetIncomePerTh(Endpoint[IncomePerTh]):
    """13. Rates, costs and income of one TH/s now."""

    route = Route("GET", "/api/partner/c2s/income-statistic/get-income-per-th")


class GetPartnerIncomePerTh(Endpoint[IncomePerTh]):
    """14. The same with the partner's key; a POST that only reads."""

    route = Route("POST", "/api/partner/income-statistic/get-income-per-th")
    auth = Auth.SIGNED
    reads = True


class GetTotalIncome(Endpoint[TotalIncome]):
    """15. All that the logged-in user's miners ever earned."""

    route = Route("GET", "/api/partner/c2s/nft-income/find-total-by-user")


class ListIncome(Endpoint[Page[IncomeRecord]]):
    """16. The logged-in user's income, a record per miner and day."""

    route = Route("GET", "/api/partner/c2s/nft-income/find-by-user")
    limit: IncomeLimit | None = None
    offset: Offset | None = None


class ListIncomeDays(Endpoint[Page[IncomeDay]]):
    """16, grouped: the logged-in user's income, a day each with its records."""

    route = ListIncome.route
    operation = "ListIncome"
    limit: IncomeLimit | None = None
    offset: Offset | None = None
    group_by_days: Literal[True] = field(default=True, init=False)


class ListUserIncome(Endpoint[Page[IncomeRecord]]):
    """17. The income of a user of the partner."""

    route = Route("GET", "/api/partner/nft-income/find-by-user")
    auth = Auth.SIGNED
    partner_user_id: Text255
    limit: Limit | None = None
    offset: Offset | None = None


class ListUserIncomeByDate(Endpoint[Page[IncomeDay]]):
    """18. The income of a user of the partner by day, from `start_date` to `end_date` (aware)."""

    route = Route("GET", "/api/partner/nft-income/find-aggregated-by-date")
    auth = Auth.SIGNED
    partner_user_id: Text255
    start_date: AwareDatetime
    end_date: AwareDatetime
    limit: Limit | None = None
    offset: Offset | None = None
    include_incomes_by_nfts: bool | None = None
