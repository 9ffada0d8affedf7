"""What the partner answers. Field names are corrected here, in one place each.

The document hides the names of most fields. Unknown fields are therefore kept as they came, absent
ones are None, and the alternatives that public sources show are understood. Money and BTC are
Decimal and a JSON string when written out; times are aware UTC.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    computed_field,
    model_validator,
)
from pydantic.alias_generators import to_camel

from gomining import exact_json

T = TypeVar("T")
SHIFT = 18  # wallet integers are scaled by 1e18 for every currency, BTC included


def _sane(number: Decimal) -> Decimal:
    exact_json.plain(number)
    return number


def _utc(time: datetime) -> datetime:
    if not 1970 <= time.year < 9999:
        raise ValueError("a time outside of 1970..9998")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


Id = int | str
Amount = Annotated[
    Decimal,
    AfterValidator(_sane),
    PlainSerializer(exact_json.plain, return_type=str, when_used="json"),
]
Time = Annotated[datetime, AfterValidator(_utc)]


class Answer(BaseModel):
    """Frozen; camelCase outside, snake_case inside; unknown fields kept, absent ones None."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        extra="allow",
        frozen=True,
        coerce_numbers_to_str=True,
        hide_input_in_errors=True,
    )


class Page(Answer, Generic[T]):
    """One page of a list; `total` counts all pages, None if the partner does not say."""

    items: list[T]
    total: int | None = None


class Payload(Answer):
    """The nonce that a wallet signs (`payload`, or the only string that the answer holds)."""

    payload: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _any_single_string(cls, data: object) -> object:
        if isinstance(data, str):
            return {"payload": data}
        if isinstance(data, Mapping) and "payload" not in data:
            strings = [value for value in data.values() if isinstance(value, str)]
            if len(strings) == 1:
                return {**data, "payload": strings[0]}
        return data


class Miner(Answer):
    """A miner NFT. `power` in TH, `energy_efficiency` in W/TH (lower is better), `level` 0..20."""

    id: Id | None = None
    name: str | None = None
    power: Amount | None = None
    energy_efficiency: Amount | None = None
    level: int | None = None
    nft_collection_id: Id | None = None
    status: str | None = None
    external_url_id: str | None = None
    created_at: Time | None = None
    updated_at: Time | None = None


class Collection(Answer):
    """A miner that can be generated. `power` in TH, `energy_efficiency` in W/TH, price in USDT."""

    id: Id | None = None
    name: str | None = None
    power: Amount | None = None
    energy_efficiency: Amount | None = None
    price_usdt: Amount | None = None
    level: int | None = None


class IncomePerTh(Answer):
    """What one TH earned and cost today, in USD.

    `total_income_per_th_today` is the gross per TH per day, `total_income_per_th` that of the last
    365 days; `c1_value_per_th_per_wt_today` is electricity per TH and W/TH per day, c2 (with c3
    and c4) the service per TH per day; `kilowatt_hour` is USD per kWh.
    """

    calculated_at: Time | None = None
    created_at: Time | None = None
    btc_course_in_usd: Amount | None = None
    gmt_price: Amount | None = None
    kilowatt_hour: Amount | None = None
    income_per_th: Amount | None = None
    total_income_per_th: Amount | None = None
    total_income_per_th_today: Amount | None = None
    c1_value_per_th_per_wt_today: Amount | None = None
    c2_value_per_th_today: Amount | None = None
    c3_value_per_th_today: Amount | None = None
    c4_value_per_th_today: Amount | None = None


class TotalIncome(Answer):
    """All that the user's miners ever earned, in BTC."""

    total_income: Amount | None = None


class IncomeStatistic(Answer):
    """The day that an income belongs to: `calculated_at` is its last millisecond; rates in USD."""

    calculated_at: Time | None = None
    btc_course_in_usd: Amount | None = None
    gmt_price: Amount | None = None


class IncomeNft(Answer):
    """The miner that an income record belongs to."""

    id: Id | None = None
    name: str | None = None


class IncomeDetails(Answer):
    """Parts of an income record, in BTC."""

    pool_reward: Amount | None = None
    maintenance_in_btc: Amount | None = None


class _MinedOnce(Answer):
    """What was mined on one day and written down on the next."""

    created_at: Time | None = None
    income_statistic: IncomeStatistic | None = None

    @model_validator(mode="before")
    @classmethod
    def _mined_on_is_ours(cls, data: object) -> object:
        if isinstance(data, Mapping) and "minedOn" in data:  # our own JSON, read back
            return {name: value for name, value in data.items() if name != "minedOn"}
        return data

    @computed_field  # type: ignore[prop-decorator]
    @property
    def mined_on(self) -> date | None:
        """The mined day in UTC: the statistic's day, else the day before `created_at`.

        `created_at` is when the income was written, always the day after it was mined.
        """
        if self.income_statistic is not None and self.income_statistic.calculated_at is not None:
            return self.income_statistic.calculated_at.date()
        if self.created_at is not None:
            return self.created_at.date() - timedelta(days=1)
        return None


