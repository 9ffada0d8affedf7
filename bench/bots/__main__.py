"""`python -m bench.bots NAME polling|webhook noop|echo`; BOT_API names the Bot API."""

import asyncio
import importlib
import logging
import sys

import uvloop

from bench.bots import log


def main() -> None:
    """Run one until killed."""
    logging.basicConfig(level=logging.WARNING)
    log.setLevel(logging.INFO)
    name, mode, kind = sys.argv[1:]
    bot = importlib.import_module(f"bench.bots.{name}").run(mode, echo=kind == "echo")
    if name == "ours":
        uvloop.run(bot)  # as in bot/__main__.py
    else:
        asyncio.run(bot)


if __name__ == "__main__":
    main()
