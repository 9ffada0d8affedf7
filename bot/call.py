"""What a handler is given: who asks, in which language, for what."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from accounts.member import Member
from bot.charts import Charts
from bot.forms import Forms
from bot.screen import Screen
from bot.translate import Words
from services import Services


@dataclass(frozen=True)
class Desk:
    """What all handlers share."""

    services: Services
    forms: Forms
    charts: Charts
    username: str


@dataclass(frozen=True)
class Call:
    """A command, a tapped button or a text of one user. `arg` is what follows the name."""

    desk: Desk
    member: Member
    first_name: str
    words: Words
    arg: str = ""
    # Removes the message that the user has sent, for what should never have been written.
    remove: Callable[[], Awaitable[None]] | None = None

    @property
    def services(self) -> Services:
        """The services."""
        return self.desk.services

    @property
    def user_id(self) -> int:
        """Telegram's id of the user."""
        return self.member.user_id

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.services.time.now().date()

    def page(self) -> int:
        """Return the page that `arg` asks for, counted from 0."""
        return min(int(self.arg), 9999) if self.arg.isascii() and self.arg.isdecimal() else 0

    async def logged_in(self) -> bool:
        """Whether there is a login."""
        return await self.member.is_logged_in()


Handler = Callable[[Call], Awaitable[Screen]]
