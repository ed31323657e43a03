"""Writing down what fails of a plugin: in the log, and in a table for the operator, whatever becomes of the work."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from saas.platform.clock import now
from saas.platform.database import BrokenTransaction, global_connection, global_session
from saas.platform.observability.redaction import outline
from saas.platform.plugins.extension import engine
from saas.platform.plugins.isolation import TransactionEnded, TransactionHeld
from saas.platform.plugins.models import FailureKind, PluginFailure
from saas.platform.plugins.returns import WrongReturn
from saas.platform.tenancy import find_tenant

log = structlog.get_logger(__name__)

KEPT = timedelta(days=90)
"""How long a cause is kept that is not seen again."""
_CAUSE = ("plugin", "version", "place", "fingerprint", "tenant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One failure of a plugin. place: `hook.customer_timeline`, `view.complaints.case`; error: none for a slow one."""

    plugin: str
    place: str
    error: BaseException | None = None
    error_id: str = ""
    rests_until: datetime | None = None


def note_failure(failure: Failure) -> str:
    """Log a failure and count it in the table; returns the id under which both know it.

    On a connection of its own, so that it stands whatever becomes of the transaction it happened in. A database that
    is away leaves the line in the log.
    """
    error_id = failure.error_id or secrets.token_hex(6)
    log.error(
        "plugin_failed",
        **place_of(failure.plugin, failure.place),
        kind=kind_of(failure.error).value,
        error_id=error_id,
        # Not as text: what the log makes of it leaves out the values that a database error quotes.
        exc_info=failure.error,
    )
    try:
        _count(failure, error_id)
    except SQLAlchemyError as error:
        log.warning("plugin_failure_not_counted", error_id=error_id, exc_info=error)
    return error_id


def forget_old_failures() -> int:
    """Delete the causes that were not seen for `KEPT`; how many."""
    with global_session() as work:
        old = delete(PluginFailure).where(PluginFailure.last_at < now() - KEPT)
        return len(work.execute(old.returning(PluginFailure.id)).all())


def place_of(plugin: str, place: str) -> dict[str, object]:
    """Whose code ran where and for whom, as fields of a log line."""
    info = engine().registry.info(plugin)
    return {
        "plugin": plugin,
        "version": info.version if info else "",
        "place": place,
        "tenant": find_tenant(),
    }


def kind_of(error: BaseException | None) -> FailureKind:
    """In which way a plugin failed that raised this."""
    if error is None:
        return FailureKind.SLOW
    kinds = (
        ((TransactionHeld, TransactionEnded, BrokenTransaction), FailureKind.TRANSACTION),
        (SQLAlchemyError, FailureKind.DATABASE),
        (WrongReturn, FailureKind.WRONG_RETURN),
    )
    if isinstance(error, SystemExit) or isinstance(error.__cause__, SystemExit):
        return FailureKind.EXITED
    return next((kind for classes, kind in kinds if isinstance(error, classes)), FailureKind.RAISED)


def fingerprint(lines: Sequence[str]) -> str:
    """What is the same for the same cause: classes, files and functions, without the lines, which any edit moves."""
    still = [
        f"{line.rpartition(':')[0]} {line.rpartition(' ')[2]}" if ":" in line else line for line in lines
    ]
    return sha256("\n".join(still).encode()).hexdigest()[:16]


def _count(failure: Failure, error_id: str) -> None:
    lines = outline(failure.error) if failure.error else []
    moment = now()
    latest = {
        "last_at": moment,
        "error_id": error_id,
        "trace": "\n".join(lines),
        "rests_until": failure.rests_until,
    }
    row = insert(PluginFailure).values(
        **{key: value for key, value in place_of(failure.plugin, failure.place).items() if key in _CAUSE},
        fingerprint=fingerprint(lines),
        kind=kind_of(failure.error),
        first_at=moment,
        **latest,
    )
    counted = {**latest, "count": PluginFailure.__table__.c.count + 1}
    with global_connection() as work:
        work.execute(row.on_conflict_do_update(index_elements=_CAUSE, set_=counted))
