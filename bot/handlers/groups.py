"""Commands in a group that only the private chat has."""

from aiogram import Router
from aiogram.filters import CommandObject, Filter
from aiogram.types import Message

from bot.context import BotContext
from bot.screen import Screen
from bot.translate import Words
from bot.views import start as views

router = Router(name="groups")


class AddressedToBot(Filter):
    """Matches `/name@bot`; a command without a name is left to the group's other bots."""

    async def __call__(self, _message: Message, command: CommandObject) -> bool:
        """Match by the command that the parent router has parsed."""
        return command.mentioned


@router.message(AddressedToBot())
async def write_in_private(_message: Message, context: BotContext, words: Words) -> Screen:
    """Say that this is for the private chat."""
    return views.in_group(words, username=context.username)
