"""Payment of an invoice in Stars with pre-checkout, as the payer's client does it."""

import math
from collections.abc import Sequence

from sandbox.telegram.chats import Chat, User
from sandbox.telegram.errors import Json
from sandbox.telegram.faults import REPORTED, UPDATES
from sandbox.telegram.methods.payments import invoice_partner, record_transaction
from sandbox.telegram.sim.request import UserRequest, http_error
from sandbox.telegram.sim.views import find_invoice
from sandbox.telegram.world import Invoice, Payment, PendingPayment, World, store_bounded

OUTCOMES = ("paid", "cancelled", "failed")


async def pay(req: UserRequest) -> Json:
    """`POST pay`: pay, fail or cancel; waits for the pre-checkout answer."""
    outcome = req.text("outcome", "paid")
    if outcome not in OUTCOMES:
        raise http_error("bad_request", f'"outcome" must be one of {", ".join(OUTCOMES)}')
    invoice = find_invoice(req)
    if outcome == "cancelled":
        return _close_invoice(req, invoice, ["cancelled"])
    reason = failure_reason(req.user, req.chat, invoice)
    if reason is None and outcome == "failed":
        reason = "PAYMENT_FAILED"
    if reason is None:
        reason = await _checkout(req, invoice)
    if reason is not None:
        return _close_invoice(req, invoice, ["failed"], reason)
    return _complete(req, invoice)


def _complete(req: UserRequest, invoice: Invoice) -> Json:
    """Settle an agreed payment and report its status, or what an injected fault makes of it."""
    world, user = req.world, req.user
    fault = world.faults.take_for_payment(REPORTED, user.id)
    statuses = REPORTED[fault] if fault else ("paid",)
    if fault == "status_pending":
        pending = PendingPayment(world.random_text(), user, req.chat, invoice)
        store_bounded(world.pending, pending.id, pending)
        return _close_invoice(req, invoice, statuses) | {"pending_id": pending.id}
    payment = settle_payment(world, user, req.chat, invoice)
    return _close_invoice(req, invoice, statuses) | {"charge_id": payment.charge_id}


def failure_reason(user: User, chat: Chat, invoice: Invoice) -> str | None:
    """Return why an invoice cannot be paid, or `None`."""
    if invoice.message_id in chat.paid:
        return "INVOICE_ALREADY_PAID"
    return "BALANCE_TOO_LOW" if user.stars < invoice.amount else None


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
    # Another payment may have been made meanwhile.
    return failure_reason(user, req.chat, invoice)


def settle_payment(world: World, user: User, chat: Chat, invoice: Invoice) -> Payment:
    """Move the Stars, list the transaction and send the bot `successful_payment`.

    `chat` has the invoice message; the service message comes in the payer's chat with the bot.
    """
    payment = _record_payment(world, user, invoice)
    fault = world.faults.take_for_payment(UPDATES, user.id)
    for _ in range(UPDATES[fault] if fault else 1):
        send_update(world, payment)
    _mark_as_paid(world, chat, invoice)
    world.emit_user(user)
    return payment


def _record_payment(world: World, user: User, invoice: Invoice) -> Payment:
    charge_id = f"stx{world.random_text(48)}"
    paid = {
        "currency": "XTR",
        "total_amount": invoice.amount,
        "invoice_payload": invoice.payload,
        "telegram_payment_charge_id": charge_id,
        "provider_payment_charge_id": f"{user.id}_{world.random_number()}",
    }
    user.stars -= invoice.amount
    world.bot_stars += invoice.amount
    source = invoice_partner(user, invoice.payload)
    record_transaction(world, charge_id, invoice.amount, {"source": source})
    message = world.add_message(world.chats[user.id], user.as_user(), {"successful_payment": paid})
    payment = Payment(charge_id, user.id, invoice.amount, invoice.payload, world.now(), message)
    world.payments[charge_id] = payment
    return payment


def send_update(world: World, payment: Payment) -> None:
    """Queue an update with the payment's `successful_payment`."""
    world.queue_update("message", payment.message, order_key=payment.user_id)


def _mark_as_paid(world: World, chat: Chat, invoice: Invoice) -> None:
    """Mark the invoice message; in a group it stays payable for the other members."""
    if invoice.message_id is None or not chat.private:
        return
    chat.paid.add(invoice.message_id)
    if invoiced := chat.messages.get(invoice.message_id):
        world.emit_edit(chat, invoiced)


def _close_invoice(
    req: UserRequest, invoice: Invoice, statuses: Sequence[str], reason: str | None = None
) -> Json:
    """Report the statuses to the payer's client in order; return the answer of `POST pay`."""
    for status in statuses:
        shown = {
            "user": req.user.id,
            "slug": invoice.slug,
            "message_id": invoice.message_id,
            "status": status,
            "reason": reason,
        }
        req.world.events.emit("invoice_closed", shown, audience=req.user.id)
    return {
        "status": statuses[0],
        "statuses": list(statuses),
        "reason": reason,
        "charge_id": None,
        "pending_id": None,
        "stars": req.user.stars,
    }
