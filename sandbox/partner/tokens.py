"""Access tokens (JWT) that expire and refresh tokens that rotate."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from sandbox.partner.errors import ApiError

ACCESS_LIFETIME = timedelta(hours=1)
REFRESH_LIFETIME = timedelta(days=30)
ALGORITHM = "HS256"


@dataclass
class Refresh:
    """A refresh token; `login_kind` is the login that issued it."""

    user_id: int
    login_kind: str
    expires_at: datetime
    used: bool = False


class Tokens:
    """Issues and verifies tokens; `refreshed` and `reused` count uses of refresh tokens."""

    def __init__(self, seed: int) -> None:
        self._secret = hashlib.sha256(f"sandbox-jwt/{seed}".encode()).digest()
        self._refresh: dict[str, Refresh] = {}
        self.issued = self.refreshed = self.reused = 0

    def issue(self, user_id: int, login_kind: str, now: datetime) -> dict[str, str]:
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
        self._refresh[refresh] = Refresh(user_id, login_kind, now + REFRESH_LIFETIME)
        access = jwt.encode(claims, self._secret, ALGORITHM)
        return {"accessToken": access, "refreshToken": refresh}

    def rotate(self, token: str, login_kind: str, now: datetime) -> dict[str, str]:
        """Exchange a refresh token for a new pair; 401 if it is unknown, used or expired."""
        known = self._refresh.get(token)
        if known is None or known.login_kind != login_kind:
            raise ApiError(401, "Invalid refresh token")
        if known.used:
            self.reused += 1
            raise ApiError(401, "Refresh token has already been used")
        if now >= known.expires_at:
            raise ApiError(401, "Refresh token expired")
        known.used = True
        self.refreshed += 1
        return self.issue(known.user_id, login_kind, now)

    def user_id(self, authorization: str | None, now: datetime) -> int:
        """Return the user id of the access token in an `Authorization` header; 401 if invalid."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ApiError(401, "Authorization header with a Bearer token is required")
        claims = self._decode(token)
        if now.timestamp() >= claims["exp"]:  # by the sandbox's clock, which tests can move
            raise ApiError(401, "Access token expired")
        return int(claims["userId"])

    def _decode(self, token: str) -> dict[str, Any]:
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["exp", "userId"]}
        try:
            return jwt.decode(token, self._secret, [ALGORITHM], options=options)
        except jwt.InvalidTokenError as error:
            raise ApiError(401, "Invalid access token") from error
