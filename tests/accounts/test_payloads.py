"""A payload is given to one user and used by one proof."""

import asyncio

from redis.asyncio import Redis

from accounts.payloads import Claim, Payloads
from accounts.sessions import Sessions
from tests.accounts.conftest import a_session

ANSWER = {"address": "0:a", "chain": "-239"}


async def test_only_its_user_can_claim_it(payloads: Payloads) -> None:
    """To anybody else it was never given."""
    await payloads.remember(1001, "p")
    assert (await payloads.claim(1002, "p", "d")).verdict is Claim.UNKNOWN
    assert (await payloads.claim(1001, "q", "d")).verdict is Claim.UNKNOWN
    assert await payloads.known(1001, "p")
    assert not await payloads.known(1002, "p")


async def test_one_of_many_claims_it(payloads: Payloads) -> None:
    """A hundred at once: one goes on, the same proof waits, another is told that it is used."""
    await payloads.remember(1001, "p")
    same = [payloads.claim(1001, "p", "d") for _ in range(50)]
    verdicts = [claimed.verdict for claimed in await asyncio.gather(*same)]
    assert verdicts.count(Claim.OURS) == 1
    assert verdicts.count(Claim.BUSY) == 49
    assert (await payloads.claim(1001, "p", "another")).verdict is Claim.USED


async def test_a_double_post_hears_the_same(payloads: Payloads) -> None:
    """Once handled, the same proof gets the first one's answer."""
    await payloads.remember(1001, "p")
    first = await payloads.claim(1001, "p", "d")
    assert await payloads.finish(1001, "p", first, a_session(), ANSWER)
    again = await payloads.claim(1001, "p", "d")
    assert (again.verdict, again.answer) == (Claim.DONE, ANSWER)
    assert (await payloads.claim(1001, "p", "another")).verdict is Claim.USED


async def test_a_dead_process_locks_nobody_out(payloads: Payloads, sessions: Sessions) -> None:
    """When the claimant died, the same proof may go on; the dead one's late answer is void."""
    await payloads.remember(1001, "p")
    dead = await payloads.claim(1001, "p", "d")
    while (heir := await payloads.claim(1001, "p", "d")).verdict is Claim.BUSY:
        await asyncio.sleep(0.02)
    assert heir.verdict is Claim.OURS
    assert not await payloads.finish(1001, "p", dead, a_session("dead"), ANSWER)
    assert await sessions.load(1001) is None
    assert await payloads.finish(1001, "p", heir, a_session("heir"), ANSWER)


async def test_what_the_partner_refused_is_burnt(payloads: Payloads) -> None:
    """A refused payload is gone; one without a verdict may be tried again by its own proof."""
    await payloads.remember(1001, "p")
    claimed = await payloads.claim(1001, "p", "d")
    await payloads.release(1001, "p", claimed, burn=False)
    again = await payloads.claim(1001, "p", "d")
    assert again.verdict is Claim.OURS
    assert (await payloads.claim(1001, "p", "another")).verdict is Claim.USED
    await payloads.release(1001, "p", again, burn=True)
    assert not await payloads.known(1001, "p")


async def test_it_lives_ten_minutes(payloads: Payloads, redis: Redis) -> None:
    """And no trace of it stays."""
    await payloads.remember(1001, "p")
    (key,) = await redis.keys("*")
    assert 590_000 < await redis.pttl(key) <= 600_000
