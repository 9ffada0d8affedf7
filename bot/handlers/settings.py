"""Settings, logging out, deletion of the user's data."""

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from accounts.member import Member
from accounts.preferences import LANGUAGES
from bot.callbacks import Cancel, ChooseLanguage, Confirm
from bot.commands import command
from bot.filters import PrivateChat
from bot.handlers.start import privacy_of
from bot.menu_button import set_menu_button
from bot.screen import Screen
from bot.states import close_form
from bot.translate import Words
from bot.translate import words as words_of
from bot.views import settings as views
from services import Services

router = Router(name="settings")
router.message.filter(PrivateChat())
router.callback_query.filter(PrivateChat())


@command(router, "settings")
async def settings(
    _event: TelegramObject, member: Member, services: Services, words: Words
) -> Screen:
    """Show the settings."""
    return await _settings(member, services, words)


async def _settings(member: Member, services: Services, words: Words) -> Screen:
    session = await member.session_or_none()
    recovery = await services.recovery.state(member.user_id, session) if session else None
    return views.settings(
        words, logged_in=session is not None, can_recover=recovery in {"needed", "declined"}
    )


@router.callback_query(ChooseLanguage.filter(F.code.in_(LANGUAGES)))
async def choose_language(
    _query: CallbackQuery,
    bot: Bot,
    member: Member,
    services: Services,
    callback_data: ChooseLanguage,
) -> Screen:
    """Keep the chosen language and show the settings in it; the menu button as well."""
    await services.preferences.choose(member.user_id, callback_data.code)
    await services.visitors.set_language(member.user_id, callback_data.code)
    url = services.settings.webapp_url
    await set_menu_button(bot, member.user_id, callback_data.code, webapp_url=url)
    chosen = words_of(callback_data.code)
    screen = await _settings(member, services, chosen)
    return replace(screen, toast=chosen.plain("language-toast"))


@command(router, "logout")
async def logout(_event: TelegramObject, member: Member, words: Words, state: FSMContext) -> Screen:
    """Ask before logging out."""
    await close_form(state)
    if not await member.is_logged_in():
        return views.nobody_logged_in(words)
    return views.ask_logout(words)


@router.callback_query(Confirm.filter(F.action == "logout"))
async def log_out(_query: CallbackQuery, member: Member, words: Words, state: FSMContext) -> Screen:
    """Log out; a repeated tap finds it done. The answer replaces the notification."""
    await state.clear()
    await member.log_out(notify=False)
    return views.logged_out(words)


@command(router, "delete_me")
async def delete_me(
    _event: TelegramObject, words: Words, state: FSMContext, argument: str
) -> Screen:
    """Say what would be deleted; `argument` is the screen that this was asked from."""
    await close_form(state)
    return views.ask_delete(words, back="privacy" if argument == "privacy" else "settings")


@router.callback_query(Confirm.filter(F.action == "delete"))
async def delete(_query: CallbackQuery, member: Member, words: Words) -> Screen:
    """Delete everything; a repeated tap finds nothing and says the same."""
    await member.erase()
    return views.deleted(words)


@command(router, "cancel")
async def cancel(_event: TelegramObject, words: Words, state: FSMContext) -> Screen:
    """Close the open form, if any."""
    is_open = await state.get_state() is not None
    await close_form(state)
    return views.cancelled(words, something=is_open)


@router.callback_query(Cancel.filter(F.back == "settings"))
async def back_to_settings(
    _query: CallbackQuery, member: Member, services: Services, words: Words
) -> Screen:
    """Change nothing and show the settings again."""
    return replace(await _settings(member, services, words), toast=words.plain("cancel-done"))


@router.callback_query(Cancel.filter(F.back == "privacy"))
async def back_to_privacy(_query: CallbackQuery, services: Services, words: Words) -> Screen:
    """Change nothing and show the privacy text again."""
    screen = privacy_of(words, services.settings)
    return replace(screen, toast=words.plain("cancel-done"))
