"""The mini-app's page as built by Vite: read once, sent from memory in the best coding there is."""

import gzip
import hashlib
import html
import json
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from aiohttp import web
from yarl import URL

from runtime.settings import Settings
from webapp.errors import Fault, RequestError

BUILT = Path(__file__).resolve().parent.parent / "frontend" / "dist"

_FOREVER = "public, max-age=31536000, immutable"
_HOUR = "public, max-age=3600"
_ASK_AGAIN = "no-cache"
_CODINGS = {".br": "br", ".gz": "gzip"}  # in the order of how small they are
MISSING = Fault(503, "page_missing", "The page is not built: run tools/build_page.py.")
_HEAD = "</head>"

# What the sandbox's wallet is called in TON Connect's list; `key` is the one of wallet-bridge.js.
_SANDBOX_WALLET = {
    "app_name": "sandbox",
    "name": "Sandbox wallet",
    "image": "/wallets/sandbox.svg",
    "platforms": ["ios", "android", "macos", "windows", "linux", "chrome"],
    "features": [{"name": "SendTransaction", "maxMessages": 4}],
}


@dataclass(frozen=True)
class Asset:
    """A file in every coding that it was built in.

    The key "" is the plain one. It is not kept where there is a gzip of it: who takes neither is
    rare, and the plain files would be most of what the page takes of memory.
    """

    bodies: Mapping[str, bytes]
    content_type: str
    cache: str
    policy: str | None = None

    @property
    def plain(self) -> bytes:
        """The file as it is."""
        return self.bodies[""] if "" in self.bodies else gzip.decompress(self.bodies["gzip"])

    @cached_property
    def etag(self) -> str:
        """Name this very content."""
        return hashlib.sha256(self.plain).hexdigest()[:32]

    def response(self, request: web.Request) -> web.Response:
        """Return it in the smallest coding that the client takes, or 304 if it has it."""
        headers = {"Cache-Control": self.cache, "Vary": "Accept-Encoding"}
        if self.policy:
            headers["Content-Security-Policy"] = self.policy
        if self.cache != _FOREVER:
            headers["ETag"] = f'"{self.etag}"'
            if any(tag.value == self.etag for tag in request.if_none_match or ()):
                return web.Response(status=304, headers=headers)
        coding = next((one for one in _CODINGS.values() if self._suits(one, request)), "")
        if coding:
            headers["Content-Encoding"] = coding
        headers["Content-Type"] = self.content_type
        body = self.bodies[coding] if coding else self.plain
        return web.Response(body=body, headers=headers)

    def _suits(self, coding: str, request: web.Request) -> bool:
        return coding in self.bodies and coding in accepted(request.headers)


def accepted(headers: Mapping[str, str]) -> set[str]:
    """Return the codings that an Accept-Encoding header allows."""
    wishes = headers.get("Accept-Encoding", "").lower().split(",")
    pairs = [
        (name.strip(), rest.replace(" ", ""))
        for name, _, rest in (w.partition(";") for w in wishes)
    ]
    return {
        name for name, rest in pairs if name and rest not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    }


def setup_page(app: web.Application, settings: Settings, *, built: Path = BUILT) -> None:
    """Add the page at `/` and its files; without a built page `/` says so and the API works."""
    assets = read_page(built, settings)
    app.router.add_get("/", _sender(lambda _: assets.get("/")))
    app.router.add_get("/ton-wallets.json", _sender(lambda request: assets.get(request.path)))
    for folder in ("assets", "wallets"):
        app.router.add_get(f"/{folder}/{{name}}", _sender(lambda request: assets.get(request.path)))


def read_page(built: Path, settings: Settings) -> dict[str, Asset]:
    """Return every file of the page by its path, none where it has not been built."""
    return read_assets(built, settings) if (built / "index.html").exists() else {}


