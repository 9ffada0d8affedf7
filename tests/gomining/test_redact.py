"""The table of secrets."""

import pytest

from gomining.redact import HIDDEN, is_secret, redact, scrub


@pytest.mark.parametrize(
    "name",
    [
        "accessToken",
        "refresh_token",
        "X-PARTNER-API-KEY",
        "Authorization",
        "signature",
        "tonWallet",
    ],
)
def test_a_secret_is_known_by_any_spelling(name: str) -> None:
    """Case, hyphens and underscores do not matter."""
    assert is_secret(name)


@pytest.mark.parametrize("name", ["limit", "partnerUserId", "timestamp", "address", "status"])
def test_what_is_needed_in_a_log_is_no_secret(name: str) -> None:
    """Ordinary parameters can be shown."""
    assert not is_secret(name)


def test_secrets_are_hidden_at_any_depth() -> None:
    """Nested data keeps its shape and loses its secrets."""
    told = {"data": [{"accessToken": "a", "id": 1}], "headers": {"Authorization": "Bearer b"}}
    assert redact(told) == {
        "data": [{"accessToken": HIDDEN, "id": 1}],
        "headers": {"Authorization": HIDDEN},
    }


def test_a_text_loses_secrets_and_what_looks_like_one() -> None:
    """Known secrets, JWTs, Bearer values and signatures do not stay in a text."""
    text = f"my-secret eyJhbGciOi.eyJleHAi.sig Bearer abc {'0f' * 32} stays"
    assert scrub(text, ["secret", "my-secret", ""]) == f"{HIDDEN} {HIDDEN} {HIDDEN} {HIDDEN} stays"
