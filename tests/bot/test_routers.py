"""The routers: what their filters may not do, and what follows from a command's declaration."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from aiogram import F, Router
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.filters import Command, and_f, or_f
from aiogram.filters.logic import _AndFilter, _InvertFilter, _OrFilter
from aiogram.types import CallbackQuery, Chat, InlineQuery, Message, TelegramObject, User

from bot.callbacks import Bind, Cancel, ChooseLanguage, Confirm, Days, Open, open_data
from bot.dispatcher import dispatcher
from bot.handlers import COMMANDS

USER = User(id=1, is_bot=False, first_name="Ann")
CHAT = Chat(id=1, type="private")
BUTTONS = (
    Open(command="miners", argument="2"), Days(page=2), Bind(action="start"),
    Confirm(action="logout"), Cancel(back="wallet"), ChooseLanguage(code="en"),
)  # fmt: skip
EVENTS: list[TelegramObject] = [
    *(
        Message(message_id=1, date=1, chat=CHAT, from_user=USER, text=text)  # type: ignore[arg-type]
        for text in ("/miners 2", "100 15", "hello")
    ),
    *(
        CallbackQuery(id="1", from_user=USER, chat_instance="1", data=data.pack())
        for data in BUTTONS
    ),
    InlineQuery(id="1", from_user=USER, query="", offset=""),
]


def handlers(router: Router) -> Iterator[HandlerObject]:
    """Return every handler of a router and its sub-routers, and their routers' own filters."""
    for each in router.chain_tail:
        for observer in each.observers.values():
            yield observer._handler
            yield from observer.handlers


def filters(router: Router) -> Iterator[FilterObject]:
    """Return every filter, and what it is composed of."""
    for handler in handlers(router):
        waiting = list(handler.filters or [])
        while waiting:
            found = waiting.pop()
            yield found
            if isinstance(found.callback, _AndFilter | _OrFilter):
                waiting += found.callback.targets
            elif isinstance(found.callback, _InvertFilter):
                waiting.append(found.callback.target)


async def returns_awaitable(found: FilterObject) -> bool:
    """Whether aiogram would take a coroutine that nobody awaits for a match."""
    if found.awaitable:
        return False
    answers: list[Any] = [found.callback(event) for event in EVENTS]
    waiting = [answer for answer in answers if inspect.isawaitable(answer)]
    for answer in waiting:
        await answer
    return bool(waiting)


def relies_on_earlier(found: FilterObject) -> bool:
    """Whether a part of `and_f` reads anything beside the event: earlier parts hand on nothing."""
    if not isinstance(found.callback, _AndFilter):
        return False
    return any(len(part.params - {"self"}) > 1 or part.varkw for part in found.callback.targets)


async def test_no_filter_returns_an_awaitable_that_nobody_awaits() -> None:
    """aiogram 3.31 awaits coroutine functions and `Filter` objects only."""
    found = list(filters(dispatcher()))
    assert len(found) > 30
    assert not [one.callback for one in found if await returns_awaitable(one)]
    for one in found:  # an object is awaited whatever it returns: then it must be a coroutine
        if one.awaitable and not inspect.iscoroutinefunction(one.callback):
            assert inspect.iscoroutinefunction(type(one.callback).__call__), one.callback


def test_no_filter_relies_on_data_handed_on_by_and_f() -> None:
    """aiogram 3.31 gives each part of `and_f` the same data."""
    assert not [one.callback for one in filters(dispatcher()) if relies_on_earlier(one)]


async def test_both_kinds_of_wrong_filter_are_found() -> None:
    """The tests above see a lambda around a coroutine, a magic filter on one, and a chain."""

    async def is_known(message: Message) -> bool:
        return bool(message.model_fields_set)

    async def reads_command(message: Message, command: str) -> bool:
        return command == message.text

    def wrapped(message: Message) -> Any:
        return is_known(message)

    router = Router()
    router.message.register(is_known, wrapped)
    router.message.register(is_known, or_f(F.func(is_known), F.text))
    assert len([one for one in filters(router) if await returns_awaitable(one)]) == 2
    router.message.register(is_known, and_f(Command("a"), reads_command))
    assert [one for one in filters(router) if relies_on_earlier(one)]


def test_commands_are_declared_once() -> None:
    """No two handlers have the same command, and Telegram's button for /start needs no listing."""
    names = [one.name for one in COMMANDS]
    assert len(names) == len(set(names))
    assert [one.name for one in COMMANDS if not one.listed] == ["start"]


@pytest.mark.parametrize("argument", ["", "2", "100 15", "x" * 60, "a:b", "ё" * 30])
def test_every_command_fits_into_a_button(argument: str) -> None:
    """An argument that does not fit into Telegram's 64 bytes is left out, never cut."""
    for info in COMMANDS:
        data = open_data(info.name, argument)
        assert len(data.encode()) <= 64
        assert Open.unpack(data).argument in (argument, "")
