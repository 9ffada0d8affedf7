"""`python -m sandbox`: run every stand-in in one process."""

import argparse
import asyncio
import logging
import signal
import socket
import sys

from aiohttp import web

from sandbox import keys
from sandbox.app import make_app

log = logging.getLogger("sandbox")


def main() -> int:
    """Run until SIGTERM or SIGINT; return 1 when the port cannot be had."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--seed", type=int, default=1, help="chooses the world (1)")
    parser.add_argument(
        "--domain",
        action="append",
        default=[],
        help="one more domain that a wallet's proof may name; may be repeated",
    )
    parser.add_argument(
        "--without-telegram", action="store_true", help="serve the partner and the wallet only"
    )
    asked = parser.parse_args()
    if not 0 <= asked.port <= 65535:
        parser.error("--port must be 0 to 65535")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    try:
        listening = listen(asked.host, asked.port)
    except OSError as error:
        log.error("cannot listen on %s:%s: %s", asked.host, asked.port, error.strerror)  # noqa: TRY400
        return 1
    app = make_app(
        random_seed=asked.seed, domains=asked.domain, telegram=not asked.without_telegram
    )
    asyncio.run(serve(app, listening))
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is built; OSError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)


async def serve(app: web.Application, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT asks to stop."""
    stop = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.SockSite(runner, listening)
        await site.start()
        log.info("ready on %s for partner %s", site.name, keys.PARTNER_ID)
        await stop.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
