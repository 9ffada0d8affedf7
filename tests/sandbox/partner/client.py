"""A caller of the sandbox's partner API that signs as the document says, independently of it."""

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
    """What came back: `body` is parsed JSON with Decimal for numbers with a point."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def data(self) -> Any:
        """The answer's `data`, which must be there."""
        assert self.status == 200, self.body
        return self.body["data"]

    @property
    def rows(self) -> Any:
        """The rows of a paged list."""
        return self.data["array"]

    @property
    def message(self) -> str:
        """The refusal's sentence, after its shape was checked."""
        assert set(self.body) == {"message", "error", "statusCode"}
        assert self.body["statusCode"] == self.status
        return str(self.body["message"])


def sign(message: str, secret: str = keys.API_SECRET) -> str:
    """Return the hex HMAC-SHA256 of `message`."""
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


class Caller:
    """Calls one running sandbox."""

    def __init__(self, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.session, self.clock = session, clock

    @property
    def now_ms(self) -> int:
        """The sandbox's time in milliseconds."""
        return int(self.clock().timestamp() * 1000)

    async def send(
        self,
        method: str,
        path: str,
        raw: str | bytes | io.BytesIO | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send exactly this path, query and body."""
        url = URL(path, encoded=True)
        async with self.session.request(method, url, data=raw, headers=headers) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            body = json.loads(text, parse_float=Decimal) if is_json else text
            return Reply(response.status, body, dict(response.headers))

    async def sim(self, method: str, path: str, body: object = None) -> Reply:
        """Call the control API."""
        return await self.send(method, f"/sim/{path}", json.dumps(body) if body else None, JSON)

    async def mood(self, mood: str, **more: object) -> None:
        """Switch a mood on."""
        reply = await self.sim("POST", "partner/mood", {"mood": mood, **more})
        assert reply.status == 200, reply.body

    async def open(self, path: str, **body: object) -> Reply:
        """POST without key or token."""
        return await self.send("POST", f"/api/partner/{path}", json.dumps(body), JSON)

    async def user(self, token: str, path: str, **body: object) -> Reply:
        """Call an operation of the user's own: GET without a body, POST with one."""
        headers = {"Authorization": f"Bearer {token}", **JSON}
        method, raw = ("POST", json.dumps(body)) if body else ("GET", None)
        return await self.send(method, f"/api/partner/c2s/{path}", raw, headers)

    async def post(self, path: str, **body: object) -> Reply:
        """POST with key and signature; `timestamp` is now unless given."""
        body.setdefault("timestamp", self.now_ms)
        unsigned = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        raw = f'{unsigned[:-1]},"signature":"{sign(unsigned)}"}}'
        return await self.keyed("POST", path, raw)

    async def get(self, path: str, **query: object) -> Reply:
        """GET with key and signature; `timestamp` is now unless given."""
        query.setdefault("timestamp", self.now_ms)
        unsigned = urlencode(query, quote_via=quote)
        return await self.keyed("GET", f"{path}?{unsigned}&signature={sign(unsigned)}")

    async def keyed(
        self, method: str, path: str, raw: str | bytes | None = None, key: str = keys.API_KEY
    ) -> Reply:
        """Send exactly this with the partner's key and no signature of ours."""
        headers = {"X-PARTNER-API-KEY": key, **(JSON if raw is not None else {})}
        return await self.send(method, f"/api/partner/{path}", raw, headers)

    async def payload(self) -> str:
        """Ask for a payload to prove."""
        reply = await self.open("c2s/auth/generate-payload", partnerId=keys.PARTNER_ID)
        return str(reply.data["payload"])

    async def check(self, wallet: dict[str, Any]) -> Reply:
        """Present a wallet."""
        return await self.open("c2s/auth/check-proof", tonWallet=wallet)

    async def login(self, index: int = 0, **kind: str) -> dict[str, str]:
        """Log a test wallet in and return its tokens."""
        wallet = TestWallet(index, **kind).connect(
            await self.payload(), domain=DOMAIN, now=self.clock()
        )
        tokens: dict[str, str] = (await self.check(wallet)).data
        return tokens

    async def access(self, index: int = 0) -> str:
        """Log a test wallet in and return its access token."""
        return (await self.login(index))["accessToken"]

    async def balance(self, partner_user_id: str, kind: str = "VIRTUAL_BTC") -> Decimal:
        """Return one balance of a user."""
        rows = (await self.get("wallet/balances", partnerUserId=partner_user_id)).rows
        return next(Decimal(row["value"]) for row in rows if row["type"] == kind)

    def move(self, **step: float) -> None:
        """Move the sandbox's clock."""
        self.clock.move(timedelta(**step))
