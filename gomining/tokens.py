"""The token pair of a logged-in user. No I/O."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta

from pydantic import AliasChoices, Field, SecretStr, field_validator

from gomining.models import Answer, Id

MAX_JWT_LENGTH = 8192


class Tokens(Answer):
    """The answer to a login or a refresh. A refresh returns a NEW pair and voids the old one.

    The document hides the field names; `token`, `jwt` and snake_case names are accepted as well.
    `user_id` is the partner's internal id and comes only with account creation (InitUser).
    """

    access_token: SecretStr = Field(
        validation_alias=AliasChoices("accessToken", "access_token", "token", "jwt")
    )
    refresh_token: SecretStr = Field(validation_alias=AliasChoices("refreshToken", "refresh_token"))
    user_id: Id | None = None

    @field_validator("access_token", "refresh_token")
    @classmethod
    def _check_header_value(cls, token: SecretStr) -> SecretStr:
        text = token.get_secret_value()
        if not text or not all("!" <= c <= "~" for c in text) or len(text) > MAX_JWT_LENGTH:
            raise ValueError("not a token")
        return token

    @property
    def account_id(self) -> int | None:
        """The partner's internal id of the user: `user_id`, else the unverified claim `userId`.

        None where neither is a positive whole number. It is information, never a proof.
        """
        claimed = _claims(self.access_token.get_secret_value()).get("userId")
        found = self.user_id if self.user_id is not None else claimed
        return whole_number(found)

    @property
    def expires_at(self) -> datetime | None:
        """When the access token expires (UTC), from its unverified `exp`; None without one."""
        return _time(_claims(self.access_token.get_secret_value()).get("exp"))

    @property
    def lifetime(self) -> timedelta | None:
        """How long the access token is valid after its issue: unverified `exp` less `iat`.

        It holds by any clock, ours may be hours away from the partner's. None without both, or
        where they make no positive duration.
        """
        claims = _claims(self.access_token.get_secret_value())
        issued, end = _time(claims.get("iat")), _time(claims.get("exp"))
        return end - issued if issued and end and end > issued else None


def expiry(jwt: str) -> datetime | None:
    """Return `exp` of a JWT in UTC without verifying the token; None if it cannot be read."""
    return _time(_claims(jwt).get("exp"))


def _claims(jwt: str) -> dict[str, object]:
    parts = jwt.split(".")
    if len(parts) != 3 or len(jwt) > MAX_JWT_LENGTH:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def whole_number(number: object) -> int | None:
    """Return a positive id, also one written in at most 18 digits; None for anything else."""
    if isinstance(number, str) and re.fullmatch(r"[0-9]{1,18}", number):
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 10**18:
        return None
    return number


def _time(stamp: object) -> datetime | None:
    """Return the time of a NumericDate (RFC 7519); None for anything else, `true` included."""
    if isinstance(stamp, bool) or not isinstance(stamp, int | float):
        return None
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        return None
