"""The way in: payload, proof, partner, session; and every way in which it must not open."""

import asyncio
import copy
from datetime import timedelta
from typing import Any

import pytest

from tests.world import PARTNER_FAULTS, World, open_web_app

CHECK = "/api/auth/check-proof"


async def test_a_wallet_logs_in_and_sees_its_owner(world: World) -> None:
    """The main job: log in, read everything, bind an address, log out."""
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
async def test_every_common_wallet_logs_in(world: World, version: str) -> None:
    """Our check and the partner's own agree on each version."""
    answer = await world.post(CHECK, await world.proof(version=version))
    assert answer.status == 200, answer.body


async def test_an_older_wallet_without_a_public_key_logs_in(world: World) -> None:
    """The partner wants the key; we have proven it from the state init and send it along."""
    answer = await world.post(CHECK, await world.proof(fault="noPublicKey"))
    assert answer.status == 200, answer.body


async def test_a_wallet_without_a_state_init_is_told_what_is_missing(world: World) -> None:
    """The partner's document asks for it, so there is no way in; the member reads why."""
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
async def test_a_bad_proof_does_not_open(
    world: World, faults: dict[str, Any], code: str | None
) -> None:
    """Wrong key, domain, network or time: refused here, and the partner is not even asked."""
    answer = await world.post(CHECK, await world.proof(**faults))
    assert answer.status == 400
    assert answer.code.startswith("proof_")
    assert code in {None, answer.code}
    assert not await world.calls("c2s/auth/check-proof")
    assert (await world.get("/api/me")).body["wallet"] is None


async def test_a_bad_proof_burns_nothing(world: World) -> None:
    """Garbage cannot use up the payload of an honest login that is under way."""
    good = await world.proof()
    bad = copy.deepcopy(good)
    signature = bad["tonWallet"]["connectItems"]["tonProof"]["proof"]["signature"]
    bad["tonWallet"]["connectItems"]["tonProof"]["proof"]["signature"] = "A" * 86 + "=="
    assert signature != "A" * 86 + "=="
    assert (await world.post(CHECK, bad)).status == 400
    assert (await world.post(CHECK, good)).status == 200


async def test_another_users_payload_does_not_open(world: World) -> None:
    """A proof that was made for one Telegram user logs nobody else in."""
    proof = await world.proof(user=1001)
    answer = await world.post(CHECK, proof, user=1002)
    assert (answer.status, answer.code) == (400, "payload_unknown")
    assert (await world.post(CHECK, proof, user=1001)).status == 200


async def test_a_payload_of_our_own_making_does_not_open(world: World) -> None:
    """A good signature over a payload that we never gave is worth nothing."""
    connect = {"domain": "app.example.com", "payload": "invented"}
    wallet = (await world.sim("POST", "/sim/wallet/0/connect", connect))["wallet"]
    answer = await world.post(CHECK, {"tonWallet": wallet})
    assert (answer.status, answer.code) == (400, "payload_unknown")


async def test_a_double_post_gets_the_same_answer(redis_url: str, world: World) -> None:
    """Twenty at once over two processes: one login, twenty equal answers."""
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        proof = await world.proof()
        web_apps = [world, other] * 10
        answers = await asyncio.gather(*(web_app.post(CHECK, proof) for web_app in web_apps))
    assert {answer.status for answer in answers} == {200}
    assert len({str(answer.body) for answer in answers}) == 1
    assert len(await world.calls("c2s/auth/check-proof")) == 1


async def test_a_used_payload_opens_for_no_other_proof(world: World) -> None:
    """The same payload signed by another wallet comes too late."""
    begun = await world.post("/api/auth/generate-payload")
    connect = {"domain": "app.example.com", "payload": begun.body["payload"]}
    wallets = [
        (await world.sim("POST", f"/sim/wallet/{index}/connect", connect))["wallet"]
        for index in (0, 1)
    ]
    assert (await world.post(CHECK, {"tonWallet": wallets[0]})).status == 200
    late = await world.post(CHECK, {"tonWallet": wallets[1]})
    assert (late.status, late.code) == (409, "payload_used")


async def test_after_a_logout_a_proof_is_spent(world: World) -> None:
    """Whoever kept an old proof cannot log in with it, not even seconds later."""
    proof = await world.proof()
    assert (await world.post(CHECK, proof)).status == 200
    await world.post("/api/auth/logout")
    again = await world.post(CHECK, proof)
    assert (again.status, again.code) == (409, "payload_used")
    assert (await world.get("/api/me")).body["wallet"] is None


async def test_another_wallet_takes_the_place_of_the_first(world: World) -> None:
    """One wallet per Telegram user: the last one to log in."""
    first = (await world.login(wallet=0)).body["wallet"]
    second = (await world.login(wallet=1)).body["wallet"]
    assert first != second
    assert (await world.get("/api/me")).body["wallet"] == second


async def test_two_users_never_mix(world: World) -> None:
    """Each sees the miners of the wallet that they logged in with."""
    await world.login(user=1001, wallet=0)
    await world.login(user=1002, wallet=1)
    seen = [(await world.get("/api/miners", user=user)).body["items"] for user in (1001, 1002)]
    ids = [{miner["id"] for miner in miners} for miners in seen]
    assert ids[0]
    assert ids[1]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize(("mood", "status", "code"), PARTNER_FAULTS, ids=str)
async def test_a_partner_in_trouble_does_not_cost_the_proof(
    world: World, mood: dict[str, Any], status: int, code: str
) -> None:
    """While the partner gives no verdict, the same proof may be sent again, and then it opens."""
    proof = await world.proof()
    await world.inject_fault(**mood, operation="c2s/auth/check-proof", times=1)
    answer = await world.post(CHECK, proof)
    assert (answer.status, answer.code) == (status, code)
    again = await world.post(CHECK, proof)
    assert again.status == 200, again.body


async def test_when_the_partner_says_no_the_payload_is_spent(world: World) -> None:
    """A verdict is final: a new login begins with a new payload."""
    proof = await world.proof()
    await world.inject_fault("expired", operation="c2s/auth/check-proof", times=1)
    assert (await world.post(CHECK, proof)).status == 502
    assert (await world.post(CHECK, proof)).code == "payload_unknown"
    await world.login()


async def test_a_payload_that_no_wallet_could_sign_is_told(world: World) -> None:
    """TON Connect allows 128 bytes; the member reads whose fault it is."""
    body = {"data": {"payload": "x" * 129}}
    await world.inject_fault("answer", operation="c2s/auth/generate-payload", body=body)
    answer = await world.post("/api/auth/generate-payload")
    assert (answer.status, answer.code) == (502, "payload_too_long")
    assert "129 bytes" in answer.body["error"]["message"]


async def test_a_payload_lives_ten_minutes(world: World) -> None:
    """A wallet that answers much too late is asked again (the proof itself is too old then)."""
    proof = await world.proof()
    world.clock.move(timedelta(minutes=16))
    answer = await world.post(CHECK, proof)
    assert (answer.status, answer.code) == (400, "proof_expired")
