"""Questions about payments: asked in the chat, answered by an operator's command, replied to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.translate import words
from orders import cases
from tests.bot.conftest import Talk, a_bot, labels, open_chat_world, text_of, until
from tests.bot.test_buying import BOB, Buyer, a_buyer
from tests.selling import ALICE, Selling, a_worker, open_shop
from tests.servers import PostgresServer
from tests.worker.commands import Ended, run_command

pytestmark = pytest.mark.long

SEED = "abandon " * 11 + "about"


@pytest.fixture
async def selling(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Selling]:
    """A shop with a worker."""
    async with open_shop(redis_url, postgres) as opened, a_worker(opened):
        yield opened


async def questions(selling: Selling, *arguments: str) -> Ended:
    """Run a command on questions."""
    return await run_command(selling, "questions", *arguments)


def written(selling: Selling) -> list[tuple[Any, ...]]:
    """Return all messages of cases with the orders that they are about."""
    return selling.rows(
        "SELECT author, text, order_id FROM case_messages JOIN review_cases"
        " ON review_cases.id = case_id ORDER BY case_messages.id"
    )


async def ask(buyer: Buyer, about: str, text: str) -> dict[str, Any]:
    """Choose what a question is about, write it, and return the confirmation."""
    begun = await buyer.talk.say("/paysupport")
    label = next(one for one in labels(begun) if one.startswith(about))
    form = await buyer.tap(label, of=begun)
    assert buyer.says("paysupport-write") in text_of(form)
    return await buyer.talk.say(text)


@pytest.mark.parametrize("user", [ALICE, BOB])
async def test_question_about_an_order_is_answered_and_replied_to(
    selling: Selling, user: int
) -> None:
    """In both languages; a reply is part of the same case."""
    buyer = await a_buyer(selling, user)
    _, code = await buyer.order()
    receipt = await buyer.receipt(code, buyer.says("order-awaiting"))
    order = selling.rows("SELECT id FROM orders")[0][0]
    said = await ask(buyer, code, "Where is <it>?")
    assert text_of(said).startswith(buyer.says("paysupport-asked", case="1"))
    assert code in text_of(said)
    assert written(selling) == [(cases.MEMBER, "Where is <it>?", order)]

    listed = await questions(selling, "list")
    assert listed.out.splitlines()[1].split()[:2] == ["1", code]
    assert "open questions of members" in (await run_command(selling, "cases", "list")).out
    shown = await questions(selling, "show", "1")
    assert f"of user {user} about order {code}" in shown.out
    assert "Where is <it>?" in shown.out
    answered = await questions(selling, "answer", "1", "--by", "Eve", "--text", "Pay <first>.")
    assert answered.code == 0, answered.err
    answer = await buyer.talk.next_answer(
        max(said["message_id"], receipt["message_id"]), "the answer"
    )
    assert text_of(answer).startswith(buyer.says("paysupport-answer", case="1"))
    assert text_of(answer).endswith("Pay <first>.")

    await buyer.tap(buyer.label("reply"), of=answer)
    again = await buyer.talk.say("100 15")
    assert text_of(again).startswith(buyer.says("paysupport-asked", case="1"))
    assert [one[:2] for one in written(selling)][1:] == [
        ("Eve", "Pay <first>."),
        (cases.MEMBER, "100 15"),
    ]
    closed = await questions(selling, "close", "1", "--by", "Eve", "--reason", "paid")
    assert closed.out == "question 1 is closed\n"
    assert (await questions(selling, "list")).out == "no open questions\n"
    actions = selling.rows("SELECT actor, action, order_id FROM audit ORDER BY id")
    assert actions == [("Eve", "answer", order), ("Eve", "close question", order)]


async def test_question_about_no_order_is_asked(selling: Selling) -> None:
    """By who has ordered nothing; it needs no login."""
    talk = Talk(selling.world)
    await talk.say("/start")
    alice = Buyer(selling, talk, words("en"))
    said = await ask(alice, "Ask a question", "How does it work?")
    assert text_of(said) == alice.says("paysupport-asked", case="1")
    assert written(selling) == [(cases.MEMBER, "How does it work?", None)]
    await questions(selling, "answer", "1", "--by", "Eve", "--text", "Well.")
    answer = await talk.next_answer(said["message_id"], "the answer")
    await alice.tap("Reply", of=answer)
    await talk.say("Thanks")
    assert [one[1] for one in written(selling)] == ["How does it work?", "Well.", "Thanks"]


async def test_secret_in_a_question_is_deleted_and_not_kept(selling: Selling) -> None:
    """The form stays open for the question itself."""
    alice = await a_buyer(selling)
    said = await ask(alice, "Ask a question", SEED)
    assert text_of(said).startswith(alice.says("secret-seen")[:40])
    assert written(selling) == []
    await alice.talk.say("Sorry, where is my miner?")
    assert [one[1] for one in written(selling)] == ["Sorry, where is my miner?"]


async def test_form_is_left_by_its_button_and_by_cancel(selling: Selling) -> None:
    """Nothing is asked then."""
    alice = await a_buyer(selling)
    for leave in ("button", "command"):
        begun = await alice.talk.say("/paysupport")
        form = await alice.tap("Ask a question", of=begun)
        if leave == "button":
            back = await alice.tap("Cancel", of=form)
            assert text_of(back) == text_of(begun)
        else:
            assert text_of(await alice.talk.say("/cancel")) == alice.says("cancel-done")
        assert alice.says("unknown")[:20] in text_of(await alice.talk.say("hello"))
    assert written(selling) == []


async def test_order_of_somebody_else_cannot_be_asked_about(selling: Selling) -> None:
    """By a button that was forged."""
    alice, bob = await a_buyer(selling), await a_buyer(selling, BOB)
    await alice.order()
    order = selling.rows("SELECT id FROM orders")[0][0]
    forged = await bob.talk.write_as_bot(BOB, "forged", f"v1.ask:{order.hex}")
    assert await bob.window("forged", of=forged) == bob.says("orders-missing")


async def test_too_many_messages_have_to_wait_for_an_answer(selling: Selling) -> None:
    """Nobody can fill the table."""
    alice = await a_buyer(selling)
    for number in range(cases.MOST_UNANSWERED):
        await ask(alice, "Ask a question", f"{number}?")
    assert text_of(await ask(alice, "Ask a question", "?")) == alice.says("paysupport-too-many")


async def test_commands_say_what_cannot_be_done(selling: Selling) -> None:
    """In one line; and nothing of a member's text steers the terminal."""
    alice = await a_buyer(selling)
    await ask(alice, "Ask a question", "a\x1b[31mb\u202ec")
    shown = await questions(selling, "show", "1")
    assert "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}c" in shown.out
    for arguments, said in (
        (("show", "7"), "there is no question 7"),
        (("answer", "1", "--by", "member", "--text", "x"), "an operator cannot be called member"),
        (("answer", "1", "--by", "Eve", "--text", "x" * 3501), "an answer has 1 to 3500"),
    ):
        ended = await questions(selling, *arguments)
        assert ended.code == 2
        assert ended.err.startswith(said)
        assert len(ended.err.splitlines()) == 1
    await questions(selling, "close", "1", "--by", "Eve", "--reason", "done")
    ended = await questions(selling, "close", "1", "--by", "Eve", "--reason", "done")
    assert ended.err == "question 1 is closed already\n"


