"""`make lock`: write the requirements files anew; hashes, but no index address, go into them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    str(ROOT / ".venv/bin/uv"),
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--generate-hashes",
]
OPTIONS = ["--no-header", "--python-version", "3.11", "--upgrade"]


def main() -> None:
    """Resolve production first, and let everything else follow its choice."""
    source = ["pyproject.toml"]
    _compile([*source, "-o", "requirements.txt"])
    extras = ["--extra", "sandbox", "--extra", "dev", "-c", "requirements.txt"]
    _compile([*source, *extras, "-o", "requirements-dev.txt"])


def _compile(arguments: list[str]) -> None:
    subprocess.run([*COMPILE, *OPTIONS, *arguments], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
