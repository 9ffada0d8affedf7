"""aiogram's dispatcher with our routers and middlewares."""

from functools import cache

from aiogram import Dispatcher

from bot.handlers import COMMANDS, ROUTERS
from bot.middlewares.albums import AlbumMiddleware
from bot.middlewares.delivery import DeliveryMiddleware
from bot.middlewares.secrets import SecretMiddleware
from bot.middlewares.throttling import ThrottlingMiddleware
from bot.middlewares.user_context import UserContextMiddleware
from bot.middlewares.visitors import VisitorMiddleware


@cache
def dispatcher() -> Dispatcher:
    """Return the one dispatcher of the process: a router can be included only once.

    It holds nothing of a bot. What a bot has is passed with each update, as `context`, so that any
    number of bots can share it.
    """
    # Without aiogram's own FSM middleware, which would ask Redis for the state of a form with every
    # update; `texts` alone depends on it.
    made = Dispatcher(disable_fsm=True, commands=COMMANDS)
    made.update.outer_middleware(UserContextMiddleware())
    made.message.outer_middleware(SecretMiddleware())  # first: it reads every part of an album
    made.message.outer_middleware(AlbumMiddleware())
    made.message.outer_middleware(VisitorMiddleware())
    for observer in (made.message, made.callback_query):
        observer.middleware(ThrottlingMiddleware())
        observer.middleware(DeliveryMiddleware())
    made.include_routers(*ROUTERS)
    return made
