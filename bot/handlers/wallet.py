"""Wallets and balances, and the form that binds a Bitcoin address for payouts."""

import asyncio
from dataclasses import replace
from secrets import token_hex

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from accounts.bitcoin import AddressError, check_address
from accounts.member import Member
from bot.callbacks import Bind, Cancel
from bot.commands import command
from bot.filters import PrivateChat
from bot.screen import Screen
from bot.sending.reply import Reply
from bot.states import BindAddress, close_form
from bot.translate import Words
from bot.views import wallet as views
from gomining.endpoints import ListBalances, ListWallets
from portfolio.overview import bitcoin_address
from services import Services

router = Router(name="wallet")
router.message.filter(PrivateChat())
router.callback_query.filter(PrivateChat())

_ALL = 100  # wallets and balances; there is one per currency
_FINISHED = 5  # bound addresses whose button still repeats the result


@command(router, "wallet", deep_link=True)
async def wallet(
    _event: TelegramObject, member: Member, services: Services, words: Words
) -> Screen:
    """Show wallets, balances and the payout address."""
    session = await member.session()
    wallets, balances = await asyncio.gather(
        member(ListWallets(limit=_ALL, offset=0)),
        member(ListBalances(limit=_ALL, offset=0)),
    )
    return views.wallet(
        words,
        ton=session.wallet,
        can_connect="wallet" in services.settings.ways_offered,
        known=balances.items,
        bitcoin=bitcoin_address(wallets.items),
        as_of=services.time.now(),
    )


@router.callback_query(Bind.filter(F.action == "start"))
async def start_binding(
    _query: CallbackQuery, member: Member, words: Words, state: FSMContext
) -> Screen:
    """Open the form."""
    await member.session()
    await state.set_state(BindAddress.address)
    return views.ask_address(words)


async def take_address(
    member: Member, words: Words, state: FSMContext, reply: Reply, text: str
) -> Screen:
    """Take what was pasted as the form's address; it replaces an earlier one."""
    try:
        address = check_address(text)
    except AddressError as error:
        return views.wrong_address(words, error)
    token = token_hex(6)
    reply.again = Bind(action="review", token=token).pack()
    await state.set_state(BindAddress.confirmation)
    await state.update_data(address=address, token=token)
    return await _review(member, words, address, token)


@router.callback_query(Bind.filter(F.action == "review"))
async def review_address(
    _query: CallbackQuery, member: Member, words: Words, state: FSMContext, callback_data: Bind
) -> Screen:
    """Show the entered address again, where showing it has failed before."""
    form = await state.get_data()
    if form.get("token") != callback_data.token:
        return views.over(words)
    return await _review(member, words, form["address"], callback_data.token)


async def _review(member: Member, words: Words, address: str, token: str) -> Screen:
    wallets = await member(ListWallets(limit=_ALL, offset=0))
    old = bitcoin_address(wallets.items)
    return views.confirm_address(words, address, token=token, old=old)


@router.callback_query(Bind.filter(F.action == "confirm"))
async def bind_address(
    _query: CallbackQuery, member: Member, words: Words, state: FSMContext, callback_data: Bind
) -> Screen:
    """Bind the address that was shown with this very button; a repeated tap repeats the result."""
    form = await state.get_data()
    finished: dict[str, str] = form.get("finished", {})
    if address := finished.get(callback_data.token):
        return views.bound(words, address)
    if form.get("token") != callback_data.token:
        return views.over(words)
    # The form is closed only afterwards: binding an address twice is the same as once, so a crash
    # or a partner that fails leaves a button that works.
    address = await member.bind(form["address"])
    finished = dict([*finished.items(), (callback_data.token, address)][-_FINISHED:])
    await state.set_state(None)
    await state.set_data({"finished": finished})
    return views.bound(words, address)


@router.callback_query(Cancel.filter(F.back == "wallet"))
async def cancel_binding(
    query: CallbackQuery, member: Member, services: Services, words: Words, state: FSMContext
) -> Screen:
    """Close the form and show the wallet again."""
    await close_form(state)
    screen = await wallet(query, member, services, words)
    return replace(screen, toast=words.plain("cancel-done"))
