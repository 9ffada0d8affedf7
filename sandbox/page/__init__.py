"""The chat page and the mini-app frame: plain files, served as they are.

`GET /` is the page and `GET /static/<path>` its scripts and styles. Nothing is built and nothing
is cached, so that an edit is seen on the next reload.
"""

from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"

# A mini-app may live at any address, so any may be framed; everything else comes from here.
# Pictures of inline results are shown from wherever the bot's author keeps them.
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


async def send_file(request: web.Request) -> web.FileResponse:
    """`GET /static/<path>`: a file of the page, from nowhere else.

    The mini-app's page loads `wallet-bridge.js` from another origin, hence the CORS header.
    """
    path = (STATIC / request.match_info["path"]).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        raise web.HTTPNotFound(text="no such file of the page")
    return web.FileResponse(path, headers={**HEADERS, "Access-Control-Allow-Origin": "*"})


def setup(app: web.Application) -> None:
    """Add the page's routes."""
    app.router.add_get("/", show_page)
    app.router.add_get("/static/{path:.+}", send_file)
