"""What no feature has matched: outdated buttons, and content that is no text."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from accounts.member import Member
from bot.context import BotContext
from bot.filters import PrivateChat, UserContent
from bot.screen import Screen
from bot.translate import Words
from bot.views import start as views

router = Router(name="fallback")


@router.callback_query(PrivateChat())
async def outdated_button(_query: CallbackQuery, member: Member, words: Words) -> Screen:
    """Show the current menu in place of a message from an earlier version."""
    screen = views.outdated(words, logged_in=await member.is_logged_in())
    return replace(screen, toast=words.plain("button-outdated"))


@router.callback_query()
async def private_button(_query: CallbackQuery, context: BotContext, words: Words) -> Screen:
    """Say that this is for the private chat; the message stays for the others."""
    screen = views.in_group(words, username=context.username)
    return replace(screen, toast=words.plain("in-group"), alert=True)


@router.message(PrivateChat(), UserContent())
async def no_text(_message: Message, words: Words) -> Screen:
    """Say that only texts are read."""
    return Screen(words("text-only"))
