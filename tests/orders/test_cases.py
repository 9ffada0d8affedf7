"""Review cases: questions of members, about an order or none, and their answers."""

import pytest

from orders import cases, queries
from orders.jobs import Job
from orders.states import OrderStep
from storage.postgres import Connection
from tests.orders.conftest import ALICE, BORIS, NOW, Shop


async def test_questions_about_one_order_are_one_case(shop: Shop) -> None:
    """Until it is closed; then the next question opens another."""
    order = await shop.create()
    async with shop.orders.transaction() as connection:
        first = await cases.ask(connection, order_id=order.id, user_id=ALICE, text="Why?", now=NOW)
        again = await cases.ask(connection, order_id=order.id, user_id=ALICE, text="Hm", now=NOW)
        assert again == first
        found = await cases.find_case(connection, first)
        assert found is not None
        assert (found.order_id, found.user_id, found.reason) == (order.id, ALICE, queries.ASKED)
        said = [(one.author, one.text) for one in await cases.messages_of(connection, first)]
        assert said == [(cases.MEMBER, "Why?"), (cases.MEMBER, "Hm")]
        assert await cases.close_case(connection, first, decision="answered", by="eve", now=NOW)
        assert not await cases.close_case(connection, first, decision="x", by="eve", now=NOW)
        later = await cases.ask(connection, order_id=order.id, user_id=ALICE, text="But", now=NOW)
        assert later != first
        assert [one.id for one in await cases.list_cases(connection)] == [later]
        assert [one.id for one in await cases.list_cases(connection, closed=True)] == [first, later]


async def test_question_about_no_order_belongs_to_its_member(shop: Shop) -> None:
    """Two members have two cases."""
    async with shop.orders.transaction() as connection:
        alice = await cases.ask(connection, order_id=None, user_id=ALICE, text="How?", now=NOW)
        boris = await cases.ask(connection, order_id=None, user_id=BORIS, text="How?", now=NOW)
        assert alice != boris
        found = await cases.list_cases(connection)
        assert [(one.order_id, one.user_id) for one in found] == [(None, ALICE), (None, BORIS)]
        assert await cases.find_case(connection, boris + 1) is None


async def test_decision_about_an_order_leaves_the_question_open(shop: Shop) -> None:
    """An answer is still owed."""
    order = await shop.create()
    async with shop.orders.transaction() as connection:
        await cases.ask(connection, order_id=order.id, user_id=ALICE, text="Where?", now=NOW)
        await queries.open_case(connection, order.id, "lost", now=NOW)
        closed = await queries.close_cases(
            connection, order.id, decision=OrderStep.SETTLE, by="eve", now=NOW
        )
        assert closed == 1
        assert [one.reason for one in await cases.list_cases(connection)] == [queries.ASKED]


async def test_answer_is_written_with_the_job_that_sends_it(shop: Shop) -> None:
    """In one transaction; nobody can answer in the name of the member."""
    deferred: list[Job] = []

    async def defer(_connection: Connection, job: Job) -> None:
        deferred.append(job)

    async with shop.orders.transaction() as connection:
        case = await cases.ask(connection, order_id=None, user_id=ALICE, text="How?", now=NOW)
        number = await cases.answer(connection, defer, case, by="eve", text="So.", now=NOW)
        message = await cases.find_message(connection, number)
        assert message is not None
        assert (message.case_id, message.author, message.text) == (case, "eve", "So.")
        with pytest.raises(ValueError, match="member"):
            await cases.answer(connection, defer, case, by=cases.MEMBER, text="So.", now=NOW)
        for text in (" ", "x" * (cases.LONGEST_ANSWER + 1)):
            with pytest.raises(ValueError, match="characters"):
                await cases.answer(connection, defer, case, by="eve", text=text, now=NOW)
    assert deferred == [Job("answer", str(number))]


async def test_member_cannot_fill_a_case(shop: Shop) -> None:
    """An answer allows more."""

    async def defer(_connection: Connection, _job: Job) -> None:
        return

    async with shop.orders.transaction() as connection:
        case = 0
        for number in range(cases.MOST_UNANSWERED):
            text = f"{number}\0" + "x" * 5000
            case = await cases.ask(connection, order_id=None, user_id=ALICE, text=text, now=NOW)
        with pytest.raises(cases.TooManyQuestionsError):
            await cases.ask(connection, order_id=None, user_id=ALICE, text="more", now=NOW)
        await cases.answer(connection, defer, case, by="eve", text="So.", now=NOW)
        await cases.ask(connection, order_id=None, user_id=ALICE, text="more", now=NOW)
        sizes = {len(one.text) for one in await cases.messages_of(connection, case)}
        assert max(sizes) == cases.LONGEST
