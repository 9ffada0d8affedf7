"""The button "It was not me" under a security notice."""

import logging

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from accounts.member import Member
from bot.callbacks import NotMe
from bot.filters import PrivateChat
from bot.metrics import DISOWNED
from bot.screen import Screen
from bot.translate import Words
from bot.views import security as views
from services import Services

log = logging.getLogger("bot")

router = Router(name="security")
router.callback_query.filter(PrivateChat())


@router.callback_query(NotMe.filter())
async def not_me(
    query: CallbackQuery,
    *,
    member: Member,
    services: Services,
    words: Words,
    state: FSMContext,
    callback_data: NotMe,
) -> Screen:
    """End the user's sessions and forms, and alert the operator."""
    DISOWNED.labels(callback_data.kind).inc()
    log.warning("user %s says that it was somebody else: %s", member.user_id, callback_data.kind)
    await state.clear()
    await member.log_out(notify=False)
    before = query.message.html_text if isinstance(query.message, Message) else ""
    return views.disowned(
        words, callback_data.kind, before=before, contact=services.settings.support_contact
    )
