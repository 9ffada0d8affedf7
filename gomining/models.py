"""Models of the partner's answers.

The document hides the names of most fields, so the models are tolerant: unknown fields are kept,
absent ones are None, and alternative names seen in public sources are accepted. Each name is
defined here and nowhere else. Amounts are Decimal, and strings in JSON; times are aware UTC.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
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
SCALE_DIGITS = 18  # integer balances are scaled by 1e18 for every currency, BTC included


def _check_amount(number: Decimal) -> Decimal:
    exact_json.check_amount(number)
    return number


def _utc(time: datetime) -> datetime:
    if not 1970 <= time.year < 9999:
        raise ValueError("the year is outside 1970..9998")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


Id = int | str
Amount = Annotated[
    Decimal,
    AfterValidator(_check_amount),
    PlainSerializer(exact_json.format_decimal, return_type=str, when_used="json"),
]
UtcTime = Annotated[datetime, AfterValidator(_utc)]


class Answer(BaseModel):
    """Base of all answers: frozen, camelCase in JSON, unknown fields kept, absent ones None."""

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
    """One page of a list; `total` is the number of items on all pages, None if not stated."""

    items: list[T]
    total: int | None = None


class Payload(Answer):
    """The nonce that a wallet signs: `payload`, or the only string in the answer."""

    payload: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _accept_the_only_string(cls, data: object) -> object:
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
    created_at: UtcTime | None = None
    updated_at: UtcTime | None = None


class Collection(Answer):
    """A miner that can be bought. `power` in TH, `energy_efficiency` in W/TH, price in USDT."""

    id: Id | None = None
    name: str | None = None
    power: Amount | None = None
    energy_efficiency: Amount | None = None
    price_usdt: Amount | None = None
    level: int | None = None


class IncomePerTh(Answer):
    """Today's income and fees of one TH, in USD; the net follows by `market.calculator`.

    `total_income_per_th_today` is the gross per TH and day, `total_income_per_th` the gross of the
    last 365 days; `c1_value_per_th_per_wt_today` is electricity per TH, W/TH and day; c2, c3 and
    c4 are the service per TH and day; `kilowatt_hour` is USD per kWh.
    """

    calculated_at: UtcTime | None = None
    created_at: UtcTime | None = None
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
    """Income of all the user's miners over the entire period, in BTC."""

    total_income: Amount | None = None


class IncomeStatistic(Answer):
    """The mined day of an income: `calculated_at` is its last millisecond; rates in USD."""

    calculated_at: UtcTime | None = None
    btc_course_in_usd: Amount | None = None
    gmt_price: Amount | None = None


class IncomeNft(Answer):
    """The miner of an income record."""

    id: Id | None = None
    name: str | None = None


class IncomeDetails(Answer):
    """Parts of an income record, in BTC."""

    pool_reward: Amount | None = None
    maintenance_in_btc: Amount | None = None


class _Income(Answer):
    """Income that was mined on one day and recorded on the next."""

    created_at: UtcTime | None = None
    income_statistic: IncomeStatistic | None = None

    @model_validator(mode="before")
    @classmethod
    def _drop_computed_field(cls, data: object) -> object:
        if type(data) is dict and "minedOn" in data:  # from JSON that this model wrote
            return {name: value for name, value in data.items() if name != "minedOn"}
        return data

    @computed_field  # type: ignore[prop-decorator]
    @property
    def mined_on(self) -> date | None:
        """The mined day in UTC: the day of the statistic, else the day before `created_at`.

        `created_at` is when the income was recorded, always on the day after it was mined.
        """
        if self.income_statistic is not None and self.income_statistic.calculated_at is not None:
            return self.income_statistic.calculated_at.date()
        if self.created_at is not None:
            return self.created_at.date() - timedelta(days=1)
        return None


class IncomeRecord(_Income):
    """Income of one miner on one day.

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


class IncomeDay(_Income):
    """Income of all the user's miners on one day, in BTC; `incomes` is None unless requested."""

    value: Amount | None = None
    incomes: list[IncomeRecord] | None = Field(
        default=None, validation_alias=AliasChoices("incomes", "incomeList")
    )


class Wallet(Answer):
    """A wallet of the user. `type` is `VIRTUAL_BTC` etc., `BTC` (payout address), `TON` (login)."""

    id: Id | None = None
    type: str | None = None
    address: str | None = None
    created_at: UtcTime | None = None


class Balance(Answer):
    """Balance of one wallet, in units of its currency.

    `value` is `value`, else `balance`, else the integer `valueNumeric` divided by 1e18. A missing
    `currency` is derived from a type `VIRTUAL_…`.
    """

    type: str | None = None
    currency: str | None = None
    value: Amount | None = None

    @model_validator(mode="before")
    @classmethod
    def _accept_alternatives(cls, data: object) -> object:
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
    """Requirements and benefits of a VIP level; discount and cashback are fractions."""

    level: str | None = None
    min_power: Amount | None = None
    min_votes: Amount | None = None
    maintenance_discount: Amount | None = None
    card_cashback: Amount | None = None
    travel_cashback: Amount | None = None


class Incentives(Answer):
    """The incentive program, a free-form object in the document.

    `levels` is read from a list of levels or a mapping of level names to rules, else None.
    """

    levels: list[IncentiveLevel] | None = None

    @model_validator(mode="before")
    @classmethod
    def _accept_list_or_mapping(cls, data: object) -> object:
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
    """An initialised payment for a miner; `external_id` is the partner's identifier."""

    id: Id | None = None
    external_id: str | None = None
    user_id: Id | None = None
    nft_collection_id: Id | None = None
    price_usdt: Amount | None = None
    status: str | None = None
    created_at: UtcTime | None = None


class Commission(Answer):
    """Commission and least amount of a fast withdrawal; the unit is not stated, presumably BTC."""

    min_amount: Amount | None = None
    commission: Amount | None = None


class UserStatistics(Answer):
    """Account data of one user of the partner."""

    id: Id | None = None
    partner_user_id: str | None = None
    email: str | None = Field(default=None, repr=False)
    created_at: UtcTime | None = None
    wallets_count: int | None = None
    nfts_count: int | None = None


class UpgradeRequest(Answer):
    """A requested upgrade and its id."""

    id: Id | None = None
    status: str | None = None
    type: str | None = None
    nft_id: Id | None = None


class UpgradePrice(Answer):
    """Calculated price of an upgrade, in USD; the final price may differ."""

    price: Amount | None = None


def _named(levels: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"level": name, **rules} if isinstance(rules, Mapping) else {"level": name, "value": rules}
        for name, rules in levels.items()
    ]


def _unscaled(value: object) -> Decimal | None:
    """Return a whole number divided by 1e18, exactly and for any length.

    JavaScript writes one from 1e21 on with an exponent, as `1e+21`.
    """
    if value is None:
        return None
    text = str(value)
    if isinstance(value, bool) or len(text) > exact_json.MAX_NUMBER_LENGTH or "_" in text:
        raise ValueError("valueNumeric is not a whole number")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > exact_json.MAX_EXPONENT:
        raise ValueError("valueNumeric is not a whole number")
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101  the number is finite
    if exponent < 0 and any(digits[exponent:]):
        raise ValueError("valueNumeric is not a whole number")
    if exponent >= 0:
        digits, exponent = digits + (0,) * exponent, 0
    return Decimal((sign, digits, exponent - SCALE_DIGITS))
