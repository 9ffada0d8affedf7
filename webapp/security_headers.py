"""Headers of every response, also of those that aiohttp makes by itself."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from multidict import CIMultiDict

_HEADERS = CIMultiDict(
    {
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "Server": "webapp",
    }
)


def security_headers(
    frame_ancestors: Sequence[str],
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return a handler of `on_response_prepare`.

    Args:
        frame_ancestors: the sites that may show the mini-app in a frame.
    """
    policy = f"default-src 'none'; frame-ancestors {' '.join(frame_ancestors)}"

    async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
        headers = response.headers
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Content-Security-Policy", policy)  # the page sets its own
        headers["Cross-Origin-Resource-Policy"] = (
            "cross-origin" if "Access-Control-Allow-Origin" in headers else "same-origin"
        )
        headers.update(_HEADERS)

    return add_headers
