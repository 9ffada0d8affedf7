"""The commands of `python -m worker`: cases, questions, rails, reconcile.

They end with 2 where they fail.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import psycopg

from orders import buyers, queries
from orders.buying import RAIL
from orders.jobs import Jobs
from orders.orders import Orders
from runtime.clock import Time
from runtime.logs import configure_logs
from runtime.settings import Settings, SettingsError, read_settings
from storage.postgres import check_schema, open_postgres
from storage.schema import DatabaseAwayError, DatabaseError
from worker import cases, questions
from worker.cases import CommandError

DIFFERENT = 1  # the exit code of `reconcile` where the books differ
FAILED = 2

_DECISIONS = {
    "retry": "have the partner asked again for the miner",
    "settle": "the miner was delivered: the order is done",
    "refund": "the miner was not delivered: the Stars go back",
    "close": "close the cases; an order in review is done then, any other stays as it is",
    "charged-back": "the Stars were taken back by the member's store or bank",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; without a command the worker works."""
    made = argparse.ArgumentParser("python -m worker", description="Without a command: work.")
    commands = made.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("reconcile", help="compare Telegram's, GoMining's and our books")
    rails = commands.add_parser("rails", help="show, stop or resume the sales by a rail")
    rails.add_argument("rail", choices=[RAIL])
    rails.add_argument("switch", choices=["on", "off"], nargs="?")
    rails.add_argument("--by", type=_text, metavar="NAME", help="who does it, for the audit log")
    rails.add_argument("--reason", type=_text, metavar="TEXT")
    actions = commands.add_parser("cases", help="what a person has to decide").add_subparsers(
        dest="action", metavar="ACTION", required=True
    )
    actions.add_parser("list", help="the open cases")
    actions.add_parser("show", help="all about an order").add_argument("order", metavar="ORDER")
    for name, text in _DECISIONS.items():
        action = actions.add_parser(name, help=text)
        action.add_argument("order", metavar="ORDER", help="its code, or its id")
        action.add_argument("--by", type=_text, metavar="NAME", required=True)
        action.add_argument("--reason", type=_text, metavar="TEXT", required=True)
    _add_questions(commands.add_parser("questions", help="what members have asked"))
    return made


def _add_questions(parent: argparse.ArgumentParser) -> None:
    actions = parent.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="the open questions")
    for name, text, option in (
        ("show", "all that was written about a question", None),
        ("answer", "answer in the member's chat with the bot", "--text"),
        ("close", "close a question", "--reason"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("question", metavar="NUMBER", type=int)
        if option:
            action.add_argument("--by", type=_text, metavar="NAME", required=True)
            action.add_argument(option, type=_text, metavar="TEXT", required=True)


def run_command(asked: argparse.Namespace) -> int:
    """Carry out a command; return its exit code."""
    configure_logs("ERROR")
    try:
        lines, code = asyncio.run(_run(read_settings(), asked))
    except (CommandError, DatabaseError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except (DatabaseAwayError, psycopg.Error) as error:
        sys.stderr.write(f"PostgreSQL (DATABASE_URL): {type(error).__name__}\n")
        return FAILED
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


async def _run(settings: Settings, asked: argparse.Namespace) -> tuple[Sequence[str], int]:
    if settings.database_url is None:
        raise CommandError("This needs DATABASE_URL.")
    if asked.command == "reconcile":
        from worker.reconcile import run  # noqa: PLC0415 - aiogram takes a second

        lines, agree = await run(settings)
        return lines, 0 if agree else DIFFERENT
    async with _orders(settings) as orders:
        if asked.command == "rails":
            return await _switch(orders, asked), 0
        if asked.command == "questions":
            return await _question(orders, asked), 0
        return await _case(orders, asked), 0


@asynccontextmanager
async def _orders(settings: Settings) -> AsyncIterator[Orders]:
    url = settings.database_url
    async with open_postgres(url.get_secret_value() if url else "", size=2) as pool:
        await check_schema(pool)
        yield Orders(pool, defer=Jobs().defer, time=Time())


async def _case(orders: Orders, asked: argparse.Namespace) -> Sequence[str]:
    """Carry out an action on cases."""
    if asked.action == "list":
        return await cases.list_cases(orders)
    if asked.action == "show":
        return await cases.show_order(orders, asked.order)
    if asked.action == "charged-back":
        return await cases.charged_back(orders, asked.order, actor=asked.by, reason=asked.reason)
    return await cases.decide(
        orders, asked.order, asked.action, actor=asked.by, reason=asked.reason
    )


async def _question(orders: Orders, asked: argparse.Namespace) -> Sequence[str]:
    """Carry out an action on questions."""
    if asked.action == "list":
        return await questions.list_questions(orders)
    if asked.action == "show":
        return await questions.show_question(orders, asked.question)
    if asked.action == "answer":
        return await questions.answer(
            orders, asked.question, actor=asked.by, text=asked.text, time=Time()
        )
    return await questions.close(
        orders, asked.question, actor=asked.by, reason=asked.reason, time=Time()
    )


async def _switch(orders: Orders, asked: argparse.Namespace) -> Sequence[str]:
    """Show or switch a rail; page, chat and pre-checkout follow at once."""
    now = Time().now()
    async with orders.transaction() as connection:
        if asked.switch:
            if not asked.by:
                raise CommandError("Say who does it: --by NAME")
            is_on = asked.switch == "on"
            await buyers.switch(connection, asked.rail, is_on=is_on, by=asked.by, now=now)
            await queries.insert_audit(
                connection,
                actor=asked.by,
                action=f"rail {asked.rail} {asked.switch}",
                order_id=None,
                details={"reason": asked.reason or ""},
                now=now,
            )
        is_on = await buyers.is_switched_on(connection, asked.rail)
    return [f"{asked.rail} is {'on' if is_on else 'off'}"]


def _text(value: str) -> str:
    if not value.strip():
        raise argparse.ArgumentTypeError("must not be empty")
    return value.strip()
