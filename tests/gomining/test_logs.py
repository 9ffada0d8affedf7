"""One log line per call, and no secret in any."""

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gomining import Client, errors
from gomining import operations as e
from tests.gomining.conftest import KEYS
from tests.gomining.server import Partner
from tests.gomining.test_client import ENDPOINTS

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
    """Return the log records of calls."""
    return [r for r in caplog.records if r.name == "gomining" and r.levelno == logging.INFO]


async def test_call_logs_one_line(
    client: Client, partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    """Method, path without query, status, milliseconds and outcome, as text and as fields."""
    caplog.set_level(logging.INFO, logger="gomining")
    partner.answer_with("{}", 503)
    partner.answer_with('{"data":[]}')
    await client(e.ListMiners(limit=7), access_token="t")
    (line,) = lines(caplog)
    parts = line.getMessage().split()
    assert parts[:3] == ["GET", "/api/partner/c2s/nft/find-by-user", "200"]
    assert parts[3].isdigit()
    assert parts[4:] == ["ms", "ok"]
    assert line.__dict__["endpoint"] == "ListMiners"
    assert (line.__dict__["status"], line.__dict__["attempts"]) == (200, 2)
    assert line.__dict__["ms"] >= 0


async def test_failed_call_logs_status_and_error(
    client: Client, partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    """For an error status and for an unreadable body."""
    caplog.set_level(logging.INFO, logger="gomining")
    partner.answer_with("{}", 404)
    with pytest.raises(errors.NotFound):
        await client(e.ListRates(), access_token="t")
    partner.answer_with("garbled")
    with pytest.raises(errors.Unreadable):
        await client(e.ListRates(), access_token="t")
    assert [(r.__dict__["status"], r.__dict__["outcome"]) for r in lines(caplog)] == [
        (404, "NotFound"),
        (200, "Unreadable"),
    ]


async def test_timed_out_call_logs_no_status(
    make_client: Callable[..., Client], partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    """A dash stands for it."""
    caplog.set_level(logging.INFO, logger="gomining")
    partner.hangs = True
    with pytest.raises(errors.TimedOut):
        await make_client(timeout=0.05)(e.ListRates(), access_token="t")
    (line,) = lines(caplog)
    assert line.getMessage().startswith("GET /api/partner/c2s/rates - ")
    assert line.getMessage().endswith("TimedOut")


@pytest.mark.parametrize("status", [200, 400, 401, 500])
async def test_logs_and_errors_of_all_calls_have_no_secret(
    client: Client, partner: Partner, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """At debug level, of all loggers, with a partner that quotes what it received."""
    caplog.set_level(logging.DEBUG)
    calls = [
        *ENDPOINTS.values(),
        e.RefreshTokens(SECRETS["refresh"]),
        e.InitUser("u", email=SECRETS["email"]),
    ]
    raised = []
    for call in calls:
        echo = f"token {SECRETS['access']} {SECRETS['refresh']} key {KEYS.key} {KEYS.secret}"
        partner.answer_with(ANSWER if status == 200 else f'{{"message":"{echo}"}}', status)
        try:
            await client(call, access_token=SECRETS["access"])
        except errors.GoMiningError as error:
            raised.append(f"{error} {error!r} {error.__dict__}")
        partner.answers.clear()
    signatures = {received.target.rpartition("signature=")[2] for received in partner.requests}
    logged = "\n".join(f"{record.__dict__}" for record in caplog.records)
    sent = {*SECRETS.values(), *(s for s in signatures if len(s) == 64)}
    assert len(lines(caplog)) == len(calls)
    assert len(sent) > len(SECRETS)
    assert not {secret for secret in sent if secret in logged}
    own = {SECRETS["access"], KEYS.key, KEYS.secret}
    assert not {secret for secret in own if secret in "\n".join(raised)}


def test_import_loads_no_other_package_of_the_project() -> None:
    """Nor a bot framework, a database driver or a cryptography library."""
    found = subprocess.run(
        [sys.executable, "-c", "import sys, gomining.endpoints; print(*sys.modules)"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {"aiogram", "redis", "cryptography", "nacl", "accounts", "webapp", "ton", "sandbox"}
    assert not heavy & set(found)
