"""A user of the partner, read with the partner's own keys where no session of theirs is needed."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from gomining import Client
from gomining.endpoint import Endpoint
from gomining.endpoints import (
    ListBalances,
    ListMiners,
    ListUserBalances,
    ListUserMiners,
    ListUserWallets,
    ListWallets,
)

R = TypeVar("R")
S = TypeVar("S")

# What a user's token asks for, and the same asked for with the partner's keys.
_BY_KEYS: Mapping[type[Endpoint[Any]], type[Endpoint[Any]]] = {
    ListMiners: ListUserMiners,
    ListWallets: ListUserWallets,
    ListBalances: ListUserBalances,
}


class PartnerUser:
    """The account of a `partnerUserId`; it answers the same lists as a `Member`."""

    def __init__(self, client: Client, partner_user_id: str) -> None:
        self._client = client
        self._partner_user_id = partner_user_id

    async def __call__(self, endpoint: Endpoint[R]) -> R:
        """Return the partner's answer; the errors are those of the client."""
        return await self.reduced(endpoint, lambda answer: answer)

    async def reduced(self, endpoint: Endpoint[R], reduce: Callable[[R], S]) -> S:
        """Ask, and return what `reduce` makes of the answer."""
        given = {field.name: getattr(endpoint, field.name) for field in fields(endpoint)}
        make: Callable[..., Endpoint[R]] = _BY_KEYS[type(endpoint)]
        by_keys = make(partner_user_id=self._partner_user_id, **given)
        return await self._client.reduced(by_keys, reduce)
