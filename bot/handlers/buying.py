"""Buying a miner for Telegram Stars, the orders of a member, and the terms of sale."""

from dataclasses import replace
from secrets import token_hex
from uuid import UUID, uuid5

from aiogram import F, Router
from aiogram.types import CallbackQuery, TelegramObject

from accounts.member import Member
from bot.callbacks import Buy, Cancel, OrderAction, PlaceOrder, open_data
from bot.commands import command
from bot.filters import PrivateChat
from bot.numbers import number_of_page
from bot.screen import Screen
from bot.sending.reply import Reply
from bot.translate import Words
from bot.views import buying as views
from bot.views import orders as order_views
from bot.views.shop import shop as shop_view
from orders.buying import Buying
from orders.rules import BuyingError, OrderMissingError
from services import Services

router = Router(name="buying")
router.message.filter(PrivateChat())
router.callback_query.filter(PrivateChat())

_KEYS = UUID("5d3f0a5e-1f5c-4c8e-9b0e-6f1d6a0c2b71")  # the namespace of keys made of buttons
# What a new review says by itself.
_REVIEWED_AGAIN = frozenset({"price_changed", "terms_needed"})


@command(router, "buy", deep_link=True, selling=True)
async def buy(
    _event: TelegramObject, member: Member, services: Services, words: Words, argument: str
) -> Screen:
    """Show a page of the miners on sale, each with a button that buys it."""
    if not services.settings.sell_stars:
        return views.nothing_sold(words)
    catalogue = await services.shop.catalogue(member)
    return shop_view(words, catalogue, number_of_page(argument), command="buy")


@router.callback_query(Cancel.filter(F.back == "buy"))
async def cancel_review(
    query: CallbackQuery, member: Member, services: Services, words: Words
) -> Screen:
    """Order nothing and show the shop again."""
    screen = await buy(query, member, services, words, "")
    return replace(screen, toast=words.plain("cancel-done"))


@router.callback_query(Buy.filter())
async def review(
    _query: CallbackQuery,
    *,
    member: Member,
    services: Services,
    words: Words,
    reply: Reply,
    callback_data: Buy,
) -> Screen:
    """Show what would be ordered, with its price and the terms."""
    if not await member.is_logged_in():
        reply.again = open_data("buy")  # offered after the login
    await member.session()
    return await _review(member, services, words, callback_data.offer)


async def _review(
    member: Member, services: Services, words: Words, offer: str, *, changed: str | None = None
) -> Screen:
    if services.buying is None:
        return views.nothing_sold(words)
    try:
        found = await services.buying.review(member, offer)
    except BuyingError as error:
        return views.refused(words, error)
    catalogue = await services.shop.catalogue(member)
    return views.review(
        words,
        found,
        services.buying.rules,
        token=token_hex(6),
        as_of=catalogue.figures_as_of,
        shows_payback=catalogue.shows_payback,
        changed=changed,
    )


@router.callback_query(PlaceOrder.filter())
async def place_order(
    _query: CallbackQuery,
    member: Member,
    services: Services,
    words: Words,
    callback_data: PlaceOrder,
) -> Screen:
    """Order what was shown with this very button; a repeated tap repeats the result."""
    await member.session()
    if services.buying is None:
        return views.nothing_sold(words)
    wanted, version = callback_data, services.buying.rules.terms_version
    accepted = version if wanted.terms == views.terms_digest(version) else ""
    try:
        order = await services.buying.order(
            member,
            wanted.offer,
            stars=wanted.stars,
            terms=accepted,
            key=uuid5(_KEYS, f"{member.user_id}:{wanted.token}"),
        )
    except BuyingError as error:
        if error.reason in _REVIEWED_AGAIN:
            return await _review(member, services, words, wanted.offer, changed=error.reason)
        return views.refused(words, error)
    return views.made(words, order)


@command(router, "orders", deep_link=True, selling=True)
async def orders(
    _event: TelegramObject, member: Member, services: Services, words: Words, argument: str
) -> Screen:
    """List the member's orders, also to who is not logged in any more."""
    found = await services.buying.list_of(member.user_id) if services.buying else []
    return order_views.orders(words, found, number_of_page(argument))


@router.callback_query(OrderAction.filter(F.action == "show"))
async def show_order(
    _query: CallbackQuery,
    member: Member,
    services: Services,
    words: Words,
    callback_data: OrderAction,
) -> Screen:
    """Show an order as its receipt does."""
    if services.buying is None:
        return order_views.missing(words)
    return await _show(services.buying, member, services, words, callback_data)


async def _show(
    buying: Buying, member: Member, services: Services, words: Words, chosen: OrderAction
) -> Screen:
    try:
        history = await buying.find(member.user_id, UUID(chosen.order))
    except (OrderMissingError, ValueError):
        return order_views.missing(words)
    return order_views.order(words, history, contact=services.settings.support_contact)


@router.callback_query(OrderAction.filter(F.action.in_({"cancel", "end"})))
async def cancel_order(
    _query: CallbackQuery,
    member: Member,
    services: Services,
    words: Words,
    callback_data: OrderAction,
) -> Screen:
    """Cancel an order that is not paid; again is no error."""
    buying = services.buying
    if buying is None:
        return order_views.missing(words)
    try:
        order = await buying.cancel(member.user_id, UUID(callback_data.order))
    except (OrderMissingError, ValueError):
        return order_views.missing(words)
    except BuyingError as error:
        return views.not_cancelled(words, error)
    if callback_data.action == "cancel":
        return order_views.cancelled(words, order)  # the worker edits the receipt
    screen = await _show(buying, member, services, words, callback_data)
    return replace(screen, toast=order_views.cancelled(words, order).toast)


@command(router, "terms", selling=True)
async def terms(_event: TelegramObject, services: Services, words: Words) -> Screen:
    """Link the terms of sale."""
    if services.buying is None or not services.buying.rules.terms_url:
        return views.nothing_sold(words)
    return views.terms(words, services.buying.rules)
