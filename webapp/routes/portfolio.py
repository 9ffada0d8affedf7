"""What the user has: answers of the partner, dated and passed on as they are."""

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel

from gomining import Page
from gomining.endpoint import Endpoint
from gomining.endpoints import (
    GetTotalIncome,
    ListIncome,
    ListIncomeDays,
)
from gomining.models import IncomeDay, IncomeRecord, TotalIncome
from market.shared_answers import Answer
from portfolio.miners import miners_today
from portfolio.net import mined_day, mined_records, miner_id
from portfolio.overview import Overview, overview
from webapp.contract import Bound, IncomeDayWithNet, Item, Items, MinerWithNet
from webapp.guard import Call, Handler

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")


def listed(endpoint: Callable[..., Endpoint[Page[T]]]) -> Handler:
    """Return the handler of a list that is the user's own."""

    async def handle(call: Call) -> Items[T]:
        page = await call.member(endpoint(limit=call.query.limit, offset=call.query.offset))
        return _items(call, page)

    return handle


def shared_list(endpoint: Callable[[], Endpoint[Page[T]]]) -> Handler:
    """Return the handler of a list that is the same for everyone."""

    def dated(answer: Answer[Page[T]]) -> Items[T]:
        page = answer.value
        return Items(items=page.items, total=page.total, as_of=answer.as_of, stale=answer.stale)

    return _shared(endpoint(), dated)


def shared_item(endpoint: Callable[[], Endpoint[T]]) -> Handler:
    """Return the handler of a single answer that is the same for everyone."""

    def dated(answer: Answer[T]) -> Item[T]:
        return Item(item=answer.value, as_of=answer.as_of, stale=answer.stale)

    return _shared(endpoint(), dated)


def _shared(endpoint: Endpoint[R], dated: Callable[[Answer[R]], BaseModel]) -> Handler:
    """Return a handler that writes each answer as JSON once, for all who ask while it is fresh."""
    written: tuple[Answer[R] | None, bytes] = None, b""

    async def handle(call: Call) -> web.Response:
        nonlocal written
        answer = await call.services.shared_answers.get(endpoint, call.member)
        if answer is not written[0]:
            written = answer, dated(answer).model_dump_json(by_alias=True).encode()
        return web.Response(body=written[1], content_type="application/json", charset="utf-8")

    return handle


async def whole(call: Call) -> Item[Overview]:
    """Everything that the first screen shows."""
    look = await overview(call.member, call.services.shared_answers, now=call.services.time.now())
    return Item(item=look, as_of=look.as_of, stale=look.stale)


async def miners(call: Call) -> Items[MinerWithNet]:
    """A part of the miners with what each nets at today's figures."""
    found = await miners_today(
        call.member,
        call.services.shared_answers,
        now=call.services.time.now(),
        limit=call.query.limit,
        offset=call.query.offset,
    )
    return Items(
        items=[
            MinerWithNet.model_construct(**{**dict(miner), "net": net})
            for miner, net in zip(found.miners, found.nets, strict=True)
        ],
        total=found.count,
        as_of=found.as_of,
        stale=found.stale,
    )


async def income(call: Call) -> Items[IncomeRecord] | Items[IncomeDayWithNet]:
    """Income by record or by day."""
    query = call.query
    if query.group_by_days:
        days = await call.member(ListIncomeDays(limit=query.limit, offset=query.offset))
        return _items(call, Page(items=[_with_net(day) for day in days.items], total=days.total))
    return _items(call, await call.member(ListIncome(limit=query.limit, offset=query.offset)))


def _with_net(day: IncomeDay) -> IncomeDayWithNet:
    parts = mined_records(day)
    by_miner = {
        str(miner): part.btc.net
        for record, part in zip(day.incomes or [], parts, strict=True)
        if (miner := miner_id(record)) is not None
    }
    net = mined_day(day, parts)
    return IncomeDayWithNet.model_construct(**{**dict(day), "net": net, "net_by_miner": by_miner})


async def income_total(call: Call) -> Item[TotalIncome]:
    """Income of the entire period."""
    total = await call.member(GetTotalIncome())
    return Item(item=total, as_of=call.services.time.now())


async def bind_bitcoin(call: Call) -> Bound:
    """Bind a Bitcoin address, checked here before anything is sent."""
    return Bound(address=await call.member.bind(call.body.address))


def _items(call: Call, page: Page[T]) -> Items[T]:
    return Items(items=page.items, total=page.total, as_of=call.services.time.now())
