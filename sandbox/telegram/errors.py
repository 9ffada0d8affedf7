"""Error answers of the Bot API, with Telegram's descriptions."""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """An error answer; `body()` is the JSON that the bot receives."""

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


def bad_request(text: str) -> ApiError:
    """Return a 400 for an invalid call."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """Return a 403 for a call that is not allowed."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """Return a 409 for a second reader of a bot's updates."""
    return ApiError(409, f"Conflict: {text}")


def too_many(seconds: int) -> ApiError:
    """Return a 429; the bot may try again after `seconds`."""
    text = f"Too Many Requests: retry after {seconds}"
    return ApiError(429, text, retry_after=seconds)


def migrated(chat_id: int) -> ApiError:
    """Return a 400 for a group that was upgraded to the supergroup `chat_id`."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, text, migrate_to=chat_id)


def not_modelled(what: str) -> ApiError:
    """Return a 501 for a function of Telegram that the sandbox does not emulate."""
    return ApiError(501, f"Not Implemented: the sandbox does not model {what}")


def expired_query() -> ApiError:
    """Return a 400 for an answer to a query that is unknown, answered or expired."""
    return bad_request("query is too old and response timeout expired or query ID is invalid")
