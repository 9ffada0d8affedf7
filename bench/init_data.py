"""`verify_init_data`, compared with one HMAC and with other libraries."""

import asyncio
import contextlib
import hashlib
import hmac
import importlib
import itertools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from aiogram.utils.web_app import safe_parse_webapp_init_data

from bench.table import Row, race, ratio
from bench.telegram import init_data_for
from sandbox.keys import BOT_TOKEN
from webapp.init_data import verify_init_data

STRINGS = 1500  # more than the cache holds, so that each is a cache miss in every turn


async def measure(*, quick: bool) -> list[Row]:
    """Strings that are not in the cache, and one that is."""
    return await asyncio.to_thread(_measure, rounds=5 if quick else 25)


def _measure(rounds: int) -> list[Row]:
    texts = [init_data_for(user_id) for user_id in range(1, STRINGS + 1)]
    now, age = datetime.now(UTC), timedelta(days=1)

    def ours(text: str) -> None:
        verify_init_data(text, bot_token=BOT_TOKEN, now=now, max_age=age)

    works = {
        "digest": _one_digest(texts[0]),
        "new": _cycling(texts, ours),
        "again": _cycling(texts[:1], ours),
        "aiogram": _cycling(texts, lambda text: safe_parse_webapp_init_data(BOT_TOKEN, text)),
    }
    with contextlib.suppress(ImportError):  # then its row says that it is not installed
        works["init-data-py"] = _cycling(texts, _init_data_py())
    times = race(works, rounds=rounds, calls=300)
    what = "verify_init_data, typed user"
    new, again = ratio(times["new"], times["digest"]), ratio(times["again"], times["digest"])
    aiogram = ratio(times["aiogram"], times["new"])
    rows = [
        Row(f"{what}, new", "one hmac.digest", "<= 3", f"{new}", new.median <= 3),
        Row(f"{what}, seen before", "one hmac.digest", "<= 3", f"{again}", again.median <= 3),
        Row(f"{what}, new", "aiogram safe_parse", ">= 10", f"{aiogram}", aiogram.median >= 10),
    ]
    if "init-data-py" in times:
        peer = ratio(times["init-data-py"], times["new"])
        rows.append(Row(f"{what}, new", "init-data-py", "-", f"{peer}", None))
    else:
        rows.append(Row(f"{what}, new", "init-data-py", "-", "not installed", None))
    return rows


def _cycling(texts: Sequence[str], check: Callable[[str], object]) -> Callable[[], object]:
    turn = itertools.cycle(texts)
    return lambda: check(next(turn))


def _one_digest(text: str) -> Callable[[], object]:
    """Compute the HMAC of the fields with a known key, the least that a check must do."""
    fields = sorted(pair for pair in parse_qsl(text) if pair[0] != "hash")
    signed = "\n".join(f"{name}={value}" for name, value in fields).encode()
    key = hmac.digest(b"WebAppData", BOT_TOKEN.encode(), hashlib.sha256)
    return lambda: hmac.digest(key, signed, "sha256")


def _init_data_py() -> Callable[[str], object]:
    peer = importlib.import_module("init_data_py")

    def check(text: str) -> object:
        return peer.validate_by_hash(text, BOT_TOKEN)  # which parses it as well

    return check
