"""How the built page is served: content coding, caching, Content-Security-Policy."""

import gzip
import json
import re
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from runtime.settings import Settings
from tests.world import World, settings_for
from tools.build_page import BUILT, build
from tools.serving import serving
from webapp.compression import accepted
from webapp.middlewares.errors import answer_errors
from webapp.pages import read_assets, read_page, setup_page

BROWSER = "gzip, deflate, br, zstd"
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="session", autouse=True)
def built_page() -> None:
    """The page as it is built for production."""
    build()


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A tiny built page."""
    for folder in ("assets", "wallets"):
        (tmp_path / folder).mkdir()
    (tmp_path / "assets" / "app-Ab12.js").write_text("let a = 1")
    (tmp_path / "assets" / "app-Ab12.js.br").write_bytes(b"packed")
    (tmp_path / "wallets" / "one.svg").write_text("<svg/>")
    (tmp_path / "index.html").write_text("<html><head></head><body></body></html>")
    bridge = [{"type": "sse", "url": "https://bridge.example/x"}, {"type": "js", "key": "one"}]
    (tmp_path / "ton-wallets.json").write_text(json.dumps([{"name": "One", "bridge": bridge}]))
    return tmp_path


def live(**others: object) -> Settings:
    """Settings as in production."""
    return settings_for("https://api.example.com", "redis://localhost", **others)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_first_load_is_at_most_40_kb(language: str) -> None:
    """The welcome and the portfolio need at most 40 KB of JavaScript, compressed with gzip."""
    manifest = json.loads((BUILT / ".vite" / "manifest.json").read_text())
    wanted = ["index.html", "src/show.tsx", f"../locales/{language}.ftl"]
    for name in wanted:
        wanted += [one for one in manifest[name].get("imports", []) if one not in wanted]
    files = [BUILT / manifest[name]["file"] for name in wanted]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= 40_000


async def test_assets_are_named_by_content_and_cached_for_ever(world: World) -> None:
    """`/` is validated each time; the assets that it names exist and are immutable."""
    page = await world.get("/", user=None)
    assert page.status == 200
    assert page.headers["Cache-Control"] == "no-cache"
    names = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.body)
    assert len(names) >= 3
    async with aiohttp.ClientSession(auto_decompress=False) as http:
        for name in names:
            bodies = {}
            for wish, coding in ((BROWSER, "br"), ("gzip", "gzip"), ("identity", None)):
                async with http.get(
                    world.address + name, headers={"Accept-Encoding": wish}
                ) as answer:
                    assert answer.status == 200
                    assert answer.headers.get("Content-Encoding") == coding, name
                    assert answer.headers["Cache-Control"] == FOREVER
                    assert answer.headers["Vary"] == "Accept-Encoding"
                    bodies[coding] = await answer.read()
            assert gzip.decompress(bodies["gzip"]) == bodies[None]


async def test_content_security_policy_allows_own_files_only(world: World) -> None:
    """No eval, no inline script, no foreign picture; frames only where the operator allows it."""
    policy = (await world.get("/", user=None)).headers["Content-Security-Policy"]
    rules = {words[0]: words[1:] for words in (rule.split() for rule in policy.split(";"))}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == ["'self'"]
    assert rules["img-src"] == ["'self'"]
    assert rules["frame-ancestors"][0] == "https://web.telegram.org"
    assert "https://bridge.tonapi.io" in rules["connect-src"]
    assert all(source.startswith("https://") for source in rules["connect-src"][1:])
    assert "unsafe-eval" not in policy
    api = (await world.get("/api/me")).headers["Content-Security-Policy"]
    assert api.startswith("default-src 'none'; frame-ancestors")


async def test_unchanged_page_is_answered_with_304(world: World) -> None:
    """A browser that has this page by its ETag gets no body."""
    tag = (await world.get("/", user=None)).headers["ETag"]
    again = await world.get("/", user=None, headers={"If-None-Match": tag})
    assert again.status == 304
    assert again.body == ""


@pytest.mark.parametrize(
    "path", ["/assets/none.js", "/assets/..%2findex.html", "/wallets/%2e%2e%2fton-wallets.json"]
)
async def test_other_paths_are_not_found(world: World, path: str) -> None:
    """A name that is not a file of the page is not found, also with encoded dots."""
    answer = await world.get(path, user=None)
    assert (answer.status, answer.code) == (404, "not_found")


async def test_sandbox_wallet_is_served_in_sandbox_mode_only(built: Path) -> None:
    """The wallet's script and origin appear in sandbox mode only."""
    url = "http://127.0.0.1:9/static/wallet-bridge.js?key=sandbox&index=1"
    for settings, there in ((live(), False), (live(sandbox_wallet_url=url), True)):
        assets = read_assets(built, settings)
        text = assets["/"].plain.decode()
        names = [wallet["name"] for wallet in json.loads(assets["/ton-wallets.json"].plain)]
        assert ("&amp;index=1" in text) is there
        assert ("http://127.0.0.1:9" in (assets["/"].policy or "")) is there
        assert ("Sandbox wallet" in names) is there


async def test_operator_settings_are_escaped_in_the_page(built: Path) -> None:
    """The privacy policy's address is written as text."""
    settings = live(privacy_url='https://a.example/"><script>')
    text = read_assets(built, settings)["/"].plain.decode()
    assert "<script>" not in text
    assert "https://a.example/&quot;&gt;&lt;script&gt;" in text


async def test_content_coding_follows_accept_encoding(built: Path) -> None:
    """A coding with q=0 is refused; a file without a compressed form is sent plain."""
    assert accepted({"Accept-Encoding": "br;q=0, gzip;q=0.5, identity"}) == {"gzip", "identity"}
    assert accepted({}) == set()
    assets = read_assets(built, live())
    assert set(assets["/assets/app-Ab12.js"].bodies) == {"", "br"}


async def test_missing_page_answers_how_to_build_it(tmp_path: Path) -> None:
    """Without a built page `/` answers what to run; the API does not need it."""
    assert read_page(tmp_path, live()) == {}
    app = web.Application(middlewares=[answer_errors])
    setup_page(app, live(), built=tmp_path)
    async with serving(app) as address, aiohttp.request("GET", address) as answer:
        assert answer.status == 503
        assert "tools/build_page.py" in await answer.text()
