"""The pair of tokens of a logged-in user. No I/O here."""

import base64
import json
from datetime import UTC, datetime

from pydantic import AliasChoices, Field, SecretStr, field_validator

from gomining.models import Answer, Id

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
