"""Orders by the API: every route, every code, repeats, limits, and other members' orders."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from orders import ids
from orders.rules import Waits
from tests.selling import ALICE, Selling, a_worker, open_shop
from tests.servers import PostgresServer
from tests.world import Answer, World, init_data_for

BORIS = 1002


@pytest.fixture
async def selling(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Selling]:
    """A shop without a worker, and Alice logged in: orders stay as they were made."""
    async with open_shop(redis_url, postgres) as opened:
        await opened.bind()
        yield opened


def code_of(answer: Answer) -> tuple[int, str]:
    """Return status and error code."""
    return answer.status, answer.code


def orders_in(selling: Selling) -> int:
    """Return how many orders there are."""
    return int(selling.rows("SELECT count(*) FROM orders")[0][0])


async def test_review_says_what_an_order_would_be(selling: Selling) -> None:
    """The miner, its price, the terms, and no reason against it."""
    review = await selling.review()
    assert review["refusal"] is None
    assert review["limit"] is None
    assert review["openOrder"] is None
    assert review["validSeconds"] == Waits().quote.total_seconds()
    assert (review["termsVersion"], review["termsUrl"]) == ("1", "https://example.com/terms")
    made = await selling.send(await selling.wanted())
    assert (await selling.review())["openOrder"] == made.body["id"]


async def test_order_is_made_as_it_was_agreed_to(selling: Selling) -> None:
    """It is quoted, has a code, a time limit and no payment; the account of the login gets it."""
    wanted = await selling.wanted()
    review = await selling.review()
    made = (await selling.send(wanted)).body
    assert (made["state"], made["isOpen"], made["invoiceUrl"]) == ("quoted", True, None)
    assert made["priceStars"] == wanted["priceStars"]
    assert made["priceUsd"] == review["offer"]["priceUsd"]
    assert made["code"] == ids.code_of(UUID(made["id"]))
    assert [step["state"] for step in made["steps"]] == ["quoted"]
    assert (made["payments"], made["miner"]) == ([], None)
    [(quote, terms)] = selling.rows("SELECT quote, quote ->> 'terms' FROM orders")
    session = await selling.world.services.sessions.load(ALICE)
    assert session is not None
    assert (quote["account"], quote["knownAs"]) == (session.gomining_user_id, f"tg-{ALICE}")
    assert terms == "1"
    listed = (await selling.world.get("/api/orders")).body
    assert listed["open"] == 1
    assert [item["id"] for item in listed["items"]] == [made["id"]]
    assert listed["items"][0]["steps"] == []


async def test_repeated_request_gets_the_first_answer(selling: Selling) -> None:
    """Also when the order has ended since, the price has changed, or the partner is away."""
    wanted, key = await selling.wanted(), str(uuid4())
    first = await selling.send(wanted, key=key)
    assert (await selling.send(wanted, key=key)).body == first.body
    await selling.cancel(first.body["id"])
    await selling.world.inject_fault("down")
    selling.world.clock.move(timedelta(minutes=10))
    again = await selling.send(wanted, key=key)
    assert (again.body["id"], again.body["state"]) == (first.body["id"], "cancelled")
    assert orders_in(selling) == 1
    await selling.world.clear_faults()
    other = await selling.send(wanted)  # another key is another order
    assert other.body["id"] != first.body["id"]


async def test_concurrent_repeats_make_one_order(selling: Selling) -> None:
    """20 at the same time with one key, and 20 with a key each for the same miner."""
    wanted, key = await selling.wanted(), str(uuid4())
    answers = await asyncio.gather(*(selling.send(wanted, key=key) for _ in range(20)))
    answers += await asyncio.gather(*(selling.send(wanted) for _ in range(20)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert orders_in(selling) == 1
    assert selling.rows("SELECT count(*) FROM events") == [(1,)]


@pytest.mark.parametrize("change", [{"offer": "other"}, {"priceStars": 1}, {"termsVersion": "2"}])
async def test_key_of_another_request_is_refused(selling: Selling, change: dict[str, Any]) -> None:
    """Whatever differs."""
    wanted, key = await selling.wanted(), str(uuid4())
    assert (await selling.send(wanted, key=key)).status == 200
    assert code_of(await selling.send(wanted | change, key=key)) == (409, "key_reused")
    assert orders_in(selling) == 1


async def test_key_of_a_refused_request_can_be_used_again(selling: Selling) -> None:
    """Nothing was done under it."""
    wanted, key = await selling.wanted(), str(uuid4())
    wrong = wanted | {"priceStars": wanted["priceStars"] + 1}
    assert code_of(await selling.send(wrong, key=key)) == (409, "price_changed")
    assert (await selling.send(wanted, key=key)).status == 200


@pytest.mark.parametrize("key", ["1", "x" * 300, "None", "123e4567-e89b-12d3-a456-42661417400g"])
async def test_key_that_is_no_uuid_is_400(selling: Selling, key: str) -> None:
    """It is said which header is wrong."""
    answer = await selling.send(await selling.wanted(), key=key)
    assert code_of(answer) == (400, "invalid_request")
    assert "Idempotency-Key" in answer.body["error"]["message"]


async def test_order_without_a_key_is_taken(selling: Selling) -> None:
    """One open order per miner is the guard then."""
    wanted = await selling.wanted()
    for _ in range(2):
        assert (await selling.world.post("/api/orders", wanted)).status == 200
    assert orders_in(selling) == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"isAdult": False}, 400, "invalid_request"),
        ({"isAdult": "true"}, 400, "invalid_request"),
        ({"isAdult": None}, 400, "invalid_request"),
        ({"termsVersion": "0"}, 409, "terms_needed"),
        ({"termsVersion": ""}, 400, "invalid_request"),
        ({"priceStars": 1}, 409, "price_changed"),
        ({"offer": "999999"}, 409, "offer_gone"),
        ({"quotedUntil": "2099-01-01"}, 400, "invalid_request"),
    ],
    ids=str,
)
async def test_order_that_cannot_be_taken(
    selling: Selling, change: dict[str, Any], status: int, code: str
) -> None:
    """Each with its code; nothing is made."""
    answer = await selling.send(await selling.wanted() | change)
    assert code_of(answer) == (status, code)
    assert orders_in(selling) == 0


async def test_offer_that_is_gone_is_409_in_the_review(selling: Selling) -> None:
    """As it is in the order."""
    answer = await selling.world.get("/api/orders/review?offer=999999")
    assert code_of(answer) == (409, "offer_gone")


async def test_cancel_before_payment(selling: Selling) -> None:
    """Again is no error; afterwards the miner can be ordered again."""
    made = (await selling.send(await selling.wanted())).body
    cancelled = await selling.cancel(made["id"])
    assert (cancelled.status, cancelled.body["state"]) == (200, "cancelled")
    assert cancelled.body["isOpen"] is False
    assert (await selling.cancel(made["id"])).body == cancelled.body
    assert (await selling.world.get("/api/orders")).body["open"] == 0
    assert (await selling.send(await selling.wanted())).body["id"] != made["id"]


@pytest.mark.parametrize(
    "state", ["paid", "fulfilling", "unknown", "review", "done", "failed", "expired"]
)
async def test_order_that_is_paid_or_over_cannot_be_cancelled(selling: Selling, state: str) -> None:
    """It stays as it is."""
    made = (await selling.send(await selling.wanted())).body
    await selling.set_state(made["id"], state)
    assert code_of(await selling.cancel(made["id"])) == (409, "cannot_cancel")
    assert (await selling.show(made["id"]))["state"] == state


async def test_order_of_somebody_else_does_not_exist(selling: Selling) -> None:
    """Nor one that nobody has made; nothing in an answer is another member's."""
    await selling.bind(BORIS)
    mine = (await selling.send(await selling.wanted())).body
    his = (await selling.send(await selling.wanted(BORIS), BORIS)).body
    assert mine["id"] != his["id"]
    for order in (mine["id"], str(uuid4())):
        shown = await selling.world.get(f"/api/order?id={order}", BORIS)
        assert code_of(shown) == (404, "order_unknown")
        assert code_of(await selling.cancel(order, BORIS)) == (404, "order_unknown")
    assert (await selling.show(mine["id"]))["state"] == "quoted"
    listed = await selling.world.get("/api/orders", BORIS)
    assert [item["id"] for item in listed.body["items"]] == [his["id"]]
    assert (await selling.review(BORIS))["openOrder"] == his["id"]
    for answer in (listed.body, his, await selling.review(BORIS)):
        assert mine["id"] not in str(answer)
        assert str(ALICE) not in str(answer)


