"""`python -m sandbox`: run every stand-in in one process."""

import argparse
import asyncio
import logging
import signal
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
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    try:
        asyncio.run(serve(asked.host, asked.port, asked.seed, asked.domain))
    except OSError as error:
        log.error("cannot listen on %s:%s: %s", asked.host, asked.port, error.strerror)  # noqa: TRY400
        return 1
    return 0


async def serve(host: str, port: int, seed: int, domains: list[str]) -> None:
    """Serve until a signal asks to stop."""
    stop = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    runner = web.AppRunner(
        make_app(random_seed=seed, domains=domains), access_log=None, shutdown_timeout=1
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        address = site.name if port else f"http://{host}:{runner.addresses[0][1]}"
        log.info("ready on %s for partner %s", address, keys.PARTNER_ID)
        await stop.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
