"""Login: payload, proof, partner, session; and proofs that must be rejected."""

import asyncio
import copy
from datetime import timedelta
from typing import Any, cast

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.world import PARTNER_FAULTS, World, open_web_app, open_world

CHECK = "/api/auth/check-proof"


async def test_login_read_bind_and_logout(world: World) -> None:
    """Log in, read everything, bind an address, log out."""
    answer = await world.login()
    assert answer.body["wallet"]["chain"] == "-239"
    me = (await world.get("/api/me")).body
    assert me["wallet"] == answer.body["wallet"]
    for path in ("miners", "income", "rates", "incentives", "wallets", "balances", "collections"):
        got = await world.get(f"/api/{path}")
        assert got.status == 200, got.body
        assert got.body["asOf"]
        assert got.body["stale"] is False
        assert got.body.get("items") or got.body.get("item"), path
    address = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
    bound = await world.post("/api/wallets/bitcoin", {"address": f" {address} "})
    assert bound.body == {"address": address}
    wallets = (await world.get("/api/wallets")).body["items"]
    assert address in {wallet["address"] for wallet in wallets if wallet["type"] == "BTC"}
    assert (await world.post("/api/auth/logout")).body == {"loggedOut": True}
    assert (await world.post("/api/auth/logout")).body == {"loggedOut": False}
    assert (await world.get("/api/miners")).code == "not_logged_in"


@pytest.mark.parametrize("version", ["v3r2", "v4r2", "v5r1"])
async def test_common_wallet_versions_log_in(world: World, version: str) -> None:
    """The product's check and the partner's accept each version."""
    answer = await world.post(CHECK, await world.proof(version=version))
    assert answer.status == 200, answer.body


async def test_wallet_without_public_key_logs_in(world: World) -> None:
    """The key is taken from the state init and sent to the partner."""
    answer = await world.post(CHECK, await world.proof(fault="noPublicKey"))
    assert answer.status == 200, answer.body


async def test_wallet_without_state_init_is_rejected_as_incomplete(world: World) -> None:
    """The partner's document requires the field; the error has its own code."""
    answer = await world.post(CHECK, await world.proof(fault="noWalletStateInit"))
    assert (answer.status, answer.code) == (422, "wallet_incomplete")


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ({"fault": "otherKey"}, "proof_bad_signature"),
        ({"fault": "substitutedKey"}, None),
        ({"fault": "foreignDomain"}, "proof_domain_not_allowed"),
        ({"fault": "wrongNetwork"}, "proof_network_not_allowed"),
        ({"skew": -3600}, "proof_expired"),
        ({"skew": 3600}, "proof_from_future"),
    ],
)
async def test_invalid_proof_is_rejected_without_a_partner_call(
    world: World, faults: dict[str, Any], code: str | None
) -> None:
    """Wrong key, domain, network or time."""
    answer = await world.post(CHECK, await world.proof(**faults))
    assert answer.status == 400
    assert answer.code.startswith("proof_")
    assert code in {None, answer.code}
    assert not await world.calls("c2s/auth/check-proof")
    assert (await world.get("/api/me")).body["wallet"] is None


async def test_invalid_proof_does_not_consume_the_payload(world: World) -> None:
    """A valid proof with the same payload is accepted afterwards."""
    good = await world.proof()
    bad = copy.deepcopy(good)
    signature = bad["tonWallet"]["connectItems"]["tonProof"]["proof"]["signature"]
    bad["tonWallet"]["connectItems"]["tonProof"]["proof"]["signature"] = "A" * 86 + "=="
    assert signature != "A" * 86 + "=="
    assert (await world.post(CHECK, bad)).status == 400
    assert (await world.post(CHECK, good)).status == 200


async def test_payload_of_another_user_is_rejected(world: World) -> None:
    """A proof logs in only the Telegram user it was requested for."""
    proof = await world.proof(user=1001)
    answer = await world.post(CHECK, proof, user=1002)
    assert (answer.status, answer.code) == (400, "payload_unknown")
    assert (await world.post(CHECK, proof, user=1001)).status == 200


async def test_payload_that_was_not_issued_is_rejected(world: World) -> None:
    """A valid signature over an unknown payload is rejected."""
    connect = {"domain": "app.example.com", "payload": "invented"}
    wallet = (await world.sim("POST", "/sim/wallet/0/connect", connect))["wallet"]
    answer = await world.post(CHECK, {"tonWallet": wallet})
    assert (answer.status, answer.code) == (400, "payload_unknown")


async def test_repeated_proof_gets_the_same_answer(redis_url: str, world: World) -> None:
    """20 parallel requests to two processes are one login with equal answers."""
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        proof = await world.proof()
        web_apps = [world, other] * 10
        answers = await asyncio.gather(*(web_app.post(CHECK, proof) for web_app in web_apps))
    assert {answer.status for answer in answers} == {200}
    assert len({str(answer.body) for answer in answers}) == 1
    assert len(await world.calls("c2s/auth/check-proof")) == 1


async def test_used_payload_is_rejected_for_another_proof(world: World) -> None:
    """The same payload signed by another wallet is too late."""
    started = await world.post("/api/auth/generate-payload")
    connect = {"domain": "app.example.com", "payload": started.body["payload"]}
    wallets = [
        (await world.sim("POST", f"/sim/wallet/{index}/connect", connect))["wallet"]
        for index in (0, 1)
    ]
    assert (await world.post(CHECK, {"tonWallet": wallets[0]})).status == 200
    late = await world.post(CHECK, {"tonWallet": wallets[1]})
    assert (late.status, late.code) == (409, "payload_used")


