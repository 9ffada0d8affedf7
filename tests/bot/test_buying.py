"""A miner bought in the chat: shop, review, order, receipt, payment; and what is refused."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.handlers import COMMANDS
from bot.translate import Words, words
from orders import buyers
from tests.bot.conftest import Talk, labels, text_of, until
from tests.bot.test_payments import locked_tables
from tests.selling import ALICE, Selling, a_worker, open_shop
from tests.servers import PostgresServer

BOB = 1002  # whose Telegram speaks Russian
EN, RU = words("en"), words("ru")


@dataclass
class Buyer:
    """A member in the chat, who has an account and Stars."""

    selling: Selling
    talk: Talk
    words: Words

    def says(self, name: str, **values: str | int) -> str:
        """Return a message as the chat shows it: without HTML, with plain spaces."""
        return plain(re.sub("<[^>]+>", "", self.words(name, **values)))

    def label(self, name: str) -> str:
        """Return the label of a button."""
        return self.words.plain(f"button-{name}")

    async def offers(self) -> dict[str, Any]:
        """Return the first page of the shop with its buttons."""
        return await self.talk.say("/buy")

    async def review(self, place: int = 0) -> dict[str, Any]:
        """Return the review of an offer."""
        page = await self.offers()
        return await self.tap(labels(page)[place], of=page)

    async def order(self, place: int = 0) -> tuple[dict[str, Any], str]:
        """Order an offer; return the message that says so, and the order's code."""
        review = await self.review(place)
        made = await self.tap(self.label("buy-yes"), of=review)
        found = re.search(r"\b[0-9A-F]{8}\b", text_of(made))
        assert found, text_of(made)
        return made, found[0]

    async def receipt(self, code: str, *said: str) -> dict[str, Any]:
        """Return the receipt of an order as soon as it says all this."""

        async def check() -> dict[str, Any] | None:
            head = self.says("order-title", code=code)
            found = [one for one in await self.talk.answers() if first_line(one) == head]
            assert len(found) <= 1, "one message for each order"
            return found[0] if found and all(part in text_of(found[0]) for part in said) else None

        found: dict[str, Any] = await until(check, f"{said} in the receipt of {code}")
        return found

    async def tap(self, label: str, of: dict[str, Any]) -> dict[str, Any]:
        """Tap a button; return its message as soon as it has changed, with the `toast`.

        `Talk.tap` takes any message that changes, and a receipt may at any moment.
        """
        body = {"message_id": of["message_id"], "text": label, "wait": 20}
        answer = (await self.talk.sim("POST", "tap", body))["answer"]
        assert answer is not None, "the button is not answered"

        async def change() -> dict[str, Any] | None:
            every = {one["message_id"]: one for one in await self.talk.answers()}
            now = every[of["message_id"]]
            same = (text_of(now), labels(now)) == (text_of(of), labels(of))
            return None if same else dict(now)

        changed: dict[str, Any] = await until(change, f"an effect of {label!r}")
        return {**changed, "toast": answer["text"]}

    async def window(self, label: str, of: dict[str, Any]) -> str:
        """Tap a button that opens a window; return its text."""
        body = {"message_id": of["message_id"], "text": label, "wait": 20}
        answer = (await self.talk.sim("POST", "tap", body))["answer"]
        assert answer["show_alert"]
        return str(answer["text"])

    async def tap_link(self, message: dict[str, Any], start: str) -> dict[str, Any]:
        """Pay by the link of a button, as Telegram does on a tap."""
        rows = message["reply_markup"]["inline_keyboard"]
        url = next(b["url"] for row in rows for b in row if b["text"].startswith(start))
        slug = url.removeprefix("https://t.me/$")
        paid = await self.talk.sim("POST", "pay", {"slug": slug})
        return dict(paid)


def data_of(message: dict[str, Any], label: str) -> str:
    """Return what a button carries."""
    rows = message["reply_markup"]["inline_keyboard"]
    return str(next(b["callback_data"] for row in rows for b in row if b["text"] == label))


def first_line(message: dict[str, Any]) -> str:
    """Return the first line of a message."""
    return text_of(message).split("\n")[0]


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.fixture
async def selling(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Selling]:
    """A shop with a worker."""
    async with open_shop(redis_url, postgres) as opened, a_worker(opened):
        yield opened


async def a_buyer(selling: Selling, user: int = ALICE, *, stars: int = 50_000) -> Buyer:
    """Return a member who has started the bot, has an account and so many Stars."""
    talk = Talk(selling.world, user)
    welcome = await talk.say("/start")
    await selling.bind(user)
    await talk.next_answer(welcome["message_id"], "the notification of the login")
    await selling.set_stars(stars, user)
    return Buyer(selling, talk, EN if user == ALICE else RU)


