"""What wallets, load balancers and monitors read, without initData."""

from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from runtime.metrics import REGISTRY
from webapp import models
from webapp.models import Empty
from webapp.request import Request
from webapp.routing import Access, RouteTable, json_response

OPENAPI: web.AppKey[Callable[[], bytes]] = web.AppKey("openapi")
_ICON = Path(__file__).with_name("icon.png").read_bytes()

routes = RouteTable()


@routes.get(
    "/tonconnect-manifest.json",
    "TON Connect's manifest, readable from any origin",
    query=Empty,
    answer=models.Manifest,
    access=Access.PUBLIC,
)
async def manifest(request: Request[Empty, Empty]) -> web.Response:
    """Return what wallets show of this app; many fetch it through a proxy of their own."""
    settings = request.services.settings
    url = settings.webapp_url
    answer = models.Manifest(url=url, name=settings.app_name, icon_url=f"{url}/icon.png")
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return json_response(answer, headers)


@routes.get(
    "/icon.png",
    "The app's icon in wallets",
    query=Empty,
    answer=bytes,
    access=Access.PUBLIC,
    media_type="image/png",
)
async def icon(_request: Request[Empty, Empty]) -> web.Response:
    """Return a PNG of 180 x 180, readable from any origin."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=86400"}
    return web.Response(body=_ICON, content_type="image/png", headers=headers)


@routes.get(
    "/health/live",
    "Whether the process runs",
    query=Empty,
    answer=models.Alive,
    access=Access.PUBLIC,
)
async def live(_request: Request[Empty, Empty]) -> models.Alive:
    """Answer as long as the event loop runs."""
    return models.Alive()


@routes.get(
    "/health/ready",
    "Whether the process and Redis answer",
    query=Empty,
    answer=models.Alive,
    access=Access.PUBLIC,
)
async def ready(request: Request[Empty, Empty]) -> models.Alive:
    """Answer once Redis has answered."""
    await request.services.redis.ping()
    return models.Alive()


@routes.get(
    "/metrics",
    "Prometheus metrics",
    query=Empty,
    answer=str,
    access=Access.PUBLIC,
    media_type="text/plain",
)
async def metrics(_request: Request[Empty, Empty]) -> web.Response:
    """Return the metrics of this process."""
    headers = {"Content-Type": CONTENT_TYPE_LATEST}
    return web.Response(body=generate_latest(REGISTRY), headers=headers)


@routes.get(
    "/api/openapi.json",
    "This description",
    query=Empty,
    answer=dict,
    access=Access.PUBLIC,
)
async def openapi(request: Request[Empty, Empty]) -> web.Response:
    """Return the OpenAPI document of the routes that this process serves."""
    return web.Response(body=request.http.app[OPENAPI](), content_type="application/json")
