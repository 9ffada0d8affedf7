"""One line for each call, and no secret in any."""

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gomining import Client, errors
from gomining import endpoints as e
from tests.gomining.conftest import KEYS
from tests.gomining.server import Partner
from tests.gomining.test_client import one_of_each

SECRETS = {
    "access": "eyJ-user-access-token",
    "refresh": "the-refresh-token-of-a-user",
    "new access": "a-new-access-token",
    "new refresh": "a-new-refresh-token",
    "payload": "the-nonce-to-sign",
    "proof": "sig-of-wallet",
    "email": "someone@private.example",
    "key": KEYS.key,
    "secret": KEYS.secret,
}
ANSWER = """{"data":{"array":[],"payload":"the-nonce-to-sign","accessToken":"a-new-access-token",
"refreshToken":"a-new-refresh-token"}}"""


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """The lines that calls left."""
    return [r for r in caplog.records if r.name == "gomining" and r.levelno == logging.INFO]


async def test_a_call_leaves_one_line(
    client: Client, partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    """Method, path without query, status and milliseconds, in the text and as fields."""
    caplog.set_level(logging.INFO, logger="gomining")
    partner.says("{}", 503)
    partner.says('{"data":[]}')
    await client(e.ListMiners(limit=7), access_token="t")
    (line,) = lines(caplog)
    said = line.getMessage().split()
    assert said[:3] == ["GET", "/api/partner/c2s/nft/find-by-user", "200"]
    assert said[3].isdigit()
    assert said[4:] == ["ms", "ok"]
    assert line.__dict__["endpoint"] == "ListMiners"
    assert (line.__dict__["status"], line.__dict__["attempts"]) == (200, 2)
    assert line.__dict__["ms"] >= 0


async def test_a_failure_leaves_its_line(
    client: Client, partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    """A refused and a garbled call say their status and what it was."""
    caplog.set_level(logging.INFO, logger="gomining")
    partner.says("{}", 404)
    with pytest.raises(errors.NotFound):
        await client(e.ListRates(), access_token="t")
    partner.says("garbled")
    with pytest.raises(errors.Unreadable):
        await client(e.ListRates(), access_token="t")
    assert [(r.__dict__["status"], r.__dict__["outcome"]) for r in lines(caplog)] == [
        (404, "NotFound"),
        (200, "Unreadable"),
    ]


async def test_no_answer_leaves_a_line_without_status(
    make_client: Callable[..., Client], partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    """A timeout says that there was no status."""
    caplog.set_level(logging.INFO, logger="gomining")
    partner.silent = True
    with pytest.raises(errors.TimedOut):
        await make_client(timeout=0.05)(e.ListRates(), access_token="t")
    (line,) = lines(caplog)
    assert line.getMessage().startswith("GET /api/partner/c2s/rates - ")
    assert line.getMessage().endswith("TimedOut")


@pytest.mark.parametrize("status", [200, 400, 401, 500])
async def test_no_log_of_any_call_holds_a_secret(
    client: Client, partner: Partner, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """At debug level, of every logger, with a partner that echoes what it was sent."""
    caplog.set_level(logging.DEBUG)
    calls = [
        *one_of_each.values(),
        e.RefreshTokens(SECRETS["refresh"]),
        e.InitUser("u", email=SECRETS["email"]),
    ]
    said = []
    for call in calls:
        echo = f"token {SECRETS['access']} {SECRETS['refresh']} key {KEYS.key} {KEYS.secret}"
        partner.says(ANSWER if status == 200 else f'{{"message":"{echo}"}}', status)
        try:
            await client(call, access_token=SECRETS["access"])
        except errors.GoMiningError as error:
            said.append(f"{error} {error!r} {error.__dict__}")
        partner.script.clear()
    signatures = {heard.target.rpartition("signature=")[2] for heard in partner.heard}
    told = "\n".join(f"{record.__dict__}" for record in caplog.records)
    sent = {*SECRETS.values(), *(s for s in signatures if len(s) == 64)}
    assert len(lines(caplog)) == len(calls)
    assert len(sent) > len(SECRETS)
    assert not {secret for secret in sent if secret in told}
    own = {SECRETS["access"], KEYS.key, KEYS.secret}
    assert not {secret for secret in own if secret in "\n".join(said)}


def test_importing_the_client_brings_nothing_heavy() -> None:
    """The package loads neither a bot framework nor a store, and no test tool."""
    found = subprocess.run(
        [sys.executable, "-c", "import sys, gomining.endpoints; print(*sys.modules)"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {"aiogram", "redis", "cryptography", "nacl", "accounts", "webapp", "ton", "sandbox"}
    assert not heavy & set(found)
