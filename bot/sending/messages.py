"""Screens as messages of Telegram: sent, or edited in place where Telegram allows it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat
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

SAME = "message is not modified"
GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


@dataclass(frozen=True)
class Target:
    """A chat, and the forum topic in it if there is one."""

    chat_id: int
    thread_id: int | None = None

    @property
    def private(self) -> bool:
        """Whether this is the chat with one user; groups have negative ids."""
        return self.chat_id > 0


class Delivery:
    """Sends and edits screens. `webapp_url` is the address of the mini-app for its buttons."""

    def __init__(self, bot: Bot, *, webapp_url: str) -> None:
        self._bot = bot
        self._webapp_url = webapp_url

    async def send(self, target: Target, screen: Screen) -> None:
        """Send a screen as a new message, also where a group has become a supergroup."""
        try:
            await self._send(target, screen)
        except TelegramMigrateToChat as moved:
            await self._send(replace(target, chat_id=moved.migrate_to_chat_id), screen)

    async def _send(self, target: Target, screen: Screen) -> None:
        chat_id, thread = target.chat_id, target.thread_id
        markup = self.markup(screen.rows, private=target.private)
        if screen.photo:
            await self._bot.send_photo(
                chat_id,
                _file(screen.photo),
                caption=screen.text,
                reply_markup=markup,
                message_thread_id=thread,
            )
        elif screen.document:
            await self._bot.send_document(
                chat_id,
                _file(screen.document),
                caption=screen.text,
                reply_markup=markup,
                message_thread_id=thread,
            )
        else:
            await self._bot.send_message(
                chat_id, screen.text, reply_markup=markup, message_thread_id=thread
            )

    async def replace(
        self, target: Target, old: Message | InaccessibleMessage | None, screen: Screen
    ) -> None:
        """Show a screen in place of an old message where Telegram allows it, else below."""
        if not isinstance(old, Message) or not _fits(old, screen):
            await self.send(target, screen)
            return
        try:
            await self._edit(target, old.message_id, screen)
        except TelegramBadRequest as error:
            if SAME in error.message:
                return
            if not any(words in error.message for words in GONE):
                raise
            await self.send(target, screen)

    async def _edit(self, target: Target, message_id: int, screen: Screen) -> None:
        chat_id, markup = target.chat_id, self.markup(screen.rows, private=target.private)
        if screen.photo:
            media = InputMediaPhoto(media=_file(screen.photo), caption=screen.text)
            await self._bot.edit_message_media(
                media, chat_id=chat_id, message_id=message_id, reply_markup=markup
            )
        else:
            await self._bot.edit_message_text(
                screen.text, chat_id=chat_id, message_id=message_id, reply_markup=markup
            )

    def markup(self, rows: Rows, *, private: bool = True) -> InlineKeyboardMarkup | None:
        """Return the buttons; Telegram refuses those that open a mini-app outside private chats."""
        shown = [
            [button for button in row if private or button.does is not Does.APP] for row in rows
        ]
        keyboard = [self._row(row) for row in shown if row]
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
