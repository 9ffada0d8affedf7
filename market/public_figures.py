"""The partner's figures that everybody may see, also before a login."""

from accounts.member import Member
from gomining import Client, Page
from gomining.endpoint import Endpoint
from gomining.endpoints import (
    GetIncomePerTh,
    GetPartnerIncomePerTh,
    ListCollections,
    ListPartnerCollections,
)
from gomining.models import Collection, IncomePerTh
from market.shared_answers import Answer, SharedAnswers


class PublicFigures:
    """Asks in the partner's own name if `has_keys`, else with the tokens of the user who asks.

    Both ways give the same answers, so they share one entry of `SharedAnswers`. All methods raise
    LoggedOutError where there are no keys, nothing fresh is known and the user is not logged in.
    """

    def __init__(self, answers: SharedAnswers, client: Client, *, has_keys: bool) -> None:
        self._answers = answers
        self._client = client
        self._has_keys = has_keys

    async def collections(self, member: Member) -> Answer[Page[Collection]]:
        """Return the miners that the partner sells."""

        async def ask(endpoint: Endpoint[Page[Collection]]) -> Page[Collection]:
            if self._has_keys:
                return await self._client(ListPartnerCollections())
            return await member(endpoint)

        return await self._answers.get(ListCollections(), ask)

    async def income_per_th(self, member: Member) -> Answer[IncomePerTh]:
        """Return today's income and fees of one TH."""

        async def ask(endpoint: Endpoint[IncomePerTh]) -> IncomePerTh:
            if self._has_keys:
                return await self._client(GetPartnerIncomePerTh())
            return await member(endpoint)

        return await self._answers.get(GetIncomePerTh(), ask)
