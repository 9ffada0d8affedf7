"""The aiohttp application: routes, middlewares and the page."""

from collections.abc import Callable
from functools import cache

from aiohttp import web

from services import Services
from webapp.middlewares import MIDDLEWARES
from webapp.middlewares.admission import ROUTE_MAP
from webapp.openapi import describe
from webapp.pages import setup_page
from webapp.request import BODY_LIMIT, SERVICES
from webapp.routes import ROUTES
from webapp.routes.public import OPENAPI
from webapp.security_headers import security_headers


def make_app(services: Services) -> web.Application:
    """Return the application; the caller opens and closes the services."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=MIDDLEWARES)
    app[SERVICES] = services
    described: Callable[[], bytes] = cache(lambda: describe(ROUTES))
    app[OPENAPI] = described  # made on the first request for it: most processes never get one
    app[ROUTE_MAP] = {
        app.router.add_route(route.method, route.path, route.handle): route for route in ROUTES
    }
    setup_page(app, services.settings)
    app.on_response_prepare.append(security_headers(services.settings.frame_ancestors))
    return app
