"""The bot by polling and by webhook, against a floor and three frameworks."""

import asyncio
import statistics

import aiohttp
from yarl import URL

from bench.bot_api import FIRST, update
from bench.bots import SECRET
from bench.rates import CONNECTIONS, OTHER, WEB, load
from bench.stack import run_process, run_redis
from bench.table import Row, ratio

POLLING = ("ours", "aiogram", "telebot", "telegram", "floor")
WEBHOOK = ("ours", "aiogram", "floor")
NAMES = {
    "telebot": "AsyncTeleBot",
    "telegram": "python-telegram-bot",
    "aiogram": "plain aiogram",
    "floor": "no framework",
}
PATIENCE = 120  # seconds for one run
TARGET = 1.5  # times plain aiogram with the same routers and commands, by polling, echo


async def measure(*, quick: bool) -> list[Row]:
    """Updates a second of each, in turns."""
    rounds, updates = (1, 500) if quick else (5, 2000)
    rows = []
    async with run_redis(OTHER) as redis_url:
        for kind in ("noop", "echo"):
            rates = await _polling(kind, updates, rounds, redis_url)
            what = f"bot, polling, {kind}, {statistics.median(rates['ours']):,.0f} updates/s"
            rows += _rows(what, rates, wanted=kind == "echo")
        for kind in ("noop", "echo"):
            rows += await _webhook(kind, 1.0 if quick else 3.0, rounds, redis_url)
    return rows


async def _polling(kind: str, updates: int, rounds: int, redis_url: str) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in POLLING}
    for _ in range(rounds):
        for name in POLLING:
            rates[name].append(updates / await _poll(name, kind, updates, redis_url))
    return rates


async def _poll(name: str, kind: str, updates: int, redis_url: str) -> float:
    """Return the seconds that a bot needs for all updates, its start left out."""
    async with run_process("bench.bot_api", str(updates), kind, core=OTHER) as api:
        environment = _environment(api.address, redis_url)
        command = ("bench.bots", name, "polling", kind)
        async with (
            run_process(*command, environment=environment, core=WEB),
            aiohttp.ClientSession() as http,
            asyncio.timeout(PATIENCE),
        ):
            while True:
                async with http.get(api.address / "result") as answer:
                    if seconds := (await answer.json())["seconds"]:
                        return float(seconds)
                await asyncio.sleep(0.05)


def _environment(api: URL, redis_url: str) -> dict[str, str]:
    return {"BOT_API": str(api.origin()), "REDIS_URL": redis_url}


def _rows(what: str, rates: dict[str, list[float]], *, wanted: bool) -> list[Row]:
    """Compare ours with each; `wanted` where there is a target for plain aiogram."""
    rows = []
    for name in list(rates)[1:]:
        each, has_target = ratio(rates["ours"], rates[name]), wanted and name == "aiogram"
        is_met = each.median >= TARGET if has_target else None
        rows.append(
            Row(what, NAMES[name], f">= {TARGET}" if has_target else "-", str(each), is_met)
        )
    return rows


async def _webhook(kind: str, seconds: float, rounds: int, redis_url: str) -> list[Row]:
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in WEBHOOK}
    async with run_process("bench.bot_api", "1", kind, core=OTHER) as api:
        environment = _environment(api.address, redis_url)
        for _ in range(rounds):
            for name in WEBHOOK:
                command = ("bench.bots", name, "webhook", kind)
                async with run_process(*command, environment=environment, core=WEB) as bot:
                    requests = [_hook(bot.address, number) for number in range(CONNECTIONS)]
                    await load(bot, requests, 2.0, numbered=FIRST)
                    result = await load(bot, requests, seconds, numbered=FIRST + 10**9)
                    runs[name].append(result)
    return _webhook_rows(kind, runs)


def _hook(bot: URL, person: int) -> str:
    """Return Telegram's call; its update id is replaced by the next free one at each sending."""
    body = update(FIRST + person).decode().replace(str(FIRST + person), str(FIRST))
    head = {
        "Host": bot.authority,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "X-Telegram-Bot-Api-Secret-Token": SECRET,
    }
    lines = ["POST /hook HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", body])


def _webhook_rows(kind: str, runs: dict[str, list[dict[str, float]]]) -> list[Row]:
    rate = {name: [run["rate"] for run in each] for name, each in runs.items()}
    p99 = {name: [run["p99"] for run in each] for name, each in runs.items()}
    what = f"bot, webhook, {kind}"
    rows = _rows(f"{what}, {statistics.median(rate['ours']):,.0f} updates/s", rate, wanted=False)
    tail = ratio(p99["ours"], p99["aiogram"])
    is_met = tail.median <= 1 / 3 if kind == "echo" else None
    detail = f"{what}, p99 {statistics.median(p99['ours']):.0f} ms"
    rows.append(
        Row(
            detail,
            "plain aiogram's p99",
            "<= 0.33" if is_met is not None else "-",
            str(tail),
            is_met,
        )
    )
    return rows