class IncomeRecord(_MinedOnce):
    """What one miner earned on one day.

    `value`, `c1_value` (electricity) and `c2_value` (service, with c3 and c4) are BTC. With
    `maintenance_by_gmt` the value is gross, because the fees were paid in GOMINING, as much as
    `maintenance_for_withdraw_in_gmt` says; otherwise it is net.
    `total_discount` is a fraction (0.03 is 3 %).
    """

    id: Id | None = None
    nft_id: Id | None = None
    nft: IncomeNft | None = None
    value: Amount | None = None
    power: Amount | None = None
    energy_efficiency: Amount | None = None
    c1_value: Amount | None = None
    c2_value: Amount | None = None
    c3_value: Amount | None = None
    c4_value: Amount | None = None
    total_discount: Amount | None = None
    maintenance_by_gmt: bool | None = None
    maintenance_for_withdraw_in_gmt: Amount | None = None
    reward_protection: bool | None = None
    status: str | None = None
    meta_data: IncomeDetails | None = None


class IncomeDay(_MinedOnce):
    """What all miners of the user earned on one day, in BTC; `incomes` is None unless asked for."""

    value: Amount | None = None
    incomes: list[IncomeRecord] | None = Field(
        default=None, validation_alias=AliasChoices("incomes", "incomeList")
    )


class Wallet(Answer):
    """A wallet of the user: `VIRTUAL_BTC` and the like, `BTC` (bound address), `TON` (login)."""

    id: Id | None = None
    type: str | None = None
    address: str | None = None
    created_at: Time | None = None


class Balance(Answer):
    """What one wallet holds, in whole units of its currency.

    Read from `value`, else `balance`, else the integer `valueNumeric` divided by 1e18. A missing
    currency is taken from a `VIRTUAL_…` type.
    """

    type: str | None = None
    currency: str | None = None
    value: Amount | None = None

    @model_validator(mode="before")
    @classmethod
    def _spellings(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        known = dict(data)
        if known.get("value") is None:
            known["value"] = known.get("balance")
        if known["value"] is None:
            known["value"] = _unscaled(known.get("valueNumeric"))
        kind = known.get("type")
        if known.get("currency") is None and isinstance(kind, str) and kind[:8] == "VIRTUAL_":
            known["currency"] = kind[8:]
        return known


class IncentiveLevel(Answer):
    """A VIP level: what it asks for and what it gives; discount and cashback are fractions."""

    level: str | None = None
    min_power: Amount | None = None
    min_votes: Amount | None = None
    maintenance_discount: Amount | None = None
    card_cashback: Amount | None = None
    travel_cashback: Amount | None = None


class Incentives(Answer):
    """The incentive program. The document shows a free-form object: `levels` may be None.

    A list of levels, or a map from a level's name to its rules, is understood.
    """

    levels: list[IncentiveLevel] | None = None

    @model_validator(mode="before")
    @classmethod
    def _list_or_map(cls, data: object) -> object:
        if isinstance(data, list):
            return {"levels": data}
        if not isinstance(data, Mapping):
            return data
        if isinstance(data.get("levels"), Mapping):
            return {**data, "levels": _named(data["levels"])}
        if data and all(isinstance(rules, Mapping) for rules in data.values()):
            return {"levels": _named(data)}
        return data


class Rate(Answer):
    """The price of one unit of `symbol` in USD."""

    symbol: str | None = None
    price: Amount | None = None


class Payment(Answer):
    """A payment for a miner that was initialised; `external_id` is the partner's own."""

    id: Id | None = None
    external_id: str | None = None
    user_id: Id | None = None
    nft_collection_id: Id | None = None
    price_usdt: Amount | None = None
    status: str | None = None
    created_at: Time | None = None


class Commission(Answer):
    """What a fast withdrawal costs and its least amount; BTC is the natural decoding."""

    min_amount: Amount | None = None
    commission: Amount | None = None


class UserStatistics(Answer):
    """Basic facts of one user of the partner."""

    id: Id | None = None
    partner_user_id: str | None = None
    email: str | None = Field(default=None, repr=False)
    created_at: Time | None = None
    wallets_count: int | None = None
    nfts_count: int | None = None


class UpgradeRequest(Answer):
    """An upgrade that was asked for; `id` tracks it."""

    id: Id | None = None
    status: str | None = None
    type: str | None = None
    nft_id: Id | None = None


class UpgradePrice(Answer):
    """What an upgrade would cost, in USD; the actual price may differ."""

    price: Amount | None = None


def _named(levels: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"level": name, **rules} if isinstance(rules, Mapping) else {"level": name, "value": rules}
        for name, rules in levels.items()
    ]


def _unscaled(value: object) -> Decimal | None:
    """Divide a whole number by 1e18 exactly, whatever its length."""
    if value is None:
        return None
    text = str(value)
    whole = isinstance(value, str | int) and text.removeprefix("-").isdecimal()
    if not whole or len(text) > exact_json.MAX_NUMBER_LENGTH:
        raise ValueError("valueNumeric is not a whole number")
    sign, digits, _ = Decimal(text).as_tuple()
    return Decimal((sign, digits, -SHIFT))
