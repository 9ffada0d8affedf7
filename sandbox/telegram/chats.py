"""Users and chats, as in the Bot API."""

from collections import OrderedDict
from dataclasses import dataclass, field

from sandbox.telegram.errors import Json

GROUP_ID = -1002000000001
MAX_MESSAGES = 1000


@dataclass(slots=True)
class User:
    """A user of Telegram with the user's relation to the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_premium: bool = False
    phone_number: str = ""
    stars: int = 10_000
    started: bool = False
    blocked: bool = False
    write_access: bool = False

    def as_user(self) -> Json:
        """Return Telegram's `User` object."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for key in ("last_name", "username", "language_code"):
            if value := getattr(self, key):
                user[key] = value
        return user | ({"is_premium": True} if self.is_premium else {})

    def as_json(self) -> Json:
        """Return the USER object of `/sim/chat`."""
        return self.as_user() | {
            "started": self.started,
            "blocked": self.blocked,
            "write_access": self.write_access,
            "stars": self.stars,
            "phone_number": self.phone_number,
        }


@dataclass(slots=True)
class Chat:
    """A chat; `messages` are Bot API objects by id, oldest first. `user` is set if private."""

    id: int
    type: str
    title: str | None = None
    user: User | None = None
    messages: OrderedDict[int, Json] = field(default_factory=OrderedDict)
    keyboard: Json | None = None
    pinned: list[int] = field(default_factory=list)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    paid: set[int] = field(default_factory=set)

    @property
    def private(self) -> bool:
        """Whether this is a private chat with the bot."""
        return self.user is not None

    def as_chat(self) -> Json:
        """Return Telegram's `Chat` object."""
        chat: Json = {"id": self.id, "type": self.type}
        if self.title:
            chat["title"] = self.title
        if self.user:
            user = self.user.as_user()
            names = ("first_name", "last_name", "username")
            chat |= {key: user[key] for key in names if key in user}
        return chat

    def add_message(self, message: Json) -> None:
        """Add a message; drop the oldest beyond `MAX_MESSAGES`."""
        self.messages[message["message_id"]] = message
        while len(self.messages) > MAX_MESSAGES:
            self.remove_message(next(iter(self.messages)))

    def remove_message(self, message_id: int) -> None:
        """Remove a message with its reactions, pin and payment."""
        del self.messages[message_id]
        self.reactions.pop(message_id, None)
        self.paid.discard(message_id)
        if message_id in self.pinned:
            self.pinned.remove(message_id)

    def message_json(self, message: Json) -> Json:
        """Return the message object of `/sim/chat`, with the key `sandbox`."""
        number, sender = message["message_id"], message["from"]
        forwarded = self.user is not None and sender["id"] != self.user.id  # by another user
        sandbox = {
            "outgoing": not sender["is_bot"] and not forwarded,
            "pinned": number in self.pinned,
            "paid": number in self.paid,
            "reactions": [r.get("emoji", "") for r in self.reactions.get(number, [])],
        }
        return message | {"sandbox": sandbox}


def seed_users() -> list[User]:
    """Return the initial users of a bot."""
    return [
        User(1001, "Alice", "Liddell", "alice", "en", is_premium=True, phone_number="+12025550101"),
        User(1002, "Борис", "Петров", "boris", "ru", phone_number="+79990000102"),
        User(1003, "ليلى", None, "layla", "ar", phone_number="+971500000103"),
    ]
