"""Login with wallets whose key only the blockchain knows."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.world import Answer, World, open_web_app

CHECK = "/api/auth/check-proof"
TELEGRAM: dict[str, Any] = {"version": "telegram"}


@pytest.fixture
async def asking(world: World, redis_url: str) -> AsyncIterator[World]:
    """A web app that asks the stand-in of the TON API."""
    async with open_web_app(
        world.sandbox, world.clock, redis_url, ton_api_url=world.sandbox
    ) as opened:
        yield opened


async def deploy(world: World, wallet: int = 0, **contract: Any) -> None:
    """Deploy the contract of a test wallet."""
    await world.sim("POST", f"/sim/wallet/{wallet}/contract", {**TELEGRAM, **contract})


async def log_in(world: World, *, user: int = 1001, **connect: Any) -> Answer:
    """Log in with a wallet, whatever the answer is."""
    return await world.post(CHECK, await world.proof(user, **{**TELEGRAM, **connect}), user=user)


async def questions(world: World) -> list[dict[str, Any]]:
    """Return the requests that the stand-in has received."""
    return list((await world.sim("GET", "/sim/ton/calls"))["calls"])


@pytest.mark.parametrize("version", ["telegram", "highload-v2"])
async def test_deployed_contract_logs_in_with_its_key_on_chain(asking: World, version: str) -> None:
    """Telegram's own wallet, and a contract that this app does not know."""
    await deploy(asking, version=version)
    answer = await log_in(asking, version=version)
    assert answer.status == 200, answer.body
    (question,) = await questions(asking)
    assert question["address"] == answer.body["wallet"]["address"]
    assert question["method"] == "get_public_key"


async def test_undeployed_telegram_wallet_is_judged_by_its_state_init(asking: World) -> None:
    """The wallet has its first key until it is deployed."""
    assert (await log_in(asking)).status == 200
    refused = await log_in(asking, user=1002, fault="otherKey")
    assert refused.code == "proof_bad_signature"


async def test_undeployed_unknown_contract_is_refused(asking: World) -> None:
    """Nobody can say where its state init has the key."""
    assert (await log_in(asking, version="highload-v2")).code == "proof_unknown_wallet"


async def test_rotated_key_logs_in_and_the_former_one_does_not(asking: World) -> None:
    """The address stays the same, and the state init still has the first key."""
    await deploy(asking, rotations=2)
    assert (await log_in(asking, fault="formerKey")).code == "proof_key_mismatch"
    assert (await log_in(asking, fault="otherKey")).code == "proof_bad_signature"
    assert (await log_in(asking)).status == 200
    assert len(await asking.calls("c2s/auth/check-proof")) == 1


async def test_key_that_was_rotated_since_the_last_login_logs_in(asking: World) -> None:
    """A refusal by the cached key asks the blockchain again."""
    await deploy(asking)
    assert (await log_in(asking)).status == 200
    await deploy(asking, rotations=1)
    assert (await log_in(asking)).status == 200
    assert (await log_in(asking, fault="formerKey")).code == "proof_key_mismatch"
    assert len(await questions(asking)) == 3


