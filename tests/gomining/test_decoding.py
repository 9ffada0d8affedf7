"""From replies to answers."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomining import decoding, exact_json
from gomining import endpoints as e
from gomining.endpoint import Endpoint
from gomining.errors import Unreadable

NOTHING: Mapping[str, str] = {}
json_text = st.recursive(
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


def reply(body: bytes | None) -> exact_json.Reply:
    """A success with this body."""
    return exact_json.Reply(200, NOTHING, body)


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
def test_a_list_in_any_shape(body: bytes, total: int | None) -> None:
    """Each shape that the contract names gives the same page."""
    page = decoding.read(e.ListRates(), reply(body))
    assert [rate.symbol for rate in page.items] == ["BTC"]
    assert page.total == total


def test_what_stands_beside_a_list_is_kept() -> None:
    """A total beside the list comes through."""
    page = decoding.read(
        e.ListIncome(), reply(b'{"data":{"array":[],"count":0,"totalIncome":1.5}}')
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
def test_what_cannot_be_read_names_its_place_and_quotes_nothing(
    endpoint: Endpoint[Any], body: bytes | None, field: str
) -> None:
    """The error says which endpoint and field, and holds no piece of the body."""
    with pytest.raises(Unreadable) as caught:
        decoding.read(endpoint, reply(body))
    error = caught.value
    assert (error.endpoint, error.field) == (endpoint.name, field)
    assert "secret-body" not in f"{error} {error!r} {error.__cause__!r} {error.__context__!r}"


@pytest.mark.parametrize(("body", "answer"), [(b'{"data":true}', True), (b'{"data":false}', False)])
def test_an_acknowledgement_is_what_the_partner_said(body: bytes, answer: bool) -> None:
    """True and false are passed on as they are."""
    assert decoding.read(e.BindBitcoinWallet("a"), reply(body)) is answer


@given(json_text, st.sampled_from([endpoint for endpoint in e.ALL if endpoint.reads]))
def test_no_json_breaks_the_reading(said: object, kind: type[Endpoint[Any]]) -> None:
    """Any JSON is read into an answer that can be written out, or is Unreadable."""
    endpoint = object.__new__(kind)
    try:
        answer = decoding.read(endpoint, reply(exact_json.dumps(said)))
    except Unreadable:
        return
    answer.model_dump_json(by_alias=True)
