"""The pair of tokens of a logged-in user, and the conversation that keeps it fresh. No I/O here."""

import base64
import json
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pydantic import AliasChoices, Field, SecretStr, field_validator

from gomining import errors
from gomining.endpoint import Endpoint
from gomining.models import Answer, Id

R = TypeVar("R")
MAX_JWT_LENGTH = 8192


class Tokens(Answer):
    """What a login or a refresh gives. A refresh gives a NEW pair and the old one stops working.

    The names are not in the document; `token`/`jwt` and snake_case are understood as well.
    `user_id` is the partner's internal id, which only account creation (InitUser) tells.
    """

    access_token: SecretStr = Field(
        validation_alias=AliasChoices("accessToken", "access_token", "token", "jwt")
    )
    refresh_token: SecretStr = Field(validation_alias=AliasChoices("refreshToken", "refresh_token"))
    user_id: Id | None = None

    @field_validator("access_token", "refresh_token")
    @classmethod
    def _fits_a_header(cls, token: SecretStr) -> SecretStr:
        text = token.get_secret_value()
        if not text or not all("!" <= c <= "~" for c in text) or len(text) > MAX_JWT_LENGTH:
            raise ValueError("not a token")
        return token

    @property
    def expires_at(self) -> datetime | None:
        """When the access token ends (UTC), from its `exp`, unverified; None if it does not say."""
        return expiry(self.access_token.get_secret_value())


def expiry(jwt: str) -> datetime | None:
    """Read `exp` of a JWT as aware UTC without verifying it; None if there is none to be read."""
    parts = jwt.split(".")
    if len(parts) != 3 or len(jwt) > MAX_JWT_LENGTH:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        return None


@dataclass(frozen=True)
class Send:
    """Do this: send the endpoint with this access token; answer with what came, or throw it in."""

    endpoint: Endpoint[Any]
    access_token: SecretStr


@dataclass(frozen=True)
class Renew:
    """Do this: get a new pair for the spent one; answer with it, or throw in what went wrong."""

    spent: Tokens


def conversation(
    endpoint: Endpoint[R],
    tokens: Tokens,
    *,
    now: datetime,
    margin: timedelta = timedelta(seconds=60),
) -> Generator[Send | Renew, Any, R]:
    """Send with the user's tokens; renew them shortly before they end, or once after a 401.

    A driver carries out each step and sends back its result, or throws in its error. What is
    thrown at a Renew rises untouched: a refusal means that the session has ended, anything else
    that it has not.
    """
    renewed = False
    ends = tokens.expires_at
    if ends is not None and ends - now <= margin:
        tokens, renewed = (yield Renew(tokens)), True
    try:
        answer: R = yield Send(endpoint, tokens.access_token)
    except errors.NotLoggedIn:
        if renewed:
            raise
    else:
        return answer
    tokens = yield Renew(tokens)
    again: R = yield Send(endpoint, tokens.access_token)
    return again
