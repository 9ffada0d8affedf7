"""`make run`: stores, sandbox, web app, bot and worker as separate processes, as in production.

A process of ours that is killed (`kill -9`) is started again, as a host does; any other end stops
all.
Settings come from .env.example, .env and the environment; the later ones win.
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
from redis.asyncio import Redis
from redis.exceptions import RedisError
from yarl import URL

from tools.operate import kept_address
from tools.postgres import APP, url_of
from tools.processes import (
    ROOT,
    ProcessSpec,
    database_folder,
    own_settings,
    processes_for,
    settings_for,
)

READY_SECONDS = 90
STOP_SECONDS = 25
_PR_SET_PDEATHSIG = 1


class RunError(Exception):
    """The run cannot start; the text says why and what helps."""


async def run(settings: Mapping[str, str], specs: list[ProcessSpec]) -> None:
    """Start the processes in order; stop all of them when one ends, or on SIGINT or SIGTERM.

    One of ours that was killed is started again instead.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    for spec in specs:
        _check_port(spec)
    running: dict[ProcessSpec, Process] = {}
    watchers: list[asyncio.Task[None]] = []
    try:
        for spec in specs:
            print(f"run: starting {spec.name} …", flush=True)
            ready, environment = asyncio.Event(), {**os.environ, **settings}
            running[spec] = await _start(spec, environment)
            watching = _watch(spec, running, environment, stop, ready)
            watchers.append(asyncio.create_task(watching))
            await _wait_ready(spec, running[spec], stop, ready)
            if stop.is_set():
                break
        else:
            with kept_address(settings):
                print(f"run: {_ready_message(settings)}", flush=True)
                await stop.wait()
    finally:
        await _stop(running)
        await asyncio.gather(*watchers)
    _raise_if_failed(running)


def _check_port(spec: ProcessSpec) -> None:
    if spec.address is None:
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", spec.address.port or 0))
        except OSError:
            raise RunError(
                f"Port {spec.address.port}, which {spec.name} needs, is in use by another program."
                " Stop that one, or move all ports of the run: make run SHIFT=100"
            ) from None


async def _start(spec: ProcessSpec, environment: Mapping[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        *spec.command,
        cwd=ROOT,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,  # Ctrl-C is for this process alone, which stops them in order
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )


def _end_with_parent() -> None:
    """Let the child end when this process is killed, so that its port is free again."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _watch(
    spec: ProcessSpec,
    running: dict[ProcessSpec, Process],
    environment: Mapping[str, str],
    stop: asyncio.Event,
    ready: asyncio.Event,
) -> None:
    """Relay the output of a process; start it again when it was killed, else stop all."""
    while await _relay(spec, running[spec], ready) == -signal.SIGKILL:
        if stop.is_set() or not spec.is_ours:
            break
        print(f"run: {spec.name} was killed; starting it again", flush=True)
        running[spec] = await _start(spec, environment)
    stop.set()


async def _relay(spec: ProcessSpec, process: Process, ready: asyncio.Event) -> int:
    """Print the output of a process under its name until it ends; return its code."""
    assert process.stdout is not None  # noqa: S101 - `_start` asks for it
    while line := await process.stdout.readline():
        text = line.decode(errors="replace").rstrip()
        print(f"{spec.name:>7} | {text}", flush=True)
        if spec.ready_line and spec.ready_line in text:
            ready.set()
    return await process.wait()


async def _wait_ready(
    spec: ProcessSpec, process: Process, stop: asyncio.Event, ready: asyncio.Event
) -> None:
    for _ in range(READY_SECONDS * 10):
        is_ready = ready.is_set() if spec.ready_line else await _answers(spec)
        if is_ready or process.returncode is not None or stop.is_set():
            return
        await asyncio.sleep(0.1)
    raise RunError(f"{spec.name} did not get ready within {READY_SECONDS} seconds.")


async def _answers(spec: ProcessSpec) -> bool:
    if spec.probe is None:
        redis = Redis.from_url(str(spec.address))
        try:
            return bool(await redis.ping())
        except RedisError:
            return False
        finally:
            await redis.aclose()
    try:
        async with aiohttp.request("GET", f"{URL(str(spec.address)).with_path(spec.probe)}") as got:
            return got.status == 200
    except aiohttp.ClientError:
        return False


async def _stop(running: dict[ProcessSpec, Process]) -> None:
    for spec, process in reversed(running.items()):
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                print(f"run: {spec.name} does not stop; killing it", flush=True)
                process.kill()
                await process.wait()


def _raise_if_failed(running: Mapping[ProcessSpec, Process]) -> None:
    for spec, process in running.items():
        if process.returncode not in {0, -signal.SIGTERM}:
            raise RunError(f"{spec.name} ended by itself (code {process.returncode}); see above.")


def _ready_message(settings: Mapping[str, str]) -> str:
    chat = settings.get("TELEGRAM_API_URL", "")
    if URL(chat).host in {"127.0.0.1", "localhost"}:
        return f"everything is up. Open {chat} for the chat; Ctrl-C stops."
    return f"everything is up at {settings['WEBAPP_URL']}. Open your bot in Telegram; Ctrl-C stops."


def main() -> None:
    """Read the settings and run; an error ends with one line that says what helps."""
    own = own_settings()
    settings = settings_for(own, shift=int(os.environ.get("SHIFT") or 0))
    try:
        with tempfile.TemporaryDirectory(prefix="gomining-") as name:
            folder = Path(name).resolve()
            if not settings["DATABASE_URL"]:
                settings["DATABASE_URL"] = url_of(database_folder(folder), APP)
            asyncio.run(run(settings, processes_for(settings, own, folder=folder)))
    except RunError as error:
        sys.exit(f"run: {error}")


if __name__ == "__main__":
    main()
