"""A payload is issued for one user and claimed by one proof."""

import asyncio

from redis.asyncio import Redis

from accounts.payloads import Payloads, Verdict
from accounts.sessions import Sessions
from tests.accounts.conftest import make_session

ANSWER = {"address": "0:a", "chain": "-239"}


async def test_payload_is_unknown_to_every_other_user(payloads: Payloads) -> None:
    """It can be claimed only by the user it was issued for."""
    await payloads.save(1001, "p")
    assert (await payloads.claim(1002, "p", "d")).verdict is Verdict.UNKNOWN
    assert (await payloads.claim(1001, "q", "d")).verdict is Verdict.UNKNOWN
    assert await payloads.exists(1001, "p")
    assert not await payloads.exists(1002, "p")


async def test_one_of_many_concurrent_claims_is_granted(payloads: Payloads) -> None:
    """The others with the same proof are busy; another proof is refused: the payload is used."""
    await payloads.save(1001, "p")
    same = [payloads.claim(1001, "p", "d") for _ in range(50)]
    verdicts = [claim.verdict for claim in await asyncio.gather(*same)]
    assert verdicts.count(Verdict.GRANTED) == 1
    assert verdicts.count(Verdict.BUSY) == 49
    assert (await payloads.claim(1001, "p", "another")).verdict is Verdict.USED


async def test_repeated_request_gets_the_first_answer(payloads: Payloads) -> None:
    """After the login the same proof gets the same answer, another proof gets none."""
    await payloads.save(1001, "p")
    first = await payloads.claim(1001, "p", "d")
    assert await payloads.finish(1001, "p", first, make_session(), ANSWER)
    again = await payloads.claim(1001, "p", "d")
    assert (again.verdict, again.answer) == (Verdict.DONE, ANSWER)
    assert (await payloads.claim(1001, "p", "another")).verdict is Verdict.USED


async def test_claim_of_a_dead_process_ends_with_its_lease(
    payloads: Payloads, sessions: Sessions
) -> None:
    """The same proof can be claimed again; the request that has the tokens logs the user in."""
    await payloads.save(1001, "p")
    first = await payloads.claim(1001, "p", "d")
    while (second := await payloads.claim(1001, "p", "d")).verdict is Verdict.BUSY:
        await asyncio.sleep(0.02)
    assert second.verdict is Verdict.GRANTED
    assert await payloads.finish(1001, "p", first, make_session("first"), ANSWER)
    assert not await payloads.finish(1001, "p", second, make_session("second"), ANSWER)
    loaded = await sessions.load(1001)
    assert loaded is not None
    assert loaded.tokens == make_session("first").tokens


async def test_repeated_finish_saves_once_and_adds_one_event(
    payloads: Payloads, sessions: Sessions, redis: Redis
) -> None:
    """Its reply can be lost, also after the payload was deleted or has expired."""
    await payloads.save(1001, "p")
    claim = await payloads.claim(1001, "p", "d")
    await payloads.release(1001, "p", claim, delete=True)
    for _ in range(3):
        assert await payloads.finish(1001, "p", claim, make_session(), ANSWER)
    assert await redis.xlen(sessions.events) == 1
    assert (await payloads.claim(1001, "p", "d")).answer == ANSWER
    assert (await payloads.claim(1001, "p", "another")).verdict is Verdict.USED


async def test_released_payload_is_deleted_or_left_to_its_proof(payloads: Payloads) -> None:
    """Without deletion the same proof can claim it again, but no other proof."""
    await payloads.save(1001, "p")
    claim = await payloads.claim(1001, "p", "d")
    await payloads.release(1001, "p", claim, delete=False)
    again = await payloads.claim(1001, "p", "d")
    assert again.verdict is Verdict.GRANTED
    assert (await payloads.claim(1001, "p", "another")).verdict is Verdict.USED
    await payloads.release(1001, "p", again, delete=True)
    assert not await payloads.exists(1001, "p")


async def test_payload_expires_after_ten_minutes(payloads: Payloads, redis: Redis) -> None:
    """Its key has a time to live, and so has the user's index."""
    await payloads.save(1001, "p")
    (index,) = await redis.keys("*:payloads:*")
    assert 600_000 < await redis.pttl(index) <= 601_000
    (key,) = await redis.keys("*:payload:*")
    assert 590_000 < await redis.pttl(key) <= 600_000
