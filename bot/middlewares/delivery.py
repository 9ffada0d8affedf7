"""Delivery of the screen that a handler returns."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import Message, TelegramObject, User

from bot.callbacks import open_data
from bot.commands import FLAG, CommandInfo
from bot.metrics import SECONDS
from bot.screen import Screen
from bot.sending.reply import Reply
from bot.views.buttons import with_home, with_ways

log = logging.getLogger("bot")

HANDLER_SECONDS = 40.0  # what a handler may take; delivery comes on top


class DeliveryMiddleware(BaseMiddleware):
    """Runs the handler of a message or a tapped button, and delivers its screen.

    What the handler raises goes on to `handlers/errors.py`.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - nothing, to aiogram
        """Run and deliver."""
        reply: Reply = data["reply"]
        info: CommandInfo | None = data["handler"].flags.get(FLAG)
        if info and isinstance(event, Message):
            reply.again = open_data(info.name, data["argument"])
        began = time.perf_counter()
        try:
            async with reply.under_way(), asyncio.timeout(HANDLER_SECONDS):
                screen = await handler(event, data)
        finally:
            name, took = _name(data["handler"]), time.perf_counter() - began
            SECONDS.labels(name).observe(took)
            user: User = data["event_from_user"]
            log.info("%s of user %d took %.0f ms", name, user.id, took * 1000)
        await _deliver(data, screen)


class ErrorDeliveryMiddleware(BaseMiddleware):
    """Delivers the screen that an error handler returns."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - nothing, to aiogram
        """Run and deliver."""
        await _deliver(data, await handler(event, data))


async def _deliver(data: dict[str, Any], screen: Screen | None) -> None:
    """Deliver a screen; in a private chat with the ways to log in and a way back to the menu."""
    reply: Reply = data["reply"]
    if screen is not None and reply.private:
        words, ways = data["words"], data["services"].settings.ways_offered
        screen = with_ways(words, with_home(words, screen), ways)
    await reply.deliver(screen)


def _name(handler: HandlerObject) -> str:
    """Return the metric's label: the command, or the handler's own name."""
    info: CommandInfo | None = handler.flags.get(FLAG)
    return info.name if info else handler.callback.__name__
