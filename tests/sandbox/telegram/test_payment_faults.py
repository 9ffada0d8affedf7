"""What can go wrong with Stars: repeated updates, wrong statuses, chargebacks, other payers."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.sandbox.telegram.client import Json, SandboxClient

INVOICE: Json = {
    "title": "Miner",
    "description": "1 TH",
    "payload": "order-1",
    "currency": "XTR",
    "prices": [{"label": "Miner", "amount": 5}],
}
GROUP = -1002000000001


@pytest.fixture(autouse=True)
async def _started_bot(client: SandboxClient) -> None:
    await client.start_bot()


async def _pay(client: SandboxClient, **what: Any) -> Json:
    """Pay as a user while the bot agrees in the pre-checkout query."""
    paying = asyncio.create_task(client.post("pay", **what))
    (update,) = await client.updates(timeout=10)
    query = update["pre_checkout_query"]["id"]
    await client.call("answerPreCheckoutQuery", pre_checkout_query_id=query, ok=True)
    return await paying


async def _pay_link(client: SandboxClient, **more: Any) -> Json:
    """Pay a new invoice link; return the answer of the payer's client."""
    return await _pay(client, slug=await client.call("createInvoiceLink", **INVOICE), **more)


async def _charges(client: SandboxClient) -> list[str]:
    """Return the charge ids of the `successful_payment` updates that wait for the bot."""
    return [
        update["message"]["successful_payment"]["telegram_payment_charge_id"]
        for update in await client.updates()
    ]


async def _books(client: SandboxClient, **page: int) -> list[Json]:
    """Return the bot's list of transactions."""
    books: list[Json] = (await client.call("getStarTransactions", **page))["transactions"]
    return books


async def test_repeated_payment_comes_in_two_updates_with_one_charge_id(
    client: SandboxClient,
) -> None:
    """The Stars move once; after `times` payments the fault is gone."""
    await client.post("fault", kind="payment_repeated", times=1)
    paid = await _pay_link(client)
    updates = await client.updates()
    assert len({update["update_id"] for update in updates}) == 2
    assert updates[0]["message"] == updates[1]["message"]
    success = updates[0]["message"]["successful_payment"]
    assert success["telegram_payment_charge_id"] == paid["charge_id"]
    assert (paid["stars"], await client.call("getMyStarBalance")) == (9995, {"amount": 5})
    assert len(await _books(client)) == 1
    await _pay_link(client)
    assert len(await client.updates()) == 1


async def test_payment_can_be_delivered_again_on_demand(client: SandboxClient) -> None:
    """Also after the first update was confirmed."""
    charge = (await _pay_link(client))["charge_id"]
    assert await _charges(client) == [charge]
    shown = await client.post("redeliver", charge_id=charge)
    assert shown["payment"]["charge_id"] == charge
    assert await _charges(client) == [charge]
    missing = await client.post("redeliver", status=404, charge_id="x")
    assert missing["error"]["code"] == "not_found"


async def test_undelivered_payment_is_only_in_the_books(client: SandboxClient) -> None:
    """As if its update was older than a day; it can be delivered later."""
    await client.post("fault", kind="payment_undelivered", times=1)
    paid = await _pay_link(client)
    assert (paid["status"], paid["stars"]) == ("paid", 9995)
    assert await client.updates() == []
    assert [entry["id"] for entry in await _books(client)] == [paid["charge_id"]]
    await client.post("redeliver", charge_id=paid["charge_id"])
    assert await _charges(client) == [paid["charge_id"]]


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("status_failed", ["failed"]),
        ("status_cancelled", ["cancelled"]),
        ("status_paid_then_cancelled", ["paid", "cancelled"]),
    ],
)
async def test_client_reports_another_status_although_the_payment_went_through(
    client: SandboxClient, kind: str, statuses: list[str]
) -> None:
    """The user is charged, and the bot gets the update."""
    await client.post("fault", kind=kind, times=1)
    answer = await _pay_link(client)
    assert (answer["status"], answer["statuses"]) == (statuses[0], statuses)
    assert answer["stars"] == 9995
    assert await _charges(client) == [answer["charge_id"]]
    assert (await _pay_link(client))["statuses"] == ["paid"]


