"""The state of the user's form, for the one router whose filters depend on it."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject


class FormStateMiddleware(BaseMiddleware):
    """Loads `raw_state` for aiogram's `StateFilter`, for texts in private chats alone."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - what the handler returns
        """Call the handler with the state."""
        if isinstance(event, Message) and event.text and event.chat.type == "private":
            data["raw_state"] = await data["state"].get_state()
        return await handler(event, data)
