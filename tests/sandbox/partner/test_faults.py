"""Bad days on demand, and what the control API tells."""

import json
from collections.abc import Awaitable, Callable

import aiohttp
import pytest

from tests.sandbox.partner.client import JSON, Caller

RATES = "c2s/rates"


async def test_expired_tokens(caller: Caller) -> None:
    """Access tokens are refused once, while logging in and refreshing still work."""
    tokens = await caller.login()
    await caller.mood("expired", times=1)
    assert (
        await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    ).status == 200
    assert (await caller.user(tokens["accessToken"], "rates")).status == 401
    assert (await caller.user(tokens["accessToken"], "rates")).status == 200


async def test_refused_refresh(caller: Caller) -> None:
    """A mood for one operation only refuses that one, and does not spend the token."""
    tokens = await caller.login()
    await caller.mood("expired", operation="c2s/auth/refresh", times=1)
    assert (await caller.user(tokens["accessToken"], "rates")).status == 200
    refused = await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    again = await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert (refused.status, again.status) == (401, 200)


async def test_limited(caller: Caller) -> None:
    """Too many requests is 429 and says how long to wait."""
    token = await caller.access()
    await caller.mood("limited", operation=29, retryAfter=7)
    reply = await caller.user(token, "rates")
    assert (reply.status, reply.headers["Retry-After"]) == (429, "7")
    assert (await caller.user(token, "incentives")).status == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_broken(caller: Caller, status: int) -> None:
    """The partner fails with whatever 5xx is wanted."""
    await caller.mood("broken", status=status)
    assert (await caller.user("any", "rates")).status == status


async def test_garbled(caller: Caller) -> None:
    """The answer claims to be JSON and breaks off."""
    token = await caller.access()
    await caller.mood("garbled", times=1)
    with pytest.raises(json.JSONDecodeError):
        await caller.user(token, "rates")
    assert (await caller.user(token, "rates")).status == 200


async def test_wrong_shapes(caller: Caller) -> None:
    """The answer is JSON and not what was promised."""
    token = await caller.access()
    await caller.mood("shape", times=1, body={"data": {"array": "none"}})
    await caller.mood("shape", times=1)
    assert (await caller.user(token, "rates")).body == {"data": "surprise"}
    assert (await caller.user(token, "rates")).body == {"data": {"array": "none"}}


async def test_proxy_in_front(caller: Caller) -> None:
    """A 403 comes as a page of HTML."""
    await caller.mood("html403", operation=f"/api/partner/{RATES}")
    reply = await caller.user("any", "rates")
    assert reply.status == 403
    assert reply.headers["Content-Type"].startswith("text/html")


async def test_any_answer(caller: Caller) -> None:
    """A test can put any answer into the partner's mouth."""
    body = {"message": "teapot", "error": "x", "statusCode": 418}
    await caller.mood("answer", status=418, body=body)
    reply = await caller.user("any", "rates")
    assert (reply.status, reply.body) == (418, body)


async def test_slow(caller: Caller) -> None:
    """A slow answer outlasts a short patience, and is the true one in the end."""
    token = await caller.access()
    await caller.mood("slow", delay=0.2)
    with pytest.raises(TimeoutError):
        async with caller.session.get(
            "/api/partner/c2s/rates",
            headers={"Authorization": f"Bearer {token}"},
            timeout=aiohttp.ClientTimeout(total=0.02),
        ):
            pass
    assert (await caller.user(token, "rates")).status == 200


async def dropped(call: Callable[[], Awaitable[object]]) -> bool:
    """Tell whether a call ends without any answer."""
    try:
        await call()
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
        return True
    return False


async def test_down(caller: Caller) -> None:
    """The connection breaks and nothing is done."""
    tokens = await caller.login()
    await caller.mood("down", operation="c2s/auth/refresh", times=1)

    async def refresh() -> object:
        return await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])

    assert await dropped(refresh)
    assert not await dropped(refresh)
    counters = (await caller.sim("GET", "partner/calls")).body["counters"]
    assert (counters["refreshed"], counters["byStatus"]["0"]) == (1, 1)


async def test_lost_reply_of_a_refresh(caller: Caller) -> None:
    """The token is spent although the answer never came: a second try is a reuse."""
    tokens = await caller.login()
    await caller.mood("lost", operation="c2s/auth/refresh", times=1)

    async def refresh() -> object:
        return await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])

    assert await dropped(refresh)
    again = await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert again.message == "Refresh token has already been used"


async def test_lost_reply_of_a_binding(caller: Caller) -> None:
    """The address is bound although the answer never came."""
    token = await caller.access()
    await caller.mood("lost", operation=19, times=1)
    address = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"

    async def bind() -> object:
        return await caller.user(token, "wallet/bind", address=address)

    assert await dropped(bind)
    rows = (await caller.user(token, "wallet/find-by-user")).rows
    assert rows[-1]["address"] == address


