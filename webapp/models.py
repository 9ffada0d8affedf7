"""Requests and responses of the API: these models validate them and describe them (`openapi`).

The partner's own models are answered unchanged (`gomining.models`); here is only what is ours.
Amounts are decimal strings, times are ISO 8601 in UTC.
"""

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    model_validator,
)
from pydantic.alias_generators import to_camel

from accounts.preferences import is_time_zone
from accounts.recovery import LONGEST as LONGEST_EMAIL
from accounts.recovery import Decision
from accounts.recovery import State as RecoveryState
from gomining.models import Amount, IncomeDay, Miner
from market.shop import Offer
from portfolio.export import FileFormat
from portfolio.income_days import DaySum, NamedMiner
from portfolio.net import NetDay
from runtime.settings import LoginWay
from webapp.error_codes import ErrorCode
from webapp.ton_wallet import TonWallet

T = TypeVar("T")

LONGEST_LOCALE = 35  # characters; the longest that RFC 5646 recommends to expect


class ResponseModel(BaseModel):
    """The base of what we answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


def _check_time_zone(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError("there is no such time zone")
    return name


class RequestModel(BaseModel):
    """The base of query strings and bodies; unknown members are refused."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True, extra="forbid")


class Empty(RequestModel):
    """No parameters, or no body."""


class Items(ResponseModel, Generic[T]):
    """A list.

    `total` counts all items where the partner says how many there are; `as_of` is when the partner
    answered; `stale` means that no newer answer could be had.
    """

    items: list[T]
    total: int | None
    as_of: datetime
    stale: bool = False


class Item(ResponseModel, Generic[T]):
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


class Offers(Items[Offer]):
    """Miners on sale: in front those that pay back first if that is shown, else the cheapest ones.

    `asOf` is when the prices were fetched, `figuresAsOf` when today's income and fees were. `sells`
    is whether they can be bought here, `showsPayback` whether a pay-back time is shown.
    """

    figures_as_of: datetime
    shows_payback: bool
    sells: bool


class DaySums(Items[DaySum]):
    """A page of mined days, newest first; `miners` are those with income on these days."""

    miners: list[NamedMiner]


class ErrorBody(ResponseModel):
    """`code` is for programs, `message` for people, `request_id` for the operator's logs."""

    code: ErrorCode
    message: str
    request_id: str


class ErrorAnswer(ResponseModel):
    """The one shape of every error."""

    error: ErrorBody


class Payload(ResponseModel):
    """The string for `tonProof` in TON Connect's connect request."""

    payload: str


class LoginWallet(ResponseModel):
    """A TON wallet: `address` is raw (`0:<hex>`), `chain` is `-239` mainnet or `-3` testnet."""

    address: str
    chain: str


class LoggedIn(ResponseModel):
    """The wallet that has just logged in."""

    wallet: LoginWallet


class Started(ResponseModel):
    """A login without a wallet; `wallet` is one that is known to belong to the same account."""

    wallet: LoginWallet | None


class LoggedOut(ResponseModel):
    """Whether there was a login to end."""

    logged_out: bool


class TelegramUser(ResponseModel):
    """The Telegram user of the initData."""

    id: int
    first_name: str
    language_code: str | None


class Me(ResponseModel):
    """The Telegram user, and whether and how they are logged in.

    `wallet` is null before a login, and for a login without one. `way` is the way of the login;
    `ways` are those that are offered, the first one first. `recovery` is whether an e-mail for
    recovery is needed, given or declined, null where there is nothing to recover by one.
    `partnerUserIdKnown` is whether the account can be named to GoMining as one of the partner's.
    """

    user: TelegramUser
    wallet: LoginWallet | None
    logged_in_since: datetime | None
    logged_in: bool
    way: LoginWay | None
    ways: tuple[LoginWay, ...]
    recovery: RecoveryState | None
    partner_user_id_known: bool


class RecoveryDecided(ResponseModel):
    """What is recorded now."""

    recovery: Decision


