"""Composes the bot: Telegram, handlers, updates, notifications, server; opens and closes it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update

from accounts.events import Events
from bot.charts import Charts
from bot.context import BotContext
from bot.dispatcher import dispatcher
from bot.middlewares.throttling import OVERFLOW, Throttle
from bot.notifier import Notifier
from bot.profile import set_profile
from bot.sending.late_replies import LateReplies
from bot.sending.messages import Delivery
from bot.sending.rate_limits import PATIENCE, RateLimits, Rates
from bot.sending.telegram import open_telegram
from bot.startup import until_answered
from bot.states import storage
from bot.updates.claims import Claims
from bot.updates.queue import UpdateQueue
from bot.updates.transport import FINISH_SECONDS, receive_updates
from bot.user_flags import UserFlags
from services import Services


@dataclass(frozen=True)
class Running:
    """A bot that is connected and works; `address` is where its server listens, if it does."""

    bot: Bot
    queue: UpdateQueue
    context: BotContext
    address: str | None


@asynccontextmanager
async def run_bot(
    services: Services, *, rates: Rates | None = None, throttle: Throttle | None = None
) -> AsyncIterator[Running]:
    """Run the bot over open services until the block ends; then finish what runs and close.

    Raises SettingsError where Telegram does not know the token.
    """
    sleep = services.time.sleep
    await until_answered(services.redis.ping, sleep)
    async with open_telegram(services.settings) as bot:
        own = f"{services.namespace}:bot:{bot.id}"
        limits = RateLimits(
            services.redis,
            namespace=own,
            rates=rates,
            patience=PATIENCE,
            sleep=sleep,
            now=services.time.now,
        )
        bot.session.middleware(limits)
        me = await until_answered(bot.get_me, sleep)
        context = _context(services, bot, me.username or "", throttle)
        claims = Claims(services.redis, namespace=own)
        queue = UpdateQueue(
            claims=claims,
            parse=lambda raw: _parse(bot, raw),
            handle=lambda update: _feed(dispatcher(), bot, context, update),
            warn=lambda update: _warn(dispatcher(), bot, context, update),
            sleep=sleep,
            monotonic=services.time.monotonic,
        )
        async with claims.open(), _background(bot, context):
            allowed = dispatcher().resolve_used_update_types()
            async with receive_updates(services, bot, queue, allowed) as address:
                yield Running(bot, queue, context, address)


def _context(services: Services, bot: Bot, username: str, throttle: Throttle | None) -> BotContext:
    redis, namespace = services.redis, services.namespace
    return BotContext(
        services=services,
        storage=storage(redis, namespace=namespace),
        flags=UserFlags(redis, namespace=namespace),
        throttle=throttle or Throttle(monotonic=services.time.monotonic),
        charts=Charts(),
        delivery=Delivery(bot, webapp_url=services.settings.webapp_url),
        late=LateReplies(sleep=services.time.sleep),
        username=username,
    )


def _parse(bot: Bot, raw: dict[str, Any]) -> Update:
    """Read an update for this bot. Raises for one of a kind that aiogram does not know."""
    update = Update.model_validate(raw, context={"bot": bot})
    _ = update.event_type
    return update


async def _feed(shared: Dispatcher, bot: Bot, context: BotContext, update: Update) -> None:
    await shared.feed_update(bot, update, context=context)


async def _warn(shared: Dispatcher, bot: Bot, context: BotContext, update: Update) -> None:
    """Warn the user who sent a dropped update, in the language and place of an answer to it."""
    if update.message or update.callback_query:
        await shared.feed_update(bot, update, context=context, **{OVERFLOW: True})


@asynccontextmanager
async def _background(bot: Bot, context: BotContext) -> AsyncIterator[None]:
    """Set the profile, and send notifications, beside the updates."""
    services = context.services
    events = Events(
        services.redis,
        stream=services.sessions.events,
        group="chat",
        now=services.time.now,
    )
    notifier = Notifier(events, context, bot)
    stop = asyncio.Event()
    settings = services.settings
    profile = asyncio.create_task(
        set_profile(bot, webapp_url=settings.webapp_url, selling=settings.sell_stars)
    )
    notifying = asyncio.create_task(notifier.run(stop))
    try:
        yield
    finally:
        stop.set()
        profile.cancel()
        _, late = await asyncio.wait({profile, notifying}, timeout=FINISH_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(profile, notifying, return_exceptions=True)
        await context.late.close()
