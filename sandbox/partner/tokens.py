"""Access JWTs that expire and refresh tokens that rotate."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from sandbox.partner.errors import Refusal

ACCESS_LIFETIME = timedelta(hours=1)
REFRESH_LIFETIME = timedelta(days=30)
ALGORITHM = "HS256"


@dataclass
class Refresh:
    """What is known of a refresh token; `family` is the login that it came from."""

    user_id: int
    family: str
    expires_at: datetime
    spent: bool = False


class Tokens:
    """Issues and checks tokens. `refreshed` and `reused` count what happened to refresh tokens."""

    def __init__(self, seed: int) -> None:
        self._secret = hashlib.sha256(f"sandbox-jwt/{seed}".encode()).digest()
        self._refresh: dict[str, Refresh] = {}
        self.issued = self.refreshed = self.reused = 0

    def issue(self, user_id: int, family: str, now: datetime) -> dict[str, str]:
        """Return a new `{accessToken, refreshToken}` pair for the user."""
        self.issued += 1
        claims = {
            "sub": str(user_id),
            "userId": user_id,
            "iat": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFETIME).timestamp()),
            "jti": secrets.token_hex(8),
        }
        refresh = f"rt_{secrets.token_urlsafe(32)}"
        self._refresh[refresh] = Refresh(user_id, family, now + REFRESH_LIFETIME)
        access = jwt.encode(claims, self._secret, ALGORITHM)
        return {"accessToken": access, "refreshToken": refresh}

    def rotate(self, token: str, family: str, now: datetime) -> dict[str, str]:
        """Spend a refresh token for a new pair; 401 when it is unknown, spent or too old."""
        known = self._refresh.get(token)
        if known is None or known.family != family:
            raise Refusal(401, "Invalid refresh token")
        if known.spent:
            self.reused += 1
            raise Refusal(401, "Refresh token has already been used")
        if now >= known.expires_at:
            raise Refusal(401, "Refresh token expired")
        known.spent = True
        self.refreshed += 1
        return self.issue(known.user_id, family, now)

    def user_id(self, authorization: str | None, now: datetime) -> int:
        """Return whose access token an `Authorization` header carries; 401 when it is not good."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal(401, "Authorization header with a Bearer token is required")
        claims = self._open(token)
        if now.timestamp() >= claims["exp"]:  # by the sandbox's clock, which tests move
            raise Refusal(401, "Access token expired")
        return int(claims["userId"])

    def _open(self, token: str) -> dict[str, Any]:
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["exp", "userId"]}
        try:
            return jwt.decode(token, self._secret, [ALGORITHM], options=options)
        except jwt.InvalidTokenError as error:
            raise Refusal(401, "Invalid access token") from error
