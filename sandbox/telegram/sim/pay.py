"""Paying an invoice in Stars, through the bot's last word, and support's refunds."""

import math

from sandbox.telegram.methods.payments import book, give_back
from sandbox.telegram.refusals import Json
from sandbox.telegram.sim.scene import Scene, refuse
from sandbox.telegram.sim.view import find_invoice
from sandbox.telegram.world import Invoice, Payment

OUTCOMES = ("paid", "cancelled", "failed")


async def pay(scene: Scene) -> Json:
    """`POST pay`: pay, fail or walk away; waits through pre-checkout."""
    outcome = scene.text("outcome", "paid")
    if outcome not in OUTCOMES:
        raise refuse("bad_request", f'"outcome" must be one of {", ".join(OUTCOMES)}')
    invoice = find_invoice(scene)
    if outcome == "cancelled":
        return _closed(scene, invoice, "cancelled", None)
    reason = _obstacle(scene, invoice)
    if reason is None and outcome == "failed":
        reason = "PAYMENT_FAILED"
    if reason is None:
        reason = await _checkout(scene, invoice)
    if reason is not None:
        return _closed(scene, invoice, "failed", reason)
    payment = _settle(scene, invoice)
    return _closed(scene, invoice, "paid", None) | {"charge_id": payment.charge_id}


def _obstacle(scene: Scene, invoice: Invoice) -> str | None:
    if invoice.message_id in scene.room.paid:
        return "INVOICE_ALREADY_PAID"
    return "BALANCE_TOO_LOW" if scene.person.stars < invoice.amount else None


async def _checkout(scene: Scene, invoice: Invoice) -> str | None:
    """Ask the bot for its last word; returns why not, `None` when it agrees."""
    world, person = scene.world, scene.person
    query = world.ask("checkout", person, {})
    update = {
        "id": query.id,
        "from": person.as_user(),
        "currency": "XTR",
        "total_amount": invoice.amount,
        "invoice_payload": invoice.payload,
    }
    world.update("pre_checkout_query", update, line=person.id)
    # Only the sandbox's clock ends this wait: a test moves it past the ten seconds.
    answer = await world.answer_to(query, math.inf)
    if answer is None:
        return "BOT_PRECHECKOUT_TIMEOUT"
    if not answer["ok"]:
        return str(answer["error_message"])
    return _obstacle(scene, invoice)  # another payment may have come first


def _settle(scene: Scene, invoice: Invoice) -> Payment:
    world, person = scene.world, scene.person
    payment = Payment(
        f"stx{world.word(48)}", person.id, invoice.amount, invoice.payload, world.now()
    )
    world.payments[payment.charge_id] = payment
    person.stars -= invoice.amount
    world.bot_stars += invoice.amount
    partner = {
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": person.as_user(),
        "invoice_payload": invoice.payload,
    }
    book(world, payment.charge_id, invoice.amount, {"source": partner})
    room = world.rooms[person.id]
    paid = {
        "currency": "XTR",
        "total_amount": invoice.amount,
        "invoice_payload": invoice.payload,
        "telegram_payment_charge_id": payment.charge_id,
        "provider_payment_charge_id": f"{person.id}_{world.number()}",
    }
    message = world.add_message(room, person.as_user(), {"successful_payment": paid})
    world.update("message", message, line=room.id)
    if invoice.message_id is not None:
        scene.room.paid.add(invoice.message_id)
        if invoiced := scene.room.messages.get(invoice.message_id):
            world.show_edit(scene.room, invoiced)
    world.show_person(person)
    return payment


def _closed(scene: Scene, invoice: Invoice, status: str, reason: str | None) -> Json:
    shown = {
        "user": scene.person.id,
        "slug": invoice.slug,
        "message_id": invoice.message_id,
        "status": status,
        "reason": reason,
    }
    scene.world.feed.emit("invoice_closed", shown, audience=scene.person.id)
    return {
        "status": status,
        "reason": reason,
        "charge_id": None,
        "stars": scene.person.stars,
    }


async def refund(scene: Scene) -> Json:
    """`POST refund`: give the Stars back, as Telegram's support does."""
    payment = give_back(scene.world, scene.text("charge_id"), None)
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
