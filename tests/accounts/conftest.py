"""Fixtures of the `accounts` tests, over a real Redis."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from accounts.payloads import Payloads
from accounts.sessions import Session, Sessions
from gomining import Tokens

LEASE = timedelta(milliseconds=300)


@pytest.fixture
def payloads(redis: Redis, sessions: Sessions) -> Payloads:
    """Payloads whose claims end after LEASE."""
    return Payloads(redis, sessions, namespace="gm:test", lease=LEASE)


def make_session(mark: str = "1") -> Session:
    """Return a session whose tokens contain `mark`."""
    tokens = Tokens(
        access_token=SecretStr(f"access-{mark}"), refresh_token=SecretStr(f"refresh-{mark}")
    )
    return Session(tokens, "0:" + "a" * 64, "-239", datetime(2026, 11, 22, tzinfo=UTC))