async def test_statuses_are_sent_as_events_in_order(client: SandboxClient) -> None:
    """A mini-app's client gets `invoice_closed` for each."""
    await client.post("fault", kind="status_paid_then_cancelled")
    before = (await client.get("state"))["last_event_id"]
    await _pay_link(client)
    query = {"bot": client.token, "user": "1001", "after": str(before)}
    closed: list[bytes] = []
    async with client.http.get(f"{client.base}/sim/chat/events", params=query) as stream:
        while len(closed) < 2:
            line = await asyncio.wait_for(stream.content.readline(), 10)
            if b'"status"' in line and b'"slug"' in line:
                closed.append(line)
    assert [b'"paid"' in line for line in closed] == [True, False]
    assert b'"cancelled"' in closed[1]


async def test_fault_of_one_payer_leaves_others_alone(client: SandboxClient) -> None:
    """`only_user` is the payer."""
    await client.post("fault", kind="status_failed", only_user=1002)
    assert (await _pay_link(client))["status"] == "paid"
    await client.updates()
    assert (await _pay_link(client, user=1002))["status"] == "failed"


async def test_faults_of_payments_and_calls_are_separate(client: SandboxClient) -> None:
    """A payment's fault has no method and does not disturb calls."""
    await client.post("fault", kind="status_failed")
    assert await client.call("sendMessage", chat_id=1001, text="hello")
    body = await client.post("fault", status=400, kind="status_failed", method="sendMessage")
    assert body["error"]["message"] == '"method" does not apply to status_failed'


@pytest.mark.parametrize("outcome", ["paid", "failed"])
async def test_pending_payment_is_settled_later(client: SandboxClient, outcome: str) -> None:
    """Until then nothing is charged; `paid` brings the update, `failed` none."""
    await client.post("fault", kind="status_pending", times=1)
    pending = await _pay_link(client)
    assert (pending["status"], pending["charge_id"]) == ("pending", None)
    assert pending["stars"] == 10000
    assert await client.updates() == []
    listed = (await client.get("payments"))["pending"]
    assert listed == [{"id": pending["pending_id"], "amount": 5, "payload": "order-1"}]
    settled = await client.post("settle", pending_id=pending["pending_id"], outcome=outcome)
    assert settled["status"] == outcome
    assert settled["stars"] == (9995 if outcome == "paid" else 10000)
    assert await _charges(client) == ([settled["charge_id"]] if outcome == "paid" else [])
    assert (await client.get("payments"))["pending"] == []
    await client.post("settle", status=404, pending_id=pending["pending_id"])


async def test_pending_payment_fails_if_the_stars_are_gone(client: SandboxClient) -> None:
    """The balance is checked again when it is settled."""
    await client.post("fault", kind="status_pending")
    pending = (await _pay_link(client))["pending_id"]
    await client.post("stars", stars=4)
    settled = await client.post("settle", pending_id=pending)
    assert (settled["status"], settled["reason"]) == ("failed", "BALANCE_TOO_LOW")
    await client.post("settle", status=400, pending_id=pending, outcome="cancelled")


async def test_chargeback_takes_the_stars_without_an_update(client: SandboxClient) -> None:
    """The payer gets none back, the books do not show it, and a refund is refused."""
    charge = (await _pay_link(client))["charge_id"]
    refunded = (await _pay_link_and_refund(client))["charge_id"]
    await client.updates()
    taken = await client.post("chargeback", charge_id=charge)
    assert (taken["bot_stars"], taken["payment"]["charged_back"]) == (0, True)
    assert await client.updates() == []
    assert await client.call("getMyStarBalance") == {"amount": 0}
    assert (await client.get("payments"))["user_stars"] == 9995
    assert [entry["id"] for entry in await _books(client)] == [charge, refunded, refunded]
    for done in (charge, refunded):
        assert (await client.post("chargeback", status=409, charge_id=done))["error"]
    again = {"user_id": 1001, "telegram_payment_charge_id": charge}
    assert "CHARGE_ALREADY_REFUNDED" in await client.call_error("refundStarPayment", **again)


async def _pay_link_and_refund(client: SandboxClient) -> Json:
    await client.updates()
    paid = await _pay_link(client)
    charge = paid["charge_id"]
    await client.call("refundStarPayment", user_id=1001, telegram_payment_charge_id=charge)
    return paid


