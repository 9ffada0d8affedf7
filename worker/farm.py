"""The miners of the account that an order is for, to see whether a new one has come."""

import logging

from accounts.member import LoggedOutError, Member, RefreshBusyError
from accounts.partner_user import PartnerUser
from gomining.errors import GoMiningError
from gomining.models import Miner
from orders.models import Order
from orders.quote import Quote, quote_of
from portfolio.miners import all_miners
from services import Services

log = logging.getLogger(__name__)


class UnreadableError(Exception):
    """The miners cannot be read now."""


async def miner_ids(services: Services, order: Order) -> list[str] | None:
    """Return the ids of the miners that an order may have brought, or did before it began.

    They are those of its collection, or of its power and efficiency where the partner names no
    collection. None if nobody can be asked: the account has no `partnerUserId` and no session of
    the member. Raises UnreadableError if the partner does not answer.
    """
    quote = quote_of(order)
    try:
        found = await all_miners(
            _reader(services, order, quote),
            lambda miner: str(miner.id) if _fits(miner, order.target, quote) else None,
        )
    except LoggedOutError:
        log.info("nobody can read the miners for order %s", order.id)
        return None
    except (GoMiningError, RefreshBusyError) as error:
        log.info("the miners for order %s cannot be read: %s", order.id, type(error).__name__)
        raise UnreadableError(type(error).__name__) from None
    return [number for number in found if number is not None]


def _reader(services: Services, order: Order, quote: Quote) -> Member | PartnerUser:
    if quote.known_as is not None:
        return PartnerUser(services.client, quote.known_as)
    return services.member(order.user_id)


def _fits(miner: Miner, collection: str, quote: Quote) -> bool:
    if miner.id is None:
        return False
    if miner.nft_collection_id is not None:
        return str(miner.nft_collection_id) == collection
    return (miner.power, miner.energy_efficiency) == (quote.power, quote.efficiency)
