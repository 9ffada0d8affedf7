"""Decoding of successful responses."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomining import decoding
from gomining import operations as e
from gomining.endpoint import Endpoint
from gomining.errors import Declined, Unreadable
from gomining.exchange import Response

NO_HEADERS: Mapping[str, str] = {}
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["data", "array", "count", "id", "power", "levels", "value", "payload"]
            ),
            inner,
        )
    ),
    max_leaves=15,
)


def response(body: bytes | None) -> Response:
    """Return a successful response with this body."""
    return Response(200, NO_HEADERS, body)


@pytest.mark.parametrize(
    ("body", "total"),
    [
        (b'{"data":{"array":[{"symbol":"BTC"}],"count":7}}', 7),
        (b'{"data":{"array":[{"symbol":"BTC"}],"totalCount":7}}', 7),
        (b'{"data":[{"symbol":"BTC"}],"totalCount":7}', 7),
        (b'{"data":[{"symbol":"BTC"}],"count":7}', 7),
        (b'{"data":{"array":[{"symbol":"BTC"}]},"totalCount":7}', 7),
        (b'{"data":{"array":[{"symbol":"BTC"}],"count":0}}', 0),
        (b'{"data":[{"symbol":"BTC"}]}', None),
        (b'[{"symbol":"BTC"}]', None),
        (b'{"array":[{"symbol":"BTC"}],"count":7}', 7),
    ],
)
def test_decode_reads_every_shape_of_a_list(body: bytes, total: int | None) -> None:
    """All shapes of docs/partner-api.md give the same page."""
    page = decoding.decode(e.ListRates(), response(body))
    assert [rate.symbol for rate in page.items] == ["BTC"]
    assert page.total == total


def test_decode_keeps_members_beside_a_list() -> None:
    """Such as a total of the income."""
    page = decoding.decode(
        e.ListIncome(), response(b'{"data":{"array":[],"count":0,"totalIncome":1.5}}')
    )
    assert page.model_dump(mode="json", by_alias=True) == {
        "items": [],
        "total": 0,
        "totalIncome": "1.5",
    }


@pytest.mark.parametrize(
    ("endpoint", "body", "field"),
    [
        (e.ListRates(), b"", "body"),
        (e.ListRates(), None, "body"),
        (e.ListRates(), b"<html>secret-body</html>", "body"),
        (e.ListRates(), b'{"data":{"array":[{"price":NaN}]}}', "body"),
        (e.ListRates(), b"{}", "data"),
        (e.ListRates(), b'{"data":null}', "data"),
        (e.ListRates(), b'{"data":{"array":{}}}', "data"),
        (e.ListRates(), b'"secret-body"', "data"),
        (e.ListRates(), b'{"data":[{"price":1},{"price":"secret-body"}]}', "data.items.1.price"),
        (e.ListRates(), b'{"data":["secret-body"]}', "data.items.0"),
        (e.ListRates(), b'{"data":[],"count":"secret-body"}', "data.total"),
        (e.GetTotalIncome(), b"{}", "data"),
        (e.GetTotalIncome(), b'{"message":"secret-body"}', "data"),
        (e.GetTotalIncome(), b'{"data":null}', "data"),
        (e.GetTotalIncome(), b'{"data":{"totalIncome":"secret-body"}}', "data.totalIncome"),
        (e.GeneratePayload(), b'{"data":{}}', "data.payload"),
        (e.RefreshTokens("r"), b'{"data":{"accessToken":"secret-body"}}', "data.refreshToken"),
        (e.BindBitcoinWallet("a"), b'{"data":1}', "data"),
        (e.BindBitcoinWallet("a"), b'{"data":"true"}', "data"),
        (e.BindBitcoinWallet("a"), b'{"data":{}}', "data"),
        (e.BindBitcoinWallet("a"), b"true", "data"),
    ],
)
def test_decode_error_names_the_field_and_does_not_quote_the_body(
    endpoint: Endpoint[Any], body: bytes | None, field: str
) -> None:
    """Unreadable has the endpoint and the path of the field."""
    with pytest.raises(Unreadable) as caught:
        decoding.decode(endpoint, response(body))
    error = caught.value
    assert (error.endpoint, error.field) == (endpoint.name, field)
    assert "secret-body" not in f"{error} {error!r} {error.__cause__!r} {error.__context__!r}"


def test_decode_confirms_or_declines() -> None:
    """No endpoint asks a question: `false` means that nothing was done."""
    endpoint = e.BindBitcoinWallet("a")
    assert decoding.decode(endpoint, response(b'{"data":true}')) is True
    with pytest.raises(Declined):
        decoding.decode(endpoint, response(b'{"data":false}'))


def json_of(value: object) -> bytes:
    """Return JSON with all digits of the numbers."""
    return json.dumps(value).encode()


@given(json_values, st.sampled_from([endpoint for endpoint in e.ALL if endpoint.safe]))
def test_decode_of_any_json_returns_a_serializable_answer_or_raises_unreadable(
    value: object, kind: type[Endpoint[Any]]
) -> None:
    """No other exception is raised."""
    endpoint = object.__new__(kind)
    try:
        answer = decoding.decode(endpoint, response(json_of(value)))
    except Unreadable:
        return
    answer.model_dump_json(by_alias=True)
