"""What wallets, load balancers and monitors ask for."""

from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from runtime.metrics import REGISTRY
from webapp import contract
from webapp.guard import Call

OPENAPI: web.AppKey[Callable[[], bytes]] = web.AppKey("openapi")
_ICON = Path(__file__).with_name("icon.png").read_bytes()


async def manifest(call: Call) -> web.Response:
    """Return TON Connect's manifest; wallets fetch it through proxies of their own."""
    url = call.services.settings.webapp_url
    name = call.services.settings.app_name
    answer = contract.Manifest(url=url, name=name, icon_url=f"{url}/icon.png")
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return web.Response(
        text=answer.model_dump_json(by_alias=True), content_type="application/json", headers=headers
    )


async def icon(_call: Call) -> web.Response:
    """Return the picture that wallets show: PNG, 180 x 180, readable from any origin."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=86400"}
    return web.Response(body=_ICON, content_type="image/png", headers=headers)


async def live(_call: Call) -> contract.Alive:
    """Answer as long as the event loop turns."""
    return contract.Alive()


async def ready(call: Call) -> contract.Alive:
    """Answer once Redis has really answered."""
    await call.services.redis.ping()
    return contract.Alive()


async def metrics(_call: Call) -> web.Response:
    """Return this process's metrics."""
    return web.Response(
        body=generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


async def openapi(call: Call) -> web.Response:
    """Return the description that belongs to this very code."""
    return web.Response(body=call.request.app[OPENAPI](), content_type="application/json")
