"""`python -m tools.audit`: advisories for the dependencies, their licences, and an SBOM.

Each tool runs by `uv tool run` in an environment of its own and is no dependency. Where an advisory
service cannot be reached, the result is unknown and the exit code 2, not "nothing found".
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
from tools.processes import ROOT

REQUIREMENTS = ROOT / "requirements.txt"
SBOM = ROOT / ".run" / "sbom.cdx.json"
PIP_AUDIT = "pip-audit==2.10.1"
PIP_LICENSES = "pip-licenses==5.5.5"
CYCLONEDX = "cyclonedx-bom==7.5.0"
NPM_FOLDERS = (ROOT / "frontend", ROOT / "tools" / "browser")
TIMEOUT = 300.0


class NotCheckedError(Exception):
    """A tool or its service could not be reached; the result is unknown."""


def main() -> int:
    """Print the report; return 0 if nothing was found, 1 if something was, 2 if a check failed."""
    checks: dict[str, Callable[[], list[str]]] = {
        "Python advisories": python_advisories,
        **{
            f"npm advisories, {at.relative_to(ROOT)}": partial(npm_advisories, at)
            for at in NPM_FOLDERS
        },
        f"SBOM, {SBOM.relative_to(ROOT)}": sbom,
        "Licences of the production packages": licences,
    }
    worst = 0
    for name, check in checks.items():
        try:
            lines = check()
            worst = max(worst, int(bool(lines) and "advisories" in name))
            print(f"{name}: {'none' if not lines else ''}")
        except NotCheckedError as error:
            lines, worst = [], 2
            print(f"{name}: NOT CHECKED: {error}")
        for line in lines:
            print(f"  {line}")
    return worst


def python_advisories() -> list[str]:
    """Return the advisories for the pinned production packages.

    pip-audit exits with 0 even if it got no answer about any package, so they are counted.
    """
    report = _json(
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
    packages = report["dependencies"]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    if skipped or not packages:
        raise NotCheckedError(
            f"the advisory service did not answer for {len(skipped)} of {len(packages)} packages"
        )
    return [
        f"{each['name']} {each['version']}: {fault['id']}, fixed in {fault['fix_versions']}"
        for each in packages
        for fault in each["vulns"]
    ]


def npm_advisories(folder: Path) -> list[str]:
    """Return the advisories for the packages that a folder's lock file pins."""
    report = _json(_run([*_npm(), "audit", "--json"], folder))
    if "vulnerabilities" not in report:
        raise NotCheckedError(str(report.get("message", "npm does not answer")))
    return [f"{name}: {each['severity']}" for name, each in report["vulnerabilities"].items()]


def sbom() -> list[str]:
    """Write the bill of materials of the pinned production packages; return a summary of it."""
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
    report = json.loads(SBOM.read_text())
    return [f"CycloneDX {report['specVersion']}, {len(report['components'])} components"]


def licences() -> list[str]:
    """Return each licence with the production packages under it."""
    names = {line.split("==")[0] for line in REQUIREMENTS.read_text().splitlines() if "==" in line}
    report = _json(
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
    by_licence: Mapping[str, list[str]] = defaultdict(list)
    for each in report:
        by_licence[each["License"]].append(each["Name"])
    return [
        f"{licence}: {', '.join(sorted(by_licence[licence]))}" for licence in sorted(by_licence)
    ]


def _npm() -> list[str]:
    node = find_node()
    beside = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(beside)] if beside.exists() else [shutil.which("npm") or "npm"]


def _uvx(package: str, *command: str) -> str:
    uv = Path(sys.executable).with_name("uv")
    return _run([str(uv), "tool", "run", "--quiet", "--from", package, *command], ROOT)


def _run(command: list[str], folder: Path) -> str:
    """Return the output of a command; an exit code alone is no error."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=TIMEOUT
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotCheckedError(type(error).__name__) from None
    if not done.stdout and done.returncode:
        lines = done.stderr.strip().splitlines() or ["no output"]
        raise NotCheckedError(lines[-1][:200])
    return done.stdout


def _json(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except ValueError:
        raise NotCheckedError("the output is not JSON") from None


if __name__ == "__main__":
    sys.exit(main())
