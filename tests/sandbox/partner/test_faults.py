"""Injected faults, and the control API under /sim/."""

import json
from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from tests.sandbox.partner.client import JSON, PartnerClient

RATES = "c2s/rates"


async def test_expired_rejects_access_tokens_but_not_refresh(client: PartnerClient) -> None:
    """Without an operation the fault applies to access tokens only."""
    tokens = await client.login()
    await client.inject_fault("expired", times=1)
    assert (
        await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    ).status == 200
    assert (await client.call_as_user(tokens["accessToken"], "rates")).status == 401
    assert (await client.call_as_user(tokens["accessToken"], "rates")).status == 200


async def test_fault_of_one_operation_leaves_others_alone(client: PartnerClient) -> None:
    """A rejected refresh does not use up the token."""
    tokens = await client.login()
    await client.inject_fault("expired", operation="c2s/auth/refresh", times=1)
    assert (await client.call_as_user(tokens["accessToken"], "rates")).status == 200
    refused = await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    again = await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert (refused.status, again.status) == (401, 200)


async def test_limited_is_429_with_retry_after(client: PartnerClient) -> None:
    """The fault applies to its operation only."""
    token = await client.access_token()
    await client.inject_fault("limited", operation=29, retryAfter=7)
    reply = await client.call_as_user(token, "rates")
    assert (reply.status, reply.headers["Retry-After"]) == (429, "7")
    assert (await client.call_as_user(token, "incentives")).status == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_broken_is_the_given_5xx(client: PartnerClient, status: int) -> None:
    """The status of the fault is returned."""
    await client.inject_fault("broken", status=status)
    assert (await client.call_as_user("any", "rates")).status == status


async def test_garbled_is_truncated_json(client: PartnerClient) -> None:
    """The answer is declared as JSON and cannot be parsed."""
    token = await client.access_token()
    await client.inject_fault("garbled", times=1)
    with pytest.raises(json.JSONDecodeError):
        await client.call_as_user(token, "rates")
    assert (await client.call_as_user(token, "rates")).status == 200


async def test_shape_is_valid_json_of_another_shape(client: PartnerClient) -> None:
    """The body is the given one or the default."""
    token = await client.access_token()
    await client.inject_fault("shape", times=1, body={"data": {"array": "none"}})
    await client.inject_fault("shape", times=1)
    assert (await client.call_as_user(token, "rates")).body == {"data": "surprise"}
    assert (await client.call_as_user(token, "rates")).body == {"data": {"array": "none"}}


async def test_proxy_in_front(client: PartnerClient) -> None:
    """A 403 comes as a page of HTML."""
    await client.inject_fault("html403", operation=f"/api/partner/{RATES}")
    reply = await client.call_as_user("any", "rates")
    assert reply.status == 403
    assert reply.headers["Content-Type"].startswith("text/html")


async def test_answer_returns_the_given_status_and_body(client: PartnerClient) -> None:
    """A test can choose the whole answer."""
    body = {"message": "teapot", "error": "x", "statusCode": 418}
    await client.inject_fault("answer", status=418, body=body)
    reply = await client.call_as_user("any", "rates")
    assert (reply.status, reply.body) == (418, body)


async def test_slow_delays_the_normal_answer(client: PartnerClient) -> None:
    """A short client timeout expires; otherwise the answer is normal."""
    token = await client.access_token()
    await client.inject_fault("slow", delay=0.2)
    with pytest.raises(TimeoutError):
        async with client.session.get(
            "/api/partner/c2s/rates",
            headers={"Authorization": f"Bearer {token}"},
            timeout=aiohttp.ClientTimeout(total=0.02),
        ):
            pass
    assert (await client.call_as_user(token, "rates")).status == 200


async def dropped(call: Callable[[], Awaitable[object]]) -> bool:
    """Return whether the connection of a call is dropped."""
    try:
        await call()
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
        return True
    return False


