"""Large answers do not block the event loop."""

import gc
import json
import threading
from typing import Any

import pytest

from gomining import Client, Page, decoding
from gomining import operations as e
from gomining.endpoint import Endpoint
from gomining.errors import Unreadable
from gomining.exchange import Response
from gomining.models import IncomeDay
from tests.gomining.server import Partner


@pytest.mark.parametrize(("miners", "off_loop"), [(10, False), (5000, True)])
async def test_answers_above_16_kb_are_decoded_off_the_event_loop(
    client: Client,
    partner: Partner,
    monkeypatch: pytest.MonkeyPatch,
    miners: int,
    off_loop: bool,
) -> None:
    """A small one is decoded at once; an error of the thread is raised as usual."""
    threads: list[int] = []
    decode = decoding.decode

    def recording(endpoint: Endpoint[Any], response: Response) -> Any:
        threads.append(threading.get_ident())
        return decode(endpoint, response)

    monkeypatch.setattr(decoding, "decode", recording)
    rows = [{"id": number, "name": f"MINEBOX S{number}", "power": 1.5} for number in range(miners)]
    partner.answer_with(json.dumps({"data": {"array": rows, "count": miners}}))
    page = await client(e.ListMiners(), access_token="user-token")
    assert len(page.items) == miners
    assert (threads[0] != threading.get_ident()) is off_loop
    partner.answer_with(json.dumps({"data": {"rows": rows}}))
    with pytest.raises(Unreadable, match="no list"):
        await client(e.ListMiners(), access_token="user-token")


async def test_answer_is_reduced_where_it_is_decoded_and_then_emptied(
    client: Client, partner: Partner
) -> None:
    """A day of thousands of records leaves only what is made of it."""
    records = [{"id": number, "nftId": number, "value": 1e-5} for number in range(3000)]
    day = {"createdAt": "2026-11-22T00:10:00.000Z", "value": 0.03, "incomes": records}
    partner.answer_with(json.dumps({"data": {"array": [day], "count": 1}}))
    kept: list[Any] = []

    def reduce(page: Page[IncomeDay]) -> tuple[int, int, int]:
        kept.extend([page.items, page.items[0].incomes])
        count = len(page.items[0].incomes or [])
        return threading.get_ident(), count, gc.isenabled()

    thread, count, collects = await client.reduced(
        e.ListIncomeDays(), reduce, access_token="user-token"
    )
    assert thread != threading.get_ident()
    assert (count, collects) == (3000, False)
    assert kept == [[], []]
    assert gc.isenabled()


async def test_small_answer_is_reduced_as_well(client: Client, partner: Partner) -> None:
    """On the event loop; an error of the reduction is raised."""
    partner.answer_with(json.dumps({"data": {"array": [], "count": 7}}))
    total = await client.reduced(e.ListMiners(), lambda page: page.total, access_token="token")
    assert total == 7
    partner.answer_with(json.dumps({"data": {"array": [], "count": 7}}))
    with pytest.raises(ZeroDivisionError):
        await client.reduced(e.ListMiners(), lambda _: 1 / 0, access_token="token")


async def test_answer_that_has_both_lists_of_records_keeps_the_other(
    client: Client, partner: Partner
) -> None:
    """The one that the model takes is freed with the text; what is unknown stays."""
    other = [{"id": 2}]
    day = {"createdAt": "2026-11-22T00:10:00.000Z", "incomes": [{"id": 1}], "incomeList": other}
    partner.answer_with(json.dumps({"data": {"array": [day], "count": 1}}))
    page = await client(e.ListIncomeDays(), access_token="token")
    assert [record.id for record in page.items[0].incomes or []] == [1]
    assert page.items[0].model_extra == {"incomeList": other}
