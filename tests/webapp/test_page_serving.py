"""The built page is sent in the best coding, cached by its hash, and with a strict policy."""

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
from webapp.middlewares.errors import answer_errors
from webapp.pages import accepted, read_assets, read_page, setup_page

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
def test_what_comes_before_a_wallet_is_small(language: str) -> None:
    """The welcome and the portfolio need at most 40 KB of JavaScript, compressed with gzip."""
    manifest = json.loads((BUILT / ".vite" / "manifest.json").read_text())
    wanted = ["index.html", "src/show.tsx", f"../locales/{language}.ftl"]
    for name in wanted:
        wanted += [one for one in manifest[name].get("imports", []) if one not in wanted]
    files = [BUILT / manifest[name]["file"] for name in wanted]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= 40_000


async def test_the_page_names_its_files_by_their_content(world: World) -> None:
    """`/` is asked for again each time; what it names may be kept for ever, and exists."""
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


async def test_the_policy_forbids_what_is_not_ours(world: World) -> None:
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


async def test_the_page_is_not_sent_twice(world: World) -> None:
    """A browser that has the current page gets 304."""
    tag = (await world.get("/", user=None)).headers["ETag"]
    again = await world.get("/", user=None, headers={"If-None-Match": tag})
    assert again.status == 304
    assert again.body == ""


@pytest.mark.parametrize(
    "path", ["/assets/none.js", "/assets/..%2findex.html", "/wallets/%2e%2e%2fton-wallets.json"]
)
async def test_nothing_else_is_served(world: World, path: str) -> None:
    """A name that is not one of the page's files is not found, whatever it looks like."""
    answer = await world.get(path, user=None)
    assert (answer.status, answer.code) == (404, "not_found")


async def test_the_sandbox_stays_out_of_production(built: Path) -> None:
    """Its wallet's script and origin are there in sandbox mode alone."""
    url = "http://127.0.0.1:9/static/wallet-bridge.js?key=sandbox&index=1"
    for settings, there in ((live(), False), (live(sandbox_wallet_url=url), True)):
        assets = read_assets(built, settings)
        text = assets["/"].plain.decode()
        names = [wallet["name"] for wallet in json.loads(assets["/ton-wallets.json"].plain)]
        assert ("&amp;index=1" in text) is there
        assert ("http://127.0.0.1:9" in (assets["/"].policy or "")) is there
        assert ("Sandbox wallet" in names) is there


async def test_what_the_operator_names_cannot_break_out(built: Path) -> None:
    """The privacy policy's address is written as text."""
    settings = live(privacy_url='https://a.example/"><script>')
    text = read_assets(built, settings)["/"].plain.decode()
    assert "<script>" not in text
    assert "https://a.example/&quot;&gt;&lt;script&gt;" in text


async def test_codings_are_used_as_the_client_wishes(built: Path) -> None:
    """A coding with q=0 is refused; what is not packed is sent plain."""
    assert accepted({"Accept-Encoding": "br;q=0, gzip;q=0.5, identity"}) == {"gzip", "identity"}
    assert accepted({}) == set()
    assets = read_assets(built, live())
    assert set(assets["/assets/app-Ab12.js"].bodies) == {"", "br"}


async def test_an_unbuilt_page_says_so(tmp_path: Path) -> None:
    """Without a built page `/` is 503 and says what to do; the API works without it."""
    assert read_page(tmp_path, live()) == {}
    app = web.Application(middlewares=[answer_errors])
    setup_page(app, live(), built=tmp_path)
    async with serving(app) as address, aiohttp.request("GET", address) as answer:
        assert answer.status == 503
        assert "tools/build_page.py" in await answer.text()
