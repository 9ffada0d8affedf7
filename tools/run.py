"""`make run`: Redis, the sandbox, the web app and the bot as separate processes, as in production.

Settings come from .env.example, then .env, then the environment; the later wins.
"""

import asyncio
import ctypes
import os
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping
from pathlib import Path

import aiohttp
from dotenv import dotenv_values
from redis.asyncio import Redis
from redis.exceptions import RedisError
from yarl import URL

from tools.parts import EXAMPLE, ROOT, Part, parts_for, settings_for

READY_SECONDS = 90
STOP_SECONDS = 25
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class RunError(Exception):
    """Something stops us from starting; the text says what and what helps."""


async def run(settings: Mapping[str, str], parts: list[Part]) -> None:
    """Start the parts one after the other, and stop them all when one ends or we are told to."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    for part in parts:
        _check_port(part)
    running: list[tuple[Part, Process]] = []
    watchers: list[asyncio.Task[None]] = []
    try:
        for part in parts:
            print(f"run: starting {part.name} …", flush=True)
            process = await _start(part, {**os.environ, **settings})
            running.append((part, process))
            said = asyncio.Event()
            watchers.append(asyncio.create_task(_relay(part, process, stop, said)))
            await _wait_ready(part, process, stop, said)
            if stop.is_set():
                break
        else:
            print(f"run: {_invitation(settings)}", flush=True)
            await stop.wait()
    finally:
        await _stop(running)
        await asyncio.gather(*watchers)
    _blame(running)


def _check_port(part: Part) -> None:
    if part.address is None:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", part.address.port or 0))
        except OSError:
            raise RunError(
                f"Port {part.address.port}, which {part.name} needs, is taken by another program."
                " Stop that one, or move all ports of the run: make run SHIFT=100"
            ) from None


async def _start(part: Part, environment: Mapping[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        *part.command,
        cwd=ROOT,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,  # Ctrl-C is ours alone: we stop the parts in order
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def _die_with_parent() -> None:
    """Leave no orphan that holds a port when `make run` itself is killed."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


async def _relay(part: Part, process: Process, stop: asyncio.Event, said: asyncio.Event) -> None:
    """Print what a part prints under its name; when it ends, all end."""
    if process.stdout is None:
        return
    while line := await process.stdout.readline():
        text = line.decode(errors="replace").rstrip()
        print(f"{part.name:>7} | {text}", flush=True)
        if part.says and part.says in text:
            said.set()
    await process.wait()
    stop.set()


async def _wait_ready(
    part: Part, process: Process, stop: asyncio.Event, said: asyncio.Event
) -> None:
    for _ in range(READY_SECONDS * 10):
        ready = said.is_set() if part.says else await _answers(part)
        if ready or process.returncode is not None or stop.is_set():
            return
        await asyncio.sleep(0.1)
    raise RunError(f"{part.name} did not get ready within {READY_SECONDS} seconds.")


async def _answers(part: Part) -> bool:
    if part.probe is None:
        redis = Redis.from_url(str(part.address))
        try:
            return bool(await redis.ping())
        except RedisError:
            return False
        finally:
            await redis.aclose()
    try:
        async with aiohttp.request("GET", f"{URL(str(part.address)).with_path(part.probe)}") as got:
            return got.status == 200
    except aiohttp.ClientError:
        return False


async def _stop(running: list[tuple[Part, Process]]) -> None:
    for part, process in reversed(running):
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                print(f"run: {part.name} does not stop; killing it", flush=True)
                process.kill()
                await process.wait()


def _blame(running: list[tuple[Part, Process]]) -> None:
    for part, process in running:
        if process.returncode not in {0, -signal.SIGTERM}:
            raise RunError(f"{part.name} ended by itself (code {process.returncode}); see above.")


def _invitation(settings: Mapping[str, str]) -> str:
    chat = settings.get("TELEGRAM_API_URL", "")
    if URL(chat).host in {"127.0.0.1", "localhost"}:
        return f"everything is up. Open {chat} for the chat; Ctrl-C stops."
    return f"everything is up at {settings['WEBAPP_URL']}. Open your bot in Telegram; Ctrl-C stops."


def main() -> None:
    """Read the settings, start, and end with a clear line where something is in the way."""
    named = set(dotenv_values(EXAMPLE))
    own = {name: value for name, value in dotenv_values(ROOT / ".env").items() if value}
    own |= {name: value for name, value in os.environ.items() if name in named and value}
    settings = settings_for(own, shift=int(os.environ.get("SHIFT") or 0))
    try:
        with tempfile.TemporaryDirectory(prefix="gomining-") as folder:
            asyncio.run(run(settings, parts_for(settings, own, folder=Path(folder))))
    except RunError as error:
        sys.exit(f"run: {error}")


if __name__ == "__main__":
    main()
