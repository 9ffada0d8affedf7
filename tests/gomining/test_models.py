"""Models of answers: captured examples, alternative spellings, JSON output."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gomining import Page, exact_json, models
from gomining.operations import ALL

CAPTURED_PER_TH = b"""
{"createdAt":"2026-09-09T03:31:04.474Z","btcCourseInUsd":78862.65350442,
 "totalIncomePerThToday":0.038951242332164196,"totalIncomePerTh":13.451458609344947,
 "c1ValuePerThPerWtToday":0.0012,"c2ValuePerThToday":0.0089,
 "c3ValuePerThToday":0,"c4ValuePerThToday":0}
"""
CAPTURED_COLLECTIONS = b"""
[{"power":1,"energyEfficiency":15,"priceUsdt":14.99,"level":1},
 {"power":5000,"energyEfficiency":15,"priceUsdt":58333.99,"level":20},
 {"power":0.75,"energyEfficiency":12,"priceUsdt":12.99,"level":0}]
"""
PER_TH = models.IncomePerTh.model_validate(exact_json.loads(CAPTURED_PER_TH))
DAY_END = "2026-09-08T23:59:59.999Z"


def test_income_per_th_keeps_all_digits() -> None:
    """Of an answer captured on 9 September 2026."""
    assert PER_TH.total_income_per_th_today == Decimal("0.038951242332164196")
    assert PER_TH.btc_course_in_usd == Decimal("78862.65350442")
    assert PER_TH.created_at == datetime(2026, 9, 9, 3, 31, 4, 474000, tzinfo=UTC)


def test_collections_have_fractional_power_and_prices() -> None:
    """Rows captured on 9 September 2026."""
    rows = [models.Collection.model_validate(row) for row in exact_json.loads(CAPTURED_COLLECTIONS)]
    assert [row.price_usdt for row in rows] == [Decimal(p) for p in ("14.99", "58333.99", "12.99")]
    assert [row.level for row in rows] == [1, 20, 0]
    assert rows[2].power == Decimal("0.75")
    assert rows[0].id is None


def test_unknown_fields_are_kept() -> None:
    """In JSON their Decimals become strings."""
    data = {"id": 1, "nftIncomeAggregation": {"a": Decimal("0.10")}, "eligiblePower": None}
    out = models.Miner.model_validate(data).model_dump(mode="json", by_alias=True)
    assert out["nftIncomeAggregation"] == {"a": "0.10"}
    assert "eligiblePower" in out


@pytest.mark.parametrize("endpoint", ALL, ids=lambda endpoint: endpoint.__name__)
def test_all_fields_are_camel_case_in_json(endpoint: type) -> None:
    """Of every answer type."""
    answer = endpoint.answer  # type: ignore[attr-defined]
    if answer is not bool:
        schema = json.dumps(answer.model_json_schema(mode="serialization"))
        names = {name for part in _properties(json.loads(schema)) for name in part}
        assert names
        assert not any("_" in name or name[:1].isupper() for name in names)


def _properties(schema: object) -> list[dict[str, object]]:
    if isinstance(schema, list):
        return [found for item in schema for found in _properties(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema["properties"]] if isinstance(schema.get("properties"), dict) else []
    return own + [found for item in schema.values() for found in _properties(item)]


def test_amount_is_a_json_string_without_exponent() -> None:
    """And a Decimal in Python."""
    balance = models.Balance.model_validate({"value": Decimal("1E-8")})
    assert balance.model_dump(mode="json", by_alias=True)["value"] == "0.00000001"
    assert json.loads(balance.model_dump_json())["value"] == "0.00000001"
    assert balance.model_dump()["value"] == Decimal("1E-8")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_answer_survives_a_json_round_trip(amount: Decimal) -> None:
    """As in a cache."""
    page = Page[models.Rate](items=[models.Rate(symbol="BTC", price=amount)], total=1)
    assert Page[models.Rate].model_validate_json(page.model_dump_json()) == page


def test_times_are_aware_utc() -> None:
    """A zone is converted, a time without one is UTC."""
    zoned = models.Wallet.model_validate({"createdAt": "2026-09-09T02:00:00+03:00"})
    naive = models.Wallet.model_validate({"createdAt": "2026-09-08T23:00:00"})
    assert zoned.created_at == naive.created_at == datetime(2026, 9, 8, 23, tzinfo=UTC)
    assert zoned.created_at is not None
    assert zoned.created_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "data",
    [
        {"power": "NaN"},
        {"power": "Infinity"},
        {"power": "1e999999"},
        {"power": "much"},
        {"power": True},
        {"power": []},
        {"level": "high"},
        {"createdAt": "yesterday"},
        {"createdAt": "0001-01-01T00:00:00+14:00"},
        {"createdAt": "9999-12-31T23:59:59-14:00"},
        {"name": {}},
    ],
)
def test_field_of_a_wrong_type_is_rejected(data: dict[str, object]) -> None:
    """The error does not quote the value."""
    with pytest.raises(ValidationError) as caught:
        models.Miner.model_validate(data)
    assert "input_value" not in str(caught.value)


def test_answers_are_immutable() -> None:
    """Assignment raises."""
    with pytest.raises(ValidationError, match="frozen"):
        models.Miner(id=1).id = 2


@pytest.mark.parametrize(
    ("data", "day"),
    [
        ({"incomeStatistic": {"calculatedAt": DAY_END}}, date(2026, 9, 8)),
        (
            {"incomeStatistic": {"calculatedAt": DAY_END}, "createdAt": "2026-09-11T00:10:00Z"},
            date(2026, 9, 8),
        ),
        ({"createdAt": "2026-09-09T00:10:00Z", "incomeStatistic": {}}, date(2026, 9, 8)),
        ({"createdAt": "2026-03-01T02:10:00+03:00"}, date(2026, 2, 27)),
        ({}, None),
    ],
)
@pytest.mark.parametrize("kind", [models.IncomeRecord, models.IncomeDay])
def test_mined_on_is_the_day_of_the_statistic_or_before_created_at(
    kind: type[models.IncomeRecord | models.IncomeDay], data: dict[str, object], day: date | None
) -> None:
    """Both in UTC."""
    income = kind.model_validate(data)
    assert income.mined_on == day
    out = income.model_dump(mode="json", by_alias=True)
    assert out["minedOn"] == (None if day is None else day.isoformat())


def test_mined_on_in_json_is_ignored_on_input() -> None:
    """It is computed again and written once."""
    again = models.IncomeDay.model_validate({"minedOn": "1999-01-01", "createdAt": DAY_END})
    assert again.model_dump_json().count("minedOn") == 1
    assert again.mined_on == date(2026, 9, 7)


def test_income_record_has_the_fields_of_public_clients() -> None:
    """Down to its details."""
    record = models.IncomeRecord.model_validate(
        {
            "nftId": 5,
            "nft": {"id": 5, "name": "S4", "externalUrlId": "x"},
            "value": "0.00000123",
            "c1Value": Decimal("1E-7"),
            "totalDiscount": Decimal("0.03"),
            "maintenanceByGmt": False,
            "rewardProtection": True,
            "metaData": {"poolReward": Decimal("0.0000018"), "rawValue": 1},
        }
    )
    assert record.value == Decimal("0.00000123")
    assert record.nft is not None
    assert record.meta_data is not None
    assert (record.nft.name, record.meta_data.pool_reward) == ("S4", Decimal("0.0000018"))


@pytest.mark.parametrize("name", ["incomes", "incomeList"])
def test_income_day_accepts_incomes_and_income_list(name: str) -> None:
    """The names of the document and of public clients."""
    day = models.IncomeDay.model_validate({name: [{"value": 1}]})
    assert day.incomes == [models.IncomeRecord(value=Decimal(1))]
    assert models.IncomeDay.model_validate({name: None}).incomes is None


@pytest.mark.parametrize(
    ("data", "value", "currency"),
    [
        ({"type": "VIRTUAL_BTC", "currency": "BTC", "value": "0.5"}, "0.5", "BTC"),
        ({"currency": "BTC", "balance": Decimal("0.5")}, "0.5", "BTC"),
        (
            {"type": "VIRTUAL_TON", "valueNumeric": "1234567890123456789"},
            "1.234567890123456789",
            "TON",
        ),
        ({"valueNumeric": "9" * 40}, "9" * 22 + "." + "9" * 18, None),
        ({"valueNumeric": -1}, "-0.000000000000000001", None),
        ({"valueNumeric": Decimal("1e+21")}, "1000", None),
        ({"valueNumeric": Decimal("1.5E+21")}, "1500", None),
        ({"valueNumeric": "1e+21"}, "1000", None),
        ({"valueNumeric": Decimal("1000000000000000000000.0")}, "1000", None),
        ({"valueNumeric": Decimal("-0")}, "0", None),
        ({"value": "1", "balance": "2", "valueNumeric": "3"}, "1", None),
        ({"value": None, "balance": "2"}, "2", None),
        ({"type": "BTC"}, None, None),
    ],
)
def test_balance_accepts_value_balance_and_scaled_integer(
    data: dict[str, object], value: str | None, currency: str | None
) -> None:
    """Exactly; a type VIRTUAL_… gives the currency."""
    balance = models.Balance.model_validate(data)
    assert balance.value == (None if value is None else Decimal(value))
    assert balance.currency == currency


@pytest.mark.parametrize(
    "bad", [Decimal("1.5"), "1.5", "0x10", "", "1" * 65, [], True, "1_0", "NaN", "1e-7", "1e99"]
)
def test_scaled_balance_must_be_an_integer(bad: object) -> None:
    """Anything else is rejected."""
    data = {"valueNumeric": bad}
    with pytest.raises(ValidationError, match="whole number"):
        models.Balance.model_validate(data)


@pytest.mark.parametrize(
    "data",
    [
        {"payload": "nonce"},
        {"payload": "nonce", "other": "text"},
        "nonce",
        {"nonce": "nonce"},
        {"payloadToken": "nonce", "ttl": 600},
    ],
)
def test_payload_accepts_any_single_string(data: object) -> None:
    """Under `payload` or as the only string of the answer."""
    assert models.Payload.model_validate(data).payload == "nonce"


@pytest.mark.parametrize("data", ["", {}, {"payload": ""}, {"a": "1", "b": "2"}, 5, None, []])
def test_payload_rejects_missing_and_ambiguous_answers(data: object) -> None:
    """No string, an empty one or two."""
    with pytest.raises(ValidationError):
        models.Payload.model_validate(data)


SILVER = {"minPower": 10, "maintenanceDiscount": Decimal("0.006")}


@pytest.mark.parametrize(
    "data",
    [
        {"levels": [{"level": "Silver I", **SILVER}]},
        [{"level": "Silver I", **SILVER}],
        {"levels": {"Silver I": SILVER}},
        {"Silver I": SILVER},
    ],
)
def test_incentives_accept_a_list_or_a_mapping_of_levels(data: object) -> None:
    """Both give the same levels."""
    levels = models.Incentives.model_validate(data).levels
    assert levels is not None
    assert (levels[0].level, levels[0].min_power) == ("Silver I", Decimal(10))
    assert levels[0].maintenance_discount == Decimal("0.006")


def test_incentives_of_another_shape_are_kept() -> None:
    """Without levels; so are levels that are bare numbers."""
    free = models.Incentives.model_validate({"cashback": 5, "note": "x"})
    assert free.levels is None
    assert free.model_dump(mode="json")["cashback"] == 5
    bare = models.Incentives.model_validate({"levels": {"Gold I": 5}}).levels
    assert bare is not None
    assert bare[0].model_dump(mode="json")["value"] == 5
