"""`make docs`: install what the site needs, then build it into `.run/site`.

A warning of mkdocs (a broken link, a page without a place in the navigation) is an error.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.build_page import find_node

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements-docs.txt"
RECIPE = ROOT / "tools" / "docs"
PACKAGES = ROOT / ".run" / "docs-packages"
MERMAID = PACKAGES / "node_modules" / "@mermaid-js" / "tiny" / "dist" / "mermaid.tiny.js"
SITE = ROOT / ".run" / "site"


def main() -> None:
    """Build the site and print where it is."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    with (ROOT / ".run" / "docs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install(REQUIREMENTS, Path(sys.prefix), _install_python)
        _install(RECIPE / "package-lock.json", PACKAGES, _install_mermaid)
        _run([sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", SITE])
    print(f"docs: {SITE / 'index.html'}")


def _install(lock: Path, folder: Path, install: Callable[[], None]) -> None:
    """Install into a folder what a lock file pins, unless that was done for this very lock."""
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = folder / f".{lock.name}.installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        install()
        stamp.write_text(wanted)


def _install_python() -> None:
    _run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS]
    )


def _install_mermaid() -> None:
    """Fetch the diagram renderer, which the theme would else load from a CDN in the browser."""
    for path in RECIPE.iterdir():
        shutil.copy(path, PACKAGES)
    node = find_node()
    beside = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm: list[str | Path] = [node, beside] if beside.exists() else [shutil.which("npm") or "npm"]
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], PACKAGES)


def _run(command: Sequence[str | Path], folder: Path = ROOT) -> None:
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1", "NO_MKDOCS_2_WARNING": "1"}
    if subprocess.run(command, cwd=folder, env=environment, check=False).returncode:
        sys.exit(f"docs: {Path(command[0]).name} {command[1]} failed; the lines above say why.")


if __name__ == "__main__":
    main()
