"""The signature is over the bytes that arrive, less itself."""

import json

import pytest

from sandbox import keys
from sandbox.partner.signature import is_signed, signed_part_of_body, signed_part_of_query
from tests.sandbox.partner.client import Caller, sign

SECRET = "123a6fd0-f542-46dc-a91b-627146deb6c9"


def test_document_example_of_a_body() -> None:
    """The document's POST example verifies."""
    signature = "03955aeac5ffe46c02fbb74e2b41f0d36f3992b5363253949a4a7dd79c972a24"
    body = f'{{"partnerUserId":"123","timestamp":1721656927974,"signature":"{signature}"}}'
    message = signed_part_of_body(body)
    assert message == b'{"partnerUserId":"123","timestamp":1721656927974}'
    assert is_signed(SECRET, message, signature)


def test_document_example_of_a_query() -> None:
    """The document's GET example verifies."""
    signature = "0cefa897946a49e8027b2c5787a48c547c83a6dc9f7d172870ba7f81cef42bd5"
    unsigned = "partnerUserId=123&timestamp=1721656927974&limit=20&offset=0"
    message = signed_part_of_query(f"{unsigned}&signature={signature}")
    assert message == unsigned.encode()
    assert is_signed(SECRET, message, signature.upper())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"signature":"s"}', "{}"),
        ('{"a":1,"signature":"s"}', '{"a":1}'),
        ('{"signature":"s","a":1}', '{"a":1}'),
        ('{"a":1,"signature":"s","b":2}', '{"a":1,"b":2}'),
        ('{ "a" : 1 , "signature" : "s" }', '{ "a" : 1 }'),
        ('{"a":{"signature":"x"},"signature":"s"}', '{"a":{"signature":"x"}}'),
        ('{"a":",\\"signature\\":\\"x\\"","signature":"s"}', '{"a":",\\"signature\\":\\"x\\""}'),
        ('{"a":"Ж","signature":"s"}', '{"a":"Ж"}'),
        ('{"a":"\\u0416","signature":"s"}', '{"a":"\\u0416"}'),
    ],
)
def test_body_without_its_signature(body: str, message: str) -> None:
    """Only the outermost signature member goes, and everything else stays byte for byte."""
    assert signed_part_of_body(body) == message.encode()


async def test_letters_may_be_of_any_case(caller: Caller) -> None:
    """A signature in capitals is the same signature."""
    unsigned = f'{{"partnerUserId":"user123","timestamp":{caller.now_ms}}}'
    raw = f'{unsigned[:-1]},"signature":"{sign(unsigned).upper()}"}}'
    assert (await caller.keyed("POST", "auth/init", raw)).status == 200


@pytest.mark.parametrize("name", ["Жанна", "a%b&c=d", "a b+c", "q\"uote'", "😀", "x" * 255])
async def test_any_name_can_be_signed(caller: Caller, name: str) -> None:
    """Non-ASCII, percent signs and quotes survive in a body and in a query."""
    created = await caller.post("auth/init", partnerUserId=name)
    found = await caller.get("users/statistics", partnerUserId=name)
    assert found.data["id"] == created.data["userId"]
    assert found.data["partnerUserId"] == name


async def test_order_of_parameters_is_part_of_the_signature(caller: Caller) -> None:
    """The same parameters in another order need another signature."""
    a, b = "partnerUserId=user123", f"timestamp={caller.now_ms}"
    signature = sign(f"{a}&{b}")
    good = await caller.keyed("GET", f"users/statistics?{a}&{b}&signature={signature}")
    bad = await caller.keyed("GET", f"users/statistics?{b}&{a}&signature={signature}")
    assert (good.status, bad.status) == (200, 401)


async def test_encoding_is_part_of_the_signature(caller: Caller) -> None:
    """A query that is encoded in another way than it was signed is refused."""
    plain = f"partnerUserId=user123&timestamp={caller.now_ms}"
    encoded = plain.replace("user123", "%75ser123")
    reply = await caller.keyed("GET", f"users/statistics?{encoded}&signature={sign(plain)}")
    assert reply.message == "Invalid signature"
    again = await caller.keyed("GET", f"users/statistics?{encoded}&signature={sign(encoded)}")
    assert again.data["partnerUserId"] == "user123"


async def test_whitespace_is_part_of_the_signature(caller: Caller) -> None:
    """A body that is written with spaces after compact text was signed is refused."""
    fields = {"partnerUserId": "user123", "timestamp": caller.now_ms}
    compact = json.dumps(fields, separators=(",", ":"))
    spaced = json.dumps({**fields, "signature": sign(compact)})
    assert (await caller.keyed("POST", "auth/init", spaced)).message == "Invalid signature"
    own = json.dumps({**fields, "signature": sign(json.dumps(fields))})
    assert (await caller.keyed("POST", "auth/init", own)).status == 200


@pytest.mark.parametrize("signature", ["0" * 64, "ä" * 10, "short"])
async def test_wrong_signature(caller: Caller, signature: str) -> None:
    """Whatever is no HMAC of the request is refused with 401."""
    raw = json.dumps(
        {"partnerUserId": "a", "timestamp": caller.now_ms, "signature": signature},
        ensure_ascii=False,
    )
    assert (await caller.keyed("POST", "auth/init", raw)).message == "Invalid signature"


async def test_secret_is_case_sensitive(caller: Caller) -> None:
    """A signature by the same secret in capitals is refused."""
    unsigned = f'{{"partnerUserId":"user123","timestamp":{caller.now_ms}}}'
    raw = f'{unsigned[:-1]},"signature":"{sign(unsigned, keys.API_SECRET.upper())}"}}'
    assert (await caller.keyed("POST", "auth/init", raw)).status == 401


@pytest.mark.parametrize(
    ("age", "window", "status"),
    [
        (0, None, 200),
        (60_000, None, 200),
        (60_001, None, 400),
        (5_000, 5_000, 200),
        (5_001, 5_000, 400),
        (100_000, 200_000, 200),
        (-1_000, None, 200),
        (-1_001, None, 400),
    ],
)
async def test_time_window(caller: Caller, age: int, window: int | None, status: int) -> None:
    """A request is good for recvWindow milliseconds, 60000 unless it says so, and not early."""
    more = {"recvWindow": window} if window else {}
    stamp = caller.now_ms - age
    posted = await caller.post("auth/init", partnerUserId="user123", timestamp=stamp, **more)
    got = await caller.get("users/statistics", partnerUserId="user123", timestamp=stamp, **more)
    assert (posted.status, got.status) == (status, status)
