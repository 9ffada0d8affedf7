"""The button beside the text field of a private chat, in the language that its user has chosen."""

import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import MenuButtonWebApp, WebAppInfo

from bot.translate import words

log = logging.getLogger("bot")


def menu_button(language: str, webapp_url: str) -> MenuButtonWebApp:
    """Return the button that opens the mini-app."""
    text = words(language).plain("profile-menu")
    return MenuButtonWebApp(text=text, web_app=WebAppInfo(url=f"{webapp_url}/"))


async def set_menu_button(bot: Bot, chat_id: int, language: str, *, webapp_url: str) -> None:
    """Set it for one private chat; the one of all chats cannot differ by language.

    Where Telegram refuses, that is logged and the button stays as it is.
    """
    try:
        await bot.set_chat_menu_button(
            chat_id=chat_id, menu_button=menu_button(language, webapp_url)
        )
    except AiogramError as error:
        log.warning("the menu button was not set: %s", type(error).__name__)
