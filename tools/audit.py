"""`python -m tools.audit`: known faults of what we depend on, its licences, and an SBOM.

Each tool runs by `uvx` in an environment of its own, so that none becomes something that we depend
on. Where an advisory service cannot be asked this says so and ends with 2: not having looked is not
the same as having found nothing.
"""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tools.build_page import find_node
from tools.parts import ROOT

REQUIREMENTS = ROOT / "requirements.txt"
SBOM = ROOT / ".run" / "sbom.cdx.json"
PIP_AUDIT = "pip-audit==2.10.1"
PIP_LICENSES = "pip-licenses==5.5.5"
CYCLONEDX = "cyclonedx-bom==7.5.0"
NPM_FOLDERS = (ROOT / "frontend", ROOT / "tools" / "browser")
TIMEOUT = 300.0


class NotLookedError(Exception):
    """A tool or its service could not be asked: nothing is known."""


def main() -> int:
    """Print everything; 0 all looked at and nothing found, 1 something found, 2 not looked."""
    parts: dict[str, Callable[[], list[str]]] = {
        "Python advisories": python_advisories,
        **{
            f"npm advisories, {at.relative_to(ROOT)}": partial(npm_advisories, at)
            for at in NPM_FOLDERS
        },
        f"SBOM, {SBOM.relative_to(ROOT)}": sbom,
        "Licences of what runs in production": licences,
    }
    worst = 0
    for name, look in parts.items():
        try:
            lines = look()
            worst = max(worst, int(bool(lines) and "advisories" in name))
            print(f"{name}: {'none' if not lines else ''}")
        except NotLookedError as error:
            lines, worst = [], 2
            print(f"{name}: NOT LOOKED, nothing is known: {error}")
        for line in lines:
            print(f"  {line}")
    return worst


def python_advisories() -> list[str]:
    """Return the advisories for the pinned production packages.

    pip-audit ends with 0 also where it could not ask about a single package: each is counted.
    """
    told = _json(
        _uvx(
            PIP_AUDIT,
            "pip-audit",
            "--requirement",
            str(REQUIREMENTS),
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner",
            "off",
            "--format",
            "json",
        )
    )
    packages = told["dependencies"]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if skipped or not packages:
        raise NotLookedError(
            f"the advisory service told nothing of {len(skipped)} of {len(packages)} packages"
        )
    return [
        f"{each['name']} {each['version']}: {fault['id']}, fixed in {fault['fix_versions']}"
        for each in packages
        for fault in each["vulns"]
    ]


def npm_advisories(folder: Path) -> list[str]:
    """Return the advisories for the packages that a folder's lock file pins."""
    told = _json(_run([*_npm(), "audit", "--json"], folder))
    if "vulnerabilities" not in told:
        raise NotLookedError(str(told.get("message", "npm gives no answer")))
    return [f"{name}: {each['severity']}" for name, each in told["vulnerabilities"].items()]


def sbom() -> list[str]:
    """Write the bill of materials of the pinned production packages; return what it holds."""
    SBOM.parent.mkdir(exist_ok=True)
    _uvx(
        CYCLONEDX,
        "cyclonedx-py",
        "requirements",
        str(REQUIREMENTS),
        "--output-reproducible",
        "--output-format",
        "JSON",
        "--output-file",
        str(SBOM),
    )
    told = json.loads(SBOM.read_text())
    return [f"CycloneDX {told['specVersion']}, {len(told['components'])} components"]


def licences() -> list[str]:
    """Return each licence with the production packages under it."""
    names = {line.split("==")[0] for line in REQUIREMENTS.read_text().splitlines() if "==" in line}
    told = _json(
        _uvx(
            PIP_LICENSES,
            "pip-licenses",
            "--python",
            sys.executable,
            "--format",
            "json",
            "--packages",
            *sorted(names),
        )
    )
    under: Mapping[str, list[str]] = defaultdict(list)
    for each in told:
        under[each["License"]].append(each["Name"])
    return [f"{licence}: {', '.join(sorted(under[licence]))}" for licence in sorted(under)]


def _npm() -> list[str]:
    node = find_node()
    beside = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(beside)] if beside.exists() else [shutil.which("npm") or "npm"]


def _uvx(package: str, *command: str) -> str:
    uv = Path(sys.executable).with_name("uv")
    return _run([str(uv), "tool", "run", "--quiet", "--from", package, *command], ROOT)


def _run(command: list[str], folder: Path) -> str:
    """Return what a command printed; its exit code says less than its answer."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=TIMEOUT
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotLookedError(type(error).__name__) from None
    if not done.stdout and done.returncode:
        lines = done.stderr.strip().splitlines() or ["it says nothing"]
        raise NotLookedError(lines[-1][:200])
    return done.stdout


def _json(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except ValueError:
        raise NotLookedError("an answer that is no JSON") from None


if __name__ == "__main__":
    sys.exit(main())
