"""How the partner says no. The document shows no error body; this one is the sandbox's choice."""

from http import HTTPStatus
from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """An answer other than success: an HTTP status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def body(self) -> dict[str, Any]:
        """Return `{message, error, statusCode}`."""
        return error_body(self.status, self.message)


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the error shape of every refusal."""
    return {"message": message, "error": HTTPStatus(status).phrase, "statusCode": status}
