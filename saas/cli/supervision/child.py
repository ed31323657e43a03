"""One running process of the supervisor: its output, its death, its next start."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from saas.cli.supervision.processes import Process
from saas.cli.supervision.sessions import kill_session

CHUNK = 65536
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
STEADY_SECONDS = 30.0  # whoever ran this long starts again at once


class Child:
    """A process that is started, and started again after it died, later each time."""

    def __init__(self, process: Process, log: Path, environment: Mapping[str, str]) -> None:
        self.process = process
        self.output: IO[bytes] | None = None
        self._log = log
        self._environment = environment
        self._running: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._delay = FIRST_DELAY
        self._unfinished = b""
        self.restart_at: float | None = None
        self.exit_code: int | None = None

    @property
    def pid(self) -> int | None:
        """Its process number while it runs."""
        return self._running.pid if self._running else None

    def start(self) -> None:
        """Start it in a session of its own. Only from the main thread: the kernel ties its life to that."""
        self._running = subprocess.Popen(
            self.process.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, env=self._environment,
        )  # fmt: skip
        if self._running.stdout is None:
            raise RuntimeError("a child without output")
        self.output = self._running.stdout
        os.set_blocking(self.output.fileno(), False)
        self._started_at = time.monotonic()
        self.restart_at = None
        self.exit_code = None

    def poll(self) -> int | None:
        """Its exit code if it has just ended; notes when it is due to start again."""
        if self._running is None or self._running.poll() is None:
            return None
        self.exit_code = self._running.returncode
        # Whatever it forked must not go on beside its successor.
        kill_session(self._running.pid)
        self._running = None
        if not self.process.once:
            now = time.monotonic()
            self._delay = (
                FIRST_DELAY
                if now - self._started_at > STEADY_SECONDS
                else min(self._delay * 2, LONGEST_DELAY)
            )
            self.restart_at = now + self._delay
        return self.exit_code

    def read(self) -> list[str]:
        """The lines that it has said since, also written to its log."""
        if self.output is None:
            return []
        try:
            text = os.read(self.output.fileno(), CHUNK)
        except BlockingIOError:
            return []
        if not text:
            self.output.close()
            self.output = None
        with self._log.open("ab") as log:
            log.write(text)
        # A line may come in two pieces; what is left at the end is a line too.
        *lines, self._unfinished = (self._unfinished + (text or b"\n")).split(b"\n")
        return [line.decode(errors="replace") for line in lines if line]

    def is_ready(self) -> bool:
        """Whether it does its work."""
        return self._running is not None and (self.process.ready is None or self.process.ready())

    def ask_to_stop(self) -> None:
        """Tell it to end in order."""
        self.restart_at = None
        if self._running is not None:
            self._running.send_signal(self.process.stop_signal)

    def kill(self) -> None:
        """End it and all that it started."""
        if self._running is not None:
            kill_session(self._running.pid)
            self._running.send_signal(signal.SIGKILL)