@pytest.mark.parametrize("user", [ALICE, BOB])
async def test_miner_is_bought_in_the_chat(selling: Selling, user: int) -> None:
    """From the shop to the portfolio, in both languages, with one receipt that follows."""
    buyer = await a_buyer(selling, user)
    shop = await buyer.offers()
    assert sum("TH" in label for label in labels(shop)) == 8
    review = await buyer.tap(labels(shop)[0], of=shop)
    text = plain(text_of(review))
    assert buyer.says("shop-stars-cost") in text
    assert buyer.says("buy-terms", version="1") in text
    assert buyer.says("buy-no-telegram") in text
    made = await buyer.tap(buyer.label("buy-yes"), of=review)
    assert made["message_id"] == review["message_id"]
    code = next(iter(re.findall(r"\b[0-9A-F]{8}\b", text_of(made))))
    receipt = await buyer.receipt(code, buyer.says("order-awaiting"))
    assert buyer.label("order-cancel") in labels(receipt)
    pay = buyer.words.plain("button-pay", count=2, stars="").split()[0]
    assert (await buyer.tap_link(receipt, pay))["status"] == "paid"
    done = await buyer.receipt(code, buyer.says("order-done"), buyer.says("state-paid"))
    assert done["message_id"] == receipt["message_id"]
    assert labels(done) == [buyer.label("order-open")]
    miners = (await selling.world.get("/api/miners", user)).body["items"]
    assert any(f"ID {miner['id']}" in text_of(done) for miner in miners)


async def test_shop_leads_to_the_order(selling: Selling) -> None:
    """By one button; and /help lists what is about selling."""
    alice = await a_buyer(selling)
    shop = await alice.talk.say("/shop 2")
    page = await alice.tap("Buy a miner", of=shop)
    assert text_of(page) == text_of(shop)
    assert sum("Stars" in label for label in labels(page)) > 0
    said = text_of(await alice.talk.say("/help"))
    shown = [one.name for one in COMMANDS if one.is_shown(selling=True)]
    assert [line[1:].split(" ")[0] for line in said.splitlines() if line[:1] == "/"] == shown
    assert {"buy", "orders", "terms", "support", "paysupport"} <= set(shown)

    async def telegram_lists() -> bool:
        listed = (await alice.talk.sim("GET", "state"))["commands"]
        return [one["command"] for one in listed] == shown

    await until(telegram_lists, "the commands")


async def test_who_is_not_logged_in_is_offered_the_ways(selling: Selling) -> None:
    """The shop is open to look at; after the login it goes on there."""
    talk = Talk(selling.world)
    await talk.say("/start")
    shop = await talk.say("/buy")
    asked = await talk.tap(labels(shop)[0], of=shop)
    assert labels(asked)[:2] == [EN.plain("button-login"), EN.plain("button-begin")]
    menu = await talk.tap(EN.plain("button-begin"), of=asked)
    assert labels(menu)[0] == EN.plain("button-go-on")
    again = await talk.tap(EN.plain("button-go-on"), of=menu)
    assert text_of(again) == text_of(shop)


async def test_button_that_is_tapped_again_orders_once(selling: Selling) -> None:
    """Every tap gets the same answer; another review makes another order."""
    alice = await a_buyer(selling)
    review = await alice.review()
    data = data_of(review, alice.label("buy-yes"))
    copies = [await alice.talk.write_as_bot(ALICE, f"copy {n}", data) for n in range(3)]
    made = [text_of(await alice.tap(f"copy {n}", of=one)) for n, one in enumerate(copies)]
    assert len(set(made)) == 1
    assert selling.rows("SELECT count(*) FROM orders") == [(1,)]
    code = re.findall(r"\b[0-9A-F]{8}\b", made[0])[0]
    await alice.receipt(code, alice.says("order-awaiting"))
    known = await alice.review()
    assert alice.says("buy-open") in text_of(known)
    assert alice.label("buy-yes") not in labels(known)


async def test_button_of_another_member_orders_nothing_of_theirs(selling: Selling) -> None:
    """The key belongs to who taps."""
    alice, bob = await a_buyer(selling), await a_buyer(selling, BOB)
    review = await alice.review()
    data = data_of(review, alice.label("buy-yes"))
    await alice.tap(alice.label("buy-yes"), of=review)
    copy = await bob.talk.write_as_bot(BOB, "copy", data)
    await bob.tap("copy", of=copy)
    owners = selling.rows("SELECT user_id FROM orders ORDER BY user_id")
    assert owners == [(ALICE,), (BOB,)]


