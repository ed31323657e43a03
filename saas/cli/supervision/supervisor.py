"""Starts processes, passes on what they say, starts dead ones again, and ends them in waves."""

import contextlib
import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from saas.cli.supervision.child import Child
from saas.cli.supervision.processes import Process, Wave

TURN_SECONDS = 0.5
LAST_LINES = 5
READY_TURN_SECONDS = 0.05
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the supervisor to end."""


class StartFailed(Exception):
    """A process ended, or was not ready in time, while the others waited for it."""


class Supervisor:
    """Holds the children. Everything happens in the main thread, in one loop over their output."""

    def __init__(self, *, logs: Path, environment: Mapping[str, str]) -> None:
        self._logs = logs
        self._environment = environment
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        self._signals = 0
        logs.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def in_charge(self) -> Iterator[None]:
        """Own the signals inside the block, and leave no child behind after it."""
        os.set_blocking(self._wake_write, False)
        os.set_blocking(self._wake_read, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        # Explicitly, since a shell's `&` lets its children ignore SIGINT.
        for number in STOP_SIGNALS:
            signal.signal(number, lambda *_: self._note_signal())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        try:
            yield
        finally:
            self._stop_all()
            signal.set_wakeup_fd(-1)

    def _note_signal(self) -> None:
        self._signals += 1

    def start(self, *processes: Process, timeout: float = 60.0) -> None:
        """Start processes side by side and return when all are ready.

        Raises StartFailed when one ends or is not ready within `timeout` seconds, Stopped on a signal.
        """
        fresh = [self._add(process) for process in processes]
        deadline = time.monotonic() + timeout
        while not all(child.is_ready() for child in fresh):
            self._turn(READY_TURN_SECONDS, restart=False)
            for child in fresh:
                if child.exit_code is not None:
                    raise StartFailed(self._told(child, f"ended with code {child.exit_code}"))
            if time.monotonic() > deadline:
                late = next(child for child in fresh if not child.is_ready())
                raise StartFailed(self._told(late, f"was not ready after {timeout:.0f} s"))

    def run(self, process: Process) -> None:
        """Run a process that ends by itself. Raises StartFailed when it ends in failure."""
        child = self._add(process)
        while child.exit_code is None:
            self._turn(READY_TURN_SECONDS, restart=False)
        if child.exit_code:
            raise StartFailed(self._told(child, f"ended with code {child.exit_code}"))

    def watch(self, when_ended: Mapping[str, Callable[[], None]]) -> None:
        """Go on until a signal (raises Stopped); `when_ended` is called when a process of that name ended."""
        waiting = dict(when_ended)
        while True:
            self._turn(TURN_SECONDS, restart=True)
            for child in self._children:
                if child.exit_code is not None and child.process.name in waiting:
                    waiting.pop(child.process.name)()

    def _add(self, process: Process) -> Child:
        child = Child(process, self._log(process), self._environment)
        self._children.append(child)
        self._start(child)
        return child

    def _log(self, process: Process) -> Path:
        return self._logs / f"{process.name}.log"

    def _told(self, child: Child, what: str) -> str:
        log = self._log(child.process)
        end = log.read_text(errors="replace").splitlines()[-LAST_LINES:] if log.exists() else []
        return "\n".join([*end, f"{child.process.name} {what}; its log is {log}"])

    def _start(self, child: Child) -> None:
        if child.output is not None:  # what the one before it has not said yet is lost to the terminal only
            self._selector.unregister(child.output)
            child.output.close()
        child.start()
        if child.output is not None:
            self._selector.register(child.output, selectors.EVENT_READ, child)

    def _turn(self, seconds: float, *, restart: bool) -> None:
        """Wait for output, a death or a signal, and deal with it."""
        self._pump(seconds)
        if self._signals:
            raise Stopped
        for child in self._children:
            code = child.poll()
            if code is not None and not child.process.once:
                click.echo(f"{child.process.name:>9} | ended with code {code}, starting it again", err=True)
            if restart and child.restart_at is not None and child.restart_at <= time.monotonic():
                self._start(child)

    def _pump(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_read, 1024)
            else:
                self._pass_on(key.data)

    def _pass_on(self, child: Child) -> None:
        output = child.output
        for line in child.read():
            if not child.process.quiet:
                click.echo(f"{child.process.name:>9} | {line}")
        if child.output is None and output is not None:
            self._selector.unregister(output)

    def _stop_all(self) -> None:
        for wave in Wave:
            wanted = [child for child in self._children if child.process.wave is wave]
            self._stop(wanted)

    def _stop(self, children: list[Child]) -> None:
        asked_at = time.monotonic()
        signals = self._signals
        for child in children:
            child.ask_to_stop()
        while running := [child for child in children if child.pid is not None]:
            self._pump(READY_TURN_SECONDS)
            for child in running:
                ended = child.poll() is not None
                child.restart_at = None
                # Whoever presses Ctrl-C twice will not wait.
                impatient = self._signals > max(signals, 1)
                if not ended and (impatient or time.monotonic() - asked_at > child.process.stop_seconds):
                    click.echo(f"{child.process.name:>9} | killed, since it did not stop by itself", err=True)
                    child.kill()
