"""Payment of an invoice in Stars with pre-checkout, and refunds by support."""

import math

from sandbox.telegram.errors import Json
from sandbox.telegram.methods.payments import record_transaction, refund_payment
from sandbox.telegram.sim.request import UserRequest, http_error
from sandbox.telegram.sim.views import find_invoice
from sandbox.telegram.world import Invoice, Payment

OUTCOMES = ("paid", "cancelled", "failed")


async def pay(req: UserRequest) -> Json:
    """`POST pay`: pay, fail or cancel; waits for the pre-checkout answer."""
    outcome = req.text("outcome", "paid")
    if outcome not in OUTCOMES:
        raise http_error("bad_request", f'"outcome" must be one of {", ".join(OUTCOMES)}')
    invoice = find_invoice(req)
    if outcome == "cancelled":
        return _close_invoice(req, invoice, "cancelled", None)
    reason = _failure_reason(req, invoice)
    if reason is None and outcome == "failed":
        reason = "PAYMENT_FAILED"
    if reason is None:
        reason = await _checkout(req, invoice)
    if reason is not None:
        return _close_invoice(req, invoice, "failed", reason)
    payment = _settle(req, invoice)
    return _close_invoice(req, invoice, "paid", None) | {"charge_id": payment.charge_id}


def _failure_reason(req: UserRequest, invoice: Invoice) -> str | None:
    if invoice.message_id in req.chat.paid:
        return "INVOICE_ALREADY_PAID"
    return "BALANCE_TOO_LOW" if req.user.stars < invoice.amount else None


async def _checkout(req: UserRequest, invoice: Invoice) -> str | None:
    """Send the pre-checkout query; return the failure reason, or `None` if the bot agrees."""
    world, user = req.world, req.user
    query = world.open_query("checkout", user, {})
    update = {
        "id": query.id,
        "from": user.as_user(),
        "currency": "XTR",
        "total_amount": invoice.amount,
        "invoice_payload": invoice.payload,
    }
    world.queue_update("pre_checkout_query", update, order_key=user.id)
    # The wait ends by the sandbox's clock only, which a test can move by 10 seconds.
    answer = await world.wait_for_answer(query, math.inf)
    if answer is None:
        return "BOT_PRECHECKOUT_TIMEOUT"
    if not answer["ok"]:
        return str(answer["error_message"])
    return _failure_reason(req, invoice)  # another payment may have been made meanwhile


def _settle(req: UserRequest, invoice: Invoice) -> Payment:
    world, user = req.world, req.user
    payment = Payment(
        f"stx{world.random_text(48)}", user.id, invoice.amount, invoice.payload, world.now()
    )
    world.payments[payment.charge_id] = payment
    user.stars -= invoice.amount
    world.bot_stars += invoice.amount
    partner = {
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": user.as_user(),
        "invoice_payload": invoice.payload,
    }
    record_transaction(world, payment.charge_id, invoice.amount, {"source": partner})
    chat = world.chats[user.id]
    paid = {
        "currency": "XTR",
        "total_amount": invoice.amount,
        "invoice_payload": invoice.payload,
        "telegram_payment_charge_id": payment.charge_id,
        "provider_payment_charge_id": f"{user.id}_{world.random_number()}",
    }
    message = world.add_message(chat, user.as_user(), {"successful_payment": paid})
    world.queue_update("message", message, order_key=chat.id)
    if invoice.message_id is not None:
        req.chat.paid.add(invoice.message_id)
        if invoiced := req.chat.messages.get(invoice.message_id):
            world.emit_edit(req.chat, invoiced)
    world.emit_user(user)
    return payment


def _close_invoice(req: UserRequest, invoice: Invoice, status: str, reason: str | None) -> Json:
    shown = {
        "user": req.user.id,
        "slug": invoice.slug,
        "message_id": invoice.message_id,
        "status": status,
        "reason": reason,
    }
    req.world.events.emit("invoice_closed", shown, audience=req.user.id)
    return {
        "status": status,
        "reason": reason,
        "charge_id": None,
        "stars": req.user.stars,
    }


async def refund(req: UserRequest) -> Json:
    """`POST refund`: refund a payment, as Telegram's support does."""
    payment = refund_payment(req.world, req.text("charge_id"), None)
    return {
        "payment": {
            "charge_id": payment.charge_id,
            "user_id": payment.user_id,
            "amount": payment.amount,
            "payload": payment.payload,
            "date": payment.date,
            "refunded": payment.refunded,
        }
    }
