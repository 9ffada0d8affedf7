"""The chat page with the mini-app frame, served as static files.

`GET /` is the page, `GET /static/<path>` its scripts and styles, and `GET /terms` stands for an
operator's terms of sale. There is no build step and no caching: an edit is visible after a reload.
"""

from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"

# Mini-apps and pictures of inline results may have any address; all else is served from here.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob: http: https:",
        "media-src 'self' blob:",
        "frame-src http: https:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def show_page(_: web.Request) -> web.FileResponse:
    """`GET /`."""
    return web.FileResponse(STATIC / "index.html", headers=HEADERS)


async def show_terms(_: web.Request) -> web.FileResponse:
    """`GET /terms`."""
    return web.FileResponse(STATIC / "terms.html", headers=HEADERS)


async def send_file(request: web.Request) -> web.FileResponse:
    """`GET /static/<path>`: a file below `static/`.

    A mini-app loads `wallet-bridge.js` from its own origin, hence the CORS header.
    """
    path = (STATIC / request.match_info["path"]).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        raise web.HTTPNotFound(text="no such file of the page")
    return web.FileResponse(path, headers={**HEADERS, "Access-Control-Allow-Origin": "*"})


def setup(app: web.Application) -> None:
    """Add the page's routes."""
    app.router.add_get("/", show_page)
    app.router.add_get("/terms", show_terms)
    app.router.add_get("/static/{path:.+}", send_file)
