"""Stars: invoices, pre-checkout within 10 seconds, payments, refunds, transactions."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.telegram.client import Json, SandboxClient

INVOICE: Json = {
    "title": "Coffee",
    "description": "A cup",
    "payload": "cup",
    "currency": "XTR",
    "prices": [{"label": "Coffee", "amount": 5}],
}
QUERY_EXPIRED = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture(autouse=True)
async def _started_bot(client: SandboxClient) -> None:
    await client.start_bot()


async def _invoice(client: SandboxClient, **more: Any) -> Json:
    message: Json = await client.call("sendInvoice", chat_id=1001, **{**INVOICE, **more})
    return message


async def _checkout(client: SandboxClient) -> Json:
    """Wait for the pre-checkout query and return it."""
    (update,) = await client.updates(timeout=10)
    query: Json = update["pre_checkout_query"]
    return query


async def _pay(client: SandboxClient, *, ok: bool = True, reason: str = "", **what: Any) -> Json:
    """Pay as the user while the bot answers the pre-checkout query."""
    paying = asyncio.create_task(client.post("pay", **what))
    query = await _checkout(client)
    answer = {"pre_checkout_query_id": query["id"], "ok": ok, "error_message": reason}
    await client.call("answerPreCheckoutQuery", **answer)
    return await paying


async def test_invoice_can_be_paid(client: SandboxClient) -> None:
    """After the bot's consent the Stars move, and both sides get a message."""
    message = await _invoice(client)
    assert message["invoice"]["total_amount"] == 5
    assert message["reply_markup"]["inline_keyboard"][0][0]["pay"] is True
    sheet = await client.get("invoice", message_id=message["message_id"])
    assert (sheet["title"], sheet["total_amount"], sheet["paid"]) == ("Coffee", 5, False)
    paid = await _pay(client, message_id=message["message_id"])
    assert (paid["status"], paid["reason"], paid["stars"]) == ("paid", None, 9995)
    success = (await client.updates())[0]["message"]["successful_payment"]
    assert success["telegram_payment_charge_id"] == paid["charge_id"]
    assert success["invoice_payload"] == "cup"
    assert await client.call("getMyStarBalance") == {"amount": 5}
    again = await client.post("pay", message_id=message["message_id"])
    assert (again["status"], again["reason"]) == ("failed", "INVOICE_ALREADY_PAID")


async def test_invoice_link_can_be_paid_repeatedly(client: SandboxClient) -> None:
    """The whole link is accepted as slug."""
    link = await client.call("createInvoiceLink", **INVOICE)
    assert link.startswith("https://t.me/$")
    resolved = await client.post("link", url=link)
    assert resolved == {"action": "invoice", "slug": link.removeprefix("https://t.me/$")}
    for _ in range(2):
        assert (await _pay(client, slug=link))["status"] == "paid"
        await client.updates()
    assert (await client.get("payments"))["bot_stars"] == 10


async def test_payment_fails_when_the_bot_declines(client: SandboxClient) -> None:
    """The reason is the bot's text; no Stars move."""
    message = await _invoice(client)
    refused = await _pay(client, ok=False, reason="Sold out", message_id=message["message_id"])
    assert (refused["status"], refused["reason"]) == ("failed", "Sold out")
    assert refused["stars"] == 10000


async def test_pre_checkout_times_out_after_10_seconds(client: SandboxClient) -> None:
    """The payment fails, and the late answer is rejected."""
    message = await _invoice(client)
    paying = asyncio.create_task(client.post("pay", message_id=message["message_id"]))
    query = await _checkout(client)
    client.move_clock(10.5)
    failed = await paying
    assert (failed["status"], failed["reason"]) == ("failed", "BOT_PRECHECKOUT_TIMEOUT")
    late = {"pre_checkout_query_id": query["id"], "ok": True}
    assert await client.call_error("answerPreCheckoutQuery", **late) == QUERY_EXPIRED
    assert (await client.get("state"))["stars"] == 10000


