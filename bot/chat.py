"""From an update to a handler and from its screen back to the chat; errors end here."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, InlineQuery, Message, User
from redis.exceptions import RedisError

from accounts.member import LoggedOutError
from accounts.preferences import nearest
from bot import errors, inline
from bot.call import Call, Desk, Handler
from bot.handlers import COMMANDS, TAPS
from bot.handlers.start import text as on_text
from bot.metrics import SECONDS
from bot.screen import Screen
from bot.sending.messages import Delivery
from bot.translate import Words, words
from bot.views import start as start_views
from bot.views.buttons import menu

log = logging.getLogger("bot")

HANDLER_SECONDS = 40.0  # what a handler may take; the answer comes on top
LATE_SECONDS = 4.0  # after which a tapped button stops turning, whatever is still being fetched
TOLD = 60_000  # ms for which the chat's own word of an ended session stands for the event's
TOAST_LIMIT = 200  # characters of a toast or alert


class Chat:
    """The handlers of updates, to be registered with aiogram's dispatcher."""

    def __init__(
        self,
        bot: Bot,
        desk: Desk,
        delivery: Delivery,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._delivery = delivery
        self._sleep = sleep

    async def message(self, message: Message) -> None:
        """Answer a command or a text."""
        user = message.from_user
        if user is None or user.is_bot or message.via_bot is not None:
            return
        name, arg = command_of(message.text or "", self._desk.username)
        if message.chat.type != "private":
            if name in COMMANDS:
                await self._reply_in_group(message, user)
            return
        handler = COMMANDS.get(name, on_text)
        call = Call(
            desk=self._desk,
            member=self._desk.services.member(user.id),
            first_name=user.first_name,
            words=await self._words(user),
            arg=arg if name in COMMANDS else message.text or "",
            remove=lambda: self._remove(message),
        )
        again = f"{name}:{arg}" if name in COMMANDS and name != "start" else "help"
        screen = await self._run(handler, call, again=again, what=name or "text")
        await _quietly(self._delivery.send(message.chat.id, screen))

    async def tap(self, query: CallbackQuery) -> None:
        """Answer a tapped button: always the query itself, and the message under it."""
        late = asyncio.create_task(self._answer_late(query))
        try:
            screen = await self._tapped(query)
            await _quietly(self._settle(query, late, screen))
        finally:
            if late.cancel():
                await asyncio.wait([late])
                await self._answer(query)

    async def inline(self, query: InlineQuery) -> None:
        """Answer an inline query."""
        call = Call(
            desk=self._desk,
            member=self._desk.services.member(query.from_user.id),
            first_name=query.from_user.first_name,
            words=await self._words(query.from_user),
            arg=query.query,
        )
        began = time.perf_counter()
        await _quietly(inline.answer(self._bot, query.id, call))
        SECONDS.labels("inline").observe(time.perf_counter() - began)

    async def _tapped(self, query: CallbackQuery) -> Screen:
        name, _, arg = (query.data or "").partition(":")
        words_ = await self._words(query.from_user)
        handler = TAPS.get(name)
        if handler is None or (query.message and query.message.chat.type != "private"):
            return Screen(words_("error-old-button"), menu(words_))
        member = self._desk.services.member(query.from_user.id)
        call = Call(self._desk, member, query.from_user.first_name, words_, arg)
        return await self._run(handler, call, again=query.data or "", what=name)

    async def _settle(self, query: CallbackQuery, late: asyncio.Task[None], screen: Screen) -> None:
        """Answer the query if that has not happened yet, then show the screen."""
        told = False
        if late.cancel():
            await asyncio.wait([late])
            told = await self._answer(query, screen.toast[:TOAST_LIMIT], alert=screen.alert)
        if not screen.alert:
            await self._delivery.replace(query.from_user.id, query.message, screen)
        elif not told:
            await self._delivery.send(query.from_user.id, screen)

    async def _run(self, handler: Handler, call: Call, *, again: str, what: str) -> Screen:
        """Return the handler's screen, or one that explains why there is none."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                return await handler(call)
        except Exception as error:  # noqa: BLE001 - the one place where errors become answers
            if isinstance(error, LoggedOutError):
                await self._told_expired(call.user_id)
            return errors.explain(error, call.words, again=_fitting(again))
        finally:
            SECONDS.labels(what if what in TAPS else "text").observe(time.perf_counter() - began)

    async def _words(self, user: User) -> Words:
        """Return the user's words; where they cannot be read, those of Telegram's language."""
        try:
            language = await self._desk.services.preferences.language(user.id, user.language_code)
        except Exception as error:  # noqa: BLE001 - whoever writes is answered in some language
            log.warning("the language is not known: %s", type(error).__name__)
            language = nearest(user.language_code)
        return words(language)

    async def _told_expired(self, user_id: int) -> None:
        """Remember that the user is told right now, so that the event is not told as well."""
        try:
            await self._desk.services.redis.set(told_key(self._desk, user_id), b"1", px=TOLD)
        except RedisError as error:
            log.warning("an ended session may be told twice: %s", type(error).__name__)

    async def _answer_late(self, query: CallbackQuery) -> None:
        await self._sleep(LATE_SECONDS)
        await self._answer(query)

    async def _answer(self, query: CallbackQuery, text: str = "", *, alert: bool = False) -> bool:
        """Answer a query; False if that is not possible any more."""
        try:
            return await self._bot.answer_callback_query(query.id, text=text, show_alert=alert)
        except TelegramBadRequest as error:
            log.info("a button was not answered: %s", error.message)  # too old: after an outage
        except AiogramError as error:
            log.warning("a button was not answered: %s", type(error).__name__)
        return False

    async def _reply_in_group(self, message: Message, user: User) -> None:
        screen = start_views.in_group(await self._words(user), username=self._desk.username)
        await _quietly(self._delivery.send(message.chat.id, screen))

    async def _remove(self, message: Message) -> None:
        try:
            await self._bot.delete_message(message.chat.id, message.message_id)
        except AiogramError as error:
            log.warning("a message with a secret was not removed: %s", type(error).__name__)


def command_of(text: str, username: str) -> tuple[str, str]:
    """Split `/name@bot argument`; the name is empty for no command or another bot's."""
    if not text.startswith("/"):
        return "", text
    head, _, arg = text[1:].partition(" ")
    name, _, bot = head.partition("@")
    if bot and bot.lower() != username.lower():
        return "", text
    return name.lower(), arg.strip()


def told_key(desk: Desk, user_id: int) -> str:
    """Where it is kept that the chat itself has just told of an ended session."""
    return f"{desk.services.namespace}:told-expired:{user_id}"


async def _quietly(sending: Awaitable[None]) -> None:
    """Await, taking no notice of a user who has blocked the bot or deleted the account."""
    try:
        await sending
    except TelegramForbiddenError as error:
        log.info("not delivered: %s", error.message)


def _fitting(data: str) -> str:
    """Return callback data that Telegram takes: at most 64 bytes, else without its argument."""
    return data if len(data.encode()) <= 64 else data.partition(":")[0][:64]
