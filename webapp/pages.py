"""The mini-app's page as built by Vite: read once, sent from memory in the smallest encoding."""

import gzip
import hashlib
import html
import json
import mimetypes
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from aiohttp import web
from yarl import URL

from runtime.settings import Settings
from webapp.compression import accepted
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError

BUILT = Path(__file__).resolve().parent.parent / "frontend" / "dist"

_IMMUTABLE = "public, max-age=31536000, immutable"
_ONE_HOUR = "public, max-age=3600"
_REVALIDATE = "no-cache"
_ENCODINGS = {".br": "br", ".gz": "gzip"}  # by file suffix, the smallest first
_END_OF_HEAD = "</head>"

# The entry of the sandbox's wallet in TON Connect's list of wallets.
_SANDBOX_WALLET = {
    "app_name": "sandbox",
    "name": "Sandbox wallet",
    "image": "/wallets/sandbox.svg",
    "platforms": ["ios", "android", "macos", "windows", "linux", "chrome"],
    "features": [{"name": "SendTransaction", "maxMessages": 4}],
}


@dataclass(frozen=True)
class Asset:
    """A file of the page, ready to be sent.

    Attributes:
        bodies: the content by its encoding, "" for none. Where there is a gzip, the plain content
            is not kept: hardly any client asks for it, and it would take most of the memory.
        content_type: the header.
        cache: the Cache-Control header.
        policy: the Content-Security-Policy header, for the page itself.
    """

    bodies: Mapping[str, bytes]
    content_type: str
    cache: str
    policy: str | None = None

    @property
    def plain(self) -> bytes:
        """The content without an encoding."""
        return self.bodies[""] if "" in self.bodies else gzip.decompress(self.bodies["gzip"])

    @cached_property
    def etag(self) -> str:
        """A name of this content."""
        return hashlib.sha256(self.plain).hexdigest()[:32]

    def response(self, request: web.Request) -> web.Response:
        """Return the smallest encoding that the client accepts, or 304 if it has the file."""
        headers = {"Cache-Control": self.cache, "Vary": "Accept-Encoding"}
        if self.policy:
            headers["Content-Security-Policy"] = self.policy
        if self.cache != _IMMUTABLE:
            headers["ETag"] = f'"{self.etag}"'
            if any(tag.value == self.etag for tag in request.if_none_match or ()):
                return web.Response(status=304, headers=headers)
        encoding = next((one for one in _ENCODINGS.values() if self._suits(one, request)), "")
        if encoding:
            headers["Content-Encoding"] = encoding
        headers["Content-Type"] = self.content_type
        body = self.bodies[encoding] if encoding else self.plain
        return web.Response(body=body, headers=headers)

    def _suits(self, encoding: str, request: web.Request) -> bool:
        return encoding in self.bodies and encoding in accepted(request.headers)


def setup_page(app: web.Application, settings: Settings, *, built: Path = BUILT) -> None:
    """Add the page at `/` and its files. Without a built page `/` answers 503 `page_missing`."""
    assets = read_page(built, settings)
    for path in ("/", "/ton-wallets.json", "/assets/{name}", "/wallets/{name}"):
        app.router.add_get(path, _sender(assets))


def read_page(built: Path, settings: Settings) -> dict[str, Asset]:
    """Return every file of the page by its path; nothing if the page has not been built."""
    return read_assets(built, settings) if (built / "index.html").exists() else {}


def _sender(assets: Mapping[str, Asset]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def send(request: web.Request) -> web.Response:
        if asset := assets.get(request.path):
            return asset.response(request)
        if request.path == "/":
            message = "The page is not built: run tools/build_page.py."
            raise ApiError(503, ErrorCode.PAGE_MISSING, message)
        raise web.HTTPNotFound

    return send


def read_assets(built: Path, settings: Settings) -> dict[str, Asset]:
    """Return every file of the page by its path. Names in `assets/` contain a content hash."""
    wallets = wallets_list(built, settings)
    found = {
        f"/{path.relative_to(built).as_posix()}": _read(path, built)
        for folder in ("assets", "wallets")
        for path in sorted((built / folder).iterdir())
        if path.suffix not in _ENCODINGS
    }
    raw = json.dumps(wallets, ensure_ascii=False, separators=(",", ":")).encode()
    found["/ton-wallets.json"] = _compressed(raw, "application/json; charset=utf-8", _ONE_HOUR)
    text = (built / "index.html").read_text(encoding="utf-8")
    page = text.replace(_END_OF_HEAD, f"{_head(settings)}{_END_OF_HEAD}", 1).encode()
    found["/"] = _compressed(
        page, "text/html; charset=utf-8", _REVALIDATE, policy(wallets, settings)
    )
    return found


def _read(path: Path, built: Path) -> Asset:
    names = {encoding: path.with_name(path.name + end) for end, encoding in _ENCODINGS.items()}
    bodies = {encoding: file.read_bytes() for encoding, file in names.items() if file.exists()}
    if "gzip" not in bodies:
        bodies[""] = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = "text/javascript" if path.suffix == ".js" else kind
    hashed = path.parent == built / "assets"
    return Asset(bodies, f"{kind}; charset=utf-8", _IMMUTABLE if hashed else _ONE_HOUR)


def _compressed(raw: bytes, content_type: str, cache: str, policy: str | None = None) -> Asset:
    return Asset({"gzip": gzip.compress(raw, 9, mtime=0)}, content_type, cache, policy)


def wallets_list(built: Path, settings: Settings) -> list[dict[str, Any]]:
    """Return the wallets that TON Connect offers; in sandbox mode the test wallet comes first."""
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
            # @tonconnect/ui 2.4 fails to open its window for a wallet with a JS bridge alone.
            {"type": "sse", "url": f"{url.origin()}/sim/wallet/bridge"},
        ],
    }
    return [sandbox, *wallets]


def policy(wallets: Sequence[Mapping[str, Any]], settings: Settings) -> str:
    """Return the page's Content-Security-Policy.

    Scripts and pictures come from this origin only; the wallets' logos are copies. Connections go
    to this origin and to the bridges of the listed wallets, through which a wallet answers.
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
        # 'unsafe-inline' because TON Connect's window inserts style elements at run time.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'", *sandbox, *sorted(bridges)],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": list(settings.frame_ancestors),
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def _head(settings: Settings) -> str:
    """Return the tags for what only the running server knows: its settings, the test wallet."""
    named = {
        "telegram-bot": settings.bot_username,
        "privacy-url": settings.privacy_url,
        "dispute-days": str(settings.dispute_days),
        "retention-years": str(settings.retention_years),
        "login-ways": " ".join(settings.ways_offered),
    }
    lines = [
        f'<meta name="{name}" content="{html.escape(value)}">'
        for name, value in named.items()
        if value
    ]
    if settings.sandbox_wallet_url:
        lines.append(f'<script async src="{html.escape(settings.sandbox_wallet_url)}"></script>')
    return "".join(lines)
