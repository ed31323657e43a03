"""A server as a child process of ours, for tests, benchmarks and single commands."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from saas.embedded import postgres, valkey
from saas.embedded.errors import EmbeddedError
from saas.embedded.postgres import EmbeddedPostgres
from saas.embedded.valkey import EmbeddedValkey

STOP_SECONDS = 20.0


@dataclass(slots=True, kw_only=True)
class ServerProcess:
    """An embedded server and its process; `start` may be called again after `kill` or `stop`."""

    server: EmbeddedPostgres | EmbeddedValkey
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.server.data.with_suffix(".log")

    def start(self, timeout: float = 30.0) -> None:
        """Start the server and wait until it is ready; an EmbeddedError carries the end of its log."""
        self.server.initialise()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.server.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, env={**os.environ, "TZ": "UTC"},
            )  # fmt: skip
        try:
            self.server.wait_ready(timeout)
        except EmbeddedError as error:
            self.kill()
            raise EmbeddedError(f"{error}\n{self.log.read_text(errors='replace')[-2000:]}") from None

    def stop(self) -> None:
        """Stop the server in order, and for certain."""
        if self.process is None:
            return
        order = postgres.STOP_SIGNAL if isinstance(self.server, EmbeddedPostgres) else valkey.STOP_SIGNAL
        self.process.send_signal(order)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """Kill the server with SIGKILL, as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def running(server: EmbeddedPostgres | EmbeddedValkey) -> Iterator[ServerProcess]:
    """The server, running inside the `with` block and stopped after it."""
    process = ServerProcess(server=server)
    process.start()
    try:
        yield process
    finally:
        process.stop()
