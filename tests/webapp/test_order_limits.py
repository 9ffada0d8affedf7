"""What members may order: the limits in Stars, named in the review and kept in the order."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from orders.rules import PERIOD
from tests.selling import ALICE, Selling, open_shop
from tests.servers import PostgresServer

BORIS = 1002


@pytest.fixture
async def selling(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Selling]:
    """A shop without a worker, and Alice logged in: orders stay as they were made."""
    async with open_shop(redis_url, postgres) as opened:
        await opened.bind()
        yield opened


async def limited(selling: Selling, place: int, *limits: int) -> tuple[str | None, int | None]:
    """Return refusal and limit of the review with limits per order, first order and user."""
    rules = selling.world.services.buying
    assert rules is not None
    names = ("per_order", "first_order", "per_user")
    for name, value in zip(names, limits, strict=True):
        object.__setattr__(rules.rules, name, value)
    review = await selling.review(place=place)
    answer = await selling.send(await selling.wanted(place=place))
    if review["refusal"]:
        assert (answer.status, answer.code) == (403, review["refusal"])
    else:
        assert answer.status == 200
    return review["refusal"], review["limit"]


async def test_limits_are_named_and_kept(selling: Selling) -> None:
    """Per order, until the first one is done, and per user in 21 days with those that are open."""
    prices = [
        item["priceStars"] for item in (await selling.world.get("/api/shop")).body["items"][:3]
    ]
    many = 10**6
    assert await limited(selling, 0, prices[0] - 1, many, many) == (
        "over_order_limit", prices[0] - 1,
    )  # fmt: skip
    assert await limited(selling, 0, many, prices[0] - 1, many) == (
        "over_first_order_limit", prices[0] - 1,
    )  # fmt: skip
    assert await limited(selling, 0, many, prices[0], many) == (None, None)
    # The open order counts: two first orders are not each a first one.
    assert await limited(selling, 1, many, prices[0] + prices[1] - 1, many) == (
        "over_first_order_limit", prices[1] - 1,
    )  # fmt: skip
    [(order,)] = selling.rows("SELECT id FROM orders")
    await selling.set_state(order, "done")
    assert await limited(selling, 1, many, 1, prices[0] + prices[1] - 1) == (
        "over_user_limit", prices[1] - 1,
    )  # fmt: skip
    selling.world.clock.move(PERIOD)
    assert await limited(selling, 1, many, 1, prices[1]) == (None, None)
    assert await limited(selling, 2, many, 1, prices[1]) == ("over_user_limit", 0)


@pytest.mark.parametrize("state", ["expired", "cancelled", "failed"])
async def test_order_that_was_not_bought_counts_for_no_limit(selling: Selling, state: str) -> None:
    """Its Stars were not spent, or went back."""
    wanted = await selling.wanted()
    made = await selling.send(wanted)
    await selling.set_state(made.body["id"], state)
    price = wanted["priceStars"]
    assert await limited(selling, 0, price, price, price) == (None, None)


async def test_charged_back_order_is_no_first_order(selling: Selling) -> None:
    """The limit of a beginner stays for who has taken the money back."""
    made = (await selling.send(await selling.wanted())).body
    await selling.set_state(made["id"], "done")
    await selling.write(
        "INSERT INTO payments (rail, ext_id, order_id, user_id, currency, units, state, paid_at,"
        " changed_at) VALUES ('stars', 'x', %s, %s, 'XTR', 1, 'charged back', now(), now())",
        made["id"],
        ALICE,
    )
    refusal, _ = await limited(selling, 1, 10**6, made["priceStars"], 10**6)
    assert refusal == "over_first_order_limit"


async def test_limit_holds_for_all_members_with_one_account(selling: Selling) -> None:
    """Who logs in to the same GoMining account shares what it may buy."""
    await selling.bind(BORIS)
    await selling.send(await selling.wanted())
    await selling.write("UPDATE orders SET user_id = -5")
    price = (await selling.review())["offer"]["priceStars"]
    assert await limited(selling, 0, 10**6, 10**6, 2 * price - 1) == ("over_user_limit", price - 1)
    assert (await selling.review(BORIS))["refusal"] is None


async def test_ten_orders_at_once_do_not_exceed_the_limit(
    redis_url: str, postgres: PostgresServer
) -> None:
    """Different miners at the same time: as many as fit into the limit, and no more."""
    limit = 12_000
    limits = {"stars_per_order": 100_000, "stars_first_order": 100_000, "stars_per_user": limit}
    async with open_shop(redis_url, postgres, **limits) as selling:
        await selling.bind()
        wanted = [await selling.wanted(place=place) for place in range(10)]
        assert sum(one["priceStars"] for one in wanted) > limit
        answers = await asyncio.gather(*map(selling.send, wanted))
        refused = [answer for answer in answers if answer.status != 200]
        assert {answer.code for answer in refused} == {"over_user_limit"}
        [(units,)] = selling.rows("SELECT sum(price_units) FROM orders")
        assert 0 < units <= limit
        prices = [one["priceStars"] for one in wanted]
        left_out = [price for price, one in zip(prices, answers, strict=True) if one in refused]
        assert units == sum(prices) - sum(left_out)
        assert units + min(left_out) > limit


async def test_session_of_another_account_than_the_bound_one_orders_nothing(
    selling: Selling,
) -> None:
    """A process that ended in the middle of a switch leaves one: the member logs in again."""
    wanted = await selling.wanted()
    await selling.write(
        "UPDATE members SET gomining_user_id = gomining_user_id + 1 WHERE user_id = %s", ALICE
    )
    assert (await selling.review())["refusal"] == "account_unknown"
    refused = await selling.send(wanted)
    assert (refused.status, refused.code) == (403, "account_unknown")
    assert selling.rows("SELECT count(*) FROM orders") == [(0,)]