async def test_proof_is_rejected_after_logout(world: World) -> None:
    """An old proof cannot log in again."""
    proof = await world.proof()
    assert (await world.post(CHECK, proof)).status == 200
    await world.post("/api/auth/logout")
    again = await world.post(CHECK, proof)
    assert (again.status, again.code) == (409, "payload_used")
    assert (await world.get("/api/me")).body["wallet"] is None


async def test_second_wallet_replaces_the_first(world: World) -> None:
    """A Telegram user has one wallet: the last one that logged in."""
    first = (await world.login(wallet=0)).body["wallet"]
    second = (await world.login(wallet=1)).body["wallet"]
    assert first != second
    assert (await world.get("/api/me")).body["wallet"] == second


async def test_users_see_only_their_own_miners(world: World) -> None:
    """Each user has the miners of the own wallet."""
    await world.login(user=1001, wallet=0)
    await world.login(user=1002, wallet=1)
    seen = [(await world.get("/api/miners", user=user)).body["items"] for user in (1001, 1002)]
    ids = [{miner["id"] for miner in miners} for miners in seen]
    assert ids[0]
    assert ids[1]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize(("fault", "status", "code"), PARTNER_FAULTS, ids=str)
async def test_proof_can_be_repeated_after_a_partner_failure(
    short_timeout_world: World, fault: dict[str, Any], status: int, code: str
) -> None:
    """Without a decision of the partner the payload is not used up."""
    world = short_timeout_world
    proof = await world.proof()
    await world.inject_fault(**fault, operation="c2s/auth/check-proof", times=1)
    answer = await world.post(CHECK, proof)
    assert (answer.status, answer.code) == (status, code)
    again = await world.post(CHECK, proof)
    assert again.status == 200, again.body


async def test_payload_is_consumed_when_the_partner_rejects_the_proof(world: World) -> None:
    """The decision is final; a new login needs a new payload."""
    proof = await world.proof()
    await world.inject_fault("expired", operation="c2s/auth/check-proof", times=1)
    assert (await world.post(CHECK, proof)).status == 502
    assert (await world.post(CHECK, proof)).code == "payload_unknown"
    await world.login()


async def test_payload_over_128_bytes_is_reported(world: World) -> None:
    """TON Connect allows 128 bytes; the error has its own code."""
    body = {"data": {"payload": "x" * 129}}
    await world.inject_fault("answer", operation="c2s/auth/generate-payload", body=body)
    answer = await world.post("/api/auth/generate-payload")
    assert (answer.status, answer.code) == (502, "payload_too_long")
    assert "129 bytes" in answer.body["error"]["message"]


async def test_proof_expires_after_its_window(world: World) -> None:
    """A proof of 16 minutes ago is rejected."""
    proof = await world.proof()
    world.clock.move(timedelta(minutes=16))
    answer = await world.post(CHECK, proof)
    assert (answer.status, answer.code) == (400, "proof_expired")


async def test_redis_outage_while_a_login_is_saved_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The partner has accepted the proof by then and accepts it only once; a hang-up is no end."""
    away, finish = 5, world.services.login._payloads.finish

    async def finish_after_outage(*args: Any, **more: Any) -> bool:
        nonlocal away
        away -= 1
        if away >= 0:
            raise RedisConnectionError
        return await finish(*args, **more)

    monkeypatch.setattr(world.services.login._payloads, "finish", finish_after_outage)
    proof = await world.proof()
    request = asyncio.create_task(
        world.services.login.finish(1001, cast(dict[str, Any], proof["tonWallet"]))
    )
    while away == 5:
        await asyncio.sleep(0.01)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    while not await world.services.member(1001).is_logged_in():
        await asyncio.sleep(0.02)
    assert (await world.get("/api/miners")).status == 200


async def test_login_works_at_localhost_with_a_port(redis_url: str) -> None:
    """Where the operator has set such an address."""
    async with open_world(redis_url, webapp_url="https://localhost:8443") as world:
        begun = await world.post("/api/auth/generate-payload")
        connect = {"domain": "localhost:8443", "payload": begun.body["payload"]}
        wallet = (await world.sim("POST", "/sim/wallet/0/connect", connect))["wallet"]
        answer = await world.post(CHECK, {"tonWallet": wallet})
        assert answer.status == 200, answer.body


@pytest.mark.parametrize("fault", [{"kind": "broken", "status": 502}, {"kind": "down"}])
async def test_payload_is_asked_for_once_more_after_a_brief_failure(
    world: World, fault: dict[str, Any]
) -> None:
    """A gateway or the network failed once; it is not asked for again and again."""
    operation = "c2s/auth/generate-payload"
    await world.inject_fault(**fault, operation=operation, times=1)
    assert (await world.post("/api/auth/generate-payload")).status == 200
    assert len(await world.calls(operation)) == 2
    await world.inject_fault(**fault, operation=operation)
    assert (await world.post("/api/auth/generate-payload")).status in {502, 503}
    assert len(await world.calls(operation)) == 4
