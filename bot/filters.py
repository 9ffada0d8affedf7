"""Filters of our own: plain classes, each a fraction of a magic filter's time.

In aiogram 3.31 a filter that returns an awaitable unawaited counts as true, and a filter inside
`and_f` does not see what an earlier one has returned; `tests/bot/test_routers.py` excludes both.
"""

from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import Chat, Message, TelegramObject

# What people send, as opposed to what Telegram reports (pins, timers, members, payments, topics).
_CONTENT = frozenset(
    {
        ContentType.ANIMATION, ContentType.AUDIO, ContentType.CHECKLIST, ContentType.CONTACT,
        ContentType.DICE, ContentType.DOCUMENT, ContentType.GAME, ContentType.LIVE_PHOTO,
        ContentType.LOCATION, ContentType.PAID_MEDIA, ContentType.PHOTO, ContentType.POLL,
        ContentType.RICH_MESSAGE, ContentType.STICKER, ContentType.STORY, ContentType.VENUE,
        ContentType.VIDEO, ContentType.VIDEO_NOTE, ContentType.VOICE,
    }
)  # fmt: skip


class PrivateChat(Filter):
    """Matches what comes from the chat of one user with the bot."""

    async def __call__(self, _event: TelegramObject, event_chat: Chat | None = None) -> bool:
        """Match by the chat; a button under an inline message has none."""
        return event_chat is not None and event_chat.type == "private"


class HasText(Filter):
    """Matches messages of text."""

    async def __call__(self, message: Message) -> bool:
        """Match by the kind of content."""
        return message.text is not None


class UserContent(Filter):
    """Matches what people send that is no text; not what Telegram itself reports in a chat."""

    async def __call__(self, message: Message) -> bool:
        """Match by the kind of content."""
        return message.content_type in _CONTENT
