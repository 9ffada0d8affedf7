"""Real servers for tests, on this machine alone."""

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tools.parts import redis_command


class OwnRedis:
    """A Redis of our own on a Unix socket, empty at each start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "redis"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it and return once it answers."""
        command = redis_command(self._folder, socket=self._socket)
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(RedisError), Redis.from_url(self.url) as redis:
                redis.ping()
                return
            time.sleep(0.01)
        raise TimeoutError("Redis does not start")

    def stop(self) -> None:
        """Stop it and return once it is gone."""
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None


@contextmanager
def a_redis() -> Iterator[OwnRedis]:
    """Run a Redis of our own."""
    # A short path: a Unix socket's name may have 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="gm", dir="/tmp") as folder:
        server = OwnRedis(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
