"""Cases and rails, decided by commands that run as processes of their own."""

from collections.abc import AsyncIterator
from uuid import UUID

import psycopg
import pytest

from orders.cases import ask
from orders.ids import code_of
from orders.models import Order
from orders.states import OrderState, OrderStep, PaymentState
from tests.selling import ALICE, a_worker
from tests.servers import PostgresServer
from tests.worker.bed import Bed, open_bed
from tests.worker.commands import Ended, run_command

pytestmark = pytest.mark.long

BY = ("--by", "Eve", "--reason", "asked GoMining")


@pytest.fixture
async def bed(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Bed]:
    """A shop without a worker."""
    async with open_bed(redis_url, postgres) as opened:
        yield opened


async def reviewed(bed: Bed) -> tuple[Order, str]:
    """Return a paid order that a person has to look at, and its charge."""
    order, charge = await bed.undelivered()
    await bed.books.read()
    for step, details in (
        (OrderStep.BEGIN, {"miners": []}),
        (OrderStep.LOSE, {"reason": "time-out"}),
        (OrderStep.ESCALATE, {"reason": "no clear answer"}),
    ):
        async with bed.orders.transaction() as connection:
            await bed.orders.step(connection, order.id, step, details=details)
    return order, charge


async def cases(bed: Bed, *arguments: str) -> Ended:
    """Run a command on cases."""
    return await run_command(bed.selling, "cases", *arguments)


async def test_case_is_listed_shown_and_refunded(bed: Bed) -> None:
    """By the code that the member reads; the Stars go back by a job."""
    assert (await cases(bed, "list")).out == "no open cases\n"
    order, charge = await reviewed(bed)
    code = code_of(order.id)
    head, line = (await cases(bed, "list")).out.splitlines()
    assert head.split() == ["order", "state", "amount", "since", "(UTC)", "reason"]
    assert line.startswith(f"{code}  review  100 Stars  20")
    assert line.endswith("  no clear answer")
    ended = await cases(bed, "refund", code, *BY)
    assert ended == Ended(0, f"order {code}: review -> failed\n", "")
    assert (await bed.payments(order))[0].state is PaymentState.REFUNDING
    assert bed.cases() == []
    shown = (await cases(bed, "show", str(order.id))).out
    assert shown.splitlines()[0] == f"order {code} ({order.id}) of user {ALICE}"
    for part in (
        "failed, version 7",
        '7  give back -> failed  {"by": "Eve"}',
        f"refunding  100 Stars  by user {ALICE}  {charge}",
        "no clear answer  give back by Eve",
        "give back  by Eve: asked GoMining",
    ):
        assert part in shown, (part, shown)
    assert (await cases(bed, "list")).out == "no open cases\n"


@pytest.mark.parametrize(
    ("action", "state"), [("retry", "fulfilling"), ("settle", "done"), ("close", "done")]
)
async def test_case_is_decided(bed: Bed, action: str, state: str) -> None:
    """The order goes on; the audit log has the name and the reason."""
    order, _ = await reviewed(bed)
    code = code_of(order.id)
    ended = await cases(bed, action, code.lower(), *BY)
    assert ended == Ended(0, f"order {code}: review -> {state}\n", "")
    assert (await bed.order(order)).state == state
    rows = bed.selling.rows("SELECT actor, order_id, details->>'reason' FROM audit")
    assert rows == [("Eve", order.id, "asked GoMining")]
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver'"
    assert bed.selling.rows(jobs) == [(2 if action == "retry" else 1,)]


async def test_chargeback_is_recorded_and_its_case_closed(bed: Bed) -> None:
    """An order that is done stays so; only the case is closed."""
    order, charge = await reviewed(bed)
    await bed.orders.decide(order.id, OrderStep.SETTLE, actor="Eve", reason="seen")
    code = code_of(order.id)
    ended = await cases(bed, "charged-back", code, *BY)
    assert ended == Ended(0, f"order {code}: payment {charge} is charged back\n", "")
    assert bed.cases() == ["charged back"]
    ended = await cases(bed, "close", code, *BY)
    assert ended == Ended(0, f"order {code}: 1 closed, it stays done\n", "")
    assert bed.cases() == []
    assert (await bed.order(order)).state is OrderState.DONE
    actions = [row[0] for row in bed.selling.rows("SELECT action FROM audit ORDER BY id")]
    assert actions == ["settle", "charged back", "close"]
    ended = await cases(bed, "close", code, *BY)
    assert ended == Ended(2, "", f"order {code} has no open case\n")
    ended = await cases(bed, "charged-back", code, *BY)
    assert ended == Ended(2, "", f"order {code} has no payment that can be charged back\n")