def _sender(find: Callable[[web.Request], Asset | None]) -> Any:  # noqa: ANN401 - aiohttp's own kind of handler
    async def send(request: web.Request) -> web.Response:
        asset = find(request)
        if asset is None:
            if request.path == "/":
                raise RequestError(MISSING)
            raise web.HTTPNotFound
        return asset.response(request)

    return send


def read_assets(built: Path, settings: Settings) -> dict[str, Asset]:
    """Return every file of the page by its path. Names in `assets/` carry a hash of the content."""
    wallets = wallets_list(built, settings)
    found = {
        f"/{path.relative_to(built).as_posix()}": _read(path, built)
        for folder in ("assets", "wallets")
        for path in sorted((built / folder).iterdir())
        if path.suffix not in _CODINGS
    }
    raw = json.dumps(wallets, ensure_ascii=False, separators=(",", ":")).encode()
    found["/ton-wallets.json"] = _packed(raw, "application/json; charset=utf-8", _HOUR)
    text = (built / "index.html").read_text(encoding="utf-8")
    page = text.replace(_HEAD, f"{_head(settings)}{_HEAD}", 1).encode()
    found["/"] = _packed(page, "text/html; charset=utf-8", _ASK_AGAIN, policy(wallets, settings))
    return found


def _read(path: Path, built: Path) -> Asset:
    names = {coding: path.with_name(path.name + ending) for ending, coding in _CODINGS.items()}
    bodies = {coding: packed.read_bytes() for coding, packed in names.items() if packed.exists()}
    if "gzip" not in bodies:
        bodies[""] = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = "text/javascript" if path.suffix == ".js" else kind
    hashed = path.parent == built / "assets"
    return Asset(bodies, f"{kind}; charset=utf-8", _FOREVER if hashed else _HOUR)


def _packed(raw: bytes, content_type: str, cache: str, policy: str | None = None) -> Asset:
    return Asset({"gzip": gzip.compress(raw, 9, mtime=0)}, content_type, cache, policy)


def wallets_list(built: Path, settings: Settings) -> list[dict[str, Any]]:
    """Return the wallets that TON Connect offers, in sandbox mode with the test wallet first."""
    wallets: list[dict[str, Any]] = json.loads((built / "ton-wallets.json").read_text())
    if not settings.sandbox_wallet_url:
        return wallets
    url = URL(settings.sandbox_wallet_url)
    sandbox = {
        **_SANDBOX_WALLET,
        "about_url": str(url.origin()),
        "universal_url": str(url.origin()),
        "bridge": [
            {"type": "js", "key": url.query.get("key", "sandbox")},
            # With a JS bridge alone the window of @tonconnect/ui 2.4 breaks while it opens.
            {"type": "sse", "url": f"{url.origin()}/sim/wallet/bridge"},
        ],
    }
    return [sandbox, *wallets]


def policy(wallets: Sequence[Mapping[str, Any]], settings: Settings) -> str:
    """Return the page's Content-Security-Policy.

    Scripts are ours alone. Pictures too: the wallets' logos are replaced by our own. Connections
    go to us and to the bridges of the listed wallets, by which a wallet answers.
    """
    bridges = {
        str(URL(bridge["url"]).origin())
        for wallet in wallets
        for bridge in wallet["bridge"]
        if bridge["type"] == "sse"
    }
    sandbox = (
        [str(URL(settings.sandbox_wallet_url).origin())] if settings.sandbox_wallet_url else []
    )
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *sandbox],
        # 'unsafe-inline' only because TON Connect's window writes style elements at run time.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'", *sandbox, *sorted(bridges)],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": list(settings.frame_ancestors),
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def _head(settings: Settings) -> str:
    """Return what only the running server knows: who the bot is, and the sandbox's wallet."""
    named = {"telegram-bot": settings.bot_username, "privacy-url": settings.privacy_url}
    lines = [
        f'<meta name="{name}" content="{html.escape(value)}">'
        for name, value in named.items()
        if value
    ]
    if settings.sandbox_wallet_url:
        lines.append(f'<script async src="{html.escape(settings.sandbox_wallet_url)}"></script>')
    return "".join(lines)
