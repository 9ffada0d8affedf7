"""Logins from a known wallet and device, and from a new one."""

from typing import Any

import pytest
from redis.asyncio import Redis

from accounts.known_logins import KnownLogins, device_name

WALLET = {"address": "0:" + "a" * 64, "chain": "-239"}
OTHER = {"address": "0:" + "b" * 64, "chain": "-239"}


async def test_only_a_login_that_differs_from_earlier_ones_is_an_event(redis: Redis) -> None:
    """Neither the first one of a user, nor a repeated one, nor another user's."""
    logins = KnownLogins(redis, namespace="gm:test", events="gm:test:events")
    assert not await logins.record(1, WALLET, "app, ios")
    assert not await logins.record(2, OTHER, "app, ios")
    assert await logins.record(1, WALLET, "app, android")
    assert await logins.record(1, OTHER, "app, ios")
    assert not await logins.record(1, OTHER, "app, ios")
    assert not await logins.record(1, WALLET, "app, ios")
    entries: Any = await redis.xrange("gm:test:events")
    assert [fields[b"device"] for _, fields in entries] == [b"app, android", b"app, ios"]
    assert entries[1][1] == {
        b"kind": b"new_login",
        b"user": b"1",
        b"address": OTHER["address"].encode(),
        b"chain": b"-239",
        b"device": b"app, ios",
    }
    kept: Any = await redis.sscan("gm:test:known-logins:1")
    assert len(kept[1]) == 3
    assert OTHER["address"] not in str(kept)


@pytest.mark.parametrize(
    ("device", "name"),
    [
        ({"appName": "Tonkeeper", "platform": "ios", "appVersion": "1"}, "Tonkeeper, ios"),
        ({"appName": "x" * 99, "platform": ""}, "x" * 40),
        ({"appName": "a\ud800\n\u202eb", "platform": None}, "ab"),
        ({"appName": 5, "platform": []}, "?"),
        ({}, "?"),
        (None, "?"),
        ("Tonkeeper", "?"),
    ],
    ids=ascii,
)
def test_name_of_a_device_is_short_and_printable(device: object, name: str) -> None:
    """Whatever a wallet sends."""
    assert device_name(device) == name