class Bound(ResponseModel):
    """The Bitcoin address that the partner now pays to."""

    address: str


class Preferences(ResponseModel):
    """What chat and page know of the user.

    `language` is null where Telegram's is used, `timeZone` where no page has sent one.
    """

    language: str | None
    time_zone: str | None


class Exported(ResponseModel):
    """Where the file can be downloaded for some minutes; `path` needs no initData."""

    path: str
    file_name: str


class Erased(ResponseModel):
    """How many keys and events about the user were deleted."""

    deleted: int


class Alive(ResponseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Manifest(ResponseModel):
    """TON Connect's manifest: `url` is the host that a ton_proof names."""

    url: str
    name: str
    icon_url: str


class CheckProof(RequestModel):
    """A wallet's answer to our payload.

    `switchAccount` allows the login to change the GoMining account of who is logged in.
    """

    ton_wallet: TonWallet
    switch_account: StrictBool = False


class StartWithoutWallet(RequestModel):
    """A login by the Telegram user alone; `switchAccount` is as in CheckProof."""

    switch_account: StrictBool = False


class RecoveryEmail(RequestModel):
    """An e-mail for recovery, or `declined`; one of the two."""

    email: StrictStr | None = Field(None, max_length=LONGEST_EMAIL)
    declined: StrictBool = False

    @model_validator(mode="after")
    def _is_one(self) -> "RecoveryEmail":
        if (self.email is None) is not self.declined:
            raise ValueError("send an email or declined")
        return self


class BindBitcoin(RequestModel):
    """A Bitcoin address (mainnet) or a `bitcoin:` link to one."""

    address: StrictStr = Field(max_length=255)


class ChoosePreferences(RequestModel):
    """The language that the user has chosen, the time zone of the device, or both."""

    language: Literal["en", "ru"] | None = None
    time_zone: Annotated[str, Field(max_length=64), AfterValidator(_check_time_zone)] | None = None


class PageError(RequestModel):
    """An error of the page that no screen has handled.

    Only names, no messages: those may hold data of the user.
    """

    name: Annotated[
        StrictStr,
        Field(pattern=r"^[A-Za-z0-9_]+$", max_length=60, description="such as TypeError"),
    ]
    at: Annotated[
        StrictStr,
        Field(
            pattern=r"^[A-Za-z0-9_./:-]*$",
            max_length=120,
            description="file of the page, line and column",
        ),
    ]


class Noted(ResponseModel):
    """A report was written to the log; its lines carry this request's id."""

    noted: Literal[True] = True


class ExportOptions(RequestModel):
    """How to write the file; `locale` is that of the user's device (BCP 47), for CSV.

    Unknown members are ignored: clients from before there were options sent what they liked.
    """

    model_config = ConfigDict(extra="ignore")

    format: FileFormat = "csv"
    locale: Annotated[
        StrictStr | None, Field(max_length=LONGEST_LOCALE, pattern=r"^[A-Za-z0-9_-]+$")
    ] = None


class Ticket(RequestModel):
    """What replaces initData in a link that a browser downloads a file from."""

    ticket: Annotated[str, Field(max_length=300)] = ""


class Paging(RequestModel):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=999)] = 20
    offset: Annotated[int, Field(ge=0, le=99_999)] = 0


class IncomePaging(Paging):
    """Which part of the income, by record or by mined day."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    group_by_days: bool = False


class DayPaging(RequestModel):
    """Which mined days; `miner` is the id of the one whose income is wanted, empty for all."""

    limit: Annotated[int, Field(ge=1, le=100)] = 30
    offset: Annotated[int, Field(ge=0, le=99_999)] = 0
    miner: Annotated[str, Field(max_length=64)] = ""


class OneDay(RequestModel):
    """A mined day (UTC)."""

    date: date


class OneMiner(RequestModel):
    """A miner by its id, which may come from a start parameter (at most 512 characters)."""

    id: Annotated[str, Field(min_length=1, max_length=512)]
