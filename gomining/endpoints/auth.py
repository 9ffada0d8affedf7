"""Login: of a user with a TON wallet, or of a user by the partner."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetPydanticSchema, SecretStr
from pydantic.alias_generators import to_camel

from gomining.endpoint import Auth, Endpoint, Route, Text, Text255
from gomining.models import Payload
from gomining.tokens import Tokens


class _WalletPart(BaseModel):
    """A part of TON Connect's Wallet object with the members that the document requires."""

    model_config = ConfigDict(alias_generator=to_camel, strict=True, hide_input_in_errors=True)


class _Device(_WalletPart):
    platform: Literal["iphone", "ipad", "android", "windows", "mac", "linux", "browser"]
    app_name: str
    app_version: str
    max_protocol_version: int | float
    features: list[Any]


class _Account(_WalletPart):
    address: str
    chain: Literal["-239", "-3"]
    wallet_state_init: str
    public_key: str


class _ConnectItems(_WalletPart):
    ton_proof: dict[str, Any]


class _TonWallet(_WalletPart):
    device: _Device
    account: _Account
    provider: Literal["http", "injected"]
    connect_items: _ConnectItems


# Validated against the model and sent unchanged, with members that the model does not know.
TonWallet = Annotated[
    Mapping[str, Any],
    GetPydanticSchema(lambda _source, handler: handler(_TonWallet)),
    BeforeValidator(lambda wallet: dict(wallet) if isinstance(wallet, Mapping) else wallet),
]
RefreshToken = Annotated[
    SecretStr | str,
    GetPydanticSchema(lambda _source, handler: handler(SecretStr)),
    Field(min_length=1),
]


class GeneratePayload(Endpoint[Payload]):
    """1. Get the nonce for the wallet to sign; the client adds its partner id."""

    route = Route("POST", "/api/partner/c2s/auth/generate-payload")
    auth = Auth.OPEN
    sends_partner_id = True


class CheckProof(Endpoint[Tokens]):
    """2. Log in with TON Connect's Wallet object that contains the signed nonce."""

    route = Route("POST", "/api/partner/c2s/auth/check-proof")
    auth = Auth.OPEN
    ton_wallet: TonWallet


class RefreshTokens(Endpoint[Tokens]):
    """3. Exchange the user's refresh token, which works once, for a new token pair."""

    route = Route("POST", "/api/partner/c2s/auth/refresh")
    auth = Auth.OPEN
    refresh_token: RefreshToken


class InitUser(Endpoint[Tokens]):
    """4. Create a user of the partner or log in an existing one; the answer has a `user_id`."""

    route = Route("POST", "/api/partner/auth/init")
    auth = Auth.SIGNED
    order = ("partnerUserId", "timestamp", "recvWindow", "email")
    partner_user_id: Text255
    email: Text | None = None


class RefreshPartnerTokens(Endpoint[Tokens]):
    """5. Exchange a refresh token of InitUser for a new pair; needs neither key nor signature."""

    route = Route("POST", "/api/partner/auth/refresh")
    auth = Auth.OPEN
    refresh_token: RefreshToken
