"""The first message, login, help, and what Telegram's rules ask a bot to say."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject, User

from accounts.links import LINK_PREFIX
from accounts.login_errors import LinkError, LoginError
from accounts.member import Member
from bot.callbacks import Begin
from bot.commands import CommandInfo, command
from bot.context import BotContext
from bot.filters import PrivateChat
from bot.handlers.portfolio import show_status
from bot.screen import Screen
from bot.states import close_form
from bot.translate import Words
from bot.views import settings as settings_views
from bot.views import start as views
from runtime.settings import Settings
from services import Services

router = Router(name="start")
router.message.filter(PrivateChat())
router.callback_query.filter(PrivateChat())


@command(router, "start", listed=False)
async def start(
    _event: TelegramObject,
    *,
    event_from_user: User,
    member: Member,
    context: BotContext,
    words: Words,
    state: FSMContext,
    argument: str,
) -> Screen:
    """Show the portfolio to who is logged in, the first step to everybody else.

    Who comes by an operator's link is offered to start as the user that it names.
    """
    await context.flags.set_reachable(event_from_user.id)
    await close_form(state)
    if argument.startswith(LINK_PREFIX):
        return await _link(member, context.services, words, argument)
    if not await member.is_logged_in():
        ways = context.services.settings.ways_offered
        return views.start(words, name=event_from_user.first_name, ways=ways)
    return views.with_menu(words, await show_status(member, context.services, words))


async def _link(member: Member, services: Services, words: Words, parameter: str) -> Screen:
    try:
        await services.start.link(member.user_id, parameter)
    except LinkError as error:
        return views.link_refused(words, error.reason)
    return views.linked(words)


@command(router, "login", deep_link=True)
async def login(_event: TelegramObject, member: Member, services: Services, words: Words) -> Screen:
    """Offer the ways to log in."""
    session, ways = await member.session_or_none(), services.settings.ways_offered
    if session is None:
        return views.login(words, logged_in=None, ways=ways)
    # Who has a wallet needs to add none, whichever way the last login was.
    return views.login(words, logged_in="wallet" if session.wallet else session.way, ways=ways)


@router.callback_query(Begin.filter())
async def begin(
    _query: CallbackQuery,
    *,
    member: Member,
    context: BotContext,
    words: Words,
    callback_data: Begin,
) -> Screen:
    """Log in without a wallet, as the user who has tapped the button; show the menu."""
    user_id, switch = member.user_id, callback_data.switch
    try:
        session = await context.services.start.log_in(user_id, switch=switch, notify=False)
    except LoginError as error:
        if error.reason != "other_account":
            raise
        return views.ask_switch(words)
    target = await context.flags.target(user_id)
    await context.flags.forget_target(user_id)
    return settings_views.logged_in(words, session.wallet, target=target)


@command(router, "help")
async def help_(
    _event: TelegramObject,
    member: Member,
    services: Services,
    words: Words,
    commands: tuple[CommandInfo, ...],
) -> Screen:
    """List the commands."""
    selling, logged_in = services.settings.sell_stars, await member.is_logged_in()
    return views.help_(words, commands, logged_in=logged_in, selling=selling)


def privacy_of(words: Words, settings: Settings) -> Screen:
    """Return the privacy text with what the operator has set."""
    return views.privacy(
        words,
        url=settings.privacy_url,
        days=settings.dispute_days,
        years=settings.retention_years,
    )


@command(router, "privacy")
async def privacy(_event: TelegramObject, services: Services, words: Words) -> Screen:
    """Say which data is kept."""
    return privacy_of(words, services.settings)
