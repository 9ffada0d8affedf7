"""The operator's settings, read once from the environment, validated and frozen.

Only the `__main__` modules call `read_settings`; everything else receives the `Settings`.
`.env.example` names every setting with a harmless value.
"""

import base64
import binascii
import json
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from yarl import URL

from runtime.rate import Rate, parse_rate

TELEGRAM_WEB_CLIENTS = (
    "https://web.telegram.org",
    "https://webk.telegram.org",
    "https://weba.telegram.org",
)

# How a user logs in: with a TON wallet, or without one by the partner's own account creation.
LoginWay = Literal["wallet", "start"]


class SettingsError(Exception):
    """The environment is incomplete or wrong; the message lists every fault."""


class Settings(BaseModel):
    """Everything that an operator can set. Secrets are `SecretStr`, which no repr shows."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    bot_token: SecretStr
    telegram_api_url: str = "https://api.telegram.org"

    bot_mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    bot_host: str = "0.0.0.0"  # noqa: S104 - a container's port is published by its host
    bot_port: int | None = Field(None, ge=0, le=65535)
    worker_port: int | None = Field(None, ge=0, le=65535)
    support_contact: str | None = Field(None, max_length=200)
    privacy_url: str | None = Field(None, pattern=r"^https?://\S+$")

    gomining_partner_id: str
    gomining_api_key: SecretStr | None = None
    gomining_api_secret: SecretStr | None = None
    gomining_api_url: str = "https://api.gomining.com"
    gomining_paths: dict[str, str] = {}
    gomining_timeout: float = Field(10, gt=0, le=60)
    login_ways: tuple[LoginWay, ...] = ("wallet", "start")
    partner_user_prefix: str = Field("tg-", pattern=r"^[A-Za-z0-9._-]{1,64}$")
    gomining_recv_window: int = Field(10_000, ge=1, le=60_000)

    app_name: str = Field("GoMining", min_length=1, max_length=64)
    webapp_url: str
    redis_url: SecretStr
    database_url: SecretStr | None = None
    registry_key: SecretStr | None = None
    secret_keys: tuple[SecretStr, ...]
    ton_networks: frozenset[str] = frozenset({"-239"})
    ton_api_url: str | None = None
    ton_api_key: SecretStr | None = None
    session_days: int = Field(30, ge=1, le=365)
    init_data_max_age: int = Field(86400, ge=60, le=7 * 86400)
    rate_limit: Rate = parse_rate("120/minute")
    usd_per_star: Decimal = Field(Decimal("0.013"), gt=0, le=1)
    stars_margin: Decimal = Field(Decimal(0), ge=0, le=10)
    show_payback: bool = False
    sell_stars: bool = False
    terms_url: str | None = Field(None, pattern=r"^https?://\S+$")
    terms_version: str = Field("1", pattern=r"^[A-Za-z0-9._-]{1,32}$")
    stars_per_order: int = Field(10_000, ge=1, le=100_000)
    stars_first_order: int = Field(1_500, ge=1, le=100_000)
    stars_per_user: int = Field(20_000, ge=1, le=10_000_000)
    stars_reserve: int = Field(0, ge=0)
    dispute_days: int = Field(180, ge=21, le=3650)
    retention_years: int = Field(5, ge=1, le=30)
    frame_ancestors: tuple[str, ...] = TELEGRAM_WEB_CLIENTS
    bot_username: str | None = Field(None, pattern=r"^[A-Za-z]\w{3,31}$")
    sandbox_wallet_url: str | None = Field(None, pattern=r"^https?://[^\s\"'<>;,]+$")

    web_host: str = "0.0.0.0"  # noqa: S104 - a container's port is published by its host
    port: int = Field(8080, ge=0, le=65535)
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")

    @field_validator("secret_keys", "ton_networks", "frame_ancestors", "login_ways", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the environment holds
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("sandbox_wallet_url")
    @classmethod
    def _is_local(cls, value: str | None) -> str | None:
        # The page runs a script from this address, so it must never be one of somebody else.
        if value and URL(value).host not in {"127.0.0.1", "localhost"}:
            raise ValueError("must be on 127.0.0.1 or localhost: it is for the sandbox only")
        return value

    @field_validator("gomining_paths", mode="before")
    @classmethod
    def _json(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the environment holds
        return json.loads(value) if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _is_a_token(cls, token: SecretStr) -> SecretStr:
        if not re.fullmatch(r"\d{1,20}:[A-Za-z0-9_-]{30,64}", token.get_secret_value()):
            raise ValueError("must look like 1234567890:AA…, as @BotFather gives it")
        return token

    @field_validator("secret_keys")
    @classmethod
    def _are_keys(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not keys:
            raise ValueError("needs at least one key")
        for key in keys:
            decode_key(key)
        return keys

    @field_validator("registry_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key:
            decode_key(key)
        return key

    @field_validator(
        "telegram_api_url", "webhook_url", "gomining_api_url", "webapp_url", "ton_api_url"
    )
    @classmethod
    def _is_address(cls, value: str) -> str:
        try:
            url = URL(value)
        except ValueError:
            url = URL()
        plain = not (url.query_string or url.fragment or url.user or url.password)
        if url.scheme not in {"http", "https"} or not url.host or not plain:
            raise ValueError("must be an address such as https://example.com")
        return value.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _is_header_value(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
            raise ValueError("must be 16 to 256 characters of A-Z a-z 0-9 _ -")
        return secret

    @field_validator("webapp_url")
    @classmethod
    def _has_no_path(cls, value: str) -> str:
        # Wallets sign the host of this address as the ton_proof domain, and Tonkeeper requires the
        # manifest at the root of the same origin, so a path would have no effect.
        if URL(value).path != "/":
            raise ValueError("must have no path: https://app.example.com")
        # Wallets sign their own names so, without a dot: `ton.proof` would refuse every login.
        host = URL(value).host_port_subcomponent or ""
        if "." not in host and ":" not in host and host != "localhost":
            raise ValueError("needs a dot or a port in its host: https://app.example.com")
        return value

    @field_validator("ton_networks")
    @classmethod
    def _are_networks(cls, value: frozenset[str]) -> frozenset[str]:
        if not value or value - {"-239", "-3"}:
            raise ValueError("must be -239 (mainnet), -3 (testnet) or both")
        return value

    @field_validator("login_ways")
    @classmethod
    def _are_ways(cls, value: tuple[LoginWay, ...]) -> tuple[LoginWay, ...]:
        if not value or len(set(value)) < len(value):
            raise ValueError("must be wallet, start or both, each once")
        return value

    @field_validator("rate_limit", mode="before")
    @classmethod
    def _rate(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the environment holds
        return parse_rate(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_key_and_secret(self) -> "Settings":
        if (self.gomining_api_key is None) != (self.gomining_api_secret is None):
            raise ValueError("GOMINING_API_KEY and GOMINING_API_SECRET must be set together")
        if not self.ways_offered:
            raise ValueError("LOGIN_WAYS=start needs GOMINING_API_KEY and GOMINING_API_SECRET")
        return self

    @model_validator(mode="after")
    def _selling_is_complete(self) -> "Settings":
        if self.sell_stars:
            needed = {
                "GOMINING_API_KEY": self.gomining_api_key,
                "TERMS_URL": self.terms_url,
                "SUPPORT_CONTACT": self.support_contact,
            }
            missing = [name for name, value in needed.items() if value is None]
            if missing:
                raise ValueError(f"SELL_STARS=true also needs {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _database_is_complete(self) -> "Settings":
        if self.database_url and not self.registry_key:
            raise ValueError("DATABASE_URL also needs REGISTRY_KEY; `make key` prints one")
        return self

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> "Settings":
        if self.bot_mode == "webhook":
            needed = {
                "WEBHOOK_URL": self.webhook_url,
                "WEBHOOK_SECRET": self.webhook_secret,
                "BOT_PORT": self.bot_port,
            }
            missing = [name for name, value in needed.items() if value is None]
            if missing:
                raise ValueError(f"BOT_MODE=webhook also needs {', '.join(missing)}")
        return self

    @property
    def ways_offered(self) -> tuple[LoginWay, ...]:
        """The ways to log in, in their order; `start` needs the partner's key and secret."""
        has_keys = self.gomining_api_key is not None
        return tuple(way for way in self.login_ways if way == "wallet" or has_keys)

    @property
    def session_ttl(self) -> timedelta:
        """How long a session is kept that nobody uses."""
        return timedelta(days=self.session_days)

    @property
    def retention(self) -> timedelta:
        """How long orders and payments are kept."""
        return timedelta(days=366 * self.retention_years)

    @property
    def domain(self) -> str:
        """The ton_proof domain: the host of `webapp_url` as a browser's `URL.host` spells it.

        Lower case, punycode, with the port unless it is the default one of the scheme.
        """
        return URL(self.webapp_url).host_port_subcomponent or ""


def decode_key(key: SecretStr) -> bytes:
    """Return the 32 bytes of a key as SECRET_KEYS has them; ValueError if it is none."""
    try:
        raw = base64.b64decode(key.get_secret_value(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise ValueError("each key must be 32 bytes in base64; `make key` prints a new one")
    return raw


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment; an empty value counts as unset.

    Raises SettingsError with all faults in one message, without any value: it may be a secret.
    """
    # Not pydantic-settings: it costs every process 6 MB and 100 ms, and this is a dozen lines.
    given = {name: environment.get(name.upper(), "") for name in Settings.model_fields}
    try:
        return Settings.model_validate({name: text for name, text in given.items() if text})
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    lines = ["These settings are missing or wrong (.env.example explains each):"]
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        name = ".".join(str(part) for part in fault["loc"][:1]).upper()
        text = "is missing" if fault["type"] == "missing" else fault["msg"]
        lines.append(f"  {name}: {text}" if name else f"  {text}")
    return "\n".join(lines)