async def test_order_is_cancelled_by_its_receipt(selling: Selling) -> None:
    """The receipt says so; a paid order is not cancelled."""
    alice = await a_buyer(selling)
    _, code = await alice.order()
    receipt = await alice.receipt(code, alice.says("order-awaiting"))
    said = await alice.window(alice.label("order-cancel"), of=receipt)
    assert said == alice.says("orders-cancelled", code=code)
    over = await alice.receipt(code, alice.says("order-cancelled"))
    assert over["message_id"] == receipt["message_id"]
    _, code = await alice.order()
    receipt = await alice.receipt(code, alice.says("order-awaiting"))
    old = await alice.talk.write_as_bot(
        ALICE, "old", receipt["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    )
    await alice.tap_link(receipt, "Pay")
    await alice.receipt(code, alice.says("order-done"))
    assert await alice.window("old", of=old) == alice.says("buy-refused-cannot-cancel")


async def test_price_that_has_changed_is_shown_again(selling: Selling) -> None:
    """Nothing is ordered for a price that nobody has seen; the same for the terms."""
    alice = await a_buyer(selling)
    review = await alice.review()
    data = data_of(review, alice.label("buy-yes"))
    head, offer, stars, terms, token = data.split(":")
    cheap = f"{head}:{offer}:{int(stars) - 1}:{terms}:{token[::-1]}"
    old = f"{head}:{offer}:{stars}:00000000:{token[::-1]}"
    for changed, said in ((cheap, "price-changed"), (old, "terms-needed")):
        copy = await alice.talk.write_as_bot(ALICE, "copy", changed)
        again = await alice.tap("copy", of=copy)
        assert text_of(again).startswith(alice.says(f"buy-refused-{said}"))
        assert alice.label("buy-yes") in labels(again)
    assert selling.rows("SELECT count(*) FROM orders") == [(0,)]


async def test_refusals_are_said_in_words(selling: Selling) -> None:
    """Limits, a miner that is gone, an account that is not known, a rail that is switched off."""
    alice = await a_buyer(selling)
    assert "at most 10,000 Stars" in await _last_review(alice)
    gone = await alice.talk.write_as_bot(ALICE, "gone", "v1.buy:999999")
    assert text_of(await alice.tap("gone", of=gone)) == alice.says("buy-refused-offer-gone")
    await selling.write("UPDATE members SET gomining_user_id = NULL, bound_at = NULL")
    unknown = await alice.review()
    assert text_of(unknown) == alice.says("buy-refused-account-unknown")
    assert alice.label("login") in labels(unknown)
    buying = selling.world.services.buying
    assert buying is not None
    async with buying.orders.transaction() as connection:
        now = selling.world.services.time.now()
        await buyers.switch(connection, "stars", is_on=False, by="eve", now=now)
    assert text_of(await alice.review()) == alice.says("buy-refused-not-selling")
    assert selling.rows("SELECT count(*) FROM orders") == [(0,)]


async def _last_review(buyer: Buyer) -> str:
    """Return the review of the dearest miner."""
    page = await buyer.talk.say("/buy 99")
    place = max(n for n, label in enumerate(labels(page)) if "Stars" in label)
    return text_of(await buyer.tap(labels(page)[place], of=page))


async def test_cancelled_review_leads_back_to_the_shop(selling: Selling) -> None:
    """Nothing was ordered."""
    alice = await a_buyer(selling)
    review = await alice.review()
    shop = await alice.tap("Cancel", of=review)
    assert shop["toast"] == alice.says("cancel-done")
    assert "Miners on sale" in text_of(shop)
    assert selling.rows("SELECT count(*) FROM orders") == [(0,)]


async def test_orders_are_listed_and_opened(selling: Selling) -> None:
    """With state and code; one of somebody else is not shown."""
    alice = await a_buyer(selling)
    assert alice.says("orders-none") in text_of(await alice.talk.say("/orders"))
    made, code = await alice.order()
    await alice.receipt(code, alice.says("order-awaiting"))
    opened = await alice.tap(alice.label("order-show"), of=made)
    assert alice.says("order-awaiting") in text_of(opened)
    listed = await alice.tap(alice.label("orders"), of=opened)
    assert f"{code} · " in text_of(listed)
    shown = await alice.tap(f"{code} · {EN.plain('state-awaiting')}", of=listed)
    assert "Pay" in labels(shown)[0]
    ended = await alice.tap(alice.label("order-cancel"), of=shown)
    assert alice.says("order-cancelled") in text_of(ended)
    number = selling.rows("SELECT id FROM orders")[0][0]
    bob = await a_buyer(selling, BOB)
    stolen = await bob.talk.write_as_bot(BOB, "stolen", f"v1.own:cancel:{number.hex}")
    assert await bob.window("stolen", of=stolen) == bob.says("orders-missing")


async def test_terms_and_support_are_named(selling: Selling) -> None:
    """The link with its version, and who helps."""
    alice = await a_buyer(selling)
    terms = await alice.talk.say("/terms")
    assert terms["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://example.com/terms"
    assert "version 1" in text_of(terms)
    support = await alice.talk.say("/support")
    assert "@support" in text_of(support)
    assert "/paysupport" in text_of(support)


@pytest.mark.long
async def test_database_that_is_away_is_explained(selling: Selling) -> None:
    """Below the review, whose button works again afterwards."""
    alice = await a_buyer(selling)
    review = await alice.review()
    with locked_tables(selling, "orders"):
        body = {"message_id": review["message_id"], "text": alice.label("buy-yes"), "wait": 20}
        await alice.talk.sim("POST", "tap", body)
        said = await alice.talk.next_answer(review["message_id"], "the error")
    assert text_of(said) == alice.says("error-storage")
    made = await alice.tap(alice.label("buy-yes"), of=review)
    assert alice.label("order-show") in labels(made)
    assert selling.rows("SELECT count(*) FROM orders") == [(1,)]
