"""TON Connect's `Wallet` object, as a request of the page has it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr
from pydantic.alias_generators import to_camel


class _WalletModel(BaseModel):
    """A part of TON Connect's Wallet; unknown members are kept."""

    model_config = ConfigDict(alias_generator=to_camel, extra="allow")


class _Domain(_WalletModel):
    length_bytes: StrictInt
    value: StrictStr


class _Proof(_WalletModel):
    timestamp: StrictInt | StrictStr
    domain: _Domain
    payload: StrictStr
    signature: StrictStr


class _TonProof(_WalletModel):
    name: Literal["ton_proof"]
    proof: _Proof


class _ConnectItems(_WalletModel):
    ton_proof: _TonProof


class _Account(_WalletModel):
    address: StrictStr
    chain: StrictStr
    wallet_state_init: StrictStr | None = None
    public_key: StrictStr | None = None


class _Device(_WalletModel):
    platform: StrictStr
    app_name: StrictStr
    app_version: StrictStr
    max_protocol_version: StrictInt
    features: list[object]


class TonWallet(_WalletModel):
    """The `Wallet` object of @tonconnect/sdk, as `onStatusChange` gives it."""

    device: _Device
    provider: Literal["http", "injected"]
    account: _Account
    connect_items: _ConnectItems
