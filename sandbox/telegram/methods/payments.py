"""Payments in Telegram Stars: invoices, pre-checkout, refunds, transactions."""

from sandbox.telegram.chats import User
from sandbox.telegram.errors import Json, bad_request, not_modelled
from sandbox.telegram.messages import send, writable_chat
from sandbox.telegram.params import Uploads
from sandbox.telegram.world import Invoice, Payment, World, store_bounded

MAX_AMOUNT = 100_000


def _invoice(args: Json) -> Invoice:
    """Validate an invoice by the rules of Stars.

    Raises:
        ApiError: another currency, a provider token, or not exactly one price.
    """
    if args["currency"] != "XTR":
        raise not_modelled(f"payments in {args['currency']}: only Stars (XTR) are")
    if args.get("provider_token") or len(args["prices"]) != 1:
        raise bad_request("STARS_INVOICE_INVALID")
    if not 1 <= len(str(args["title"])) <= 32:
        raise bad_request("INVOICE_TITLE_INVALID")
    if not 1 <= len(str(args["description"])) <= 255:
        raise bad_request("INVOICE_DESCRIPTION_INVALID")
    if not 1 <= len(str(args["payload"]).encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    amount = args["prices"][0]["amount"]
    if not 1 <= int(amount) <= MAX_AMOUNT:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return Invoice(
        args["title"],
        args["description"],
        args["payload"],
        int(amount),
        photo_url=args.get("photo_url"),
        start_parameter=str(args.get("start_parameter") or ""),
    )


async def send_invoice(world: World, args: Json, _uploads: Uploads) -> Json:
    """Send an invoice; without a keyboard it gets Telegram's default Pay button."""
    chat = writable_chat(world, args.get("chat_id"))
    invoice = _invoice(args)
    if not args.get("reply_markup"):
        button = {"text": f"Pay ⭐️{invoice.amount}", "pay": True}
        args = args | {"reply_markup": {"inline_keyboard": [[button]]}}
    content = {
        "title": invoice.title,
        "description": invoice.description,
        "start_parameter": invoice.start_parameter,
        "currency": "XTR",
        "total_amount": invoice.amount,
    }
    message = send(world, args, {"invoice": content})
    invoice.message_id = message["message_id"]
    store_bounded(world.invoices, f"message:{chat.id}:{invoice.message_id}", invoice)
    return message


async def create_link(world: World, args: Json, _uploads: Uploads) -> str:
    """Return a link to an invoice that anyone may pay any number of times."""
    invoice = _invoice(args)
    invoice.slug = world.random_text(20)
    store_bounded(world.invoices, invoice.slug, invoice)
    return f"https://t.me/${invoice.slug}"


async def answer_checkout(world: World, args: Json, _uploads: Uploads) -> bool:
    """Answer a pre-checkout query."""
    accepted = bool(args["ok"])
    reason = args.get("error_message")
    if not accepted and not reason:
        raise bad_request("error message can't be empty")
    answer = {"ok": accepted, "error_message": reason}
    world.answer_query("checkout", args["pre_checkout_query_id"], answer)
    return True


def refund_payment(world: World, charge_id: str, user_id: int | None) -> Payment:
    """Refund a payment: the user gets the Stars, the bot a service message.

    Raises:
        ApiError: no such payment of this user, already refunded or charged back, or balance too
            low.
    """
    payment = world.payments.get(charge_id)
    if payment is None or user_id not in (None, payment.user_id):
        raise bad_request("CHARGE_NOT_FOUND")
    if payment.refunded or payment.charged_back:
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    if world.bot_stars < payment.amount:
        raise bad_request("BALANCE_TOO_LOW")
    payment.refunded = True
    user = world.users[payment.user_id]
    user.stars += payment.amount
    world.bot_stars -= payment.amount
    receiver = invoice_partner(user, payment.payload)
    record_transaction(world, charge_id, payment.amount, {"receiver": receiver})
    refunded = {
        "currency": "XTR",
        "total_amount": payment.amount,
        "invoice_payload": payment.payload,
        "telegram_payment_charge_id": charge_id,
    }
    chat = world.chats[user.id]
    message = world.add_message(chat, world.profile.as_user(), {"refunded_payment": refunded})
    world.queue_update("message", message, order_key=chat.id)
    world.emit_user(user)
    return payment


def invoice_partner(user: User, payload: str) -> Json:
    """Return the `TransactionPartnerUser` of an invoice's payment or refund."""
    return {
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": user.as_user(),
        "invoice_payload": payload,
    }


def record_transaction(world: World, transaction_id: str, amount: int, partner: Json) -> None:
    """Add a transaction to the bot's list."""
    entry = {"id": transaction_id, "amount": amount, "date": world.now()} | partner
    world.transactions.append(entry)


async def refund(world: World, args: Json, _uploads: Uploads) -> bool:
    """Refund a payment in Stars."""
    refund_payment(world, args["telegram_payment_charge_id"], args["user_id"])
    return True


async def list_transactions(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return the bot's transactions, oldest first."""
    offset = max(int(args.get("offset", 0)), 0)
    limit = min(max(int(args.get("limit", 100)), 1), 100)
    return {"transactions": world.transactions[offset : offset + limit]}


async def get_balance(world: World, _args: Json, _uploads: Uploads) -> Json:
    """Return the bot's balance in Stars."""
    return {"amount": world.bot_stars}
