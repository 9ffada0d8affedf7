"""Attacks on orders: other members' ids, forged payments, amounts, keys."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.bot.conftest import Talk, until
from tests.selling import ALICE, Selling, a_worker, open_shop
from tests.servers import PostgresServer
from worker import app

BORIS = 1002
CONFIRM = "nft-payment/confirm"
STRANGE = [
    "1' OR '1'='1",
    "'; DROP TABLE orders; --",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "../../../etc/passwd",
    "%00",
    "\x00",
    "null",
    "-1",
    "{}",
    "x" * 1000,
    "１２３",
    "*",
    "",
]


@pytest.fixture
async def selling(
    redis_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Selling]:
    """A shop with a worker; Alice and Boris are logged in and have Stars."""
    monkeypatch.setattr(app, "POLL", 0.1)
    async with open_shop(redis_url, postgres) as opened, a_worker(opened):
        for user in (ALICE, BORIS):
            await opened.bind(user)
            await opened.set_stars(100_000, user)
        yield opened


async def checked_out(selling: Selling, user: int, **query: Any) -> bool:
    """Send the bot a pre-checkout query as from Telegram; return whether it agrees."""
    talk = Talk(selling.world, user)
    name = f"forged-{uuid4().hex}"
    await talk.inject("pre_checkout_query", {"id": name, "from": talk.person, **query})

    async def answer() -> list[dict[str, Any]]:
        calls = await talk.calls("answerPreCheckoutQuery")
        return [call for call in calls if call["params"]["pre_checkout_query_id"] == name]

    [call] = await until(answer, "an answer")
    return str(call["params"]["ok"]).lower() == "true"


async def check_untouched(selling: Selling, order: str) -> None:
    """The order can still be paid by Alice, and the partner was never asked to deliver."""
    shown = await selling.show(order)
    assert (shown["state"], shown["payments"]) == ("awaiting", [])
    assert await selling.world.calls(CONFIRM) == []
    assert await selling.miners(order) == []


async def test_order_of_another_member_is_out_of_reach(selling: Selling) -> None:
    """Attack: Boris knows the id of Alice's order and tries it everywhere."""
    order = await selling.order()
    shown = await selling.world.get(f"/api/order?id={order['id']}", BORIS)
    assert (shown.status, shown.code) == (404, "order_unknown")
    cancelled = await selling.cancel(order["id"], BORIS)
    assert (cancelled.status, cancelled.code) == (404, "order_unknown")
    assert order["id"] not in str((await selling.world.get("/api/orders", BORIS)).body)
    body = await selling.wanted(BORIS)
    for name in ("id", "userId", "user_id", "order", "account"):
        answer = await selling.send(body | {name: order["id"]}, BORIS)
        assert (answer.status, answer.code) == (400, "invalid_request")
    paid = await selling.pay(order, BORIS)
    assert (paid["status"], paid["charge_id"]) == ("failed", None)
    assert await selling.stars(BORIS) == 100_000
    await check_untouched(selling, order["id"])


@pytest.mark.parametrize("text", STRANGE, ids=ascii)
async def test_strange_ids_are_the_callers_error(selling: Selling, text: str) -> None:
    """Attack: SQL, paths, and other bytes in the place of an id."""
    answers = [
        await selling.world.get("/api/order", params={"id": text}),
        await selling.world.post("/api/orders/cancel", {"id": text}),
        await selling.world.get("/api/orders/review", params={"offer": text}),
        await selling.send((await selling.wanted()) | {"offer": text}),
        await selling.send((await selling.wanted()) | {"termsVersion": text}),
    ]
    assert {answer.status for answer in answers} <= {400, 404, 409}
    assert selling.rows("SELECT count(*) FROM orders") == [(0,)]


@pytest.mark.parametrize(
    "stars",
    [
        0,
        -1,
        -1153,
        1153.0,
        1e3,
        "1153",
        "0x481",
        True,
        None,
        [1153],
        {"$gt": 0},
        2**31,
        2**63,
        2**64,
    ],
    ids=str,
)
async def test_price_is_the_servers(selling: Selling, stars: Any) -> None:
    """Attack: another price than the one that is shown, of whatever type."""
    wanted = await selling.wanted()
    answer = await selling.send(wanted | {"priceStars": stars})
    assert (answer.status, answer.code) in {(400, "invalid_request"), (409, "price_changed")}
    assert selling.rows("SELECT count(*) FROM orders") == [(0,)]


