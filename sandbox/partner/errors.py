"""Error answers. The document shows no error body; this shape is the sandbox's choice."""

from http import HTTPStatus
from typing import Any


class ApiError(Exception):
    """An error answer: HTTP status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def body(self) -> dict[str, Any]:
        """Return `{message, error, statusCode}`."""
        return error_body(self.status, self.message)


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the body of an error answer."""
    return {"message": message, "error": HTTPStatus(status).phrase, "statusCode": status}