async def test_chargeback_can_be_listed_in_the_books(client: SandboxClient) -> None:
    """As an outgoing transaction with the id of its payment; the balance may become negative."""
    charge = (await _pay_link(client))["charge_id"]
    await client.post("stars", bot_stars=2)
    await client.post("chargeback", charge_id=charge, listed=True)
    assert await client.call("getMyStarBalance") == {"amount": -3}
    entry = (await _books(client))[-1]
    assert (entry["id"], entry["amount"], entry["receiver"]) == (charge, 5, {"type": "other"})


async def test_refund_is_refused_when_the_bots_balance_is_too_low(client: SandboxClient) -> None:
    """As after a withdrawal; the payment stays open for a later refund."""
    charge = (await _pay_link(client))["charge_id"]
    await client.updates()
    assert (await client.post("stars", bot_stars=4))["bot_stars"] == 4
    refund = {"user_id": 1001, "telegram_payment_charge_id": charge}
    assert await client.call_error("refundStarPayment", **refund) == "Bad Request: BALANCE_TOO_LOW"
    assert await client.updates() == []
    await client.post("stars", bot_stars=5)
    assert await client.call("refundStarPayment", **refund) is True


async def test_lost_answer_of_a_refund(client: SandboxClient) -> None:
    """The refund is done, so a second try is CHARGE_ALREADY_REFUNDED."""
    charge = (await _pay_link(client))["charge_id"]
    await client.updates()
    await client.post("fault", kind="lost", method="refundStarPayment", times=1)
    refund = {"user_id": 1001, "telegram_payment_charge_id": charge}
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await client.call("refundStarPayment", **refund)
    assert await client.call_error("refundStarPayment", **refund) == (
        "Bad Request: CHARGE_ALREADY_REFUNDED"
    )
    (update,) = await client.updates()
    assert update["message"]["refunded_payment"]["total_amount"] == 5
    assert (await client.get("payments"))["user_stars"] == 10000


async def test_books_are_paged_from_the_oldest(client: SandboxClient) -> None:
    """`offset` skips transactions; a refund has the id and the payload of its payment."""
    charges = []
    for _ in range(3):
        charges.append((await _pay_link(client))["charge_id"])
        await client.updates()
    refund = {"user_id": 1001, "telegram_payment_charge_id": charges[0]}
    await client.call("refundStarPayment", **refund)
    books = await _books(client)
    assert [entry["id"] for entry in books] == [*charges, charges[0]]
    assert [entry["id"] for entry in await _books(client, offset=1, limit=2)] == charges[1:]
    assert await _books(client, offset=4) == []
    assert await _books(client, limit=1000) == books
    sides = [entry.get("source") or entry["receiver"] for entry in books]
    assert {side["transaction_type"] for side in sides} == {"invoice_payment"}
    assert {side["invoice_payload"] for side in sides} == {"order-1"}
    assert {side["user"]["id"] for side in sides} == {1001}
    assert ["source" in entry for entry in books] == [True, True, True, False]


async def test_books_have_at_most_100_entries_a_page(client: SandboxClient) -> None:
    """A reader must ask for the next page."""
    charge = (await _pay_link(client))["charge_id"]
    await client.updates()
    for _ in range(50):
        await _pay_link_and_refund(client)
    books = await _books(client)
    assert (len(books), books[0]["id"]) == (100, charge)
    assert len(await _books(client, offset=100)) == 1


async def test_another_user_can_pay_a_link(client: SandboxClient) -> None:
    """The pre-checkout query and the payment name the payer, not the one it was made for."""
    link = await client.call("createInvoiceLink", **INVOICE)
    paying = asyncio.create_task(client.post("pay", user=1002, slug=link))
    (update,) = await client.updates(timeout=10)
    query = update["pre_checkout_query"]
    assert (query["from"]["id"], query["invoice_payload"]) == (1002, "order-1")
    await client.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert (await paying)["stars"] == 9995
    (update,) = await client.updates()
    assert update["message"]["chat"]["id"] == update["message"]["from"]["id"] == 1002
    assert (await client.get("state"))["stars"] == 10000


