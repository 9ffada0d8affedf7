"""`make run` starts a killed process of ours again, as a host does; any other end stops it."""

import asyncio
import os
import re
import signal
import sys

import pytest

from tools.processes import ProcessSpec
from tools.run import RunError, run

SCRIPT = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)"
SETTINGS = {"TELEGRAM_API_URL": "http://127.0.0.1:1"}


@pytest.mark.parametrize("is_ours", [True, False])
async def test_killed_process(capfd: pytest.CaptureFixture[str], *, is_ours: bool) -> None:
    """Ours runs again, under another id, until it is stopped; a killed store ends with an error."""
    command = [sys.executable, "-c", SCRIPT]
    running = asyncio.create_task(
        run(SETTINGS, [ProcessSpec("part", command, ready_line="pid", is_ours=is_ours)])
    )
    seen = ""

    async def started(count: int) -> list[int]:
        nonlocal seen
        while len(pids := [int(pid) for pid in re.findall(r"pid (\d+)", seen)]) < count:
            await asyncio.sleep(0.05)
            seen += capfd.readouterr().out
        return pids

    async with asyncio.timeout(60):
        (first,) = await started(1)
        os.kill(first, signal.SIGKILL)
        if is_ours:
            second = (await started(2))[1]
            assert second != first
            assert "part was killed; starting it again" in seen
            os.kill(second, signal.SIGTERM)
            await running
        else:
            with pytest.raises(RunError, match="part ended by itself"):
                await running
