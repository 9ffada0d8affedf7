"""Token pairs, and the expiry of a JWT."""

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
    """Return a JWT with these claims and an invalid signature."""
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
def test_tokens_accept_alternative_names(answer: dict[str, object]) -> None:
    """The document does not state them."""
    tokens = Tokens.model_validate(answer)
    assert tokens.access_token.get_secret_value() == "a"
    assert tokens.refresh_token.get_secret_value() == "r"
    assert tokens.user_id == answer.get("userId")


def test_repr_and_json_of_tokens_have_no_secret() -> None:
    """Neither text nor JSON."""
    tokens = Tokens.model_validate({"accessToken": "the-access", "refreshToken": "the-refresh"})
    shown = f"{tokens!r} {tokens} {tokens.model_dump_json()} {tokens.model_dump()}"
    assert "the-" not in shown


@pytest.mark.parametrize("bad", ["", "a b", "a\r\nX-Evil: 1", "ж", "x" * 8193])
def test_token_must_be_a_valid_header_value(bad: str) -> None:
    """The error does not quote it."""
    with pytest.raises(ValidationError) as caught:
        Tokens.model_validate({"accessToken": bad, "refreshToken": "r"})
    assert not bad or bad not in str(caught.value)


def test_expires_at_is_the_exp_claim_in_utc() -> None:
    """The signature is not verified."""
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
        jwt({"exp": True}),
        jwt({"exp": [1]}),
        jwt({"exp": None}),
        jwt({"exp": 10**400}),
        jwt({"exp": float("nan")}),
        jwt({"exp": float("inf")}),
        jwt({"exp": 1e30}),
        f"a.{base64.urlsafe_b64encode(b'[' * 5000).decode()}.c",
        jwt({"exp": 1, "long": "x" * 8192}),
    ],
)
def test_expiry_is_none_without_a_readable_exp(token: str) -> None:
    """For any token, without an exception."""
    assert expiry(token) is None


@given(st.text())
def test_expiry_of_any_text_does_not_raise(text: str) -> None:
    """It is None or a time."""
    expiry(f"a.{text}.c")
    expiry(text)


@pytest.mark.parametrize(
    ("claims", "seconds"),
    [
        ({"iat": 1000, "exp": 4600}, 3600),
        ({"iat": 1000.0, "exp": 1030.5}, 30.5),
        ({"exp": 4600}, None),
        ({"iat": 1000}, None),
        ({"iat": 4600, "exp": 1000}, None),
        ({"iat": 1000, "exp": 1000}, None),
        ({"iat": False, "exp": 4600}, None),
        ({"iat": 1000, "exp": True}, None),
        ({"iat": 1000, "exp": 10**400}, None),
    ],
)
def test_lifetime_is_exp_less_iat(claims: object, seconds: float | None) -> None:
    """Whatever our clock says; None without both."""
    tokens = Tokens.model_validate({"accessToken": jwt(claims), "refreshToken": "r"})
    assert (tokens.lifetime and tokens.lifetime.total_seconds()) == seconds
