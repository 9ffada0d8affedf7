"""One HTTP exchange as data: the request as it is sent, the response as it arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """The exact bytes of one request.

    `url` is percent-encoded and must not be encoded again. `secrets` are values that must not
    appear in logs or errors.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Response:
    """A response; `body` is None if it was larger than the client accepts."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
