"""What the partner lets in: keys, tokens, content types, fields, types, lengths and patterns."""

import io
import json
from typing import Any

import pytest

from sandbox.partner.table import OPERATIONS, Door, Operation
from tests.sandbox.partner.client import JSON, Caller, sign

BY_KEY = [each for each in OPERATIONS if each.door in {Door.KEY, Door.SIGNED, Door.SIGNED_FOR}]
BY_TOKEN = [each for each in OPERATIONS if each.door is Door.USER]
SIGNED = [each for each in OPERATIONS if each.door in {Door.SIGNED, Door.SIGNED_FOR}]


def name(operation: Operation) -> str:
    """Name a case by its number and path."""
    return f"{operation.number}-{operation.name}"


@pytest.mark.parametrize("operation", BY_KEY, ids=name)
async def test_key_is_needed_exactly(caller: Caller, operation: Operation) -> None:
    """Without the key, or with it in capitals, an operation of the partner's server is closed."""
    raw = "{}" if operation.method == "POST" else None
    missing = await caller.send(operation.method, operation.path, raw, JSON)
    capital = await caller.keyed(operation.method, operation.name, raw, key="SANDBOX-API-KEY")
    assert missing.message == "X-PARTNER-API-KEY header is required"
    assert capital.message == "Invalid API key"
    assert (missing.status, capital.status) == (401, 401)


@pytest.mark.parametrize("operation", BY_TOKEN, ids=name)
async def test_token_is_needed(caller: Caller, operation: Operation) -> None:
    """Without a good access token an operation of the user's own is closed, key or not."""
    path = operation.name.removeprefix("c2s/")
    raw = {"address": "x"} if operation.method == "POST" else {}
    assert (await caller.keyed(operation.method, operation.name, None)).status == 401
    assert (await caller.user("garbage", path, **raw)).message == "Invalid access token"


@pytest.mark.parametrize("operation", SIGNED, ids=name)
async def test_signature_is_needed(caller: Caller, operation: Operation) -> None:
    """Without signature and timestamp a signed operation says which fields are missing."""
    raw = "{}" if operation.method == "POST" else None
    reply = await caller.keyed(operation.method, operation.name, raw)
    assert reply.status == 400
    assert "signature: Field required" in reply.message
    assert "timestamp: Field required" in reply.message


@pytest.mark.parametrize("operation", OPERATIONS, ids=name)
async def test_unknown_fields_are_refused(caller: Caller, operation: Operation) -> None:
    """A field that the document does not list is refused by name."""
    token = await caller.access()
    headers = {"Authorization": f"Bearer {token}", "X-PARTNER-API-KEY": "sandbox-api-key", **JSON}
    if operation.method == "GET":
        reply = await caller.send("GET", f"{operation.path}?surplus=1", None, headers)
    else:
        reply = await caller.send("POST", operation.path, '{"surplus":1}', headers)
    assert reply.status == 400
    assert "surplus: Extra inputs are not permitted" in reply.message


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"]
)
async def test_other_content_types_are_refused(caller: Caller, content_type: str) -> None:
    """A body that is not declared as JSON is refused with 415."""
    headers = {"Content-Type": content_type}
    path = "/api/partner/c2s/auth/generate-payload"
    reply = await caller.send("POST", path, '{"partnerId":"x"}', headers)
    assert (reply.status, reply.message) == (415, "Content-Type must be application/json")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "body is not JSON"),
        (b"{", "body is not JSON"),
        (b"[]", "body must be a JSON object"),
        (b'"text"', "body must be a JSON object"),
        (b'{"partnerId":NaN}', "body is not JSON: NaN is not JSON"),
        (b'{"partnerId":"a","partnerId":"b"}', "a field is given twice"),
        (b'{"partnerId":"\xff"}', "body is not UTF-8"),
        (b'{"partnerId":1}', "partnerId: Input should be a valid string"),
        (b'{"partnerId":null}', "partnerId: Input should be a valid string"),
        (b'{"partner_id":"a"}', "partnerId: Field required"),
        (b'{"a":' + b"[" * 100_000 + b"}", "body is not JSON"),
    ],
)
async def test_bodies_that_cannot_be_read(caller: Caller, raw: bytes, why: str) -> None:
    """Anything but one JSON object with the listed fields is refused with 400 and a reason."""
    path = "/api/partner/c2s/auth/generate-payload"
    reply = await caller.send("POST", path, raw, JSON)
    assert reply.status == 400
    assert reply.message.startswith(why) or f"; {why}" in reply.message


async def test_body_over_the_limit(caller: Caller) -> None:
    """A body of two megabytes is refused in the partner's error shape."""
    path = "/api/partner/c2s/auth/generate-payload"
    reply = await caller.send("POST", path, io.BytesIO(b" " * (2 << 20)), JSON)
    assert reply.status == 413
    assert reply.message


async def test_unknown_path_and_method(caller: Caller) -> None:
    """A path or method that the document does not have is refused in the same error shape."""
    assert (await caller.send("GET", "/api/partner/nowhere")).status == 404
    wrong = await caller.send("DELETE", "/api/partner/c2s/rates")
    assert (wrong.status, wrong.message) == (405, "Cannot DELETE /api/partner/c2s/rates")


