"""Connects the bot: services, Telegram, updates, notifications, server; opens and closes it."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from aiohttp import web
from redis.exceptions import AuthenticationError, RedisError
from yarl import URL

from accounts.events import Events
from bot.call import Desk
from bot.charts import Charts
from bot.chat import Chat
from bot.forms import Forms
from bot.notifier import Notifier
from bot.profile import set_profile
from bot.sending.json_session import JsonSession
from bot.sending.messages import Delivery
from bot.sending.rate_limits import RateLimits, Rates
from bot.server import make_app
from bot.updates.claims import Claims
from bot.updates.poller import Poller
from bot.updates.queue import UpdateQueue
from runtime.settings import Settings, SettingsError
from services import Services

log = logging.getLogger("bot")

R = TypeVar("R")

FINISH_SECONDS = 20.0  # what handlers under way get to finish when we are told to stop
TELEGRAM_SECONDS = 15.0  # what one call of the Bot API may take
WEBHOOK_CONNECTIONS = 100  # Telegram's most: a slow chat keeps its connection


@dataclass(frozen=True)
class Running:
    """A bot that is connected and works; `address` is where its server listens, if it does."""

    bot: Bot
    intake: UpdateQueue
    desk: Desk
    address: str | None


@asynccontextmanager
async def run_bot(
    services: Services,
    *,
    rates: Rates | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[Running]:
    """Run the bot over an open services until the block ends; then finish what runs and close.

    Raises SettingsError where Telegram does not know the token.
    """
    settings = services.settings
    await _until_answered(services.redis.ping, sleep)
    async with _telegram(settings) as bot:
        own = f"{services.namespace}:bot:{bot.id}"
        bot.session.middleware(RateLimits(services.redis, namespace=own, rates=rates, sleep=sleep))
        me = await _until_answered(bot.get_me, sleep)
        desk = Desk(
            services=services,
            forms=Forms(services.redis, namespace=services.namespace),
            charts=Charts(),
            username=me.username or "",
        )
        delivery = Delivery(bot, webapp_url=settings.webapp_url)
        dispatcher = _dispatcher(Chat(bot, desk, delivery, sleep=sleep))
        claims = Claims(services.redis, namespace=own)
        intake = UpdateQueue(
            claims=claims,
            parse=lambda raw: _parse(bot, raw),
            handle=lambda update: _feed(dispatcher, bot, update),
            sleep=sleep,
        )
        events = Events(services.redis, stream=services.sessions.events, group="chat")
        teller = Notifier(events, desk, delivery, sleep=sleep)
        async with claims.open(), _background(bot, settings, teller):
            allowed = sorted(dispatcher.resolve_used_update_types())
            async with _updates(services, bot, intake, allowed, sleep) as address:
                yield Running(bot, intake, desk, address)


@asynccontextmanager
async def _telegram(settings: Settings) -> AsyncIterator[Bot]:
    api = TelegramAPIServer.from_base(settings.telegram_api_url)
    session = JsonSession(api=api, timeout=TELEGRAM_SECONDS)
    defaults = DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)
    bot = Bot(settings.bot_token.get_secret_value(), session=session, default=defaults)
    try:
        yield bot
    finally:
        await session.close()


async def _until_answered(
    ask: Callable[[], Awaitable[R]], sleep: Callable[[float], Awaitable[None]]
) -> R:
    """Ask Telegram or Redis at the start, waiting for one that does not answer yet."""
    while True:
        try:
            return await ask()
        except AuthenticationError:
            raise  # no waiting mends a wrong password
        except RedisError as error:
            log.warning("Redis (REDIS_URL) does not answer: %s; waiting", type(error).__name__)
            await sleep(2)
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise SettingsError("Telegram does not know this BOT_TOKEN.") from None
        except TelegramBadRequest as error:
            raise SettingsError(f"Telegram refuses: {error.message}") from None
        except AiogramError as error:
            log.warning("Telegram does not answer: %s", type(error).__name__)
            await sleep(2)


def _dispatcher(chat: Chat) -> Dispatcher:
    # No states: the bot's one form is read where a text comes that is no command, so that no
    # other update pays for it.
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.message.register(chat.message)
    dispatcher.callback_query.register(chat.tap)
    dispatcher.inline_query.register(chat.inline)
    return dispatcher


def _parse(bot: Bot, raw: dict[str, Any]) -> Update:
    """Read an update for this bot. Raises for one of a kind that aiogram does not know."""
    update = Update.model_validate(raw, context={"bot": bot})
    _ = update.event_type
    return update


async def _feed(dispatcher: Dispatcher, bot: Bot, update: Update) -> None:
    await dispatcher.feed_update(bot, update)


@asynccontextmanager
async def _background(bot: Bot, settings: Settings, teller: Notifier) -> AsyncIterator[None]:
    """Set the profile and tell the news beside the updates."""
    stop = asyncio.Event()
    profile = asyncio.create_task(set_profile(bot, webapp_url=settings.webapp_url))
    telling = asyncio.create_task(teller.run(stop))
    try:
        yield
    finally:
        stop.set()
        profile.cancel()
        _, late = await asyncio.wait({profile, telling}, timeout=FINISH_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(profile, telling, return_exceptions=True)


@asynccontextmanager
async def _updates(
    services: Services,
    bot: Bot,
    intake: UpdateQueue,
    allowed: list[str],
    sleep: Callable[[float], Awaitable[None]],
) -> AsyncIterator[str | None]:
    """Take updates in the way that the settings say, until the block ends."""
    settings = services.settings
    if settings.bot_mode == "webhook":
        async with _webhook(services, bot, intake, allowed, sleep) as address:
            yield address
        return
    async with _served(settings, make_app(ready=services.redis.ping), intake=None) as address:
        poller = Poller(bot, intake, allowed=allowed, sleep=sleep)
        stop = asyncio.Event()
        await _until_answered(bot.delete_webhook, sleep)  # polling and a webhook exclude each other
        polling = asyncio.create_task(poller.run(stop))
        try:
            yield address
        finally:
            stop.set()
            await asyncio.wait([polling])
            await intake.stop(within=FINISH_SECONDS)
            await poller.confirm()
            polling.result()


@asynccontextmanager
async def _webhook(
    services: Services,
    bot: Bot,
    intake: UpdateQueue,
    allowed: list[str],
    sleep: Callable[[float], Awaitable[None]],
) -> AsyncIterator[str | None]:
    settings = services.settings
    if settings.webhook_url is None or settings.webhook_secret is None:
        raise SettingsError("BOT_MODE=webhook also needs WEBHOOK_URL and WEBHOOK_SECRET")
    secret = settings.webhook_secret.get_secret_value()
    path = URL(settings.webhook_url).path
    app = make_app(ready=services.redis.ping, webhook=(path, secret.encode(), intake))
    async with _served(settings, app, intake=intake) as address:
        url = settings.webhook_url
        await _until_answered(lambda: _set_webhook(services, bot, url, secret, allowed), sleep)
        yield address


async def _set_webhook(
    services: Services, bot: Bot, url: str, secret: str, allowed: list[str]
) -> None:
    """Tell Telegram where to call, only if that is not what it does already."""
    wanted = hashlib.sha256(" ".join([url, secret, *allowed]).encode()).hexdigest()
    key = f"{services.sessions.events}:webhook:{bot.id}"  # Telegram does not tell the secret back
    known = await services.redis.get(key)
    if known == wanted.encode() and (await bot.get_webhook_info()).url == url:
        return
    await bot.set_webhook(
        url,
        secret_token=secret,
        allowed_updates=allowed,
        max_connections=WEBHOOK_CONNECTIONS,
        drop_pending_updates=False,
    )
    await services.redis.set(key, wanted)


@asynccontextmanager
async def _served(
    settings: Settings, app: web.Application, *, intake: UpdateQueue | None
) -> AsyncIterator[str | None]:
    """Serve where the settings name a port; calls under way are finished at the end."""
    if settings.bot_port is None:
        yield None
        return
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=FINISH_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.bot_host, settings.bot_port)
        await site.start()
        host, port = runner.addresses[0][:2]
        log.info("listening on %s:%s", host, port)
        yield f"http://{host}:{port}"
        await site.stop()
        if intake is not None:
            await intake.stop(within=FINISH_SECONDS)
    finally:
        await runner.cleanup()
