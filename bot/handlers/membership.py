"""Whether the bot can write to a chat: blocked or unblocked, added to a group or removed."""

import logging

from aiogram import Router
from aiogram.types import ChatMemberUpdated

from accounts.visitors import Reachability
from bot.context import BotContext
from bot.metrics import MEMBERSHIP

log = logging.getLogger("bot")

router = Router(name="membership")

_GONE = {"left", "kicked"}


@router.my_chat_member()
async def membership_changed(event: ChatMemberUpdated, context: BotContext) -> None:
    """Record the change; notifications skip users who have blocked the bot."""
    gone = event.new_chat_member.status in _GONE
    kind = "private" if event.chat.type == "private" else "group"
    MEMBERSHIP.labels(kind, "removed" if gone else "added").inc()
    log.info("the bot is now %s in a %s chat", event.new_chat_member.status, kind)
    if kind == "private":
        change = context.flags.set_unreachable if gone else context.flags.set_reachable
        await change(event.chat.id)
        reachability: Reachability = "blocked" if gone else "ok"
        await context.services.visitors.set_reachability(event.chat.id, reachability)
