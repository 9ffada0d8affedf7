"""A web app over the sandbox and a Redis, all on loopback and under one clock, for tests."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp

from runtime.clock import Time
from runtime.settings import Settings
from sandbox import keys
from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from services import Services, open_services
from tools.serving import serving
from webapp.app import make_app

SECRET_KEY = "dGVzdC1rZXktbm90LWEtc2VjcmV0LS0wMDAwMDAwMDE="
REGISTRY_KEY = "dGVzdC1yZWdpc3RyeS1rZXktbm90LWEtc2VjcmV0LTE="
DOMAIN = "app.example.com"

# Faults of the partner, each with the status and error code of the web app while it lasts.
PARTNER_FAULTS: list[tuple[dict[str, Any], int, str]] = [
    ({"kind": "broken"}, 502, "partner_broken"),
    ({"kind": "limited", "retryAfter": 7}, 503, "partner_busy"),
    ({"kind": "slow", "delay": 10}, 504, "partner_timeout"),
    ({"kind": "down"}, 503, "partner_unreachable"),
    ({"kind": "garbled"}, 502, "partner_unreadable"),
    ({"kind": "shape"}, 502, "partner_unreadable"),
    ({"kind": "html403"}, 502, "partner_refused"),
]


def settings_for(partner: str, redis_url: str, **others: Any) -> Settings:
    """Return the settings to use this sandbox as the partner and Telegram, and this Redis."""
    values: dict[str, Any] = {
        "bot_token": keys.BOT_TOKEN,
        "telegram_api_url": partner,
        "gomining_api_url": partner,
        "gomining_partner_id": keys.PARTNER_ID,
        "gomining_api_key": keys.API_KEY,
        "gomining_api_secret": keys.API_SECRET,
        "gomining_timeout": 20,
        "webapp_url": f"https://{DOMAIN}",
        "redis_url": redis_url,
        "secret_keys": SECRET_KEY,
        "registry_key": REGISTRY_KEY,
        "rate_limit": "1000/second",
    }
    return Settings(**(values | others))


def init_data_for(user_id: int, *, now: datetime, token: str = keys.BOT_TOKEN, **more: str) -> str:
    """Return initData as Telegram signs it for this user of the bot with this token."""
    user = {"id": user_id, "first_name": "Alice", "language_code": "en"}
    fields = {
        "query_id": "AAE",
        "user": json.dumps(user, separators=(",", ":")),
        "auth_date": str(int(now.timestamp())),
        **more,
    }
    text = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    fields["hash"] = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields)


@dataclass
class Answer:
    """The status, the JSON (or text) and the headers of a response."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.body["error"]["code"])


@dataclass
class World:
    """One web app over one sandbox; `get` and `post` send requests as a Telegram user."""

    sandbox: str
    address: str
    clock: Clock
    services: Services
    http: aiohttp.ClientSession

    async def call(self, method: str, path: str, user: int | None = 1001, **more: Any) -> Answer:
        """Send a request to the web app, with the user's initData unless `user` is None."""
        headers = dict(more.pop("headers", {}))
        if user is not None:
            now = datetime.fromtimestamp(self.clock().timestamp(), UTC)
            headers.setdefault("Authorization", f"tma {init_data_for(user, now=now)}")
        async with self.http.request(
            method, self.address + path, headers=headers, **more
        ) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            body = json.loads(text) if is_json and text else text
            return Answer(response.status, body, response.headers)

    async def get(self, path: str, user: int | None = 1001, **more: Any) -> Answer:
        """GET as the user."""
        return await self.call("GET", path, user, **more)

    async def post(self, path: str, body: Any = None, user: int | None = 1001) -> Answer:
        """POST JSON as the user."""
        return await self.call("POST", path, user, json=body)

    async def sim(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to the control API of the sandbox."""
        async with self.http.request(method, self.sandbox + path, json=body) as response:
            assert response.status < 300, await response.text()
            return await response.json()

    async def inject_fault(self, kind: str, **more: Any) -> None:
        """Inject a fault into the partner; docs/sandbox.md lists the kinds."""
        await self.sim("POST", "/sim/partner/fault", {"kind": kind, **more})

    async def clear_faults(self) -> None:
        """End all injected faults."""
        await self.sim("DELETE", "/sim/partner/fault")

    async def calls(self, operation: str) -> list[dict[str, Any]]:
        """Return the calls of this path (after /api/partner/), oldest first."""
        answer = await self.sim("GET", f"/sim/partner/calls?operation={operation}")
        return list(answer["calls"])

    async def refreshes(self) -> tuple[int, int]:
        """Return how many refresh tokens were used, and how many of them were used again."""
        answer = await self.sim("GET", "/sim/partner/calls")
        return answer["counters"]["refreshed"], answer["counters"]["refreshReused"]

    async def proof(self, user: int = 1001, wallet: int = 0, **faults: Any) -> dict[str, Any]:
        """Begin a login as the user and return the test wallet's answer for check-proof."""
        begun = await self.post("/api/auth/generate-payload", user=user)
        assert begun.status == 200, begun.body
        connect = {"domain": DOMAIN, "payload": begun.body["payload"], **faults}
        connected = await self.sim("POST", f"/sim/wallet/{wallet}/connect", connect)
        return {"tonWallet": connected["wallet"]}

    async def login(self, user: int = 1001, wallet: int = 0) -> Answer:
        """Log the user in with a test wallet."""
        answer = await self.post("/api/auth/check-proof", await self.proof(user, wallet), user)
        assert answer.status == 200, answer.body
        return answer

    async def start(self, user: int = 1001, *, switch: bool = False) -> Answer:
        """Log the user in without a wallet."""
        answer = await self.post("/api/auth/start", {"switchAccount": switch}, user)
        assert answer.status == 200, answer.body
        return answer


@asynccontextmanager
async def open_world(redis_url: str, **settings: Any) -> AsyncIterator[World]:
    """Run the sandbox's partner (without Telegram) and a web app over this Redis."""
    clock = Clock()
    async with (
        serving(make_sandbox(clock=clock, telegram=False)) as sandbox,
        open_web_app(sandbox, clock, redis_url, **settings) as world,
    ):
        yield world


@asynccontextmanager
async def open_web_app(
    sandbox: str, clock: Clock, redis_url: str, **settings: Any
) -> AsyncIterator[World]:
    """Run a web app over this sandbox and Redis; more than one act as several processes."""
    async with (
        open_services(
            settings_for(sandbox, redis_url, **settings), time=Time(now=clock)
        ) as services,
        serving(make_app(services)) as address,
        aiohttp.ClientSession() as http,
    ):
        yield World(sandbox, address, clock, services, http)
