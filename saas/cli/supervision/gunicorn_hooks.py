"""Gunicorn's settings file under `saas up`: a worker never outlives its master."""

import signal
from typing import Any

from saas.embedded.launch import die_with_parent


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 (gunicorn calls it by position)
    """Tie the forked worker to its master, which may be killed without a word."""
    die_with_parent(server.pid, signal.SIGKILL)
