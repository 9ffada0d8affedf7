"""The signature covers the received bytes without the signature itself."""

import json

import pytest

from sandbox import keys
from sandbox.partner.signature import is_signed, signed_part_of_body, signed_part_of_query
from tests.sandbox.partner.client import PartnerClient, sign

SECRET = "123a6fd0-f542-46dc-a91b-627146deb6c9"


def test_document_example_of_a_body_verifies() -> None:
    """The POST example of the document verifies."""
    signature = "03955aeac5ffe46c02fbb74e2b41f0d36f3992b5363253949a4a7dd79c972a24"
    body = f'{{"partnerUserId":"123","timestamp":1721656927974,"signature":"{signature}"}}'
    message = signed_part_of_body(body)
    assert message == b'{"partnerUserId":"123","timestamp":1721656927974}'
    assert is_signed(SECRET, message, signature)


def test_document_example_of_a_query_verifies() -> None:
    """The GET example of the document verifies."""
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
def test_signed_part_of_body_drops_only_the_outer_signature(body: str, message: str) -> None:
    """All other bytes stay as they are."""
    assert signed_part_of_body(body) == message.encode()


async def test_signature_case_is_ignored(client: PartnerClient) -> None:
    """A signature in capitals is accepted."""
    unsigned = f'{{"partnerUserId":"user123","timestamp":{client.now_ms}}}'
    raw = f'{unsigned[:-1]},"signature":"{sign(unsigned).upper()}"}}'
    assert (await client.call_with_key("POST", "auth/init", raw)).status == 200


@pytest.mark.parametrize("name", ["Жанна", "a%b&c=d", "a b+c", "q\"uote'", "😀", "x" * 255])
async def test_any_partner_user_id_can_be_signed(client: PartnerClient, name: str) -> None:
    """Non-ASCII text, percent signs and quotes work in bodies and queries."""
    created = await client.post_signed("auth/init", partnerUserId=name)
    found = await client.get_signed("users/statistics", partnerUserId=name)
    assert found.data["id"] == created.data["userId"]
    assert found.data["partnerUserId"] == name


async def test_order_of_parameters_is_part_of_the_signature(client: PartnerClient) -> None:
    """The same parameters in another order need another signature."""
    a, b = "partnerUserId=user123", f"timestamp={client.now_ms}"
    signature = sign(f"{a}&{b}")
    good = await client.call_with_key("GET", f"users/statistics?{a}&{b}&signature={signature}")
    bad = await client.call_with_key("GET", f"users/statistics?{b}&{a}&signature={signature}")
    assert (good.status, bad.status) == (200, 401)


async def test_percent_encoding_is_part_of_the_signature(client: PartnerClient) -> None:
    """A query encoded differently from the signed text is rejected."""
    plain = f"partnerUserId=user123&timestamp={client.now_ms}"
    encoded = plain.replace("user123", "%75ser123")
    reply = await client.call_with_key("GET", f"users/statistics?{encoded}&signature={sign(plain)}")
    assert reply.message == "Invalid signature"
    again = await client.call_with_key(
        "GET", f"users/statistics?{encoded}&signature={sign(encoded)}"
    )
    assert again.data["partnerUserId"] == "user123"


async def test_whitespace_is_part_of_the_signature(client: PartnerClient) -> None:
    """A body with other whitespace than the signed text is rejected."""
    fields = {"partnerUserId": "user123", "timestamp": client.now_ms}
    compact = json.dumps(fields, separators=(",", ":"))
    spaced = json.dumps({**fields, "signature": sign(compact)})
    assert (await client.call_with_key("POST", "auth/init", spaced)).message == "Invalid signature"
    own = json.dumps({**fields, "signature": sign(json.dumps(fields))})
    assert (await client.call_with_key("POST", "auth/init", own)).status == 200


@pytest.mark.parametrize("signature", ["0" * 64, "ä" * 10, "short"])
async def test_wrong_signature_is_rejected(client: PartnerClient, signature: str) -> None:
    """A text that is not the HMAC of the request is rejected."""
    raw = json.dumps(
        {"partnerUserId": "a", "timestamp": client.now_ms, "signature": signature},
        ensure_ascii=False,
    )
    assert (await client.call_with_key("POST", "auth/init", raw)).message == "Invalid signature"


async def test_secret_is_case_sensitive(client: PartnerClient) -> None:
    """A signature by the secret in other letter case is rejected."""
    unsigned = f'{{"partnerUserId":"user123","timestamp":{client.now_ms}}}'
    raw = f'{unsigned[:-1]},"signature":"{sign(unsigned, keys.API_SECRET.upper())}"}}'
    assert (await client.call_with_key("POST", "auth/init", raw)).status == 401


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
async def test_timestamp_must_be_within_recv_window(
    client: PartnerClient, age: int, window: int | None, status: int
) -> None:
    """A request is valid for recvWindow ms (60000 by default) and at most 1 s early."""
    more = {"recvWindow": window} if window else {}
    stamp = client.now_ms - age
    posted = await client.post_signed("auth/init", partnerUserId="user123", timestamp=stamp, **more)
    got = await client.get_signed(
        "users/statistics", partnerUserId="user123", timestamp=stamp, **more
    )
    assert (posted.status, got.status) == (status, status)
