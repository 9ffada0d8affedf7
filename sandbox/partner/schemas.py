"""Input of each operation, field by field as the document lists it. Unknown fields are rejected.

Bodies hold integers where queries hold strings of digits. Field names are camelCase in JSON.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

DEFAULT_WINDOW = 60_000  # milliseconds; the document also says 5000 in one place
MAX_DIGITS = 18  # on either side of the decimal point


class Input(BaseModel):
    """Base class: strict types, exact names, no extra fields."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel, frozen=True)


def _matching(pattern: str, convert: Callable[[str], Any]) -> BeforeValidator:
    """Return a validator of query strings that match `pattern` in full."""
    compiled = re.compile(pattern, re.ASCII)

    def read(value: object) -> object:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise ValueError(f"must match {pattern}")
        return convert(value)

    return BeforeValidator(read)


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic reports ValueError
    number = Decimal(value)
    if abs(number.adjusted()) > MAX_DIGITS:
        raise ValueError("is out of range")
    return number


def _iso_time(value: object) -> datetime:
    if not isinstance(value, str) or "T" not in value.upper():
        raise ValueError("must be an ISO 8601 date-time")
    return datetime.fromisoformat(value)


Text = Annotated[str, Field(min_length=1)]
Text255 = Annotated[str, Field(min_length=1, max_length=255)]
Signature = Annotated[str, Field(min_length=1, max_length=64)]
Positive = Annotated[int, Field(ge=1)]
Number = Annotated[Decimal, BeforeValidator(_number)]
NumberText = Annotated[Decimal, _matching(r"^\d{1,9}(\.\d{1,9})?$", Decimal)]
IsoTime = Annotated[AwareDatetime, BeforeValidator(_iso_time)]
Digits = Annotated[int, _matching(r"^\d+$", int)]
Limit = Annotated[int, _matching(r"^\d{1,3}$", int)]
Offset = Annotated[int, _matching(r"^\d{1,5}$", int)]
Flag = Annotated[bool, _matching(r"^(true|false)$", lambda text: text == "true")]
UpgradeType = Literal["nftEnergyEfficiencyUpgrade", "nftPowerUpgrade"]


class NoFields(Input):
    """No parameters."""


class Page(Input):
    """A slice of a list."""

    limit: Limit = 20
    offset: Offset = 0


class PageFromOne(Page):
    """A slice of a list; `limit` is 1 to 999."""

    limit: Annotated[Limit, Field(ge=1)] = 20


class IncomePage(Page):
    """A slice of the income list, at most 100 entries."""

    limit: Annotated[Limit, Field(le=100)] = 20
    group_by_days: Flag = False


class PartnerId(Input):
    """The partner's id."""

    partner_id: str


class RefreshToken(Input):
    """A refresh token."""

    refresh_token: str


class Address(Input):
    """A Bitcoin address to bind."""

    address: Text255


class Signed(Input):
    """A signed body."""

    signature: Signature
    timestamp: Positive
    recv_window: Positive = DEFAULT_WINDOW


class SignedUser(Signed):
    """A signed body about one of the partner's users."""

    partner_user_id: Text255


class InitUser(SignedUser):
    """Account creation or login."""

    email: Text = ""


class Transfer(SignedUser):
    """Transfer of an NFT to another user."""

    nft_id: Annotated[Number, Field(ge=1)]
    to_partner_user_id: Text


class InitPayment(Signed):
    """A purchase to be paid for at the partner's checkout."""

    user_id: Positive
    nft_collection_id: Positive
    external_id: Text255


class ConfirmPayment(Signed):
    """Confirmation that a purchase was paid for."""

    user_id: Positive
    external_id: Text255


class BindUser(SignedUser):
    """A Bitcoin address to bind to a user."""

    address: Text255


class Withdraw(SignedUser):
    """A withdrawal of BTC."""

    wallet_address: str
    amount: Annotated[Number, Field(ge=0)]


class SignedQuery(Input):
    """A signed query about one of the partner's users."""

    partner_user_id: Text255
    signature: Signature
    timestamp: Digits
    recv_window: Digits = DEFAULT_WINDOW


class SignedPage(SignedQuery):
    """A slice of a user's list."""

    limit: Limit = 20
    offset: Offset = 0


class SignedPageFromOne(SignedPage):
    """A slice of a user's list; `limit` is 1 to 999."""

    limit: Annotated[Limit, Field(ge=1)] = 20


class DateRange(SignedPage):
    """A user's days between two times."""

    start_date: IsoTime
    end_date: IsoTime
    include_incomes_by_nfts: Flag = False


class EfficiencyUpgrade(Input):
    """An upgrade that lowers W/TH."""

    type: Literal["nftEnergyEfficiencyUpgrade"]
    nft_id: int
    from_energy_efficiency: Number
    to_energy_efficiency: Number


class PowerUpgrade(Input):
    """An upgrade that raises TH."""

    type: Literal["nftPowerUpgrade"]
    nft_id: int
    from_power: Number
    to_power: Number


class UpgradeRequest(Input):
    """An upgrade to carry out."""

    data: Annotated[EfficiencyUpgrade | PowerUpgrade, Field(discriminator="type")]


class UpgradePrice(Input):
    """An upgrade to price."""

    type: UpgradeType
    nft_id: Digits
    from_: Annotated[NumberText, Field(alias="from")]
    to: NumberText


class Device(Input):
    """TON Connect's device."""

    platform: Literal["iphone", "ipad", "android", "windows", "mac", "linux", "browser"]
    app_name: str
    app_version: str
    max_protocol_version: Number
    features: list[Any]


class Account(Input):
    """TON Connect's account; every field is required here."""

    address: str
    chain: Literal["-239", "-3"]
    wallet_state_init: Annotated[str, Field(max_length=8192)]
    public_key: str


class Domain(Input):
    """The domain that a proof is made for."""

    length_bytes: int
    value: str


class Proof(Input):
    """TON Connect's ton_proof."""

    timestamp: int
    domain: Domain
    payload: str
    signature: str


class TonProof(Input):
    """The item that holds the proof."""

    name: Literal["ton_proof"]
    proof: Proof


class ConnectItems(Input):
    """Items of the wallet's answer besides its address."""

    ton_proof: TonProof


class TonWallet(Input):
    """The `Wallet` of `@tonconnect/sdk`."""

    device: Device
    account: Account
    provider: Literal["http", "injected"]
    connect_items: ConnectItems


class CheckProof(Input):
    """Login with a wallet."""

    ton_wallet: TonWallet
