"""An e-mail for an account without a wallet: the offer, and the form that passes it on."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from accounts.member import Member
from accounts.recovery import EmailError, RecoveryNotNeededError
from bot.callbacks import Cancel, Recover
from bot.filters import PrivateChat
from bot.screen import Screen
from bot.sending.reply import Reply
from bot.states import RecoveryEmail, close_form
from bot.translate import Words
from bot.views import recovery as views
from services import Services

router = Router(name="recovery")
router.callback_query.filter(PrivateChat())


@router.callback_query(Recover.filter(F.action == "offer"))
async def offer(_query: CallbackQuery, words: Words) -> Screen:
    """Say what an e-mail is for."""
    return views.offer(words)


@router.callback_query(Recover.filter(F.action == "start"))
async def start_form(
    _query: CallbackQuery, member: Member, services: Services, words: Words, state: FSMContext
) -> Screen:
    """Open the form."""
    try:
        services.recovery.check(await member.session())
    except RecoveryNotNeededError:
        return views.not_needed(words)
    await state.set_state(RecoveryEmail.email)
    return views.ask(words)


@router.callback_query(Recover.filter(F.action == "decline"))
async def decline(
    _query: CallbackQuery, member: Member, services: Services, words: Words, state: FSMContext
) -> Screen:
    """Record that the member wants none."""
    await close_form(state)
    try:
        await services.recovery.decline(member.user_id, await member.session())
    except RecoveryNotNeededError:
        return views.not_needed(words)
    return views.declined(words)


@router.callback_query(Cancel.filter(F.back == "recovery"))
async def cancel_form(_query: CallbackQuery, words: Words, state: FSMContext) -> Screen:
    """Close the form and show the offer again."""
    await close_form(state)
    return views.offer(words)


async def take_email(
    text: str, *, member: Member, services: Services, words: Words, state: FSMContext, reply: Reply
) -> Screen:
    """Pass an e-mail on. The message with it is deleted first, whatever comes of it."""
    reply.again = Recover(action="start").pack()
    deleted = await reply.remove_message()
    try:
        await services.recovery.give(member.user_id, await member.session(), text)
    except EmailError:
        return views.wrong(words, deleted=deleted)
    except RecoveryNotNeededError:
        await close_form(state)
        return views.not_needed(words)
    await close_form(state)
    return views.given(words, deleted=deleted)
