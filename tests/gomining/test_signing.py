"""Signatures over the exact bytes that are sent."""

import hashlib
import hmac
import json
from decimal import Decimal
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomining import signing
from sandbox.partner import javascript

SECRET = "123a6fd0-f542-46dc-a91b-627146deb6c9"

names = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda name: name != "signature")
amounts = st.decimals(min_value=0, max_value=21_000_000, places=8)
whole = st.integers(-(2**53), 2**53)
scalars = st.text(st.characters(codec="utf-8")) | whole | st.booleans()


def hmac_of(message: bytes) -> str:
    """Return the signature of a message, computed independently of the code under test."""
    return hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()


def test_sign_body_matches_the_documents_example() -> None:
    """Secret, body and signature of the partner document."""
    body = signing.sign_body(SECRET, {"partnerUserId": "123", "timestamp": 1721656927974})
    assert body == (
        b'{"partnerUserId":"123","timestamp":1721656927974,'
        b'"signature":"03955aeac5ffe46c02fbb74e2b41f0d36f3992b5363253949a4a7dd79c972a24"}'
    )


def test_sign_query_matches_the_documents_example() -> None:
    """Secret, query and signature of the partner document."""
    params = {"partnerUserId": "123", "timestamp": 1721656927974, "limit": 20, "offset": 0}
    assert signing.sign_query(SECRET, params) == (
        "partnerUserId=123&timestamp=1721656927974&limit=20&offset=0"
        "&signature=0cefa897946a49e8027b2c5787a48c547c83a6dc9f7d172870ba7f81cef42bd5"
    )


@given(st.dictionaries(names, scalars | amounts | st.lists(scalars), max_size=6))
def test_signature_of_any_body_is_over_the_body_without_it(params: dict[str, object]) -> None:
    """Removing the signature gives the signed bytes."""
    body = signing.sign_body(SECRET, params)
    signature = json.loads(body)["signature"]
    cut = body.replace(b'"signature":"' + signature.encode() + b'"', b"").removesuffix(b"}")
    assert hmac_of(cut.removesuffix(b",") + b"}") == signature
    assert list(json.loads(body)) == [*params, "signature"]


@given(st.dictionaries(names, scalars, max_size=6))
def test_signature_of_any_query_is_over_the_text_before_it(params: dict[str, object]) -> None:
    """The query is ASCII and fully encoded."""
    query = signing.sign_query(SECRET, params)
    message, _, signature = query.rpartition("signature=")
    assert hmac_of(message.removesuffix("&").encode()) == signature
    assert query.isascii()
    assert set(query).isdisjoint(" +\"'")


@given(st.dictionaries(names, st.text(st.characters(codec="utf-8")), max_size=6))
def test_sign_query_decodes_to_the_parameters(params: dict[str, object]) -> None:
    """In their order."""
    decoded = parse_qsl(signing.sign_query(SECRET, params), keep_blank_values=True)
    assert decoded[:-1] == list(params.items())


@given(amounts)
def test_amount_of_up_to_eight_decimals_is_signed_exactly(amount: Decimal) -> None:
    """The number sent is the amount, and a double that is written again gives the same text."""
    body = signing.sign_body(SECRET, {"amount": amount})
    text = body.removeprefix(b'{"amount":').partition(b",")[0].decode()
    assert Decimal(text) == amount
    assert javascript.number(float(text)) == text
    assert signing.sign_query(SECRET, {"amount": amount}).startswith(f"amount={quote(text)}&")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.10", "0.1"),
        ("1.0", "1"),
        ("0.00100000", "0.001"),
        ("0.00000001", "1e-8"),
        ("0.00000120", "0.0000012"),
        ("0.00000012", "1.2e-7"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("1E+2", "100"),
        ("100000000000000000000", "100000000000000000000"),
        ("1E+21", "1e+21"),
        ("20999999.99999999", "20999999.99999999"),
    ],
)
def test_numbers_are_spelled_as_ecmascript_does(number: str, text: str) -> None:
    """The shortest text, without zeros at the end; -0 is 0."""
    assert signing.sign_body(SECRET, {"n": Decimal(number)}).startswith(f'{{"n":{text},'.encode())


@pytest.mark.parametrize(
    "number",
    [
        Decimal("0.12345678901234567890"),
        Decimal(9007199254740993),
        2**53 + 1,
        10**30 + 1,
        Decimal("123456789.123456789"),
    ],
)
def test_numbers_that_a_double_changes_are_rejected(number: Decimal | int) -> None:
    """In a body and in a query."""
    for sign in (signing.sign_body, signing.sign_query):
        with pytest.raises(ValueError, match="more digits"):
            sign(SECRET, {"n": number})


def test_non_ascii_is_sent_as_utf8() -> None:
    """Not escaped in a body, percent-encoded in a query."""
    assert signing.sign_body(SECRET, {"n": "Жук"}).startswith('{"n":"Жук",'.encode())
    assert signing.sign_query(SECRET, {"n": "ж %+&"}).startswith("n=%D0%B6%20%25%2B%26&")


@pytest.mark.parametrize("sign", [signing.sign_body, signing.sign_query])
@pytest.mark.parametrize(
    "params",
    [
        {"signature": "mine"},
        {"amount": Decimal("NaN")},
        {"amount": Decimal("Infinity")},
        {"amount": Decimal("1E+999999")},
        {"name": "\ud800"},
        {"\udfff": "name"},
    ],
)
def test_values_without_exact_bytes_are_rejected(sign: object, params: dict[str, object]) -> None:
    """And parameters that already have a signature."""
    assert callable(sign)
    with pytest.raises(ValueError, match=r"signature|sent|too long"):
        sign(SECRET, params)


@pytest.mark.parametrize("value", [None, 0.5, ["list"], {"a": "map"}])
def test_sign_query_rejects_values_without_a_text_form(value: object) -> None:
    """Such as None, a float or a list."""
    with pytest.raises(TypeError, match=type(value).__name__):
        signing.sign_query(SECRET, {"name": value})
