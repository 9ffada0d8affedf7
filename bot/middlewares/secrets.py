"""Seed phrases and private keys that users write to the bot."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject

from accounts.secrets_in_text import holds_secret
from bot.middlewares.throttling import Verdict
from bot.sending.reply import Reply
from bot.views.start import secret


class SecretMiddleware(BaseMiddleware):
    """Deletes a private message that holds a secret, and warns; no handler sees it.

    Every such message is deleted, also those of a user who writes too fast to be answered.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - what the handler returns
        """Call the handler, or answer in its place."""
        if not isinstance(event, Message) or event.chat.type != "private" or not _holds(event):
            return await handler(event, data)
        reply: Reply = data["reply"]
        deleted = await reply.remove_message()
        if data["context"].throttle.check(data["event_from_user"].id) is Verdict.PASS:
            await reply.deliver(secret(data["words"], deleted=deleted))
        return None


def _holds(message: Message) -> bool:
    return holds_secret(message.text or message.caption or "")
