"""Commands, each declared once: where its handler is.

    @command(router, "miners", deep_link=True)
    async def miners(member: Member, words: Words, argument: str) -> Screen: ...

This registers the handler for `/miners`, for buttons that carry `Open(command="miners")` and, with
`deep_link`, for links `t.me/<bot>?start=miners`. Telegram's list of commands and the help text show
every command that is `listed`, described by the message `command-<name>` of `locales/`; one that is
about `selling` only where something is sold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiogram import Router
from aiogram.filters import CommandObject, Filter
from aiogram.types import CallbackQuery, TelegramObject

from bot.callbacks import Open

H = TypeVar("H", bound=Callable[..., Any])

FLAG = "command"  # the handler flag that holds a CommandInfo


@dataclass(frozen=True)
class CommandInfo:
    """A command as declared."""

    name: str
    listed: bool = True
    deep_link: bool = False
    selling: bool = False

    def is_shown(self, *, selling: bool) -> bool:
        """Whether it is in the lists of commands, where something is sold or not."""
        return self.listed and (selling or not self.selling)

    @property
    def description(self) -> str:
        """The id of the message that describes it; message ids have no underscores."""
        return f"command-{self.name.replace('_', '-')}"


class Requested(Filter):
    """Matches every request for a command and injects `argument`, the text after its name.

    `/name` was parsed once, by the `Command` filter that all feature routers share
    (`handlers/__init__.py`); parsing it again per handler would cost 13 µs each.
    """

    def __init__(self, info: CommandInfo) -> None:
        self._info = info
        self._data = Open(command=info.name).pack()

    async def __call__(
        self, event: TelegramObject, command: CommandObject | None = None
    ) -> bool | dict[str, Any]:
        """Match a message by its parsed command, a tapped button by its data."""
        if isinstance(event, CallbackQuery):
            return self._by_button(event.data or "")
        if command is None:
            return False
        name, argument = command.command.casefold(), (command.args or "").strip()
        if name == self._info.name:
            return {"argument": argument}
        if name == "start" and self._info.deep_link and argument == self._info.name:
            return {"argument": ""}
        return False

    def _by_button(self, data: str) -> bool | dict[str, Any]:
        if not data.startswith(self._data):
            return False
        try:
            return {"argument": Open.unpack(data).argument}
        except (TypeError, ValueError):
            return False


def command(
    router: Router,
    name: str,
    *,
    listed: bool = True,
    deep_link: bool = False,
    selling: bool = False,
) -> Callable[[H], H]:
    """Declare a command and register its handler."""
    info = CommandInfo(name, listed, deep_link, selling)

    def register(handler: H) -> H:
        requested, flags = Requested(info), {FLAG: info}
        router.message.register(handler, requested, flags=flags)
        router.callback_query.register(handler, requested, flags=dict(flags))
        return handler

    return register


def declared(root: Router) -> tuple[CommandInfo, ...]:
    """Return the commands of a router and its sub-routers, in the order of registration."""
    return tuple(
        handler.flags[FLAG]
        for router in root.chain_tail
        for handler in router.message.handlers
        if FLAG in handler.flags
    )
