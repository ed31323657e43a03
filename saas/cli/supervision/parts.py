"""What `saas up` consists of: the list of processes."""

import os
import sys
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from saas.cli.supervision import gunicorn_hooks
from saas.cli.supervision.ports import HOST
from saas.cli.supervision.processes import Process, Wave
from saas.embedded import postgres, valkey
from saas.embedded.identity import launched
from saas.embedded.postgres import EmbeddedPostgres
from saas.embedded.valkey import EmbeddedValkey

READY_SECONDS = 2.0
THREADS = 8


def database(server: EmbeddedPostgres) -> Process:
    """The database server."""
    return Process(
        name="postgres", command=server.command(), ready=server.is_ready,
        quiet=True, wave=Wave.DATABASE, stop_signal=postgres.STOP_SIGNAL, stop_seconds=30.0,
    )  # fmt: skip


def queue(server: EmbeddedValkey) -> Process:
    """The queue server."""
    return Process(
        name="valkey", command=server.command(), ready=server.is_ready,
        quiet=True, wave=Wave.QUEUE, stop_signal=valkey.STOP_SIGNAL,
    )  # fmt: skip


def migration() -> Process:
    """Brings the tables up to date, then ends."""
    return _saas("migrate", "db", "upgrade", once=True)


def demo() -> Process:
    """Fills an empty database with the demo groups, then ends."""
    return _saas("demo", "demo", "--if-empty", once=True)


def web(port: int) -> Process:
    """The web server. It is ready when /readyz says so, not when its port is open."""
    address = f"{HOST}:{port}"
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", address, "--threads", str(THREADS)]
    # The control socket is one per user, so two copies would meet there.
    command += [
        "--no-control-socket",
        "--config",
        f"python:{gunicorn_hooks.__name__}",
    ]
    return Process(
        name="web",
        command=launched(command, parent=os.getpid()),
        ready=lambda: _is_ready(port),
    )


def background() -> list[Process]:
    """A worker for each queue, the relay and the scheduler."""
    return [
        _saas("short", "jobs", "work", "short"),
        _saas("long", "jobs", "work", "long"),
        _saas("relay", "jobs", "relay"),
        _saas("schedule", "jobs", "schedule"),
    ]


def _saas(name: str, *arguments: str, once: bool = False) -> Process:
    command: Sequence[str] = [sys.executable, "-m", "saas.cli", *arguments]
    return Process(name=name, command=launched(list(command), parent=os.getpid()), once=once)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=READY_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