async def test_down_drops_the_connection_before_the_operation(client: PartnerClient) -> None:
    """The operation does not run, and the log has status 0."""
    tokens = await client.login()
    await client.inject_fault("down", operation="c2s/auth/refresh", times=1)

    async def refresh() -> object:
        return await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])

    assert await dropped(refresh)
    assert not await dropped(refresh)
    counters = (await client.sim("GET", "partner/calls")).body["counters"]
    assert (counters["refreshed"], counters["byStatus"]["0"]) == (1, 1)


async def test_lost_refresh_uses_up_the_token(client: PartnerClient) -> None:
    """The operation runs without an answer, so a second try is a reuse."""
    tokens = await client.login()
    await client.inject_fault("lost", operation="c2s/auth/refresh", times=1)

    async def refresh() -> object:
        return await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])

    assert await dropped(refresh)
    again = await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert again.message == "Refresh token has already been used"


async def test_lost_binding_is_carried_out(client: PartnerClient) -> None:
    """The address is bound although no answer came."""
    token = await client.access_token()
    await client.inject_fault("lost", operation=19, times=1)
    address = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"

    async def bind() -> object:
        return await client.call_as_user(token, "wallet/bind", address=address)

    assert await dropped(bind)
    rows = (await client.call_as_user(token, "wallet/find-by-user")).rows
    assert rows[-1]["address"] == address


async def test_fault_with_seconds_ends_by_the_sandbox_clock(client: PartnerClient) -> None:
    """The fault ends when the sandbox's clock reaches its end."""
    token = await client.access_token()
    await client.inject_fault("broken", seconds=60)
    client.move_clock(seconds=59)
    assert (await client.call_as_user(token, "rates")).status == 500
    client.move_clock(seconds=1)
    assert (await client.call_as_user(token, "rates")).status == 200


async def test_delete_clears_all_faults(client: PartnerClient) -> None:
    """GET lists the active faults and the known kinds; DELETE removes all."""
    await client.inject_fault("broken")
    await client.inject_fault("limited", operation=29)
    shown = (await client.sim("GET", "partner/fault")).body
    assert [fault["kind"] for fault in shown["faults"]] == ["limited", "broken"]
    assert set(shown["known"]) >= {"expired", "limited", "slow", "broken", "garbled", "down"}
    assert (await client.sim("DELETE", "partner/fault")).body["faults"] == []
    assert (await client.call_as_user(await client.access_token(), "rates")).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "no such kind"},
        {"kind": "broken", "operation": "nowhere"},
        {"kind": "broken", "operation": 33},
        {"kind": "broken", "times": 0},
        {"kind": "broken", "surplus": 1},
        {"kind": "slow", "delay": -1},
    ],
)
async def test_invalid_fault_is_400_and_changes_nothing(
    client: PartnerClient, body: dict[str, object]
) -> None:
    """The error says what is wrong; no fault becomes active."""
    reply = await client.sim("POST", "partner/fault", body)
    assert reply.status == 400
    assert reply.body["error"]["code"] == "bad_request"
    assert reply.body["error"]["message"]
    assert (await client.sim("GET", "partner/fault")).body["faults"] == []


async def test_older_names_of_the_fault_api_are_aliases(client: PartnerClient) -> None:
    """`/sim/partner/mood` and the field `mood` work as `fault` and `kind`."""
    path, body = "/sim/partner/mood", json.dumps({"mood": "broken", "operation": 29})
    added = await client.send("POST", path, body, JSON)
    assert added.body["moods"] == added.body["faults"]
    assert added.body["faults"][0]["mood"] == added.body["faults"][0]["kind"] == "broken"
    await client.call_as_user("any", "rates")
    call = (await client.sim("GET", "partner/calls")).body["calls"][-1]
    assert call["mood"] == call["fault"] == "broken"
    assert (await client.send("DELETE", path)).body["moods"] == []


