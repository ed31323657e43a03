"""What notes owe the people whom they are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from saas.plugin_api import (
    EraseMode,
    ErasureReport,
    ExportFile,
    RetentionReport,
    Subject,
    _l,
    current_tenant,
    erase_rows,
    let_go,
    rows_of_subject,
)

from .models import Note, Remark

KEPT_DAYS = 30


def export(subject: Subject) -> Iterable[ExportFile]:
    """The notes on the subject, with what was added to them."""
    yield from rows_of_subject(Note, subject, title=_l("Notes"))
    yield from rows_of_subject(
        Remark, subject, title=_l("Remarks"), column="note_id", through=_notes_on(subject)
    )


def erase(subject: Subject) -> ErasureReport:
    """The notes go, and with them what was added."""
    return erase_rows(Note, subject, EraseMode.ERASE)


def let_go_of_old(at: datetime) -> RetentionReport:
    """Notes that were done go, and with them what was added."""
    return let_go(Note, Note.done.is_(True), Note.created_at < at - timedelta(days=KEPT_DAYS))


def _notes_on(subject: Subject) -> Select[int]:
    return select(Note.id).where(Note.tenant_id == current_tenant(), Note.customer_id.in_(subject.ids))
