"""`make setup`: install the pinned packages into `.venv`. Uses the standard library only."""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements-dev.txt"
BOOTSTRAP = ROOT / "requirements-uv.txt"
DONE = VENV / ".installed"
LOCKED = ROOT / ".venv.lock"


def main() -> None:
    """Install the packages unless they are installed."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what older ones run
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    with LOCKED.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at the same time would overwrite each other
        if not _is_done():
            _say("creating .venv")
            _create()
            _say("installing the pinned packages (about 200 MB, once)")
            _install()
            DONE.write_text(_fingerprint())
            _say("the packages are installed")


def _is_done() -> bool:
    return DONE.exists() and DONE.read_text() == _fingerprint() and _works()


def _fingerprint() -> str:
    parts = [LOCK.read_bytes(), BOOTSTRAP.read_bytes(), sys.version.encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _works() -> bool:
    """Whether `.venv` runs; it does not after the clone was moved or its Python removed."""
    try:
        return subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def _create() -> None:
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(VENV)
    except subprocess.CalledProcessError:
        sys.exit(
            "This Python cannot make virtual environments: install its venv package"
            " (Debian and Ubuntu: apt-get install python3-venv)."
        )


def _install() -> None:
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet"]
    _run([*pip, "--require-hashes", "-r", BOOTSTRAP])
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_SYSTEM_CERTS": "true"}
    # uv is ten times as fast but does not read pip's configuration; pip is the fallback where an
    # index is only configured there.
    uv: list[str | Path] = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--compile-bytecode"]
    done = subprocess.run(
        [*uv, "--require-hashes", "-r", LOCK], env=environment, check=False, cwd=ROOT
    )
    if done.returncode != 0:
        _say("uv could not install them; trying pip, which takes longer")
        _run([*pip, "--require-hashes", "-r", LOCK])


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(command, check=False, cwd=ROOT)
    if done.returncode != 0:
        sys.exit("The packages could not be installed; the lines above say why.")


def _say(text: str) -> None:
    print(f"setup: {text} [{time.strftime('%H:%M:%S')}]", flush=True)


if __name__ == "__main__":
    main()
