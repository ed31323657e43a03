"""What a running process tells of itself: logs, request and error ids, health, figures."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from saas.config import Settings
from saas.platform.observability.health import Check, Finding, front_end_built, install_health, plugins_whole
from saas.platform.observability.logs import configure_logs
from saas.platform.observability.metrics import Figure, add_figures, install_metrics
from saas.platform.observability.requests import (
    OwnContext,
    current_error_id,
    current_request_id,
    install_requests,
    note_error,
)


def install_observability(app: Flask, settings: Settings, checks: Sequence[Check] = ()) -> None:
    """Give the application its logs, ids, `/healthz`, `/readyz` and `/metrics`.

    checks: what must be well for this process to be ready, besides database, queue server and migrations.
    """
    configure_logs(settings)
    install_requests(app, settings)
    install_health(app, checks)
    install_metrics(app, settings)


__all__ = [
    "Check",
    "Figure",
    "Finding",
    "OwnContext",
    "add_figures",
    "configure_logs",
    "current_error_id",
    "current_request_id",
    "front_end_built",
    "install_observability",
    "note_error",
    "plugins_whole",
]
