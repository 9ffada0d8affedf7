"""The world of one bot: everything that Telegram would know about it."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from sandbox.telegram.faults import Faults
from sandbox.telegram.feed import Feed
from sandbox.telegram.files import FileStore
from sandbox.telegram.flood import FloodGate
from sandbox.telegram.people import GROUP_ID, Person, Room, seed
from sandbox.telegram.profile import Profile
from sandbox.telegram.queue import UpdateQueue
from sandbox.telegram.refusals import Json, bad_request, stale_query
from sandbox.telegram.webhook import Courier, Reply

# How long an answer is awaited. Telegram publishes the ten seconds of a pre-checkout query alone;
# the others are what bots meet in practice.
LIMITS = {
    "callback": timedelta(seconds=60),
    "inline": timedelta(seconds=30),
    "checkout": timedelta(seconds=10),
    "web_app": timedelta(hours=1),
}
_MAX_KEPT = 2000
_MAX_CALLS = 500
_TICK = 0.05  # how often a wait looks at the clock, which a test may move

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True, eq=False)
class Query:
    """Something a user waits for the bot to answer, once and in time."""

    id: str
    kind: str
    person: Person
    deadline: datetime
    about: Json = field(default_factory=dict)
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Invoice:
    """Something to be paid in Stars, in a message or behind a link."""

    title: str
    description: str
    payload: str
    amount: int
    slug: str | None = None
    photo_url: str | None = None
    message_id: int | None = None


@dataclass(slots=True)
class Payment:
    """A payment in Stars that went through; `date` is a Unix time."""

    charge_id: str
    user_id: int
    amount: int
    payload: str
    date: int
    refunded: bool = False


@dataclass(slots=True)
class Prepared:
    """An inline message that a mini-app may offer to its user."""

    id: str
    user_id: int
    result: Json
    chats: Json
    expires: int


def remember(kept: OrderedDict[K, V], key: K, value: V) -> None:
    """Put a value into a dictionary that forgets its oldest beyond a limit."""
    kept[key] = value
    while len(kept) > _MAX_KEPT:
        kept.popitem(last=False)


class World:
    """One bot, its users and chats, and what is on its way between them."""

    def __init__(
        self,
        token: str,
        profile: Profile,
        *,
        clock: Callable[[], datetime],
        random: Random,
        reply: Reply,
    ) -> None:
        self.token = token
        self.profile = profile
        self.clock = clock
        self.random = random
        self.feed = Feed()
        self.queue = UpdateQueue(random.randrange(100_000_000, 900_000_000))
        self.courier = Courier(self.queue, clock, reply)
        self.turn = 0  # counts the calls of getUpdates: a new reader ends the one before
        self.last_read: datetime | None = None
        self.begin()

    def begin(self) -> None:
        """Begin anew: what the bot has set up stays, all that happened is forgotten."""
        self.people: dict[int, Person] = {person.id: person for person in seed()}
        self.rooms: dict[int, Room] = {}
        for person in self.people.values():
            self.add_room(person)
        self.rooms[GROUP_ID] = Room(GROUP_ID, "supergroup", "Sandbox group")
        self.files = FileStore(self.random)
        self.flood = FloodGate(self.clock)
        self.faults = Faults()
        self.calls: deque[Json] = deque(maxlen=_MAX_CALLS)
        self.call_count = 0
        self.bot_stars = 0
        self.payments: dict[str, Payment] = {}
        self.transactions: list[Json] = []
        self.storage: dict[int, dict[str, str]] = {}
        self.shared_phones: set[int] = set()
        self.queries: OrderedDict[str, Query] = OrderedDict()
        self.invoices: OrderedDict[str, Invoice] = OrderedDict()
        self.prepared: OrderedDict[str, Prepared] = OrderedDict()
        self.inline_messages: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self.inline_cache: OrderedDict[tuple[str, str, int], tuple[datetime, Json]] = OrderedDict()
        self._message_id = 0

    def reset(self) -> None:
        """Begin anew and tell everyone who watches."""
        self.begin()
        self.queue.clear()
        self.feed.emit("reset", {})

    def now(self) -> int:
        """Return the sandbox's time as Telegram writes it."""
        return int(self.clock().timestamp())

    def add_room(self, person: Person) -> Room:
        """Open the private chat of a user with the bot."""
        room = self.rooms[person.id] = Room(person.id, "private", person=person)
        return room

    def number(self) -> str:
        """Draw an identifier of the kind that Telegram gives to queries."""
        return str(self.random.randrange(10**17, 10**18))

    def word(self, size: int = 16) -> str:
        """Draw an identifier of letters and digits."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "".join(self.random.choices(letters, k=size))

    def update(self, kind: str, content: Json, *, line: int) -> None:
        """Put an update into the bot's queue; `line` is the chat or user it belongs to."""
        self.queue.put(kind, content, line=line, at=self.clock())

    def audience(self, room: Room) -> int | None:
        """Return the only user who may see a chat's events, `None` for a group."""
        return room.person.id if room.person else None

    def add_message(self, room: Room, sender: Json, content: Json) -> Json:
        """Put a message into a chat and show it."""
        self._message_id += 1
        head: Json = {"message_id": self._message_id, "from": sender}
        message = head | {"chat": room.as_chat(), "date": self.now()} | content
        room.keep(message)
        shown = {"chat": room.id, "message": room.shown(message)}
        self.feed.emit("message", shown, audience=self.audience(room))
        return message

    def show_edit(self, room: Room, message: Json) -> None:
        """Show that a message has changed."""
        shown = {"chat": room.id, "message": room.shown(message)}
        self.feed.emit("edited", shown, audience=self.audience(room))

    def show_person(self, person: Person) -> None:
        """Show that a user has changed."""
        self.feed.emit("user", {"user": person.as_shown()})

    def ask(self, kind: str, person: Person, about: Json, *, id: str | None = None) -> Query:  # noqa: A002
        """Open a query that the bot must answer."""
        query = Query(id or self.number(), kind, person, self.clock() + LIMITS[kind], about)
        remember(self.queries, query.id, query)
        return query

    def answer(self, kind: str, query_id: str, answer: Json) -> Query:
        """Take the bot's answer to a query, once and in time.

        Raises:
            Refusal: unknown, answered already, or too old.
        """
        query = self.queries.get(query_id)
        late = query is None or self.clock() > query.deadline
        if query is None or query.kind != kind or query.answer is not None or late:
            raise stale_query()
        query.answer = answer
        query.answered.set()
        return query

    async def answer_to(self, query: Query, seconds: float) -> Json | None:
        """Wait for the bot's answer until the query's deadline, at most so many real seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not query.answered.is_set():
            left = until - loop.time()
            if left <= 0 or self.clock() > query.deadline or self.queue.closed:
                return None
            try:
                async with asyncio.timeout(min(left, _TICK)):
                    await query.answered.wait()
            except TimeoutError:
                continue
        return query.answer

    def file_or_refuse(self, file_id: str) -> Json:
        """Return what getFile answers.

        Raises:
            Refusal: unknown identifier.
        """
        stored = self.files.get(file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_size": len(stored.data),
            "file_path": stored.path,
        }
