"""Stars: invoices, the bot's last word within ten seconds, payments, refunds, the books."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.telegram.stage import Json, Stage

INVOICE: Json = {
    "title": "Coffee",
    "description": "A cup",
    "payload": "cup",
    "currency": "XTR",
    "prices": [{"label": "Coffee", "amount": 5}],
}
STALE = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture(autouse=True)
async def _opened(stage: Stage) -> None:
    await stage.open()


async def _invoice(stage: Stage, **more: Any) -> Json:
    message: Json = await stage.call("sendInvoice", chat_id=1001, **{**INVOICE, **more})
    return message


async def _checkout(stage: Stage) -> Json:
    """Wait for the pre-checkout query and return it."""
    (update,) = await stage.updates(timeout=10)
    query: Json = update["pre_checkout_query"]
    return query


async def _pay(stage: Stage, *, ok: bool = True, reason: str = "", **what: Any) -> Json:
    """Pay as the user while the bot says its word."""
    paying = asyncio.create_task(stage.act("pay", **what))
    query = await _checkout(stage)
    answer = {"pre_checkout_query_id": query["id"], "ok": ok, "error_message": reason}
    await stage.call("answerPreCheckoutQuery", **answer)
    return await paying


async def test_an_invoice_is_paid(stage: Stage) -> None:
    """The bot agrees, the Stars move, and both sides are told."""
    message = await _invoice(stage)
    assert message["invoice"]["total_amount"] == 5
    assert message["reply_markup"]["inline_keyboard"][0][0]["pay"] is True
    sheet = await stage.see("invoice", message_id=message["message_id"])
    assert (sheet["title"], sheet["total_amount"], sheet["paid"]) == ("Coffee", 5, False)
    paid = await _pay(stage, message_id=message["message_id"])
    assert (paid["status"], paid["reason"], paid["stars"]) == ("paid", None, 9995)
    success = (await stage.updates())[0]["message"]["successful_payment"]
    assert success["telegram_payment_charge_id"] == paid["charge_id"]
    assert success["invoice_payload"] == "cup"
    assert await stage.call("getMyStarBalance") == {"amount": 5}
    again = await stage.act("pay", message_id=message["message_id"])
    assert (again["status"], again["reason"]) == ("failed", "INVOICE_ALREADY_PAID")


async def test_a_link_is_paid_again_and_again(stage: Stage) -> None:
    """An invoice behind a link is nobody's message; the whole link will do as its slug."""
    link = await stage.call("createInvoiceLink", **INVOICE)
    assert link.startswith("https://t.me/$")
    resolved = await stage.act("link", url=link)
    assert resolved == {"action": "invoice", "slug": link.removeprefix("https://t.me/$")}
    for _ in range(2):
        assert (await _pay(stage, slug=link))["status"] == "paid"
        await stage.updates()
    assert (await stage.see("payments"))["bot_stars"] == 10


async def test_the_bots_refusal_ends_the_payment(stage: Stage) -> None:
    """In the bot's own words, and without a Star moved."""
    message = await _invoice(stage)
    refused = await _pay(stage, ok=False, reason="Sold out", message_id=message["message_id"])
    assert (refused["status"], refused["reason"]) == ("failed", "Sold out")
    assert refused["stars"] == 10000


async def test_the_last_word_has_ten_seconds(stage: Stage) -> None:
    """When the clock passes them the payment fails, and the answer is too old."""
    message = await _invoice(stage)
    paying = asyncio.create_task(stage.act("pay", message_id=message["message_id"]))
    query = await _checkout(stage)
    stage.pass_time(10.5)
    failed = await paying
    assert (failed["status"], failed["reason"]) == ("failed", "BOT_PRECHECKOUT_TIMEOUT")
    late = {"pre_checkout_query_id": query["id"], "ok": True}
    assert await stage.refused("answerPreCheckoutQuery", **late) == STALE
    assert (await stage.see("state"))["stars"] == 10000


async def test_a_person_may_walk_away_or_fail(stage: Stage) -> None:
    """Neither reaches the bot; nor does a purse with too little in it."""
    message = (await _invoice(stage))["message_id"]
    cancelled = await stage.act("pay", message_id=message, outcome="cancelled")
    assert cancelled["status"] == "cancelled"
    failed = await stage.act("pay", message_id=message, outcome="failed")
    assert (failed["status"], failed["reason"]) == ("failed", "PAYMENT_FAILED")
    await stage.act("stars", stars=4)
    assert (await stage.act("pay", message_id=message))["reason"] == "BALANCE_TOO_LOW"
    assert await stage.updates() == []


async def test_a_payment_is_refunded_once(stage: Stage) -> None:
    """The Stars go back, the bot gets a message, and the books know both."""
    message = await _invoice(stage)
    charge = (await _pay(stage, message_id=message["message_id"]))["charge_id"]
    await stage.updates()
    refund = {"user_id": 1001, "telegram_payment_charge_id": charge}
    assert await stage.refused("refundStarPayment", **{**refund, "user_id": 1002}) == (
        "Bad Request: CHARGE_NOT_FOUND"
    )
    assert await stage.call("refundStarPayment", **refund) is True
    assert await stage.refused("refundStarPayment", **refund) == (
        "Bad Request: CHARGE_ALREADY_REFUNDED"
    )
    refunded = (await stage.updates())[0]["message"]["refunded_payment"]
    assert refunded["telegram_payment_charge_id"] == charge
    books = (await stage.call("getStarTransactions"))["transactions"]
    assert [("source" in entry, "receiver" in entry) for entry in books] == [
        (True, False),
        (False, True),
    ]
    payments = await stage.see("payments")
    assert (payments["user_stars"], payments["bot_stars"]) == (10000, 0)
    assert payments["payments"][0]["refunded"] is True


async def test_support_refunds_too(stage: Stage) -> None:
    """The user's side can give the Stars back, as Telegram's support does."""
    message = await _invoice(stage)
    charge = (await _pay(stage, message_id=message["message_id"]))["charge_id"]
    payment = (await stage.act("refund", charge_id=charge))["payment"]
    assert (payment["amount"], payment["refunded"]) == (5, True)
    assert (await stage.act("refund", status=400, charge_id="x"))["error"]["message"] == (
        "Bad Request: CHARGE_NOT_FOUND"
    )


@pytest.mark.parametrize(
    ("more", "words"),
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
async def test_a_bad_invoice_is_refused(stage: Stage, more: Json, words: str) -> None:
    """Stars take no provider and exactly one price; the Pay button comes first."""
    assert await stage.refused("sendInvoice", chat_id=1001, **{**INVOICE, **more}) == words


async def test_a_refusal_needs_a_reason(stage: Stage) -> None:
    """`ok: false` without words is refused."""
    words = await stage.refused("answerPreCheckoutQuery", pre_checkout_query_id="1", ok=False)
    assert words == "Bad Request: error message can't be empty"
