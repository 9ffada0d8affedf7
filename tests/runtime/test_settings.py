"""Settings: defaults, validation, and errors that an operator can act on."""

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
    """An environment with the settings of GOOD and no others."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_five_settings_are_required(environment: pytest.MonkeyPatch) -> None:
    """Every other one has a default, and addresses are those of production."""
    settings = read_settings()
    assert settings.gomining_api_url == "https://api.gomining.com"
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.domain == "app.example.com"
    assert settings.ton_networks == {"-239"}


def test_error_lists_all_missing_settings(environment: pytest.MonkeyPatch) -> None:
    """One start is enough to see every fault."""
    for name in GOOD:
        environment.delenv(name)
    with pytest.raises(SettingsError) as error:
        read_settings()
    for name in GOOD:
        assert f"{name}: is missing" in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SECRET_KEYS", "too-short", "32 bytes"),
        ("SECRET_KEYS", f"{SECRET_KEY},too-short", "32 bytes"),
        ("SECRET_KEYS", " , ", "at least one key"),
        ("WEBAPP_URL", "app.example.com", "must be an address"),
        ("WEBAPP_URL", "https://app.example.com/page", "no path"),
        ("WEBAPP_URL", "https://me:pass@app.example.com", "must be an address"),
        ("WEBAPP_URL", "https://[", "must be an address"),
        ("WEBAPP_URL", "https://intranet", "needs a dot"),
        ("TON_NETWORKS", "-1", "-239"),
        ("RATE_LIMIT", "often", "120/minute"),
        ("PORT", "http", "integer"),
        ("SANDBOX_WALLET_URL", "https://evil.example/wallet.js", "sandbox only"),
        ("BOT_TOKEN", "hunter2", "BotFather"),
        ("LOG_LEVEL", "LOUD", "DEBUG"),
        ("GOMINING_PATHS", "[]", "dict"),
    ],
)
def test_error_names_the_wrong_setting_but_not_its_value(
    environment: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    """It says what is wrong; the value may be a secret."""
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert name in str(error.value)
    assert message in str(error.value)
    assert "hunter2" not in str(error.value)
    assert "too-short" not in str(error.value)


def test_api_key_without_its_secret_is_refused(environment: pytest.MonkeyPatch) -> None:
    """Both are optional, but only together."""
    environment.setenv("GOMINING_API_KEY", "key")
    with pytest.raises(SettingsError, match="set together"):
        read_settings()


def test_repr_of_the_settings_shows_no_secret() -> None:
    """A repr may end up in a log."""
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
        ("https://localhost:8443", "localhost:8443"),
        ("https://localhost", "localhost"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("https://bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_domain_is_spelled_as_url_host_of_a_browser(url: str, domain: str) -> None:
    """Wallets sign `new URL(manifest.url).host`."""
    assert settings_for("http://127.0.0.1:1", "redis://x", webapp_url=url).domain == domain


def test_list_is_separated_by_commas_or_spaces() -> None:
    """Or both."""
    made: list[Any] = [
        settings_for("http://h", "redis://x", ton_networks=text).ton_networks
        for text in ("-239,-3", "-239 -3", "-3, -239")
    ]
    assert made == [{"-239", "-3"}] * 3


@pytest.mark.parametrize(
    ("text", "keys", "offered"),
    [
        ("", True, ("wallet", "start")),
        ("", False, ("wallet",)),
        ("start, wallet", True, ("start", "wallet")),
        ("start wallet", False, ("wallet",)),
        ("start", True, ("start",)),
    ],
)
def test_start_is_offered_only_with_the_keys_of_the_partner(
    environment: pytest.MonkeyPatch, text: str, keys: bool, offered: tuple[str, ...]
) -> None:
    """The others keep their order."""
    environment.setenv("LOGIN_WAYS", text)
    if keys:
        environment.setenv("GOMINING_API_KEY", "key")
        environment.setenv("GOMINING_API_SECRET", "secret")
    assert read_settings().ways_offered == offered


@pytest.mark.parametrize("text", ["start", "wallet,wallet", "password", ","])
def test_ways_that_let_nobody_in_are_refused(environment: pytest.MonkeyPatch, text: str) -> None:
    """`start` alone without keys, a way twice, and unknown ways."""
    environment.setenv("LOGIN_WAYS", text)
    with pytest.raises(SettingsError, match="LOGIN_WAYS"):
        read_settings()