async def test_key_of_another_member_is_free(selling: Selling) -> None:
    """Keys belong to who sent them."""
    await selling.bind(BORIS)
    key = str(uuid4())
    mine = await selling.send(await selling.wanted(), key=key)
    his = await selling.send(await selling.wanted(BORIS), BORIS, key=key)
    assert (mine.status, his.status) == (200, 200)
    assert mine.body["id"] != his.body["id"]


async def test_quote_ends(redis_url: str, postgres: PostgresServer) -> None:
    """After ten minutes nobody can pay; a minute later the order has expired."""
    async with open_shop(redis_url, postgres) as selling, a_worker(selling):
        await selling.bind()
        await selling.set_stars(5000)
        order = await selling.order()
        selling.world.clock.move(Waits().quote)
        paid = await selling.pay(order)
        assert paid["status"] == "failed"
        assert "over" in paid["reason"]
        await selling.hurry("expire")
        ended = await selling.reaches(order["id"], "expired")
        assert (ended["isOpen"], ended["invoiceUrl"], ended["payments"]) == (False, None, [])


async def test_kill_switch_stops_new_orders_and_payments(
    redis_url: str, postgres: PostgresServer
) -> None:
    """For all processes at once; what exists can be seen and cancelled."""
    async with open_shop(redis_url, postgres) as selling, a_worker(selling):
        await selling.bind()
        await selling.set_stars(5000)
        order = await selling.order()
        wanted = await selling.wanted(place=1)
        await selling.write(
            "INSERT INTO switches (rail, is_on, changed_at, changed_by)"
            " VALUES ('stars', false, now(), 'test')"
        )
        assert (await selling.review(place=1))["refusal"] == "not_selling"
        assert code_of(await selling.send(wanted)) == (403, "not_selling")
        paid = await selling.pay(order)
        assert (paid["status"], paid["charge_id"]) == ("failed", None)
        assert (await selling.show(order["id"]))["state"] == "awaiting"
        assert (await selling.cancel(order["id"])).body["state"] == "cancelled"
        await selling.write("UPDATE switches SET is_on = true")
        assert (await selling.send(wanted)).status == 200


