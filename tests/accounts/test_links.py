"""Links for users whom an operator knows: what they hold, and who can make one."""

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.links import LONGEST_ID, Link, Links
from accounts.login_errors import LinkError
from tests.world import REGISTRY_KEY, SECRET_KEY

LINKS = Links(b"k" * 32)
DAY = date(2026, 12, 8)
ALPHABET = re.compile(r"u_[A-Za-z0-9_-]{1,62}")  # as Telegram allows, 64 characters in all
SHORT = st.text(min_size=1, max_size=LONGEST_ID).filter(
    lambda text: text.isprintable() and len(text.encode()) <= LONGEST_ID
)


@given(SHORT | st.uuids().map(str), st.dates(date(1970, 1, 1), date(2149, 6, 6)))
def test_link_says_what_was_put_into_it(user_id: str, day: date) -> None:
    """In as many characters as Telegram takes."""
    made = LINKS.make(Link(user_id, day))
    assert ALPHABET.fullmatch(made)
    assert LINKS.read(made) == Link(user_id, day)


UPPER_CASE = "572DD11E-7B97-43AB-A7B1-BBCFB390412F"  # only UUIDs in lower case are packed


@pytest.mark.parametrize("user_id", ["", "x" * (LONGEST_ID + 1), "ё" * 14, UPPER_CASE])
def test_id_that_does_not_fit_is_refused(user_id: str) -> None:
    """It is never cut."""
    with pytest.raises(ValueError, match="27 bytes"):
        LINKS.make(Link(user_id, DAY))


def refused(parameter: str, links: Links = LINKS) -> bool:
    """Whether a start parameter is no link of ours."""
    try:
        links.read(parameter)
    except LinkError as error:
        return error.reason == "link_invalid"
    return False


def test_changed_link_is_refused() -> None:
    """Attack: another id, a later day, a character spelled otherwise, parts left out or added."""
    made = LINKS.make(Link("alice", DAY))
    for at in range(2, len(made)):
        for letter in "A", "B", "_":
            changed = made[:at] + letter + made[at + 1 :]
            assert changed == made or refused(changed), at
        assert refused(made[:at])
    for text in (made + "A", made + "=", made[2:], "u_", "u_" + made, made.replace("u_", "v_")):
        assert refused(text), text
    assert refused("u_ü")
    assert refused("u_" + "A" * 1000)


def test_link_under_another_key_is_refused() -> None:
    """Attack: one of another operator; and the key of the registry itself signs none."""
    made = LINKS.make(Link("alice", DAY))
    assert refused(made, Links(b"o" * 32))
    direct = Links(b"k" * 32)
    direct._key = b"k" * 32
    assert refused(direct.make(Link("alice", DAY)))


def run(*arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run the command with the settings of an operator."""
    environment = {
        "BOT_TOKEN": "1234567890:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "BOT_USERNAME": "mining_bot",
        "GOMINING_PARTNER_ID": "partner-1",
        "GOMINING_API_KEY": "key",
        "GOMINING_API_SECRET": "secret",
        "WEBAPP_URL": "https://app.example.com",
        "REDIS_URL": "redis://127.0.0.1/0",
        "SECRET_KEYS": SECRET_KEY,
        "DATABASE_URL": "postgresql://127.0.0.1/none",
        "REGISTRY_KEY": REGISTRY_KEY,
    }
    return subprocess.run(
        [sys.executable, "-m", "accounts.links", *arguments],
        env=environment | changed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_command_prints_links_for_chat_and_page() -> None:
    """Neither needs the database."""
    ended = run("alice", "--days", "3")
    assert ended.returncode == 0, ended.stderr
    found = re.findall(r"https://t\.me/mining_bot\?(start|startapp)=(\S+)", ended.stdout)
    assert [kind for kind, _ in found] == ["start", "startapp"]
    assert len({parameter for _, parameter in found}) == 1
    link = Links(b"test-registry-key-not-a-secret-1").read(found[0][1])
    assert link.partner_user_id == "alice"
    today = datetime.now(UTC).date()
    assert timedelta(days=2) < link.last_day - today <= timedelta(days=3)


@pytest.mark.parametrize(
    ("arguments", "changed", "message"),
    [
        (["tg-1001"], {}, "needs no link"),
        (["x" * 28], {}, "27 bytes"),
        (["alice", "--days", "91"], {}, "1 to 90"),
        (["alice"], {"DATABASE_URL": ""}, "DATABASE_URL"),
        (["alice"], {"LOGIN_WAYS": "wallet"}, "LOGIN_WAYS"),
        (["alice"], {"SECRET_KEYS": ""}, "SECRET_KEYS: is missing"),
    ],
)
def test_command_says_what_is_wrong(
    arguments: list[str], changed: dict[str, str], message: str
) -> None:
    """In one message, without a traceback."""
    ended = run(*arguments, **changed)
    assert ended.returncode != 0
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
