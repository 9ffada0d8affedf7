"""Questions of members about payments and orders, and whom to ask about anything else."""

from dataclasses import replace
from uuid import UUID

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, TelegramObject

from accounts.member import Member
from bot.callbacks import Ask, Cancel
from bot.commands import command
from bot.filters import PrivateChat
from bot.screen import Screen
from bot.states import AskSupport, close_form
from bot.translate import Words
from bot.views import start as start_views
from bot.views import support as views
from bot.views.orders import missing
from orders import cases
from orders.buying import Buying
from orders.models import Order
from orders.rules import OrderMissingError
from services import Services

router = Router(name="support")
router.message.filter(PrivateChat())
router.callback_query.filter(PrivateChat())


@command(router, "support", selling=True)
async def support(_event: TelegramObject, services: Services, words: Words) -> Screen:
    """Say who helps."""
    settings = services.settings
    return views.support(words, settings.support_contact, sells=settings.sell_stars)


@command(router, "paysupport")
async def paysupport(
    _event: TelegramObject, member: Member, services: Services, words: Words, state: FSMContext
) -> Screen:
    """Open the dialogue about an order; say that nothing is sold where that is so."""
    await close_form(state)
    found = await services.buying.list_of(member.user_id) if services.buying else []
    contact = services.settings.support_contact
    if not found and not services.settings.sell_stars:
        return start_views.paysupport(words, contact=contact)
    return views.paysupport(words, found, contact=contact)


@router.callback_query(Cancel.filter(F.back == "paysupport"))
async def cancel_question(
    query: CallbackQuery, member: Member, services: Services, words: Words, state: FSMContext
) -> Screen:
    """Close the form and show the beginning of the dialogue again."""
    screen = await paysupport(query, member, services, words, state)
    return replace(screen, toast=words.plain("cancel-done"))


@router.callback_query(Ask.filter())
async def begin_question(
    _query: CallbackQuery,
    *,
    member: Member,
    services: Services,
    words: Words,
    state: FSMContext,
    callback_data: Ask,
) -> Screen:
    """Open the form for the text of a question, or of a reply to an answer."""
    if services.buying is None:
        return missing(words)
    try:
        order = await _order(services.buying, member, callback_data.order)
    except (OrderMissingError, ValueError):
        return missing(words)
    await close_form(state)
    await state.set_state(AskSupport.question)
    await state.update_data(about=callback_data.order)
    return views.ask_question(words, order)


async def take_question(
    member: Member, services: Services, words: Words, state: FSMContext, text: str
) -> Screen:
    """Open a case with the text, or add it to the open one."""
    buying, about = services.buying, (await state.get_data()).get("about", "")
    if buying is None:
        return missing(words)
    order = await _order(buying, member, about)
    try:
        async with buying.orders.transaction() as connection:
            case = await cases.ask(
                connection,
                order_id=order.id if order else None,
                user_id=member.user_id,
                text=text,
                now=services.time.now(),
            )
    except cases.TooManyQuestionsError:
        await close_form(state)
        return views.too_many(words)
    # The form is closed only afterwards: where the database is away, the text can be sent again.
    await close_form(state)
    return views.asked(words, case, order)


async def _order(buying: Buying, member: Member, digits: str) -> Order | None:
    """Return the member's order that a question is about, if it is about one."""
    return (await buying.find(member.user_id, UUID(digits))).order if digits else None
