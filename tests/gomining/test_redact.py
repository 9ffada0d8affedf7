"""Removal of secrets."""

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
def test_is_secret_ignores_case_hyphens_and_underscores(name: str) -> None:
    """For names of headers and fields."""
    assert is_secret(name)


@pytest.mark.parametrize("name", ["limit", "partnerUserId", "timestamp", "address", "status"])
def test_is_secret_is_false_for_ordinary_parameters(name: str) -> None:
    """They can be logged."""
    assert not is_secret(name)


def test_redact_hides_secrets_at_any_depth() -> None:
    """The structure of the data stays."""
    data = {"data": [{"accessToken": "a", "id": 1}], "headers": {"Authorization": "Bearer b"}}
    assert redact(data) == {
        "data": [{"accessToken": HIDDEN, "id": 1}],
        "headers": {"Authorization": HIDDEN},
    }


def test_scrub_hides_given_secrets_tokens_and_signatures() -> None:
    """Bearer values and JWTs as well."""
    text = f"my-secret eyJhbGciOi.eyJleHAi.sig Bearer abc {'0f' * 32} stays"
    assert scrub(text, ["secret", "my-secret", ""]) == f"{HIDDEN} {HIDDEN} {HIDDEN} {HIDDEN} stays"
