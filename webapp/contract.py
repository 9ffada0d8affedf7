"""What the mini-app's API takes and gives: the models that validate and describe it.

The partner's own models travel as they are (`gomining.models`), so there is no second set of them
here: only what is ours. Amounts are decimal strings, times are ISO 8601 in UTC.
"""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr
from pydantic.alias_generators import to_camel

from gomining.models import Amount, IncomeDay, Miner
from portfolio.net import NetDay

T = TypeVar("T")


class Given(BaseModel):
    """What we answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class Taken(BaseModel):
    """What the page sends; unknown members are refused."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True, extra="forbid")


class Items(Given, Generic[T]):
    """A list. `total` counts all there are, where the partner tells; `stale` means not current."""

    items: list[T]
    total: int | None
    as_of: datetime
    stale: bool = False


class Item(Given, Generic[T]):
    """A single thing, dated like a list."""

    item: T
    as_of: datetime
    stale: bool = False


class MinerWithNet(Miner):
    """A miner, and what it nets in a day at today's figures; null where a figure is missing."""

    net: NetDay | None


class IncomeDayWithNet(IncomeDay):
    """A mined day, what all miners netted on it, and the BTC that each netted, by miner id."""

    net: NetDay
    net_by_miner: dict[str, Amount | None]


class ErrorBody(Given):
    """`code` is for programs, `message` for people, `request_id` for the operator's logs."""

    code: str
    message: str
    request_id: str


class ErrorAnswer(Given):
    """The one shape of every error."""

    error: ErrorBody


class Payload(Given):
    """The string for `tonProof` in TON Connect's connect request."""

    payload: str


class LoginWallet(Given):
    """A TON wallet: `address` is raw (`0:<hex>`), `chain` is `-239` mainnet or `-3` testnet."""

    address: str
    chain: str


class LoggedIn(Given):
    """Who has just logged in."""

    wallet: LoginWallet


class LoggedOut(Given):
    """Whether there was a login to end."""

    logged_out: bool


class TelegramUser(Given):
    """The Telegram user of the initData."""

    id: int
    first_name: str
    language_code: str | None


class Me(Given):
    """Who asks, and who is logged in; `wallet` is null before a login."""

    user: TelegramUser
    wallet: LoginWallet | None
    logged_in_since: datetime | None


class Bound(Given):
    """The Bitcoin address that the partner now pays to."""

    address: str


class Preferences(Given):
    """What the user has chosen for chat and page; null is as Telegram says."""

    language: str | None


class Exported(Given):
    """Where the CSV file lies for some minutes; `path` needs no other authorisation."""

    path: str
    file_name: str


class Erased(Given):
    """How many things we held about the user and hold no more."""

    deleted: int


class Alive(Given):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Manifest(Given):
    """TON Connect's manifest: `url` is the host that a ton_proof names."""

    url: str
    name: str
    icon_url: str


class Nothing(Taken):
    """A request without a body or without parameters."""


class _Sent(BaseModel):
    """A part of TON Connect's Wallet: members we do not know are let through."""

    model_config = ConfigDict(alias_generator=to_camel, extra="allow")


class _Domain(_Sent):
    length_bytes: StrictInt
    value: StrictStr


class _Proof(_Sent):
    timestamp: StrictInt | StrictStr
    domain: _Domain
    payload: StrictStr
    signature: StrictStr


class _TonProof(_Sent):
    name: Literal["ton_proof"]
    proof: _Proof


class _ConnectItems(_Sent):
    ton_proof: _TonProof


class _Account(_Sent):
    address: StrictStr
    chain: StrictStr
    wallet_state_init: StrictStr | None = None
    public_key: StrictStr | None = None


class _Device(_Sent):
    platform: StrictStr
    app_name: StrictStr
    app_version: StrictStr
    max_protocol_version: StrictInt
    features: list[Any]


class TonWallet(_Sent):
    """The `Wallet` object of @tonconnect/sdk, as `onStatusChange` gives it."""

    device: _Device
    provider: Literal["http", "injected"]
    account: _Account
    connect_items: _ConnectItems


class CheckProof(Taken):
    """A wallet's answer to our payload."""

    ton_wallet: TonWallet


class BindBitcoin(Taken):
    """A Bitcoin address (mainnet) or a `bitcoin:` link to one."""

    address: StrictStr = Field(max_length=255)


class ChoosePreferences(Taken):
    """A choice for chat and page."""

    language: Literal["en", "ru"]


class Ticket(Taken):
    """What stands in for initData in a link that a browser saves a file from."""

    ticket: Annotated[str, Field(max_length=200)] = ""


class Paging(Taken):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=999)] = 20
    offset: Annotated[int, Field(ge=0, le=99_999)] = 0


class IncomePaging(Paging):
    """Which part of the income, by record or by mined day."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    group_by_days: bool = False
