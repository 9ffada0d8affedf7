"""Validation of requests: credentials, content types, fields, types, lengths and patterns."""

import io
import json
from typing import Any

import pytest

from sandbox.partner.table import OPERATIONS, Authentication, Operation
from tests.sandbox.partner.client import JSON, PartnerClient, sign

BY_KEY = [
    operation
    for operation in OPERATIONS
    if operation.authentication
    in {Authentication.API_KEY, Authentication.SIGNED, Authentication.SIGNED_FOR_USER}
]
BY_TOKEN = [
    operation for operation in OPERATIONS if operation.authentication is Authentication.USER_TOKEN
]
SIGNED = [
    operation
    for operation in OPERATIONS
    if operation.authentication in {Authentication.SIGNED, Authentication.SIGNED_FOR_USER}
]


def name(operation: Operation) -> str:
    """Return the test id of an operation."""
    return f"{operation.number}-{operation.name}"


@pytest.mark.parametrize("operation", BY_KEY, ids=name)
async def test_missing_or_wrong_api_key_is_401(client: PartnerClient, operation: Operation) -> None:
    """A missing API key and one in other letter case are rejected."""
    raw = "{}" if operation.method == "POST" else None
    missing = await client.send(operation.method, operation.path, raw, JSON)
    capital = await client.call_with_key(
        operation.method, operation.name, raw, key="SANDBOX-API-KEY"
    )
    assert missing.message == "X-PARTNER-API-KEY header is required"
    assert capital.message == "Invalid API key"
    assert (missing.status, capital.status) == (401, 401)


@pytest.mark.parametrize("operation", BY_TOKEN, ids=name)
async def test_missing_or_invalid_access_token_is_401(
    client: PartnerClient, operation: Operation
) -> None:
    """Operations of a user require a valid access token; the API key does not replace it."""
    path = operation.name.removeprefix("c2s/")
    raw = {"address": "x"} if operation.method == "POST" else {}
    assert (await client.call_with_key(operation.method, operation.name, None)).status == 401
    assert (await client.call_as_user("garbage", path, **raw)).message == "Invalid access token"


@pytest.mark.parametrize("operation", SIGNED, ids=name)
async def test_missing_signature_and_timestamp_are_400(
    client: PartnerClient, operation: Operation
) -> None:
    """A signed operation lists both missing fields."""
    raw = "{}" if operation.method == "POST" else None
    reply = await client.call_with_key(operation.method, operation.name, raw)
    assert reply.status == 400
    assert "signature: Field required" in reply.message
    assert "timestamp: Field required" in reply.message


@pytest.mark.parametrize("operation", OPERATIONS, ids=name)
async def test_unknown_field_is_400(client: PartnerClient, operation: Operation) -> None:
    """A field that the document does not list is rejected by name."""
    token = await client.access_token()
    headers = {"Authorization": f"Bearer {token}", "X-PARTNER-API-KEY": "sandbox-api-key", **JSON}
    if operation.method == "GET":
        reply = await client.send("GET", f"{operation.path}?surplus=1", None, headers)
    else:
        reply = await client.send("POST", operation.path, '{"surplus":1}', headers)
    assert reply.status == 400
    assert "surplus: Extra inputs are not permitted" in reply.message


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"]
)
async def test_content_type_other_than_json_is_415(
    client: PartnerClient, content_type: str
) -> None:
    """A body that is not declared as JSON is rejected."""
    headers = {"Content-Type": content_type}
    path = "/api/partner/c2s/auth/generate-payload"
    reply = await client.send("POST", path, '{"partnerId":"x"}', headers)
    assert (reply.status, reply.message) == (415, "Content-Type must be application/json")


@pytest.mark.parametrize(
    ("raw", "message"),
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
async def test_invalid_body_is_400(client: PartnerClient, raw: bytes, message: str) -> None:
    """Anything but one JSON object with the listed fields is rejected with a reason."""
    path = "/api/partner/c2s/auth/generate-payload"
    reply = await client.send("POST", path, raw, JSON)
    assert reply.status == 400
    assert reply.message.startswith(message) or f"; {message}" in reply.message


async def test_body_of_2_mib_is_413(client: PartnerClient) -> None:
    """A body over the limit gets the partner's error shape."""
    path = "/api/partner/c2s/auth/generate-payload"
    reply = await client.send("POST", path, io.BytesIO(b" " * (2 << 20)), JSON)
    assert reply.status == 413
    assert reply.message


async def test_unknown_path_is_404_and_method_405(client: PartnerClient) -> None:
    """Unknown paths and methods get the partner's error shape."""
    assert (await client.send("GET", "/api/partner/nowhere")).status == 404
    wrong = await client.send("DELETE", "/api/partner/c2s/rates")
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
async def test_invalid_body_field_is_400_with_its_name(
    client: PartnerClient, path: str, body: dict[str, Any], field: str
) -> None:
    """A field of a wrong type, length or size is rejected although the signature is valid."""
    reply = await client.post_signed(path, **body)
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
async def test_invalid_query_parameter_is_400_with_its_name(
    client: PartnerClient, path: str, query: dict[str, str], field: str
) -> None:
    """A parameter that does not match its pattern is rejected although the signature is valid."""
    whole = {"partnerUserId": "user123", **query}
    if "date" in path:
        for edge in ("startDate", "endDate"):
            whole.setdefault(edge, "2026-11-01T00:00:00Z")
    reply = await client.get_signed(path, **whole)
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
async def test_invalid_query_parameter_of_a_user_operation_is_400(
    client: PartnerClient, path: str, field: str
) -> None:
    """Operations of a user validate their parameters too."""
    reply = await client.call_as_user(await client.access_token(), path)
    assert reply.status == 400
    assert reply.message.startswith(f"{field}: ")


@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit", "limit=%ff", "&"])
async def test_malformed_query_is_400(client: PartnerClient, query: str) -> None:
    """A repeated, valueless or undecodable parameter is rejected."""
    reply = await client.call_as_user(await client.access_token(), f"nft/find-by-user?{query}")
    assert reply.status == 400


async def test_repeated_signature_is_400(client: PartnerClient) -> None:
    """A second `signature` beside the valid one is rejected."""
    unsigned = f"partnerUserId=user123&timestamp={client.now_ms}"
    query = f"{unsigned}&signature={sign(unsigned)}&signature=x"
    assert (await client.call_with_key("GET", f"users/statistics?{query}")).status == 400


async def test_error_message_does_not_contain_sent_values(client: PartnerClient) -> None:
    """Messages name fields and rules; values may be secrets."""
    secret = "s3cret-" * 20
    raw = json.dumps({"partnerUserId": "a", "timestamp": client.now_ms, "signature": secret})
    reply = await client.call_with_key("POST", "auth/init", raw)
    assert reply.status == 400
    assert "s3cret" not in json.dumps(reply.body)