async def test_questions_go_with_the_data_of_the_member(selling: Selling) -> None:
    """Their texts and the answers; an open question is closed."""
    alice = await a_buyer(selling)
    _, code = await alice.order()
    receipt = await alice.receipt(code, alice.says("order-awaiting"))
    await ask(alice, code, "My name is Alice.")
    await ask(alice, "Something else", "And I live in Berlin.")
    await alice.window(alice.label("order-cancel"), of=receipt)
    await alice.receipt(code, alice.says("order-cancelled"))
    assert (await selling.world.post("/api/me/delete")).status == 200
    assert written(selling) == []
    assert selling.rows("SELECT decision FROM review_cases") == [("data deleted",)]


async def test_answer_to_who_has_left_is_given_up(selling: Selling) -> None:
    """After a block; no job is left."""
    alice = await a_buyer(selling)
    await ask(alice, "Ask a question", "Well?")
    await alice.talk.sim("POST", "block", {})
    await questions(selling, "answer", "1", "--by", "Eve", "--text", "Yes.")

    async def given_up() -> bool:
        waiting = "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'answer'"
        return not selling.rows(waiting + " AND status IN ('todo', 'doing')")

    await until(given_up, "the end of the job")


async def test_bot_that_sells_nothing_says_so(redis_url: str) -> None:
    """As before; and its lists have no commands about selling."""
    async with open_chat_world(redis_url, support_contact="@help_desk") as world, a_bot(world):
        alice = Talk(world)
        await alice.say("/start")
        said = text_of(await alice.say("/paysupport"))
        assert said.startswith("This bot sells nothing")
        assert "@help_desk" in said
        assert "/buy" not in text_of(await alice.say("/help"))
        assert text_of(await alice.say("/buy")) == words("en").plain("buy-refused-not-selling")
        assert text_of(await alice.say("/terms")) == words("en").plain("buy-refused-not-selling")
        assert text_of(await alice.say("/support")) == "Contact: @help_desk"
        assert "no orders yet" in text_of(await alice.say("/orders"))
