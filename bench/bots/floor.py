"""aiohttp and json, and nothing else."""

import asyncio
import json
from typing import Any

import aiohttp
from aiohttp import web

from bench.bots import API, HELLO, ready, serve
from sandbox.keys import BOT_TOKEN

URL = f"{API}/bot{BOT_TOKEN}"
AT_ONCE = 64


async def run(mode: str, *, echo: bool) -> None:
    """Run until killed."""
    slots = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession() as http:

        async def handle(update: dict[str, Any]) -> None:
            if echo:
                message = {"chat_id": update["message"]["chat"]["id"], "text": HELLO}
                async with slots, http.post(f"{URL}/sendMessage", data=message) as answer:
                    await answer.read()

        async def receive(request: web.Request) -> web.Response:
            await handle(json.loads(await request.read()))
            return web.Response()

        if mode == "webhook":
            app = web.Application()
            app.router.add_post("/hook", receive)
            await serve(app)
        ready()
        offset = 0
        while True:
            params = {"offset": str(offset), "timeout": "30"}
            async with http.post(f"{URL}/getUpdates", data=params) as answer:
                batch = json.loads(await answer.read())["result"]
            await asyncio.gather(*(handle(update) for update in batch))
            offset = batch[-1]["update_id"] + 1 if batch else offset
