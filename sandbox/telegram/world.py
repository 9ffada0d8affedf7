"""In-memory state of one bot: users, chats, queries, payments, files, updates."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from sandbox.telegram.chats import GROUP_ID, Chat, User, seed_users
from sandbox.telegram.errors import Json, bad_request, expired_query
from sandbox.telegram.events import EventStream
from sandbox.telegram.faults import Faults
from sandbox.telegram.files import FileStore
from sandbox.telegram.flood import FloodLimits
from sandbox.telegram.profile import Profile
from sandbox.telegram.queue import UpdateQueue
from sandbox.telegram.webhook import Reply, WebhookSender

# Time for an answer by kind of query. Telegram publishes only the ten seconds of a pre-checkout
# query; the others are what bots observe in practice.
QUERY_TIMEOUTS = {
    "callback": timedelta(seconds=60),
    "inline": timedelta(seconds=30),
    "checkout": timedelta(seconds=10),
    "web_app": timedelta(hours=1),
}
_MAX_KEPT = 2000
_MAX_CALLS = 500
_TICK = 0.05  # seconds between reads of the clock, which a test may move

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True, eq=False)
class Query:
    """A user's query that the bot must answer once before `deadline`."""

    id: str
    kind: str
    user: User
    deadline: datetime
    details: Json = field(default_factory=dict)
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Invoice:
    """An invoice in Stars, in a message or behind a link (`slug`).

    `start_parameter` is of invoice messages: copies of one without it can be paid too.
    """

    title: str
    description: str
    payload: str
    amount: int
    slug: str | None = None
    photo_url: str | None = None
    message_id: int | None = None
    start_parameter: str = ""


@dataclass(slots=True)
class Payment:
    """A completed payment in Stars; `date` is in Unix seconds, `message` the service message."""

    charge_id: str
    user_id: int
    amount: int
    payload: str
    date: int
    message: Json
    refunded: bool = False
    charged_back: bool = False

    def as_json(self) -> Json:
        """Return the PAYMENT object of `/sim/chat`."""
        return {
            "charge_id": self.charge_id,
            "user_id": self.user_id,
            "amount": self.amount,
            "payload": self.payload,
            "date": self.date,
            "refunded": self.refunded,
            "charged_back": self.charged_back,
        }


@dataclass(frozen=True, slots=True)
class PendingPayment:
    """A payment that the bot agreed to and that is not settled yet."""

    id: str
    user: User
    chat: Chat
    invoice: Invoice


@dataclass(slots=True)
class PreparedMessage:
    """An inline message that a mini-app's user may send; `expires` is in Unix seconds."""

    id: str
    user_id: int
    result: Json
    chats: Json
    expires: int


def store_bounded(kept: OrderedDict[K, V], key: K, value: V) -> None:
    """Add to a dictionary and drop its oldest entries beyond a limit."""
    kept[key] = value
    while len(kept) > _MAX_KEPT:
        kept.popitem(last=False)


class World:
    """State of one bot."""

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
        self.events = EventStream()
        self.queue = UpdateQueue(random.randrange(100_000_000, 900_000_000))
        self.webhook = WebhookSender(self.queue, clock, reply)
        self.poll_count = 0  # calls of getUpdates; a new one ends the one before
        self.last_poll: datetime | None = None
        self.clear()

    def clear(self) -> None:
        """Restore the initial state; the profile and the webhook stay."""
        self.users: dict[int, User] = {user.id: user for user in seed_users()}
        self.chats: dict[int, Chat] = {}
        for user in self.users.values():
            self.add_private_chat(user)
        self.chats[GROUP_ID] = Chat(GROUP_ID, "supergroup", "Sandbox group")
        self.files = FileStore(self.random)
        self.flood = FloodLimits(self.clock)
        self.faults = Faults()
        self.calls: deque[Json] = deque(maxlen=_MAX_CALLS)
        self.call_count = 0
        self.bot_stars = 0
        self.payments: dict[str, Payment] = {}
        self.pending: OrderedDict[str, PendingPayment] = OrderedDict()
        self.transactions: list[Json] = []
        self.storage: dict[int, dict[str, str]] = {}
        self.shared_phones: set[int] = set()
        self.queries: OrderedDict[str, Query] = OrderedDict()
        self.invoices: OrderedDict[str, Invoice] = OrderedDict()
        self.prepared: OrderedDict[str, PreparedMessage] = OrderedDict()
        self.inline_messages: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self.inline_cache: OrderedDict[tuple[str, str, int], tuple[datetime, Json]] = OrderedDict()
        self._message_id = 0

    def reset(self) -> None:
        """Restore the initial state, drop pending updates and emit `reset`."""
        self.clear()
        self.queue.clear()
        self.events.emit("reset", {})

    def now(self) -> int:
        """Return the sandbox's time in Unix seconds."""
        return int(self.clock().timestamp())

    def add_private_chat(self, user: User) -> Chat:
        """Create the private chat of a user with the bot."""
        chat = self.chats[user.id] = Chat(user.id, "private", user=user)
        return chat

    def random_number(self) -> str:
        """Return a random numeric id, as Telegram uses for queries."""
        return str(self.random.randrange(10**17, 10**18))

    def random_text(self, size: int = 16) -> str:
        """Return a random id of letters and digits."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "".join(self.random.choices(letters, k=size))

    def queue_update(self, kind: str, content: Json, *, order_key: int) -> None:
        """Add an update to the bot's queue; `order_key` is the chat or user it belongs to."""
        self.queue.put(kind, content, order_key=order_key, at=self.clock())

    def audience(self, chat: Chat) -> int | None:
        """Return the only user who may see a chat's events, `None` for a group."""
        return chat.user.id if chat.user else None

    def add_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Add a message to a chat and emit the event."""
        self._message_id += 1
        head: Json = {"message_id": self._message_id, "from": sender}
        message = head | {"chat": chat.as_chat(), "date": self.now()} | content
        chat.add_message(message)
        shown = {"chat": chat.id, "message": chat.message_json(message)}
        self.events.emit("message", shown, audience=self.audience(chat))
        return message

    def emit_edit(self, chat: Chat, message: Json) -> None:
        """Emit the event of a changed message."""
        shown = {"chat": chat.id, "message": chat.message_json(message)}
        self.events.emit("edited", shown, audience=self.audience(chat))

    def emit_user(self, user: User) -> None:
        """Emit the event of a changed user."""
        self.events.emit("user", {"user": user.as_json()})

    def open_query(self, kind: str, user: User, details: Json, *, id: str | None = None) -> Query:  # noqa: A002
        """Open a query that the bot must answer."""
        query = Query(
            id or self.random_number(), kind, user, self.clock() + QUERY_TIMEOUTS[kind], details
        )
        store_bounded(self.queries, query.id, query)
        return query

    def answer_query(self, kind: str, query_id: str, answer: Json) -> Query:
        """Store the bot's answer to a query.

        Raises:
            ApiError: unknown, already answered, or expired.
        """
        query = self.queries.get(query_id)
        late = query is None or self.clock() > query.deadline
        if query is None or query.kind != kind or query.answer is not None or late:
            raise expired_query()
        query.answer = answer
        query.answered.set()
        return query

    async def wait_for_answer(self, query: Query, seconds: float) -> Json | None:
        """Wait for the bot's answer until the query's deadline, at most `seconds` of real time."""
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

    def file_info(self, file_id: str) -> Json:
        """Return the result of getFile.

        Raises:
            ApiError: unknown file_id.
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
