"""What a member was shown and agreed to when an order was made; it is kept with the order."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orders.models import Order


@dataclass(frozen=True)
class Quote:
    """The miner, its price, and the account that gets it.

    Attributes:
        name: of the collection, None where the partner gives none.
        power, efficiency: TH and W/TH.
        usd: the partner's price, from which the price in Stars follows.
        account: GoMining's user id.
        known_as: the `partnerUserId` of that account, None where it is not known.
        terms: the version of the terms that the member accepted; they also say to be 18 or older.
    """

    name: str | None
    power: Decimal
    efficiency: Decimal
    usd: Decimal
    account: int
    known_as: str | None
    terms: str

    def fields(self) -> dict[str, Any]:
        """Return the quote as JSON; figures are texts."""
        return {
            "name": self.name,
            "power": str(self.power),
            "efficiency": str(self.efficiency),
            "usd": str(self.usd),
            "account": self.account,
            "knownAs": self.known_as,
            "terms": self.terms,
        }


def quote_of(order: Order) -> Quote:
    """Return the quote of an order."""
    known: Mapping[str, Any] = order.quote
    return Quote(
        name=known["name"],
        power=Decimal(known["power"]),
        efficiency=Decimal(known["efficiency"]),
        usd=Decimal(known["usd"]),
        account=known["account"],
        known_as=known["knownAs"],
        terms=known["terms"],
    )
