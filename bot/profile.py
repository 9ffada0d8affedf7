"""The bot's commands, descriptions and menu button, per language, set only where they differ."""

import asyncio
import logging
from collections.abc import Awaitable

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    MenuButtonWebApp,
)

from accounts.preferences import LANGUAGES
from bot.handlers import COMMANDS
from bot.menu_button import menu_button
from bot.translate import Words, words

log = logging.getLogger("bot")

_SCOPE = BotCommandScopeAllPrivateChats()


async def set_profile(bot: Bot, *, webapp_url: str, selling: bool = False) -> int:
    """Set the profile from the locales; return how many parts were changed.

    `selling` adds the commands that are about what is sold.

    A part that Telegram refuses is logged and left as it is: the bot works without it.
    """
    parts = [_menu_button(bot, webapp_url)]
    for number, language in enumerate(LANGUAGES):
        # Telegram's empty code is for every language without texts of its own.
        code, spoken = language if number else "", words(language)
        parts += [
            _commands(bot, spoken, code, selling=selling),
            _description(bot, spoken, code),
            _short_description(bot, spoken, code),
        ]
    return sum(await asyncio.gather(*map(_lenient, parts)))


async def _lenient(part: Awaitable[bool]) -> bool:
    try:
        return await part
    except AiogramError as error:
        log.warning("a part of the profile was not set: %s", type(error).__name__)
        return False


async def _commands(bot: Bot, spoken: Words, code: str, *, selling: bool) -> bool:
    shown = [one for one in COMMANDS if one.is_shown(selling=selling)]
    wanted = {one.name: spoken.plain(one.description) for one in shown}
    now = await bot.get_my_commands(scope=_SCOPE, language_code=code)
    if [(one.command, one.description) for one in now] == list(wanted.items()):
        return False
    commands = [BotCommand(command=name, description=text) for name, text in wanted.items()]
    return await bot.set_my_commands(commands, scope=_SCOPE, language_code=code)


async def _description(bot: Bot, spoken: Words, code: str) -> bool:
    wanted = spoken.plain("profile-description")
    if (await bot.get_my_description(language_code=code)).description == wanted:
        return False
    return await bot.set_my_description(wanted, language_code=code)


async def _short_description(bot: Bot, spoken: Words, code: str) -> bool:
    wanted = spoken.plain("profile-short")
    if (await bot.get_my_short_description(language_code=code)).short_description == wanted:
        return False
    return await bot.set_my_short_description(wanted, language_code=code)


async def _menu_button(bot: Bot, webapp_url: str) -> bool:
    now, wanted = await bot.get_chat_menu_button(), menu_button(LANGUAGES[0], webapp_url)
    text, url = wanted.text, wanted.web_app.url
    if isinstance(now, MenuButtonWebApp) and (now.text, now.web_app.url) == (text, url):
        return False
    return await bot.set_chat_menu_button(menu_button=wanted)
