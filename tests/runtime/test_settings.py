"""What an operator sets, and what they are told when it is wrong."""

from typing import Any

import pytest

from runtime.settings import Settings, SettingsError, read_settings
from tests.world import SECRET_KEY, settings_for

GOOD = {
    "BOT_TOKEN": "1234567890:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "GOMINING_PARTNER_ID": "partner-1",
    "WEBAPP_URL": "https://app.example.com",
    "REDIS_URL": "redis://user:hunter2@127.0.0.1/0",
    "SECRET_KEYS": SECRET_KEY,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with exactly GOOD in it."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_four_keys_and_an_address_are_enough(environment: pytest.MonkeyPatch) -> None:
    """Everything else has a default that points at production."""
    settings = read_settings()
    assert settings.gomining_api_url == "https://api.gomining.com"
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.domain == "app.example.com"
    assert settings.ton_networks == {"-239"}


def test_all_that_is_missing_is_told_at_once(environment: pytest.MonkeyPatch) -> None:
    """One start tells every fault, not one per try."""
    for name in GOOD:
        environment.delenv(name)
    with pytest.raises(SettingsError) as told:
        read_settings()
    for name in GOOD:
        assert f"{name}: is missing" in str(told.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEYS", "too-short", "32 bytes"),
        ("SECRET_KEYS", f"{SECRET_KEY},too-short", "32 bytes"),
        ("SECRET_KEYS", " , ", "at least one key"),
        ("WEBAPP_URL", "app.example.com", "must be an address"),
        ("WEBAPP_URL", "https://app.example.com/page", "no path"),
        ("WEBAPP_URL", "https://me:pass@app.example.com", "must be an address"),
        ("WEBAPP_URL", "https://[", "must be an address"),
        ("TON_NETWORKS", "-1", "-239"),
        ("RATE_LIMIT", "often", "120/minute"),
        ("PORT", "http", "integer"),
        ("SANDBOX_WALLET_URL", "https://evil.example/wallet.js", "sandbox only"),
        ("BOT_TOKEN", "hunter2", "BotFather"),
        ("LOG_LEVEL", "LOUD", "DEBUG"),
        ("GOMINING_PATHS", "[]", "dict"),
    ],
)
def test_a_wrong_value_is_named_but_never_shown(
    environment: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    """The operator reads which setting is wrong and why; no value gets into the error."""
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert name in str(told.value)
    assert words in str(told.value)
    assert "hunter2" not in str(told.value)
    assert "too-short" not in str(told.value)


def test_key_and_secret_go_together(environment: pytest.MonkeyPatch) -> None:
    """Half a pair is a mistake, none is a choice."""
    environment.setenv("GOMINING_API_KEY", "key")
    with pytest.raises(SettingsError, match="set both"):
        read_settings()


def test_a_repr_shows_no_secret() -> None:
    """Settings may end up in a log without harm."""
    settings = settings_for("http://127.0.0.1:1", "redis://:hunter2@127.0.0.1/0")
    shown = repr(settings)
    for secret in ("hunter2", SECRET_KEY, "SANDBOX-bot-token", "sandbox-api-secret"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://app.example.com", "app.example.com"),
        ("https://APP.example.com:443/", "app.example.com"),
        ("https://app.example.com:8443", "app.example.com:8443"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("https://bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_the_domain_is_what_a_browser_calls_host(url: str, domain: str) -> None:
    """Wallets sign `new URL(manifest.url).host`."""
    assert settings_for("http://127.0.0.1:1", "redis://x", webapp_url=url).domain == domain


def test_lists_may_be_split_by_commas_or_spaces() -> None:
    """Both ways of writing a list in an environment are understood."""
    made: list[Any] = [
        settings_for("http://h", "redis://x", ton_networks=text).ton_networks
        for text in ("-239,-3", "-239 -3", "-3, -239")
    ]
    assert made == [{"-239", "-3"}] * 3
