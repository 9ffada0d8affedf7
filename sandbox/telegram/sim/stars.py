"""What happens to a payment or an invoice in Stars later: by the payer, Telegram or a store."""

from dataclasses import replace

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import Json
from sandbox.telegram.methods.payments import record_transaction, refund_payment
from sandbox.telegram.sim.pay import failure_reason, send_update, settle_payment
from sandbox.telegram.sim.request import UserRequest, http_error
from sandbox.telegram.world import Invoice, Payment, World, store_bounded


def _find_payment(req: UserRequest) -> Payment:
    payment = req.world.payments.get(req.text("charge_id"))
    if payment is None:
        raise http_error("not_found", "no such payment")
    return payment


async def settle(req: UserRequest) -> Json:
    """`POST settle`: a pending payment goes through or fails.

    The payer's client gets no second status, as in Telegram; the bot gets `successful_payment`.
    """
    outcome = req.text("outcome", "paid")
    if outcome not in ("paid", "failed"):
        raise http_error("bad_request", '"outcome" must be paid or failed')
    pending = req.world.pending.pop(req.text("pending_id"), None)
    if pending is None:
        raise http_error("not_found", "no such pending payment")
    reason = failure_reason(pending.user, pending.chat, pending.invoice)
    if reason is None and outcome == "failed":
        reason = "PAYMENT_FAILED"
    charge_id = None
    if reason is None:
        payment = settle_payment(req.world, pending.user, pending.chat, pending.invoice)
        charge_id = payment.charge_id
    else:
        req.world.emit_user(pending.user)
    return {
        "status": "failed" if reason else "paid",
        "reason": reason,
        "charge_id": charge_id,
        "stars": pending.user.stars,
    }


async def redeliver(req: UserRequest) -> Json:
    """`POST redeliver`: the bot gets another update with the same `successful_payment`."""
    payment = _find_payment(req)
    send_update(req.world, payment)
    return {"payment": payment.as_json()}


async def refund(req: UserRequest) -> Json:
    """`POST refund`: refund a payment, as Telegram's support does."""
    return {"payment": refund_payment(req.world, req.text("charge_id"), None).as_json()}


async def charge_back(req: UserRequest) -> Json:
    """`POST chargeback`: a store takes a payment back from the bot; no update follows.

    The bot's balance may become negative. The payer gets money from the store, no Stars.
    """
    world, payment = req.world, _find_payment(req)
    if payment.refunded or payment.charged_back:
        raise http_error("conflict", "this payment is already refunded or charged back")
    payment.charged_back = True
    world.bot_stars -= payment.amount
    if req.flag("listed"):
        receiver = {"receiver": {"type": "other"}}
        record_transaction(world, payment.charge_id, payment.amount, receiver)
    world.emit_user(world.users[payment.user_id])
    return {"payment": payment.as_json(), "bot_stars": world.bot_stars}


async def transactions(req: UserRequest) -> Json:
    """`GET transactions`: the bot's whole list of transactions."""
    return {"transactions": req.world.transactions, "bot_stars": req.world.bot_stars}


async def set_transactions(req: UserRequest) -> Json:
    """`POST transactions`: replace the list, as nothing that users do could; balances stay."""
    given = req.body.get("transactions")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise http_error("bad_request", '"transactions" must be a list of objects')
    req.world.transactions = given
    return await transactions(req)


async def forward(req: UserRequest) -> Json:
    """`POST forward`: the user forwards an invoice message to another user or to the group.

    The sandbox has no chats between users: another user gets the copy in the chat with the bot.
    The bot gets no update of it.
    """
    message = req.message()
    invoice = req.world.invoices.get(f"message:{req.chat.id}:{message['message_id']}")
    if invoice is None:
        raise http_error("bad_request", "only invoice messages can be forwarded here")
    if message.get("has_protected_content"):
        raise http_error("bad_request", "this message is protected")
    target = req.world.chats.get(req.number("to"))
    if target is None or target is req.chat:
        raise http_error("bad_request", '"to" must be another chat')
    return {"message": _forward_invoice(req, target, message, invoice)}


def _forward_invoice(req: UserRequest, target: Chat, message: Json, invoice: Invoice) -> Json:
    """Add the copy: with its keyboard, or with a deep link if there is a `start_parameter`."""
    world = req.world
    origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    markup = message["reply_markup"]
    if invoice.start_parameter:
        markup = {"inline_keyboard": [[_deep_link(world, message, invoice)]]}
    content = {"invoice": message["invoice"], "forward_origin": origin, "reply_markup": markup}
    copy = world.add_message(target, req.user.as_user(), content)
    if not invoice.start_parameter:
        key = f"message:{target.id}:{copy['message_id']}"
        store_bounded(world.invoices, key, replace(invoice, message_id=copy["message_id"]))
    return target.message_json(copy)


def _deep_link(world: World, message: Json, invoice: Invoice) -> Json:
    pay_button = message["reply_markup"]["inline_keyboard"][0][0]
    link = f"https://t.me/{world.profile.username}?start={invoice.start_parameter}"
    return {"text": pay_button["text"], "url": link}