async def test_forwarded_invoice_without_start_parameter_can_be_paid_by_others(
    client: SandboxClient,
) -> None:
    """The copy keeps its Pay button; in a group several members can pay."""
    message = await client.call("sendInvoice", chat_id=1001, **INVOICE)
    place = {"message_id": message["message_id"]}
    private = (await client.post("forward", **place, to=1002))["message"]
    assert private["reply_markup"]["inline_keyboard"][0][0]["pay"] is True
    assert (private["from"]["id"], private["sandbox"]["outgoing"]) == (1001, False)
    group = (await client.post("forward", **place, to=GROUP))["message"]
    assert await client.updates() == []
    copy = {"user": 1002, "message_id": private["message_id"]}
    assert (await client.post("tap", **copy, row=0, column=0))["action"] == "pay"
    assert (await _pay(client, **copy))["status"] == "paid"
    await client.updates()
    assert (await client.post("pay", **copy))["reason"] == "INVOICE_ALREADY_PAID"
    for user in (1002, 1003):
        paid = await _pay(client, user=user, chat=GROUP, message_id=group["message_id"])
        assert paid["status"] == "paid"
        await client.updates()
    sheet = await client.get("invoice", **place)
    assert sheet["paid"] is False


async def test_forwarded_invoice_with_start_parameter_has_a_deep_link(
    client: SandboxClient,
) -> None:
    """The copy opens the bot with the start parameter and cannot be paid."""
    message = await client.call("sendInvoice", chat_id=1001, **INVOICE, start_parameter="order-1")
    forwarded = await client.post("forward", message_id=message["message_id"], to=1002)
    copy = {"user": 1002, "message_id": forwarded["message"]["message_id"]}
    tapped = await client.post("tap", **copy, row=0, column=0)
    assert tapped["action"] == "url"
    resolved = await client.post("link", url=tapped["url"])
    assert resolved == {"action": "start", "payload": "order-1"}
    assert (await client.post("pay", status=404, **copy))["error"]["code"] == "not_found"
    assert (await _pay(client, message_id=message["message_id"]))["status"] == "paid"


async def test_only_open_invoice_messages_can_be_forwarded(client: SandboxClient) -> None:
    """Not a text, not a protected message, and not to the same chat."""
    text = await client.call("sendMessage", chat_id=1001, text="hello")
    shut = await client.call("sendInvoice", chat_id=1001, **INVOICE, protect_content=True)
    free = await client.call("sendInvoice", chat_id=1001, **INVOICE)
    for message, to in ((text, 1002), (shut, 1002), (free, 1001), (free, 9999)):
        await client.post("forward", status=400, message_id=message["message_id"], to=to)


async def test_payment_times_out_by_the_sandbox_clock(client: SandboxClient) -> None:
    """Nothing is charged, listed or sent when the bot is silent for 10 seconds."""
    link = await client.call("createInvoiceLink", **INVOICE)
    paying = asyncio.create_task(client.post("pay", slug=link))
    assert (await client.updates(timeout=10))[0]["pre_checkout_query"]
    client.move_clock(9.5)
    client.move_clock(1)
    failed = await paying
    assert (failed["status"], failed["reason"]) == ("failed", "BOT_PRECHECKOUT_TIMEOUT")
    assert (failed["charge_id"], failed["stars"]) == (None, 10000)
    assert await client.updates() == []
    assert await _books(client) == []


async def test_stars_can_be_topped_up(client: SandboxClient) -> None:
    """A payment that failed for lack of Stars then succeeds."""
    link = await client.call("createInvoiceLink", **INVOICE)
    await client.post("stars", stars=3)
    assert (await client.post("pay", slug=link))["reason"] == "BALANCE_TOO_LOW"
    assert (await client.post("stars", add=10))["user"]["stars"] == 13
    assert (await _pay(client, slug=link))["stars"] == 8
    await client.post("stars", status=400)
    await client.post("stars", status=400, add="many")


async def test_reset_drops_pending_payments(client: SandboxClient) -> None:
    """A payment of before cannot be settled after it."""
    await client.post("fault", kind="status_pending")
    pending = (await _pay_link(client))["pending_id"]
    await client.post("reset")
    await client.post("settle", status=404, pending_id=pending)
    assert (await client.get("payments"))["pending"] == []