async def test_answer_is_cached_for_minutes(asking: World) -> None:
    """Also for other users and processes, as it is in Redis."""
    await deploy(asking)
    for user in (1001, 1002, 1003):
        assert (await log_in(asking, user=user)).status == 200
    assert len(await questions(asking)) == 1
    (key,) = [key async for key in asking.services.redis.scan_iter(match="*:ton:key:*")]
    assert 60_000 < await asking.services.redis.pttl(key) <= 120_000


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "down"},
        {"kind": "slow", "delay": 10},
        {"kind": "limited"},
        {"kind": "broken"},
        {"kind": "garbled"},
        {"kind": "answer", "body": None},
        {"kind": "answer", "body": []},
        {"kind": "answer", "body": {"ok": True}},
        {"kind": "answer", "body": {"exit_code": "0", "stack": []}},
        {"kind": "answer", "body": {"exit_code": 0, "stack": []}},
        {"kind": "answer", "body": {"exit_code": 0, "stack": [["num", "0x1"]]}},
        {"kind": "answer", "body": {"exit_code": 0, "stack": [{"type": "num", "value": "-0x1"}]}},
        {"kind": "answer", "body": {"exit_code": -13, "stack": []}, "status": 302},
        {"kind": "answer", "body": {"exit_code": -13, "stack": []}, "status": 500},
        {"kind": "answer", "body": "x" * 100_000},
    ],
    ids=lambda fault: str(fault)[:60],
)
async def test_failing_api_means_try_again_and_never_a_login(
    asking: World, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Away, slow, or an answer of another shape; the same proof works afterwards."""
    await deploy(asking)
    proof = await asking.proof(**TELEGRAM)
    await asking.sim("POST", "/sim/ton/fault", {**fault, "times": 2})
    with monkeypatch.context() as patched:
        patched.setattr(asking.services.login._ton_api, "_timeout", 0.3)
        answer = await asking.post(CHECK, proof)
    assert (answer.status, answer.code) == (503, "ton_api_unavailable")
    assert (await asking.get("/api/me")).body["wallet"] is None
    assert not await asking.calls("c2s/auth/check-proof")
    await asking.sim("DELETE", "/sim/ton/fault")
    assert (await asking.post(CHECK, proof)).status == 200


@pytest.mark.parametrize("exit_code", [2, 7, 11, 32, -14])
async def test_contract_without_the_get_method_is_refused(asking: World, exit_code: int) -> None:
    """It has no single key, so nobody can prove to own it; its state init does not help."""
    await deploy(asking)
    body = {"exit_code": exit_code, "stack": []}
    await asking.sim("POST", "/sim/ton/fault", {"kind": "answer", "body": body})
    assert (await log_in(asking)).code == "proof_unknown_wallet"


async def test_one_user_cannot_use_up_the_requests_of_all(asking: World) -> None:
    """After six in a minute they are refused with the time to wait; another user's are not."""
    await deploy(asking)
    proof = await asking.proof(fault="otherKey", **TELEGRAM)
    answers = [await asking.post(CHECK, proof)]
    while answers[-1].code == "proof_bad_signature" and len(answers) < 13:
        answers.append(await asking.post(CHECK, proof))
    assert len(answers) > 6
    assert (answers[-1].status, answers[-1].code) == (429, "too_many_requests")
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert (await log_in(asking, user=1002)).status == 200


async def test_requests_of_all_users_are_spread_over_time(asking: World) -> None:
    """One a second without an API key; who would wait too long is asked to try again."""
    wallets = range(4)
    for wallet in wallets:
        await deploy(asking, wallet)
    proofs = [await asking.proof(1001 + wallet, wallet, **TELEGRAM) for wallet in wallets]
    answers = await asyncio.gather(
        *(asking.post(CHECK, proof, user=1001 + at) for at, proof in enumerate(proofs))
    )
    statuses = [answer.status for answer in answers]
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) >= 2
    assert len(await questions(asking)) == statuses.count(200)


async def test_api_key_is_sent_to_the_api(world: World, redis_url: str) -> None:
    """As toncenter reads it; an address that ends with the API's path is accepted."""
    settings = {"ton_api_url": f"{world.sandbox}/api/v3", "ton_api_key": "secret"}
    async with open_web_app(world.sandbox, world.clock, redis_url, **settings) as asking:
        await deploy(asking)
        assert (await log_in(asking)).status == 200
        assert [question["withKey"] for question in await questions(asking)] == [True]


async def test_without_the_setting_such_wallets_are_refused(world: World) -> None:
    """Nothing is asked; common wallets log in as ever."""
    await deploy(world)
    assert (await log_in(world)).code == "proof_unknown_wallet"
    assert not await questions(world)
    assert (await world.login()).status == 200


async def test_common_wallets_never_need_the_api(asking: World) -> None:
    """Their key is in the state init, deployed or not, and cannot change."""
    await asking.sim("POST", "/sim/ton/fault", {"kind": "down"})
    for version in ("v3r2", "v4r2", "v5r1"):
        assert (await log_in(asking, version=version)).status == 200
    assert not await questions(asking)


async def test_invalid_proof_is_refused_without_a_question(asking: World) -> None:
    """What can be judged without the key costs no request."""
    await deploy(asking)
    proof = await asking.proof(**TELEGRAM)
    proof["tonWallet"]["account"]["address"] = "0:" + "1" * 64
    assert (await asking.post(CHECK, proof)).code == "proof_address_mismatch"
    assert (await log_in(asking, skew=-3600)).code == "proof_expired"
    assert not await questions(asking)
