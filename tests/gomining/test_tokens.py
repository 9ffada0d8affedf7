"""The pair of tokens, and the end that a JWT tells."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gomining import Tokens
from gomining.tokens import expiry


def jwt(claims: object) -> str:
    """A JWT with these claims and no real signature."""
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{middle}.c2ln"


@pytest.mark.parametrize(
    "answer",
    [
        {"accessToken": "a", "refreshToken": "r"},
        {"access_token": "a", "refresh_token": "r"},
        {"token": "a", "refreshToken": "r"},
        {"jwt": "a", "refreshToken": "r", "userId": 7},
    ],
)
def test_tokens_are_known_by_their_likely_names(answer: dict[str, object]) -> None:
    """The document hides the names; the likely ones are all understood."""
    tokens = Tokens.model_validate(answer)
    assert tokens.access_token.get_secret_value() == "a"
    assert tokens.refresh_token.get_secret_value() == "r"
    assert tokens.user_id == answer.get("userId")


def test_tokens_do_not_show() -> None:
    """Neither text nor JSON of a pair holds a token."""
    tokens = Tokens.model_validate({"accessToken": "the-access", "refreshToken": "the-refresh"})
    shown = f"{tokens!r} {tokens} {tokens.model_dump_json()} {tokens.model_dump()}"
    assert "the-" not in shown


@pytest.mark.parametrize("bad", ["", "a b", "a\r\nX-Evil: 1", "ж", "x" * 8193])
def test_a_token_must_fit_a_header(bad: str) -> None:
    """What could not be sent as a Bearer value is no token, and the error does not quote it."""
    with pytest.raises(ValidationError) as caught:
        Tokens.model_validate({"accessToken": bad, "refreshToken": "r"})
    assert not bad or bad not in str(caught.value)


def test_the_end_is_read_without_verifying() -> None:
    """`exp` becomes an aware UTC time."""
    answer = {"accessToken": jwt({"exp": 1788955200}), "refreshToken": "r"}
    assert Tokens.model_validate(answer).expires_at == datetime(2026, 9, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "token",
    [
        "opaque",
        "a.b.c",
        "a.b",
        "e.é.e",
        jwt([]),
        jwt({}),
        jwt({"exp": "soon"}),
        jwt({"exp": None}),
        jwt({"exp": 10**400}),
        jwt({"exp": float("nan")}),
        jwt({"exp": float("inf")}),
        jwt({"exp": 1e30}),
        f"a.{base64.urlsafe_b64encode(b'[' * 5000).decode()}.c",
        jwt({"exp": 1, "long": "x" * 8192}),
    ],
)
def test_a_token_without_an_end_has_none(token: str) -> None:
    """Whatever cannot be read as an end is None, never a crash."""
    assert expiry(token) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_an_end(text: str) -> None:
    """Any text gives None or a time."""
    expiry(f"a.{text}.c")
    expiry(text)