INIT: dict[str, Any] = {"partnerUserId": "user123"}
TRANSFER: dict[str, Any] = {"partnerUserId": "user123", "nftId": 101, "toPartnerUserId": "abc456"}
PAY: dict[str, Any] = {"userId": 1001, "nftCollectionId": 1501, "externalId": "e"}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("auth/init", {**INIT, "partnerUserId": ""}, "partnerUserId"),
        ("auth/init", {**INIT, "partnerUserId": "x" * 256}, "partnerUserId"),
        ("auth/init", {**INIT, "partnerUserId": 5}, "partnerUserId"),
        ("auth/init", {**INIT, "email": ""}, "email"),
        ("auth/init", {**INIT, "email": None}, "email"),
        ("auth/init", {**INIT, "timestamp": 0}, "timestamp"),
        ("auth/init", {**INIT, "timestamp": "1703001600000"}, "timestamp"),
        ("auth/init", {**INIT, "timestamp": True}, "timestamp"),
        ("auth/init", {**INIT, "recvWindow": 0}, "recvWindow"),
        ("auth/init", {**INIT, "recvWindow": 1.5}, "recvWindow"),
        ("nft/transfer", {**TRANSFER, "nftId": 0}, "nftId"),
        ("nft/transfer", {**TRANSFER, "nftId": "101"}, "nftId"),
        ("nft/transfer", {**TRANSFER, "nftId": 1e300}, "nftId"),
        ("nft/transfer", {**TRANSFER, "toPartnerUserId": ""}, "toPartnerUserId"),
        ("nft-payment/init", {**PAY, "userId": 0}, "userId"),
        ("nft-payment/init", {**PAY, "nftCollectionId": 1.0}, "nftCollectionId"),
        ("nft-payment/init", {**PAY, "externalId": "x" * 256}, "externalId"),
        ("wallet/bind", {**INIT, "address": ""}, "address"),
        ("wallet/bind", {**INIT, "address": "x" * 256}, "address"),
        ("income-withdraw/create", {**INIT, "walletAddress": "x", "amount": -1}, "amount"),
        ("income-withdraw/create", {**INIT, "walletAddress": "x", "amount": "1"}, "amount"),
        ("income-withdraw/create", {**INIT, "walletAddress": 1, "amount": 1}, "walletAddress"),
    ],
)
async def test_fields_of_bodies(
    caller: Caller, path: str, body: dict[str, Any], field: str
) -> None:
    """A field of a wrong type, length or size is refused by name, however well it is signed."""
    reply = await caller.post(path, **body)
    assert reply.status == 400
    assert reply.message.startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("nft/find-by-user", {"limit": "1000"}, "limit"),
        ("nft/find-by-user", {"limit": ""}, "limit"),
        ("nft/find-by-user", {"limit": "-1"}, "limit"),
        ("nft/find-by-user", {"limit": "1\n"}, "limit"),
        ("nft/find-by-user", {"limit": "\u0661"}, "limit"),
        ("nft/find-by-user", {"offset": "100000"}, "offset"),
        ("nft/find-by-user", {"timestamp": "12.5"}, "timestamp"),
        ("nft/find-by-user", {"recvWindow": "1e4"}, "recvWindow"),
        ("nft/find-by-user", {"partnerUserId": ""}, "partnerUserId"),
        ("nft/find-by-user", {"partnerUserId": "x" * 256}, "partnerUserId"),
        ("wallet/balances", {"limit": "0"}, "limit"),
        ("nft-income/find-aggregated-by-date", {"startDate": "2026-11-01"}, "startDate"),
        ("nft-income/find-aggregated-by-date", {"startDate": "2026-11-01T00:00:00"}, "startDate"),
        ("nft-income/find-aggregated-by-date", {"endDate": "soon, at T"}, "endDate"),
        (
            "nft-income/find-aggregated-by-date",
            {"includeIncomesByNfts": "1"},
            "includeIncomesByNfts",
        ),
    ],
)
async def test_fields_of_queries(
    caller: Caller, path: str, query: dict[str, str], field: str
) -> None:
    """A parameter that does not match its pattern is refused by name."""
    whole = {"partnerUserId": "user123", **query}
    if "date" in path:
        for edge in ("startDate", "endDate"):
            whole.setdefault(edge, "2026-11-01T00:00:00Z")
    reply = await caller.get(path, **whole)
    assert reply.status == 400
    assert reply.message.startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("nft/find-by-user?limit=0", "limit"),
        ("nft/find-by-user?limit=1000", "limit"),
        ("nft-income/find-by-user?limit=101", "limit"),
        ("nft-income/find-by-user?groupByDays=yes", "groupByDays"),
        ("rates?limit=1", "limit"),
    ],
)
async def test_fields_of_a_users_queries(caller: Caller, path: str, field: str) -> None:
    """The same holds for the operations of the user's own."""
    reply = await caller.user(await caller.access(), path)
    assert reply.status == 400
    assert reply.message.startswith(f"{field}: ")


@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit", "limit=%ff", "&"])
async def test_queries_that_cannot_be_read(caller: Caller, query: str) -> None:
    """A doubled, valueless or undecodable parameter is refused."""
    reply = await caller.user(await caller.access(), f"nft/find-by-user?{query}")
    assert reply.status == 400


async def test_signature_cannot_be_given_twice(caller: Caller) -> None:
    """A second signature does not slip through beside the good one."""
    unsigned = f"partnerUserId=user123&timestamp={caller.now_ms}"
    query = f"{unsigned}&signature={sign(unsigned)}&signature=x"
    assert (await caller.keyed("GET", f"users/statistics?{query}")).status == 400


async def test_refusals_never_repeat_what_was_sent(caller: Caller) -> None:
    """A message names fields and rules, not values: they may be secrets."""
    secret = "s3cret-" * 20
    raw = json.dumps({"partnerUserId": "a", "timestamp": caller.now_ms, "signature": secret})
    reply = await caller.keyed("POST", "auth/init", raw)
    assert reply.status == 400
    assert "s3cret" not in json.dumps(reply.body)