async def test_mood_for_a_while(caller: Caller) -> None:
    """A mood with seconds ends by the sandbox's clock."""
    token = await caller.access()
    await caller.mood("broken", seconds=60)
    caller.move(seconds=59)
    assert (await caller.user(token, "rates")).status == 500
    caller.move(seconds=1)
    assert (await caller.user(token, "rates")).status == 200


async def test_moods_can_be_cleared(caller: Caller) -> None:
    """DELETE ends every mood, and GET lists those that are on."""
    await caller.mood("broken")
    await caller.mood("limited", operation=29)
    shown = (await caller.sim("GET", "partner/mood")).body
    assert [mood["mood"] for mood in shown["moods"]] == ["limited", "broken"]
    assert set(shown["known"]) >= {"expired", "limited", "slow", "broken", "garbled", "down"}
    assert (await caller.sim("DELETE", "partner/mood")).body["moods"] == []
    assert (await caller.user(await caller.access(), "rates")).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"mood": "grumpy"},
        {"mood": "broken", "operation": "nowhere"},
        {"mood": "broken", "operation": 33},
        {"mood": "broken", "times": 0},
        {"mood": "broken", "surplus": 1},
        {"mood": "slow", "delay": -1},
    ],
)
async def test_moods_that_do_not_exist(caller: Caller, body: dict[str, object]) -> None:
    """The control API says what is wrong with a mood and switches nothing on."""
    reply = await caller.sim("POST", "partner/mood", body)
    assert reply.status == 400
    assert reply.body["error"]["code"] == "bad_request"
    assert reply.body["error"]["message"]
    assert (await caller.sim("GET", "partner/mood")).body["moods"] == []


async def test_call_log(caller: Caller) -> None:
    """Every call leaves its operation, time, user, status and mood, and no secret."""
    tokens = await caller.login(2)
    await caller.mood("limited", operation=29, times=1)
    await caller.user(tokens["accessToken"], "rates")
    await caller.get("users/statistics", partnerUserId="user123")
    await caller.user("made-up-token", "wallet/balances")
    reply = await caller.sim("GET", "partner/calls")
    seen = [
        (call["operation"], call["userId"], call["status"], call["mood"])
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


async def test_call_log_by_operation(caller: Caller) -> None:
    """The log can be read for one operation, and emptied."""
    token = await caller.access()
    await caller.user(token, "rates")
    only = (await caller.sim("GET", "partner/calls?operation=29")).body["calls"]
    assert [call["operation"] for call in only] == ["c2s/rates"]
    assert (await caller.sim("DELETE", "partner/calls")).status == 200
    assert (await caller.sim("GET", "partner/calls")).body["calls"] == []


async def test_state(caller: Caller) -> None:
    """The state shows people, miners, balances and what happened, and no secret."""
    tokens = await caller.login()
    await caller.payload()
    order = {"userId": 1005, "nftCollectionId": 1501, "externalId": "e-1"}
    await caller.post("nft-payment/init", **order)
    state = (await caller.sim("GET", "partner/state")).body
    assert [user["id"] for user in state["users"]] == [1001, 1002, 1003, 1004, 1005, 1006]
    assert state["users"][0]["miners"] == [101, 102, 103, 104, 105]
    assert state["payments"] == [{"externalId": "e-1", "userId": 1005, "status": "pending"}]
    assert state["payloadsWaiting"] == 1
    assert tokens["refreshToken"] not in json.dumps(state)


async def test_reset(caller: Caller) -> None:
    """A reset forgets sessions, moods and calls, and sets the clock back."""
    tokens = await caller.login()
    await caller.mood("broken")
    caller.move(days=40)
    assert (await caller.sim("POST", "reset")).body == {"ok": True}
    refreshed = await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert refreshed.message == "Invalid refresh token"
    clock = (await caller.sim("GET", "clock")).body
    assert clock == {"now": "2026-11-22T12:00:00+00:00", "moved": 0}


async def test_clock_over_http(caller: Caller) -> None:
    """The clock moves by seconds, and only by numbers that stay in the calendar."""
    moved = await caller.sim("POST", "clock", {"move": 90000})
    assert moved.body == {"now": "2026-11-23T13:00:00+00:00", "moved": 90000}
    for wrong in ({"move": "1"}, {"move": True}, {"move": 1e300}, {"other": 1}):
        assert (await caller.sim("POST", "clock", wrong)).status == 400
    after = (await caller.sim("GET", "clock")).body
    assert after["moved"] == 90000


async def test_cors(caller: Caller) -> None:
    """Any page may call /sim/, refusals included; the partner's API allows no page."""
    headers = {"Origin": "http://page.example", "Access-Control-Request-Method": "POST"}
    async with caller.session.options("/sim/partner/mood", headers=headers) as preflight:
        assert preflight.status == 204
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
        assert "DELETE" in preflight.headers["Access-Control-Allow-Methods"]
    refused = await caller.send("POST", "/sim/partner/mood", "{", JSON)
    missing = await caller.send("GET", "/sim/nowhere")
    partners = await caller.user("x", "rates")
    assert (refused.status, missing.status) == (400, 404)
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert missing.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in partners.headers
