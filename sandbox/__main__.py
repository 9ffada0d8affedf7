"""`python -m sandbox`: run all emulators in one process."""

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
    """Run until SIGTERM or SIGINT; return 1 if the port is not available."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--seed", type=int, default=1, help="random seed of the initial data (1)")
    parser.add_argument(
        "--domain",
        action="append",
        default=[],
        help="additional domain accepted in wallet proofs; may be repeated",
    )
    parser.add_argument(
        "--without-telegram", action="store_true", help="serve the partner and the wallet only"
    )
    options = parser.parse_args()
    if not 0 <= options.port <= 65535:
        parser.error("--port must be 0 to 65535")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    try:
        listening = listen(options.host, options.port)
    except OSError as error:
        log.error("cannot listen on %s:%s: %s", options.host, options.port, error.strerror)  # noqa: TRY400
        return 1
    app = make_app(
        random_seed=options.seed, domains=options.domain, telegram=not options.without_telegram
    )
    asyncio.run(serve(app, listening))
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket before the app is built; OSError if that fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)


async def serve(app: web.Application, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
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
