"""Screens as messages of Telegram: sent, edited in place, or put where an old one cannot be."""

import logging
from collections.abc import Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    WebAppInfo,
)

from bot.screen import Button, Does, File, Rows, Screen

log = logging.getLogger("bot")

_SAME = "message is not modified"
_GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


class Delivery:
    """Puts screens into chats. `webapp_url` is where the buttons of the mini-app lead."""

    def __init__(self, bot: Bot, *, webapp_url: str) -> None:
        self._bot = bot
        self._webapp_url = webapp_url

    async def send(self, chat_id: int, screen: Screen) -> None:
        """Send a screen as a new message."""
        markup = self.markup(screen.rows)
        if screen.photo:
            await self._bot.send_photo(
                chat_id, _file(screen.photo), caption=screen.text, reply_markup=markup
            )
        elif screen.document:
            await self._bot.send_document(
                chat_id, _file(screen.document), caption=screen.text, reply_markup=markup
            )
        else:
            await self._bot.send_message(chat_id, screen.text, reply_markup=markup)

    async def replace(
        self, chat_id: int, old: Message | InaccessibleMessage | None, screen: Screen
    ) -> None:
        """Show a screen in place of an old message where Telegram allows it, else below."""
        if not isinstance(old, Message) or not _fits(old, screen):
            await self.send(chat_id, screen)
            return
        try:
            await self._edit(chat_id, old.message_id, screen)
        except TelegramBadRequest as error:
            if _SAME in error.message:
                return
            if not any(words in error.message for words in _GONE):
                raise
            await self.send(chat_id, screen)

    async def _edit(self, chat_id: int, message_id: int, screen: Screen) -> None:
        markup = self.markup(screen.rows)
        if screen.photo:
            media = InputMediaPhoto(media=_file(screen.photo), caption=screen.text)
            await self._bot.edit_message_media(
                media, chat_id=chat_id, message_id=message_id, reply_markup=markup
            )
        else:
            await self._bot.edit_message_text(
                screen.text, chat_id=chat_id, message_id=message_id, reply_markup=markup
            )

    def markup(self, rows: Rows) -> InlineKeyboardMarkup | None:
        """Return the buttons as Telegram takes them."""
        keyboard = [self._row(row) for row in rows]
        return InlineKeyboardMarkup(inline_keyboard=keyboard) if keyboard else None

    def _row(self, row: Sequence[Button]) -> list[InlineKeyboardButton]:
        return [self._button(button) for button in row]

    def _button(self, button: Button) -> InlineKeyboardButton:
        match button.does:
            case Does.TAP:
                return InlineKeyboardButton(text=button.label, callback_data=button.to)
            case Does.APP:
                info = WebAppInfo(url=f"{self._webapp_url}/?screen={button.to}")
                return InlineKeyboardButton(text=button.label, web_app=info)
            case Does.LINK:
                return InlineKeyboardButton(text=button.label, url=button.to)
            case Does.SHARE:
                return InlineKeyboardButton(text=button.label, switch_inline_query=button.to)


def _fits(old: Message, screen: Screen) -> bool:
    """Whether a message of the old one's kind can become this screen."""
    if screen.document:
        return False
    return bool(old.photo) if screen.photo else old.text is not None


def _file(file: File) -> BufferedInputFile:
    return BufferedInputFile(file.content, file.name)