async def test_call_log_has_operation_user_status_and_fault(client: PartnerClient) -> None:
    """Each call is logged, and no entry contains a token."""
    tokens = await client.login(2)
    await client.inject_fault("limited", operation=29, times=1)
    await client.call_as_user(tokens["accessToken"], "rates")
    await client.get_signed("users/statistics", partnerUserId="user123")
    await client.call_as_user("made-up-token", "wallet/balances")
    reply = await client.sim("GET", "partner/calls")
    seen = [
        (call["operation"], call["userId"], call["status"], call["fault"])
        for call in reply.body["calls"]
    ]
    assert seen == [
        ("c2s/auth/generate-payload", None, 200, None),
        ("c2s/auth/check-proof", None, 200, None),
        ("c2s/rates", None, 429, "limited"),
        ("users/statistics", 1001, 200, None),
        ("c2s/wallet/balances", None, 401, None),
    ]
    assert reply.body["counters"]["byOperation"]["c2s/rates"] == 1
    text = json.dumps(reply.body)
    assert tokens["refreshToken"] not in text
    assert tokens["accessToken"] not in text
    assert "made-up-token" not in text


async def test_call_log_filters_by_operation_and_can_be_cleared(client: PartnerClient) -> None:
    """The log can be read for one operation, and cleared."""
    token = await client.access_token()
    await client.call_as_user(token, "rates")
    only = (await client.sim("GET", "partner/calls?operation=29")).body["calls"]
    assert [call["operation"] for call in only] == ["c2s/rates"]
    assert (await client.sim("DELETE", "partner/calls")).status == 200
    assert (await client.sim("GET", "partner/calls")).body["calls"] == []


async def test_state_lists_users_miners_and_payments(client: PartnerClient) -> None:
    """The state contains no token."""
    tokens = await client.login()
    await client.new_payload()
    order = {"userId": 1005, "nftCollectionId": 1501, "externalId": "e-1"}
    await client.post_signed("nft-payment/init", **order)
    state = (await client.sim("GET", "partner/state")).body
    assert [user["id"] for user in state["users"]] == [1001, 1002, 1003, 1004, 1005, 1006]
    assert state["users"][0]["miners"] == [101, 102, 103, 104, 105]
    assert state["payments"] == [{"externalId": "e-1", "userId": 1005, "status": "pending"}]
    assert state["payloadsWaiting"] == 1
    assert tokens["refreshToken"] not in json.dumps(state)


async def test_reset_restores_sessions_faults_and_clock(client: PartnerClient) -> None:
    """Tokens are unknown after a reset, and the clock is back."""
    tokens = await client.login()
    await client.inject_fault("broken")
    client.move_clock(days=40)
    assert (await client.sim("POST", "reset")).body == {"ok": True}
    refreshed = await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert refreshed.message == "Invalid refresh token"
    clock = (await client.sim("GET", "clock")).body
    assert clock == {"now": "2026-11-22T12:00:00+00:00", "moved": 0}


async def test_clock_moves_by_seconds(client: PartnerClient) -> None:
    """Values that are no number or out of range are rejected."""
    moved = await client.sim("POST", "clock", {"move": 90000})
    assert moved.body == {"now": "2026-11-23T13:00:00+00:00", "moved": 90000}
    for wrong in ({"move": "1"}, {"move": True}, {"move": 1e300}, {"other": 1}):
        assert (await client.sim("POST", "clock", wrong)).status == 400
    after = (await client.sim("GET", "clock")).body
    assert after["moved"] == 90000


async def test_cors_headers_only_under_sim(client: PartnerClient) -> None:
    """Answers and errors under /sim/ may be read from any origin; the partner API's may not."""
    headers = {"Origin": "http://page.example", "Access-Control-Request-Method": "POST"}
    async with client.session.options("/sim/partner/fault", headers=headers) as preflight:
        assert preflight.status == 204
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
        assert "DELETE" in preflight.headers["Access-Control-Allow-Methods"]
    refused = await client.send("POST", "/sim/partner/fault", "{", JSON)
    missing = await client.send("GET", "/sim/nowhere")
    partners = await client.call_as_user("x", "rates")
    assert (refused.status, missing.status) == (400, 404)
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert missing.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in partners.headers