async def test_forged_checkouts_are_refused(selling: Selling) -> None:
    """Attack: another amount, currency, payer or payload than those of the order."""
    order = await selling.order()
    price = order["priceStars"]
    good = {"currency": "XTR", "total_amount": price, "invoice_payload": order["id"]}
    forged: list[dict[str, Any]] = [
        *({"total_amount": amount} for amount in (0, 1, -price, price - 1, price + 1, 2**31)),
        *({"currency": currency} for currency in ("USD", "xtr", "TON")),
        *(
            {"invoice_payload": payload}
            for payload in (
                "",
                "1",
                str(uuid4()),
                "gm:" + order["id"],
                "'; DROP TABLE orders; --",
                "x" * 128,
                str(UUID(int=UUID(order["id"]).int ^ 1)),
            )
        ),
    ]
    for change in forged:
        assert not await checked_out(selling, ALICE, **(good | change)), change
    assert not await checked_out(selling, BORIS, **good)
    await check_untouched(selling, order["id"])
    assert await checked_out(selling, ALICE, **good)


@pytest.mark.parametrize("state", ["quoted", "paid", "done", "cancelled", "expired", "failed"])
async def test_order_that_cannot_be_paid_is_refused_at_the_checkout(
    selling: Selling, state: str
) -> None:
    """Attack: an old invoice, which Telegram lets everybody pay for good."""
    order = await selling.order()
    await selling.set_state(order["id"], state)
    good = {
        "currency": "XTR",
        "total_amount": order["priceStars"],
        "invoice_payload": order["id"],
    }
    assert not await checked_out(selling, ALICE, **good)


async def test_payment_that_does_not_fit_delivers_nothing(selling: Selling) -> None:
    """Attack: a charge of one Star, of another payer, of another partner's invoice."""
    order = await selling.order()
    talk, boris = Talk(selling.world), Talk(selling.world, BORIS)
    base = {
        "currency": "XTR",
        "total_amount": order["priceStars"],
        "invoice_payload": order["id"],
        "provider_payment_charge_id": "x",
    }
    charges: list[tuple[Talk, dict[str, Any]]] = [
        (talk, {"total_amount": 1}),
        (talk, {"total_amount": order["priceStars"] + 1}),
        (talk, {"currency": "USD"}),
        (boris, {}),
        (talk, {"invoice_payload": f"other-partner:{order['id']}"}),
        (talk, {"invoice_payload": str(uuid4())}),
    ]
    for number, (payer, change) in enumerate(charges):
        paid = base | change | {"telegram_payment_charge_id": f"forged-{number}"}
        await payer.inject_message(successful_payment=paid)
    rows = selling.rows("SELECT ext_id, state FROM payments ORDER BY ext_id")
    assert rows == [(f"forged-{number}", "refunding") for number in range(len(charges))]
    shown = await selling.show(order["id"])
    assert shown["state"] == "awaiting"
    assert await selling.world.calls(CONFIRM) == []
    assert await selling.miners(order["id"]) == []
    # The right payment still counts.
    await selling.pay(order)
    await selling.reaches(order["id"], "done")


async def test_stolen_key_gives_no_order_of_another_member(selling: Selling) -> None:
    """Attack: Boris repeats Alice's whole request with her Idempotency-Key."""
    key, wanted = str(uuid4()), await selling.wanted()
    mine = await selling.send(wanted, key=key)
    his = await selling.send(wanted, BORIS, key=key)
    assert his.status == 200
    assert his.body["id"] != mine.body["id"]
    assert selling.rows("SELECT count(DISTINCT user_id) FROM orders") == [(2,)]


async def test_large_ids_of_users_are_not_mixed_up(selling: Selling) -> None:
    """Attack: two ids that are one as a floating-point number."""
    users = [2**53, 2**53 + 1, 2**63 - 1, 2**63 - 2]
    for user in users:
        await selling.bind(user)
    wanted = await selling.wanted()
    made = await asyncio.gather(*(selling.send(wanted, user) for user in users))
    assert len({answer.body["id"] for answer in made}) == len(users)
    rows = selling.rows("SELECT user_id FROM orders ORDER BY user_id")
    assert rows == [(user,) for user in sorted(users)]
    for user, answer in zip(users, made, strict=True):
        listed = (await selling.world.get("/api/orders", user)).body["items"]
        assert [item["id"] for item in listed] == [answer.body["id"]]


async def test_many_cancels_and_one_payment_at_once(selling: Selling) -> None:
    """Attack: to keep the miner and the Stars by doing both at the same time."""
    order = await selling.order()
    await asyncio.gather(
        selling.pay(order), *(selling.cancel(order["id"]) for _ in range(5)), selling.pay(order)
    )
    ended = await selling.reaches(order["id"], "done", "cancelled")
    miners = 1 if ended["state"] == "done" else 0
    kept = order["priceStars"] * miners

    async def is_settled() -> bool:  # the bot books what was paid, and the worker gives it back
        return bool(await selling.stars() == 100_000 - kept)

    await until(is_settled, f"the right balance after {ended['state']}")
    assert len(await selling.miners(order["id"])) == miners
    assert (await selling.show(order["id"]))["state"] == ended["state"]
