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
WALLET_LOGIN, PARTNER_LOGIN = "wallet", "partner"


@dataclass(frozen=True)
class Access:
    """What a valid access token stands for; `login` is the login that issued it."""

    user_id: int
    login: str


@dataclass
class Refresh:
    """A refresh token; `login` is the login that issued it."""

    user_id: int
    login: str
    expires_at: datetime
    used: bool = False


class Tokens:
    """Issues and verifies tokens; `refreshed` and `reused` count uses of refresh tokens.

    Each kind of login has its own secret, so that an access token shows its login without a
    claim that the partner's tokens may not have.
    """

    def __init__(self, seed: int) -> None:
        self._secrets = {
            login: hashlib.sha256(f"sandbox-jwt/{login}/{seed}".encode()).digest()
            for login in (WALLET_LOGIN, PARTNER_LOGIN)
        }
        self._refresh: dict[str, Refresh] = {}
        self.issued = self.refreshed = self.reused = 0

    def issue(
        self, user_id: int, login: str, now: datetime, *, claim_user_id: bool = True
    ) -> dict[str, str]:
        """Return a new `{accessToken, refreshToken}` pair for the user.

        The access token has `sub`, and `userId` too if `claim_user_id`.
        """
        self.issued += 1
        claims = {
            "sub": str(user_id),
            **({"userId": user_id} if claim_user_id else {}),
            "iat": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFETIME).timestamp()),
            "jti": secrets.token_hex(8),
        }
        refresh = f"rt_{secrets.token_urlsafe(32)}"
        self._refresh[refresh] = Refresh(user_id, login, now + REFRESH_LIFETIME)
        access = jwt.encode(claims, self._secrets[login], ALGORITHM)
        return {"accessToken": access, "refreshToken": refresh}

    def use_refresh(self, token: str, logins: tuple[str, ...], now: datetime) -> Refresh:
        """Use up a refresh token of one of these logins; 401 if unknown, used or expired."""
        known = self._refresh.get(token)
        if known is None or known.login not in logins:
            raise ApiError(401, "Invalid refresh token")
        if known.used:
            self.reused += 1
            raise ApiError(401, "Refresh token has already been used")
        if now >= known.expires_at:
            raise ApiError(401, "Refresh token expired")
        known.used = True
        self.refreshed += 1
        return known

    def verify(self, authorization: str | None, now: datetime) -> Access:
        """Return what the access token of an `Authorization` header stands for; 401 if invalid."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ApiError(401, "Authorization header with a Bearer token is required")
        claims, login = self._decode(token)
        if now.timestamp() >= claims["exp"]:  # by the sandbox's clock, which tests can move
            raise ApiError(401, "Access token expired")
        return Access(int(claims["sub"]), login)

    def _decode(self, token: str) -> tuple[dict[str, Any], str]:
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["exp", "sub"]}
        for login, secret in self._secrets.items():
            try:
                return jwt.decode(token, secret, [ALGORITHM], options=options), login
            except jwt.InvalidSignatureError:
                continue
            except jwt.InvalidTokenError as error:
                raise ApiError(401, "Invalid access token") from error
        raise ApiError(401, "Invalid access token")
