"""`make lock`: update the requirements files, with hashes and without addresses of an index."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = str(ROOT / ".venv" / "bin" / "uv")
OPTIONS = "--quiet --universal --generate-hashes --no-header --python-version 3.11"


def main() -> None:
    """Resolve the production packages first; the others must fit to them."""
    _compile(["pyproject.toml", "-o", "requirements.txt"])
    extras = ["--extra", "sandbox", "--extra", "dev", "-c", "requirements.txt"]
    _compile(["pyproject.toml", *extras, "-o", "requirements-dev.txt"])
    docs = ["--extra", "docs", "-c", "requirements-dev.txt"]
    _compile(["pyproject.toml", *docs, "-o", "requirements-docs.txt"])


def _compile(arguments: list[str]) -> None:
    command = [UV, "pip", "compile", *OPTIONS.split(), "--upgrade", *arguments]
    subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
