"""Large answers do not block the event loop."""

import json
import threading
from typing import Any

import pytest

from gomining import Client, decoding
from gomining import endpoints as e
from gomining.endpoint import Endpoint
from gomining.errors import Unreadable
from gomining.exchange import Response
from tests.gomining.server import Partner


@pytest.mark.parametrize(("miners", "off_loop"), [(10, False), (5000, True)])
async def test_answers_above_64_kb_are_decoded_off_the_event_loop(
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