async def test_what_was_written_about_an_order_is_shown(bed: Bed) -> None:
    """Without characters that could steer a terminal; the answer goes to the member."""
    order, _ = await bed.payable()
    async with bed.orders.transaction() as connection:
        number = await ask(
            connection,
            order_id=order.id,
            user_id=ALICE,
            text="where\nis it\x1b[2J?",
            now=bed.selling.world.clock(),
        )
    text = ("--by", "Eve", "--text", "on its way")
    ended = await run_command(bed.selling, "questions", "answer", f"{number}", *text)
    assert ended == Ended(0, f"question {number}: the answer is sent by the worker\n", "")
    shown = (await cases(bed, "show", code_of(order.id))).out
    written = [
        line.strip().partition("  ")[2] for line in shown.partition("messages:\n")[2].splitlines()
    ]
    assert written == [
        f"question {number}  member: where is it\N{REPLACEMENT CHARACTER}[2J?",
        f"question {number}  Eve: on its way",
    ]


async def test_retry_without_money_is_said(bed: Bed) -> None:
    """The person has decided; they should know."""
    order, charge = await reviewed(bed)
    await bed.orders.charged_back("stars", charge)
    ended = await cases(bed, "retry", str(order.id), *BY)
    assert ended.code == 0
    assert "note: no payment pays it now" in ended.out


async def test_what_cannot_be_done_ends_with_one_line(bed: Bed) -> None:
    """And with 2; nothing is changed."""
    order, _ = await bed.payable()
    twin = UUID(int=order.id.int ^ (1 << 100))
    with psycopg.connect(bed.selling.postgres.owner_url) as owner:
        owner.execute(
            "INSERT INTO orders SELECT %s, kind, user_id, 'other', state, version, is_open,"
            " currency, price_units, quote, quoted_until, invoice_url, created_at, changed_at"
            " FROM orders WHERE id = %s",
            (twin, order.id),
        )
    code = code_of(order.id)
    ended = await cases(bed, "retry", code, *BY)
    ids = ", ".join(sorted([str(order.id), str(twin)]))
    assert ended == Ended(2, "", f"{code} is the code of 2 orders, give an id: {ids}\n")
    ended = await cases(bed, "refund", str(order.id), *BY)
    assert ended == Ended(2, "", f"order {code} is awaiting: no refund from there\n")
    ended = await cases(bed, "show", "FFFFFFFF")
    assert ended == Ended(2, "", "there is no order FFFFFFFF\n")
    ended = await cases(bed, "show", "x'; --")
    assert ended == Ended(2, "", "\"x'; --\" is neither an order's code nor its id\n")
    ended = await cases(bed, "settle", code, "--by", " ", "--reason", "x")
    assert (ended.code, ended.out) == (2, "")
    assert "must not be empty" in ended.err
    assert bed.selling.rows("SELECT count(*) FROM audit") == [(0,)]


async def test_command_without_a_database_ends_with_one_line(bed: Bed) -> None:
    """Whether none is set or none answers; its password is nowhere."""
    ended = await run_command(bed.selling, "cases", "list", DATABASE_URL="")
    assert ended == Ended(2, "", "This needs DATABASE_URL.\n")
    away = "postgresql://app:hidden-password@127.0.0.1:1/orders"
    ended = await run_command(bed.selling, "rails", "stars", DATABASE_URL=away)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines()[-1] == "PostgreSQL (DATABASE_URL) does not answer"
    assert "hidden-password" not in ended.err


async def test_rail_that_is_switched_off_sells_nothing_at_once(
    redis_url: str, postgres: PostgresServer
) -> None:
    """Neither is an order made nor an open invoice paid; what is paid is still delivered."""
    async with open_bed(redis_url, postgres) as bed, a_worker(bed.selling):
        selling = bed.selling
        await selling.bind()
        order = await selling.order()
        ended = await run_command(selling, "rails", "stars", "off")
        assert ended == Ended(2, "", "Say who does it: --by NAME\n")
        assert (await run_command(selling, "rails", "stars")).out == "stars is on\n"
        off = ("rails", "stars", "off", "--by", "Eve", "--reason", "too many chargebacks")
        assert await run_command(selling, *off) == Ended(0, "stars is off\n", "")
        refused = await selling.pay(order)
        assert (refused["status"], refused["charge_id"]) == ("failed", None)
        assert (await selling.review())["refusal"] == "not_selling"
        on = ("rails", "stars", "on", "--by", "Eve")
        assert await run_command(selling, *on) == Ended(0, "stars is on\n", "")
        assert (await selling.pay(order))["status"] == "paid"
        await selling.reaches(order["id"], "done")
        rows = selling.rows("SELECT actor, action, details->>'reason' FROM audit ORDER BY id")
        assert rows == [
            ("Eve", "rail stars off", "too many chargebacks"),
            ("Eve", "rail stars on", ""),
        ]
