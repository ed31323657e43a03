"""What a supervised process is, as data."""

import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum


class Wave(IntEnum):
    """The order of stopping: who uses a server stops before it."""

    USERS = 0
    QUEUE = 1
    DATABASE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process.

    command: the command line, already bound to the supervisor's life (saas.embedded.identity.launched).
    ready: tells whether it does its work yet; without one it is ready as soon as it runs.
    once: it ends by itself and is not started again.
    quiet: what it says goes to its log only.
    stop_seconds: how long it may take to stop before it is killed.
    """

    name: str
    command: Sequence[str]
    wave: Wave = Wave.USERS
    ready: Callable[[], bool] | None = None
    once: bool = False
    quiet: bool = False
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
