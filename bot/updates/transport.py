"""How updates reach the queue: by long polling or by a webhook, as the settings say."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot
from aiohttp import web
from yarl import URL

from bot.server import make_app
from bot.startup import until_answered
from bot.updates.parked import Parked
from bot.updates.poller import Poller
from bot.updates.queue import UpdateQueue
from runtime.settings import Settings, SettingsError
from services import Services

log = logging.getLogger("bot")

FINISH_SECONDS = 20.0  # what running handlers get to finish when the process stops
WEBHOOK_CONNECTIONS = 100  # Telegram's most: a slow chat keeps its connection


@asynccontextmanager
async def receive_updates(
    services: Services, bot: Bot, queue: UpdateQueue, allowed: list[str]
) -> AsyncIterator[str | None]:
    """Receive updates until the block ends; yields the address of the bot's server, if it has one.

    `allowed` are the kinds of updates to ask Telegram for.
    """
    own = f"{services.namespace}:bot:{bot.id}"
    async with _resumed(services, Parked(services.redis, queue, namespace=own)) as parked:
        if services.settings.bot_mode == "webhook":
            receiving = _by_webhook(services, bot, queue, allowed)
        else:
            receiving = _by_polling(services, bot, queue, allowed, parked)
        async with receiving as address:
            yield address


@asynccontextmanager
async def _resumed(services: Services, parked: Parked) -> AsyncIterator[Parked]:
    """Continue with the updates that an earlier process has left in Redis."""
    sleep = services.time.sleep
    await until_answered(parked.resume, sleep)
    looking = asyncio.create_task(parked.keep_looking(sleep))
    try:
        yield parked
    finally:
        looking.cancel()
        await asyncio.wait([looking])
        await parked.close()


@asynccontextmanager
async def _by_polling(
    services: Services, bot: Bot, queue: UpdateQueue, allowed: list[str], parked: Parked
) -> AsyncIterator[str | None]:
    app = make_app(ready=services.redis.ping)
    async with _served(services.settings, app, queue=None) as address:
        sleep = services.time.sleep
        poller = Poller(bot, queue, allowed=allowed, parked=parked, sleep=sleep)
        stop = asyncio.Event()
        await until_answered(
            bot.delete_webhook, sleep
        )  # Telegram refuses getUpdates while there is one
        polling = asyncio.create_task(poller.run(stop))
        try:
            yield address
        finally:
            stop.set()
            await asyncio.wait([polling])
            await queue.stop(within=FINISH_SECONDS)
            await poller.confirm()
            polling.result()


@asynccontextmanager
async def _by_webhook(
    services: Services, bot: Bot, queue: UpdateQueue, allowed: list[str]
) -> AsyncIterator[str | None]:
    settings = services.settings
    if settings.webhook_url is None or settings.webhook_secret is None:
        raise SettingsError("BOT_MODE=webhook also needs WEBHOOK_URL and WEBHOOK_SECRET")
    url, secret = settings.webhook_url, settings.webhook_secret.get_secret_value()
    app = make_app(ready=services.redis.ping, webhook=(URL(url).path, secret.encode(), queue))
    async with _served(settings, app, queue=queue) as address:
        await until_answered(
            lambda: _set_webhook(services, bot, url, secret, allowed), services.time.sleep
        )
        yield address


async def _set_webhook(
    services: Services, bot: Bot, url: str, secret: str, allowed: list[str]
) -> None:
    """Set the webhook, unless it is set like this already."""
    wanted = hashlib.sha256(" ".join([url, secret, *allowed]).encode()).hexdigest()
    # Telegram does not show the secret, so a digest of what was set is kept.
    key = f"{services.sessions.events}:webhook:{bot.id}"
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
    settings: Settings, app: web.Application, *, queue: UpdateQueue | None
) -> AsyncIterator[str | None]:
    """Serve where the settings name a port; requests under way are finished at the end."""
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
        if queue is not None:
            await queue.stop(within=FINISH_SECONDS)
    finally:
        await runner.cleanup()
