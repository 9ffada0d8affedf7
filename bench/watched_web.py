"""`python -m bench.watched_web FILE`: the web app, which writes the stalls of its loop to FILE.

One JSON object a line: `at` (the end, seconds of the monotonic clock, which all processes share),
`ms` (how much later than due the loop came back), `busy` (milliseconds of processor time that the
process used meanwhile; less than `ms` where other processes had the processor) and `where` (what
the threads did then).
"""

import asyncio
import gc
import json
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from orders.rules import Waits
from runtime.settings import Settings
from webapp import __main__ as webapp_main

PERIOD = 0.001  # seconds between two heartbeats
NOTED = 0.005  # seconds of a stall from which on it is written
SAMPLED = 0.008  # seconds of a stall after which the stacks of the threads are taken
ROOT = Path(__file__).parent.parent


class Monitor:
    """A heartbeat of the event loop, and a thread that notes where it stands when it is late."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._beat = time.monotonic()
        self._where = ""
        self._collecting = 0.0
        self._main = threading.get_ident()

    async def run(self) -> None:
        """Write each stall; never returns."""
        threading.Thread(target=self._sample, daemon=True).start()
        gc.callbacks.append(self._collected)
        while True:
            self._beat, used = time.monotonic(), time.process_time()
            await asyncio.sleep(PERIOD)
            now = time.monotonic()
            late = now - self._beat - PERIOD
            if late < NOTED:
                continue
            busy = min(late, time.process_time() - used)
            line = {"at": now, "ms": late * 1e3, "busy": busy * 1e3, "where": self._where}
            self._where = ""
            print(json.dumps(line), file=self._file, flush=True)

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._collecting = time.monotonic()
            return
        took = time.monotonic() - self._collecting
        if took > NOTED / 2:
            self._where += f"garbage collection {info['generation']}, {took * 1e3:.0f} ms; "

    def _sample(self) -> None:
        while True:
            time.sleep(PERIOD)
            if time.monotonic() - self._beat > SAMPLED and not self._where:
                frames = sys._current_frames()  # noqa: SLF001  documented in `sys`
                frames.pop(threading.get_ident())
                main = frames.pop(self._main, None)
                self._where = "; ".join(
                    filter(None, ["loop: " + _line(main), *map(_line, frames.values())])
                )


def _line(frame: FrameType | None) -> str:
    """Return the innermost line of this repository in a stack, and the innermost of all."""
    stack: Sequence[traceback.FrameSummary] = traceback.extract_stack(frame)
    own = [
        each
        for each in stack
        if each.filename.startswith(str(ROOT)) and ".venv" not in each.filename
    ]
    if not own:
        return ""
    last = own[-1]
    return f"{Path(last.filename).name}:{last.lineno} {last.name} > {stack[-1].name}"


def main() -> None:
    """Serve until a signal."""
    with Path(sys.argv[1]).open("a") as file:
        serve = webapp_main.serve

        async def watched(settings: Settings, *, waits: Waits = Waits()) -> None:  # noqa: B008 - frozen
            beating = asyncio.create_task(Monitor(file).run())
            try:
                await serve(settings, waits=waits)
            finally:
                beating.cancel()

        webapp_main.serve = watched
        webapp_main.main()


if __name__ == "__main__":
    main()
