"""What a plugin may get wrong, as functions that a test puts wherever code of plugins runs; and a job and a handler."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import text

from saas.platform.database import session
from saas.platform.events import Event
from saas.platform.plugins.models import PluginSetting


def raise_error() -> Any:
    raise ZeroDivisionError("with a value: Chen Jing")


def leave() -> Any:
    sys.exit(3)


def give_nonsense() -> Any:
    return object()


def break_constraint() -> Any:
    session().add(PluginSetting(plugin=None, values={}))
    session().flush()


def add_bad_row() -> Any:
    session().add(PluginSetting(plugin=None, values={}))
    return object()


def leave_transaction_broken() -> Any:
    try:
        session().execute(text("SELECT * FROM no_such_table"))
    except Exception:  # noqa: BLE001 - what a careless author writes
        return object()


def leave_savepoint_open() -> Any:
    session().begin_nested()
    return object()


def run_slow_sql() -> Any:
    session().execute(text("SET LOCAL statement_timeout = 100"))
    session().execute(text("SELECT pg_sleep(5)"))


def sleep() -> Any:
    time.sleep(0.02)
    return object()


FAULTS: dict[str, Callable[[], Any]] = {
    made.__name__: made
    for made in (
        raise_error, leave, give_nonsense, break_constraint, add_bad_row, leave_transaction_broken,
        leave_savepoint_open, run_slow_sql, sleep,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Event):
    """Something happened."""

    name: ClassVar[str] = "points.happened"

    fault: str


def work(fault: str) -> Any:
    """A job that fails as it is told, after it wrote something."""
    session().add(PluginSetting(plugin="written by the job", values={}))
    session().flush()
    return FAULTS[fault]()


def hear(event: Happened) -> None:
    """A handler that fails as the event says."""
    work(event.fault)
