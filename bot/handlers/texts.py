"""Texts in the private chat that are no commands: figures, an address, whatever else."""

from decimal import Decimal
from typing import Any

from aiogram import Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from accounts.bitcoin import AddressError, check_address
from accounts.member import Member
from bot.callbacks import open_data
from bot.filters import HasText, PrivateChat
from bot.handlers.market import show_readings
from bot.handlers.recovery import take_email
from bot.handlers.support import take_question
from bot.handlers.wallet import take_address
from bot.middlewares.form_state import FormStateMiddleware
from bot.numbers import figure_readings, write_figures
from bot.screen import Screen
from bot.sending.reply import Reply
from bot.states import AskSupport, BindAddress, RecoveryEmail
from bot.translate import Words
from bot.views import start as views
from services import Services

router = Router(name="texts")
router.message.outer_middleware(FormStateMiddleware())
router.message.filter(PrivateChat(), HasText())


class TwoNumbers(Filter):
    """Matches two or three numbers, with or without units, and injects their `readings`."""

    async def __call__(self, message: Message, words: Words) -> bool | dict[str, Any]:
        """Match by the whole text."""
        readings = figure_readings(message.text or "", words.language)
        return {"readings": readings} if readings else False


class BitcoinAddress(Filter):
    """Matches an address."""

    async def __call__(self, message: Message) -> bool:
        """Match by the whole text."""
        try:
            check_address(message.text or "")
        except AddressError:
            return False
        return True


@router.message(StateFilter(AskSupport))
async def write_question(
    message: Message, member: Member, services: Services, words: Words, state: FSMContext
) -> Screen:
    """Take the text as a question, whatever it looks like."""
    return await take_question(member, services, words, state, message.text or "")


@router.message(TwoNumbers())
async def calculate_figures(
    _message: Message,
    member: Member,
    services: Services,
    words: Words,
    reply: Reply,
    readings: list[list[Decimal]],
) -> Screen:
    """Calculate, also while a form is open: no address looks like this."""
    reply.again = open_data("calc", write_figures(readings[0]))
    return await show_readings(member, services, words, readings)


@router.message(StateFilter(BindAddress))
async def fill_form(
    message: Message, member: Member, words: Words, state: FSMContext, reply: Reply
) -> Screen:
    """Take the text for the open form."""
    return await take_address(member, words, state, reply, message.text or "")


@router.message(StateFilter(RecoveryEmail))
async def fill_recovery(
    message: Message,
    *,
    member: Member,
    services: Services,
    words: Words,
    state: FSMContext,
    reply: Reply,
) -> Screen:
    """Take the text as an e-mail."""
    text = message.text or ""
    return await take_email(
        text, member=member, services=services, words=words, state=state, reply=reply
    )


@router.message(BitcoinAddress())
async def offer_binding(
    message: Message, member: Member, words: Words, state: FSMContext, reply: Reply
) -> Screen:
    """Offer to bind an address that was pasted without a form."""
    return await take_address(member, words, state, reply, message.text or "")


@router.message()
async def unknown(_message: Message, member: Member, words: Words) -> Screen:
    """Say what can be written instead."""
    return views.unknown(words, logged_in=await member.is_logged_in())
