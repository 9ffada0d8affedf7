"""The registry of members: who writes to the bot is in it, and can be written to."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject

from accounts.visitors import source_of

_START = "/start"


class VisitorMiddleware(BaseMiddleware):
    """Enters the writer of a private message, also of one that Telegram reports for a user.

    After /start that is written again each time: it is how somebody becomes reachable again.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - what the handler returns
        """Enter them, and call the handler."""
        if isinstance(event, Message) and event.chat.type == "private":
            visitors, user_id = data["services"].visitors, event.chat.id
            command, _, parameter = (event.text or "").partition(" ")
            if command == _START or not visitors.is_known(user_id, "wrote"):
                source = source_of(parameter.strip()) if command == _START else ""
                language = data["words"].language
                await visitors.meet(user_id, source=source, language=language, contact="wrote")
        return await handler(event, data)
