"""Telegram's list of the bot's transactions in Stars, page by page."""

from collections.abc import AsyncIterator
from datetime import UTC

from aiogram import Bot
from aiogram.types import StarAmount, StarTransaction, TransactionPartnerUser

from orders.buying import order_id_of
from orders.star_list import NANO, Entry, Key

PAGE = 100  # the most that Telegram gives


async def pages(bot: Bot, offset: int = 0) -> AsyncIterator[list[Entry]]:
    """Yield the entries after the first `offset`, the oldest first, up to an empty page."""
    while True:
        page = (await bot.get_star_transactions(offset=offset, limit=PAGE)).transactions
        if not page:
            return
        yield [entry_of(one) for one in page]
        offset += len(page)


async def nanostars_of(bot: Bot) -> int:
    """Return the bot's balance in billionths of a Star."""
    return _nanostars(await bot.get_my_star_balance())


def entry_of(one: StarTransaction) -> Entry:
    """Return an entry as we compare it; an entry without a source has left the balance."""
    partner = one.source or one.receiver
    kind, user_id, order_id = "unknown", None, None
    if isinstance(partner, TransactionPartnerUser):
        kind, user_id = partner.transaction_type, partner.user.id
        order_id = order_id_of(partner.invoice_payload or "")
    elif partner is not None:
        kind = str(partner.type)
    return Entry(
        key=Key(one.id, "in" if one.source else "out"),
        kind=kind,
        nanostars=_nanostars(one),
        at=one.date.astimezone(UTC),
        user_id=user_id,
        order_id=order_id,
    )


def _nanostars(amount: StarTransaction | StarAmount) -> int:
    return amount.amount * NANO + (amount.nanostar_amount or 0)
