"""The documentation is true: links and paths exist, tables are complete, the site builds."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright
from prometheus_client.metrics import MetricWrapperBase

import bot.metrics
import webapp.metrics
import worker.metrics
from orders.conditions import CONDITIONS
from runtime.settings import Settings
from tools.chromium import ARGS, find_or_install
from tools.docs_links import LINK, rewrite_links
from tools.docs_reference import example_sections, reference_pages
from webapp.routes import ROUTES

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()} - {".run", ".venv"}
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([\w.*/-]+/[\w.*/-]*)`")


def page_id(path: Path) -> str:
    """Return how a test names a page."""
    return str(path.relative_to(ROOT))


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub makes of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", title.lower()) for title in titles]
    return {title.replace(" ", "-") for title in plain}


def links(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield each relative link of a page: the file it leads to, and its anchor or ''."""
    for target in re.findall(r"\]\(([^):]+)\)", _FENCE.sub("", path.read_text())):
        name, _, anchor = target.partition("#")
        yield (path.parent / name if name else path), anchor


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_relative_links_lead_to_an_existing_file_and_heading(path: Path) -> None:
    """On GitHub; the site is checked by its strict build."""
    for target, anchor in links(path):
        assert target.exists(), target
        assert not anchor or anchor in anchors(target), f"{target}#{anchor}"


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_paths_in_code_marks_exist(path: Path) -> None:
    """A path that begins with a folder of the repository is one, `*` allowed."""
    named = _CODE.findall(_FENCE.sub("", path.read_text()))
    paths = [one for one in named if one.split("/")[0] in FOLDERS]
    assert not [one for one in paths if not any(ROOT.glob(one.rstrip("/")))]


def test_operating_guide_names_every_metric() -> None:
    """A metric that no operator knows of is of no use."""
    guide = (ROOT / "docs" / "operate.md").read_text()
    modules = (bot.metrics, webapp.metrics, worker.metrics)
    found = [one for module in modules for one in vars(module).values()]
    metrics = [one for one in found if isinstance(one, MetricWrapperBase)]
    assert metrics
    names = [family.name for metric in metrics for family in metric.describe()]
    assert not [name for name in names if f"`{name}" not in guide]


def test_operating_guide_explains_every_alarm() -> None:
    """And no other; what to do is in the same row."""
    guide = (ROOT / "docs" / "operate.md").read_text()
    section = guide.partition("## Alarms")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(CONDITIONS)


def test_members_guide_names_every_listed_command() -> None:
    """What Telegram lists, members can read about."""
    guide = (ROOT / "docs" / "members.md").read_text()
    code = "".join(path.read_text() for path in (ROOT / "bot" / "handlers").glob("*.py"))
    listed = re.findall(r'^@command\(router, "(\w+)"(?!.*listed=False)', code, re.MULTILINE)
    assert len(listed) > 10
    assert not [name for name in listed if f"`/{name}" not in guide]


def test_reference_covers_every_setting_and_every_route() -> None:
    """The generated pages leave nothing out."""
    pages = reference_pages()
    settings, api = pages["reference/settings.md"], pages["reference/http-api.md"]
    assert not [name for name in Settings.model_fields if f"| `{name.upper()}` |" not in settings]
    assert not [route for route in ROUTES if f"## `{route.method} {route.path}`" not in api]
    assert "::: gomining.client" in pages["reference/gomining.md"]
    assert "::: ton.proof" in pages["reference/ton.md"]


def test_setting_without_own_comment_takes_the_one_above_it() -> None:
    """As `.env.example` groups BOT_HOST and BOT_PORT under one comment."""
    example = "# Head.\n\n# --- Part ---\n# One,\n# two.\nA=1\nB=2\n# Three.\nC=\n"
    assert dict(example_sections(example)) == {
        "Part": {"A": "One, two.", "B": "One, two.", "C": "Three."}
    }


@pytest.mark.parametrize(
    ("site_path", "link", "expected"),
    [
        ("index.md", "[a](docs/operate.md#monitor)", "[a](operate.md#monitor)"),
        ("operate.md", "[a](../README.md)", "[a](index.md)"),
        ("decisions/0008-update-transport.md", "[a](../performance.md)", "[a](../performance.md)"),
        ("index.md", 'src="docs/pictures/page-income.png"', 'src="pictures/page-income.png"'),
        ("index.md", "[a](https://gomining.com)", "[a](https://gomining.com)"),
        ("operate.md", "[a](#redis)", "[a](#redis)"),
    ],
)
def test_links_are_rewritten_for_the_site(site_path: str, link: str, expected: str) -> None:
    """Pages from the repository's root have other paths on the site."""
    assert rewrite_links(link, site_path) == expected
    assert LINK.groups == 2


@pytest.fixture
def site() -> Path:
    """The site as `make docs` builds it; the first time it installs what it needs."""
    command = [sys.executable, "-m", "tools.docs_site"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return ROOT / ".run" / "site"


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_site_builds_strictly_and_draws_its_diagrams_offline(site: Path) -> None:
    """A warning of mkdocs fails the build; the pages load nothing from other hosts."""
    for page in ("index.html", "reference/http-api.html", "reference/gomining.html"):
        assert (site / page).exists()
    requests, text = await opened_in_browser(site / "architecture.html")
    assert "Syntax error" not in text
    assert not [url for url in requests if not url.startswith(("file:", "blob:", "data:"))]


async def opened_in_browser(page: Path) -> tuple[list[str], str]:
    """Return what a page requests and the text that it shows once its diagrams are drawn."""
    chromium, requests = find_or_install(), list[str]()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.executable, args=ARGS, env=chromium.environment
        )
        tab = await browser.new_page()
        tab.on("request", lambda request: requests.append(request.url))
        await tab.goto(page.as_uri())
        await tab.wait_for_function("!document.querySelector('pre.mermaid')", timeout=30_000)
        text = await tab.inner_text("body")
        await browser.close()
    return requests, text