async def test_nothing_is_sold_unless_the_operator_says_so(
    redis_url: str, postgres: PostgresServer
) -> None:
    """With a database as well; the review says it."""
    async with open_shop(redis_url, postgres, sell_stars=False) as selling:
        await selling.bind()
        assert (await selling.review())["refusal"] == "not_selling"
        assert code_of(await selling.send(await selling.wanted())) == (403, "not_selling")


async def test_without_a_database_nothing_is_sold(world: World) -> None:
    """The list is empty, nothing can be ordered, and nobody has an order."""
    await world.start()
    assert (await world.get("/api/orders")).body == {"items": [], "open": 0}
    body = {"offer": "1", "priceStars": 1, "termsVersion": "1", "isAdult": True}
    refused = [
        await world.get("/api/orders/review?offer=1"),
        await world.post("/api/orders", body),
    ]
    assert [code_of(answer) for answer in refused] == [(403, "not_selling")] * 2
    unknown = [
        await world.get(f"/api/order?id={uuid4()}"),
        await world.post("/api/orders/cancel", {"id": str(uuid4())}),
    ]
    assert [code_of(answer) for answer in unknown] == [(404, "order_unknown")] * 2


async def test_account_must_be_known(redis_url: str, postgres: PostgresServer) -> None:
    """A login that the registry has not bound cannot buy: nobody knows who gets the miner."""
    async with open_shop(redis_url, postgres) as selling:
        await selling.bind()
        await selling.write("DELETE FROM members")
        assert (await selling.review())["refusal"] == "account_unknown"
        assert code_of(await selling.send(await selling.wanted())) == (403, "account_unknown")


async def test_orders_are_made_by_members_with_fresh_init_data(selling: Selling) -> None:
    """A copy of it is of no use after 15 minutes; reading goes on for longer."""
    wanted = await selling.wanted()
    made = (await selling.send(wanted)).body
    stale = f"tma {init_data_for(ALICE, now=selling.world.clock())}"
    selling.world.clock.move(timedelta(minutes=16))
    for path, body in (("/api/orders", wanted), ("/api/orders/cancel", {"id": made["id"]})):
        answer = await selling.world.call("POST", path, json=body, headers={"Authorization": stale})
        assert code_of(answer) == (401, "init_data_too_old_for_action")
    answer = await selling.world.get("/api/orders", headers={"Authorization": stale})
    assert answer.status == 200
    assert code_of(await selling.send(wanted, BORIS)) == (401, "not_logged_in")
    review = await selling.world.get(f"/api/orders/review?offer={wanted['offer']}", BORIS)
    assert code_of(review) == (401, "not_logged_in")


async def test_orders_can_be_seen_and_cancelled_after_a_logout(selling: Selling) -> None:
    """Money does not depend on the login."""
    made = (await selling.send(await selling.wanted())).body
    assert (await selling.world.post("/api/auth/logout")).status == 200
    assert (await selling.show(made["id"]))["state"] == "quoted"
    assert (await selling.cancel(made["id"])).body["state"] == "cancelled"


@pytest.mark.long
async def test_orders_without_postgres_are_503(redis_url: str, postgres: PostgresServer) -> None:
    """As with Redis: try again; a repeat with the same key makes one order."""
    async with open_shop(redis_url, postgres) as selling:
        await selling.bind()
        wanted, key = await selling.wanted(), str(uuid4())
        postgres.stop(kill=True)
        try:
            answer = await selling.send(wanted, key=key)
            assert code_of(answer) == (503, "storage_unavailable")
            answer = await selling.world.get("/api/orders")
            assert code_of(answer) == (503, "storage_unavailable")
        finally:
            postgres.start()
            postgres.wait()
        made = await selling.send(wanted, key=key)
        assert made.status == 200
        assert (await selling.send(wanted, key=key)).body == made.body
