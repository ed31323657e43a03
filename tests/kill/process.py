"""One process of a kill test: `python -m tests.kill.process FACTORY work|relay …`, settings from the environment."""

import os
import signal
import sys
from importlib import import_module
from threading import Event
from types import FrameType

from flask import Flask

from saas.config import Settings
from saas.platform.jobs import Queue
from saas.platform.jobs.relay import run_relay
from saas.platform.jobs.working import work

# Short, so that a test need not wait long for what was killed; what it does is the same.
LEASE = 2.5


def built(factory: str) -> Flask:
    """The application that a factory makes from this process's settings."""
    module, _separator, name = factory.partition(":")
    app: Flask = getattr(import_module(module), name)(Settings.from_env(os.environ))
    return app


def main(factory: str, role: str, *rest: str) -> None:
    """Be a worker or the relay."""
    app = built(factory)
    if role == "work":
        work(app, Queue(rest[0]))
        return
    stop = Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    run_relay(app, stop, lease=LEASE)


if __name__ == "__main__":
    main(*sys.argv[1:])
