"""What may import what, and that each contract of import-linter notices a forbidden import.

import-linter reads packages only, so the imports of the two top-level modules are checked here.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
    "importlinter"
]
PACKAGES: list[str] = CONFIG["root_packages"]
MODULES = ("services", "ratelimit")
PRODUCT = set(PACKAGES) - {"sandbox", "bench", "tools", "tests"}
MAY_IMPORT = {
    "services": (PRODUCT - {"bot", "webapp", "worker"}) | {"ratelimit"},
    "ratelimit": {"runtime", "storage"},
}

LAYERS = "Packages import downwards only"
NO_TOOLS = "Product code never imports tools, benchmarks, tests or the sandbox"
NO_SERVICES = "Domain packages never import the composition root"
PURE = "gomining and ton know nothing of Telegram, Redis or SQL"
HTTP = "Only the client of gomining speaks HTTP"
MONEY = "Only the worker moves money or property"
AIOGRAM = "Only bot and worker know aiogram; a web process never loads it"
SQL = "SQL stands in storage, orders and the registry of members"
ALEMBIC = "Only the command of migrations loads alembic and SQLAlchemy"
SANDBOX = "The sandbox imports nothing of ours"
# A contract, the module that breaks it (added if it is not there), and what it imports.
BREACHES = [
    (LAYERS, "storage.keys", "accounts.sessions"),
    (LAYERS, "bot.screen", "webapp.contract"),
    (NO_SERVICES, "accounts.erase", "services"),
    (PURE, "ton.proof", "redis"),
    (HTTP, "gomining.retry", "aiohttp"),
    (HTTP, "gomining.added_later", "aiohttp"),
    (MONEY, "bot.screen", "gomining.endpoints.money"),
    (MONEY, "orders.buying", "gomining.operations"),
    (AIOGRAM, "webapp.contract", "aiogram"),
    (SQL, "portfolio.net", "psycopg"),
    (ALEMBIC, "storage.postgres", "sqlalchemy"),
    (SANDBOX, "sandbox.clock", "runtime.clock"),
    (NO_TOOLS, "runtime.clock", "bench"),
    (NO_TOOLS, "market.calculator", "tests"),
    (NO_TOOLS, "webapp.errors", "sandbox"),
    *((NO_TOOLS, f"{package}.added_later", "tools") for package in sorted(PRODUCT)),
]


def imports_of(module: str) -> set[str]:
    """Return our packages and modules that a top-level module imports, also inside functions."""
    names = []
    for node in ast.walk(ast.parse((ROOT / f"{module}.py").read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return {name.split(".")[0] for name in names} & {*PACKAGES, *MODULES}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of `pyproject.toml` in this folder."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The report of each contract on a copy of the code with all BREACHES in it."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    for module in MODULES:
        shutil.copy(ROOT / f"{module}.py", copy)
    for _, module, imported in BREACHES:
        with (copy / f"{module.replace('.', '/')}.py").open("a") as file:
            file.write(f"\nimport {imported}\n")
    result = lint(copy)
    assert result.returncode == 1, result.stdout
    # "Broken contracts", then for each its name, a rule of dashes, and the imports.
    parts = re.split(r"\n(.+)\n-{5,}\n", result.stdout.partition("Broken contracts")[2])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("module", MODULES)
def test_top_level_module_imports_only_what_it_may(module: str) -> None:
    """`services` wires the domain and knows no front end; `ratelimit` needs Redis only."""
    assert imports_of(module) <= MAY_IMPORT[module]


def test_every_contract_has_a_breach() -> None:
    """A new contract is proven as well."""
    assert {name for name, _, _ in BREACHES} == {each["name"] for each in CONFIG["contracts"]}


@pytest.mark.parametrize(("contract", "module", "imported"), BREACHES)
def test_contract_reports_a_forbidden_import(
    reports: dict[str, str], contract: str, module: str, imported: str
) -> None:
    """The report of this very contract names the import."""
    assert f" {module} -> {imported} (l." in reports[contract]
