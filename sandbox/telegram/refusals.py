"""How the Bot API says no: an error code and a description in Telegram's own words."""

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818  a refused call is an answer, not a failure of the sandbox
    """A call the Bot API refuses; `body()` is what the bot receives."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def body(self) -> Json:
        """Return `{"ok": false, "error_code", "description"[, "parameters"]}`."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to is not None:
            body["parameters"] = {"migrate_to_chat_id": self.migrate_to}
        return body


def bad_request(words: str) -> Refusal:
    """Make the 400 that Telegram answers to what it cannot do."""
    return Refusal(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refusal:
    """Make the 403 that Telegram answers to what it may not do."""
    return Refusal(403, f"Forbidden: {words}")


def conflict(words: str) -> Refusal:
    """Make the 409 of two readers of one bot's updates."""
    return Refusal(409, f"Conflict: {words}")


def too_many(seconds: int) -> Refusal:
    """Make the 429 that names in how many seconds the bot may try again."""
    words = f"Too Many Requests: retry after {seconds}"
    return Refusal(429, words, retry_after=seconds)


def migrated(chat_id: int) -> Refusal:
    """Make the refusal for a group that has become the supergroup `chat_id`."""
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, words, migrate_to=chat_id)


def not_modelled(what: str) -> Refusal:
    """Make the sandbox's own refusal: Telegram can do this, the sandbox cannot."""
    return Refusal(501, f"Not Implemented: the sandbox does not model {what}")


def stale_query() -> Refusal:
    """Make the refusal of an answer to a query that is unknown, answered or too old."""
    return bad_request("query is too old and response timeout expired or query ID is invalid")
