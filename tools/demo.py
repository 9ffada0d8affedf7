"""`make demo`: log in with a sandbox wallet over HTTP and print what its owner has.

Uses a `make run` in another terminal, by the same requests as the mini-app's page.
"""

import asyncio
import json
import os
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from tools.processes import settings_for

USER = 1001  # one of the sandbox's Telegram users
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
READ = ("miners?limit=3", "income?groupByDays=true&limit=3", "income/total", "rates", "incentives")


class Demo:
    """A Telegram user of the web app."""

    def __init__(self, http: aiohttp.ClientSession, settings: dict[str, str]) -> None:
        self._http = http
        self._web = settings["WEBAPP_URL"]
        self._sandbox = settings["TELEGRAM_API_URL"]
        self._headers: dict[str, str] = {}

    async def open_app(self) -> None:
        """Get initData as the sandbox's Telegram signs it when the mini-app is opened."""
        launch = {"user": USER, "kind": "inline", "url": self._web}
        url = (await self._ask("POST", f"{self._sandbox}/sim/chat/launch", launch))["url"]
        init_data = parse_qs(urlsplit(url).fragment)["tgWebAppData"][0]
        self._headers = {"Authorization": f"tma {init_data}"}

    async def log_in(self) -> None:
        """Log in by ton_proof with a wallet of the sandbox."""
        payload = await self.call("POST", "auth/generate-payload")
        connect = {"manifestUrl": f"{self._web}/tonconnect-manifest.json", **payload}
        answer = await self._ask("POST", f"{self._sandbox}/sim/wallet/0/connect", connect)
        await self.call("POST", "auth/check-proof", {"tonWallet": answer["wallet"]})

    async def call(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """Call the web app and print the answer."""
        answer = await self._ask(method, f"{self._web}/api/{path}", body)
        print(f"\n{method} /api/{path}\n{_short(answer)}")
        return answer

    async def _ask(self, method: str, url: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        async with self._http.request(method, url, json=body, headers=self._headers) as response:
            answer = await response.json()
            if response.status != 200:
                sys.exit(f"{method} {url} answered {response.status}: {_short(answer)}")
            return answer


def _short(answer: object) -> str:
    text = json.dumps(answer, indent=1, ensure_ascii=False)
    lines = text.splitlines()
    if len(lines) > 24:
        lines = [*lines[:22], f"  … {len(lines) - 22} more lines"]
    return "\n".join(lines)


async def demo(settings: dict[str, str]) -> None:
    """Open the app, log in, read everything, bind a Bitcoin address, log out."""
    async with aiohttp.ClientSession() as http:
        user = Demo(http, settings)
        await user.open_app()
        await user.log_in()
        for path in READ:
            await user.call("GET", path)
        await user.call("POST", "wallets/bitcoin", {"address": ADDRESS})
        await user.call("GET", "wallets")
        await user.call("POST", "auth/logout")


def main() -> None:
    """Run it against the sandbox of `make run`."""
    try:
        asyncio.run(demo(settings_for({}, shift=int(os.environ.get("SHIFT") or 0))))
    except aiohttp.ClientConnectionError as error:
        sys.exit(f"Nothing answers ({error}). Start `make run` in another terminal first.")


if __name__ == "__main__":
    main()
