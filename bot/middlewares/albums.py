"""Albums: Telegram sends each part as a message of its own."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject

_REMEMBERED = 1000  # albums


class AlbumMiddleware(BaseMiddleware):
    """Lets the first part of an album through, and of the others only a command in a caption."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[int, str], None] = OrderedDict()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - what the handler returns
        """Call the handler, or drop the message."""
        if isinstance(event, Message) and event.media_group_id and self._is_known(event):
            return None
        return await handler(event, data)

    def _is_known(self, message: Message) -> bool:
        album = (message.chat.id, message.media_group_id or "")
        known = album in self._seen and not (message.caption or "").startswith("/")
        self._seen[album] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return known
