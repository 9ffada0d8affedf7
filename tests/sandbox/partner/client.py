"""Client of the partner API with its own implementation of the signature."""

import hashlib
import hmac
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from sandbox import keys
from sandbox.clock import Clock
from sandbox.wallet import TestWallet

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DOMAIN = "app.example.com"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Reply:
    """An answer; `body` is parsed JSON, with Decimal for fractional numbers."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def data(self) -> Any:
        """`data` of a successful answer."""
        assert self.status == 200, self.body
        return self.body["data"]

    @property
    def rows(self) -> Any:
        """Rows of a paged list."""
        return self.data["array"]

    @property
    def message(self) -> str:
        """Message of an error answer, after a check of its shape."""
        assert set(self.body) == {"message", "error", "statusCode"}
        assert self.body["statusCode"] == self.status
        return str(self.body["message"])


def sign(message: str, secret: str = keys.API_SECRET) -> str:
    """Return the hex HMAC-SHA256 of `message`."""
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


class PartnerClient:
    """Client of one running sandbox."""

    def __init__(self, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.session, self.clock = session, clock

    @property
    def now_ms(self) -> int:
        """Time of the sandbox in Unix milliseconds."""
        return int(self.clock().timestamp() * 1000)

    async def send(
        self,
        method: str,
        path: str,
        raw: str | bytes | io.BytesIO | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send a request with exactly this path, query and body."""
        url = URL(path, encoded=True)
        async with self.session.request(method, url, data=raw, headers=headers) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            body = json.loads(text, parse_float=Decimal) if is_json else text
            return Reply(response.status, body, dict(response.headers))

    async def sim(self, method: str, path: str, body: object = None) -> Reply:
        """Call the control API."""
        return await self.send(method, f"/sim/{path}", json.dumps(body) if body else None, JSON)

    async def inject_fault(self, kind: str, **more: object) -> None:
        """Inject a fault."""
        reply = await self.sim("POST", "partner/fault", {"kind": kind, **more})
        assert reply.status == 200, reply.body

    async def post_public(self, path: str, **body: object) -> Reply:
        """POST without credentials."""
        return await self.send("POST", f"/api/partner/{path}", json.dumps(body), JSON)

    async def call_as_user(self, token: str, path: str, **body: object) -> Reply:
        """Call a `c2s/` operation with an access token: GET without a body, POST with one."""
        headers = {"Authorization": f"Bearer {token}", **JSON}
        method, raw = ("POST", json.dumps(body)) if body else ("GET", None)
        return await self.send(method, f"/api/partner/c2s/{path}", raw, headers)

    async def post_signed(self, path: str, **body: object) -> Reply:
        """POST with API key and signature; `timestamp` defaults to now."""
        body.setdefault("timestamp", self.now_ms)
        unsigned = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        raw = f'{unsigned[:-1]},"signature":"{sign(unsigned)}"}}'
        return await self.call_with_key("POST", path, raw)

    async def get_signed(self, path: str, **query: object) -> Reply:
        """GET with API key and signature; `timestamp` defaults to now."""
        query.setdefault("timestamp", self.now_ms)
        unsigned = urlencode(query, quote_via=quote)
        return await self.call_with_key("GET", f"{path}?{unsigned}&signature={sign(unsigned)}")

    async def call_with_key(
        self, method: str, path: str, raw: str | bytes | None = None, key: str = keys.API_KEY
    ) -> Reply:
        """Send exactly this request with the API key; adds no signature."""
        headers = {"X-PARTNER-API-KEY": key, **(JSON if raw is not None else {})}
        return await self.send(method, f"/api/partner/{path}", raw, headers)

    async def new_payload(self) -> str:
        """Request a payload for a wallet proof."""
        reply = await self.post_public("c2s/auth/generate-payload", partnerId=keys.PARTNER_ID)
        return str(reply.data["payload"])

    async def check_proof(self, wallet: dict[str, Any]) -> Reply:
        """Log in with a wallet."""
        return await self.post_public("c2s/auth/check-proof", tonWallet=wallet)

    async def login(self, index: int = 0, **options: Any) -> dict[str, str]:
        """Log a test wallet in and return its tokens."""
        wallet = TestWallet(index, **options).connect(
            await self.new_payload(), domain=DOMAIN, now=self.clock()
        )
        tokens: dict[str, str] = (await self.check_proof(wallet)).data
        return tokens

    async def access_token(self, index: int = 0) -> str:
        """Log a test wallet in and return its access token."""
        return (await self.login(index))["accessToken"]

    async def balance(self, partner_user_id: str, kind: str = "VIRTUAL_BTC") -> Decimal:
        """Return one balance of a user."""
        rows = (await self.get_signed("wallet/balances", partnerUserId=partner_user_id)).rows
        return next(Decimal(row["value"]) for row in rows if row["type"] == kind)

    def move_clock(self, **step: float) -> None:
        """Move the sandbox's clock."""
        self.clock.move(timedelta(**step))
