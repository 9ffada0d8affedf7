"""The chat asks before the account changes, and keeps it while an order is open."""

from tests.bot.conftest import Talk, a_bot, labels, open_chat_world, text_of
from tests.flows.test_identity import end_orders, member_of, open_an_order
from tests.servers import PostgresServer

START, SWITCH = "Start without a wallet", "Switch account"


async def test_switch_waits_for_the_open_order(redis_url: str, postgres: PostgresServer) -> None:
    """A window says so, and the question stays for later; also after a logout."""
    async with open_chat_world(redis_url, database_url=postgres.url) as world, a_bot(world):
        chat = Talk(world)
        await chat.say("/start")
        await chat.login()
        bound = await member_of(world)
        await open_an_order(world)
        await chat.tap("Yes, log me out", of=await chat.say("/logout"))
        asked = await chat.tap(START, of=await chat.say("/login"))
        assert "Another GoMining account?" in text_of(asked)
        button = {"message_id": asked["message_id"], "text": SWITCH, "wait": 20}
        refused = await chat.sim("POST", "tap", button)
        assert "You have an open order" in refused["answer"]["text"]
        assert (await member_of(world)) == bound
        await end_orders(world)
        menu = await chat.tap(SWITCH)
        assert "Portfolio" in labels(menu)
        assert (await member_of(world)).partner_user_id == "tg-1001"
