"""Payments in Telegram Stars: invoices, the last word before paying, refunds, the books."""

from sandbox.telegram.messages import destination, send
from sandbox.telegram.params import Uploads
from sandbox.telegram.refusals import Json, bad_request, not_modelled
from sandbox.telegram.world import Invoice, Payment, World, remember

MAX_AMOUNT = 100_000


def _invoice(args: Json) -> Invoice:
    """Check an invoice by the rules of Stars.

    Raises:
        Refusal: another currency, a provider, or not exactly one price.
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
    )


async def send_invoice(world: World, args: Json, _uploads: Uploads) -> Json:
    """Send an invoice; without a keyboard it gets Telegram's own Pay button."""
    room = destination(world, args.get("chat_id"))
    invoice = _invoice(args)
    if not args.get("reply_markup"):
        button = {"text": f"Pay ⭐️{invoice.amount}", "pay": True}
        args = args | {"reply_markup": {"inline_keyboard": [[button]]}}
    content = {
        "title": invoice.title,
        "description": invoice.description,
        "start_parameter": str(args.get("start_parameter") or ""),
        "currency": "XTR",
        "total_amount": invoice.amount,
    }
    message = send(world, args, {"invoice": content})
    invoice.message_id = message["message_id"]
    remember(world.invoices, f"message:{room.id}:{invoice.message_id}", invoice)
    return message


async def create_link(world: World, args: Json, _uploads: Uploads) -> str:
    """Make a link behind which an invoice lies, for anyone and any number of times."""
    invoice = _invoice(args)
    invoice.slug = world.word(20)
    remember(world.invoices, invoice.slug, invoice)
    return f"https://t.me/${invoice.slug}"


async def answer_checkout(world: World, args: Json, _uploads: Uploads) -> bool:
    """Take the bot's last word before a payment."""
    accepted = bool(args["ok"])
    reason = args.get("error_message")
    if not accepted and not reason:
        raise bad_request("error message can't be empty")
    answer = {"ok": accepted, "error_message": reason}
    world.answer("checkout", args["pre_checkout_query_id"], answer)
    return True


def give_back(world: World, charge_id: str, user_id: int | None) -> Payment:
    """Refund a payment: the user gets the Stars, the bot a message about it.

    Raises:
        Refusal: no such payment of this user, refunded already, or no Stars left to give back.
    """
    payment = world.payments.get(charge_id)
    if payment is None or user_id not in (None, payment.user_id):
        raise bad_request("CHARGE_NOT_FOUND")
    if payment.refunded:
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    if world.bot_stars < payment.amount:
        raise bad_request("BALANCE_TOO_LOW")
    payment.refunded = True
    person = world.people[payment.user_id]
    person.stars += payment.amount
    world.bot_stars -= payment.amount
    partner = {"type": "user", "transaction_type": "invoice_payment", "user": person.as_user()}
    book(world, charge_id, payment.amount, {"receiver": partner})
    refunded = {
        "currency": "XTR",
        "total_amount": payment.amount,
        "invoice_payload": payment.payload,
        "telegram_payment_charge_id": charge_id,
    }
    room = world.rooms[person.id]
    message = world.add_message(room, world.profile.as_user(), {"refunded_payment": refunded})
    world.update("message", message, line=room.id)
    world.show_person(person)
    return payment


def book(world: World, transaction_id: str, amount: int, partner: Json) -> None:
    """Write a transaction into the bot's books."""
    entry = {"id": transaction_id, "amount": amount, "date": world.now()} | partner
    world.transactions.append(entry)


async def refund(world: World, args: Json, _uploads: Uploads) -> bool:
    """Refund a payment in Stars."""
    give_back(world, args["telegram_payment_charge_id"], args["user_id"])
    return True


async def list_transactions(world: World, args: Json, _uploads: Uploads) -> Json:
    """Answer the bot's transactions, the oldest first."""
    offset = max(int(args.get("offset", 0)), 0)
    limit = min(max(int(args.get("limit", 100)), 1), 100)
    return {"transactions": world.transactions[offset : offset + limit]}


async def get_balance(world: World, _args: Json, _uploads: Uploads) -> Json:
    """Answer how many Stars the bot has."""
    return {"amount": world.bot_stars}