async def test_cancelled_or_failed_payment_does_not_reach_the_bot(client: SandboxClient) -> None:
    """Nor does one with too few Stars."""
    message = (await _invoice(client))["message_id"]
    cancelled = await client.post("pay", message_id=message, outcome="cancelled")
    assert cancelled["status"] == "cancelled"
    failed = await client.post("pay", message_id=message, outcome="failed")
    assert (failed["status"], failed["reason"]) == ("failed", "PAYMENT_FAILED")
    await client.post("stars", stars=4)
    assert (await client.post("pay", message_id=message))["reason"] == "BALANCE_TOO_LOW"
    assert await client.updates() == []


async def test_payment_can_be_refunded_once(client: SandboxClient) -> None:
    """Stars return, the bot gets a message, and both transactions are listed."""
    message = await _invoice(client)
    charge = (await _pay(client, message_id=message["message_id"]))["charge_id"]
    await client.updates()
    refund = {"user_id": 1001, "telegram_payment_charge_id": charge}
    assert await client.call_error("refundStarPayment", **{**refund, "user_id": 1002}) == (
        "Bad Request: CHARGE_NOT_FOUND"
    )
    assert await client.call("refundStarPayment", **refund) is True
    assert await client.call_error("refundStarPayment", **refund) == (
        "Bad Request: CHARGE_ALREADY_REFUNDED"
    )
    refunded = (await client.updates())[0]["message"]["refunded_payment"]
    assert refunded["telegram_payment_charge_id"] == charge
    books = (await client.call("getStarTransactions"))["transactions"]
    assert [("source" in entry, "receiver" in entry) for entry in books] == [
        (True, False),
        (False, True),
    ]
    payments = await client.get("payments")
    assert (payments["user_stars"], payments["bot_stars"]) == (10000, 0)
    assert payments["payments"][0]["refunded"] is True


async def test_support_can_refund(client: SandboxClient) -> None:
    """The user's side can refund, as Telegram's support does."""
    message = await _invoice(client)
    charge = (await _pay(client, message_id=message["message_id"]))["charge_id"]
    payment = (await client.post("refund", charge_id=charge))["payment"]
    assert (payment["amount"], payment["refunded"]) == (5, True)
    assert (await client.post("refund", status=400, charge_id="x"))["error"]["message"] == (
        "Bad Request: CHARGE_NOT_FOUND"
    )


@pytest.mark.parametrize(
    ("more", "description"),
    [
        ({"provider_token": "x"}, "Bad Request: STARS_INVOICE_INVALID"),
        ({"prices": []}, "Bad Request: STARS_INVOICE_INVALID"),
        ({"prices": INVOICE["prices"] * 2}, "Bad Request: STARS_INVOICE_INVALID"),
        ({"prices": [{"label": "A", "amount": 0}]}, "Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"title": "a" * 33}, "Bad Request: INVOICE_TITLE_INVALID"),
        ({"description": ""}, "Bad Request: INVOICE_DESCRIPTION_INVALID"),
        ({"payload": "й" * 65}, "Bad Request: INVOICE_PAYLOAD_INVALID"),
        ({"currency": "USD"}, (
            "Not Implemented: the sandbox does not model payments in USD: only Stars (XTR) are"
        )),
        ({"reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}}, (
            "Bad Request: REPLY_MARKUP_BUY_EMPTY"
        )),
        ({"reply_markup": {"inline_keyboard": [
            [{"text": "A", "callback_data": "a"}], [{"text": "Pay", "pay": True}],
        ]}}, "Bad Request: BUTTON_POS_INVALID"),
    ],
)  # fmt: skip
async def test_invalid_invoice_is_rejected(
    client: SandboxClient, more: Json, description: str
) -> None:
    """No provider, exactly one price, and the Pay button comes first."""
    assert (
        await client.call_error("sendInvoice", chat_id=1001, **{**INVOICE, **more}) == description
    )


async def test_declined_checkout_needs_an_error_message(client: SandboxClient) -> None:
    """`ok: false` without a message is rejected."""
    description = await client.call_error(
        "answerPreCheckoutQuery", pre_checkout_query_id="1", ok=False
    )
    assert description == "Bad Request: error message can't be empty"
