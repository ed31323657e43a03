"""What is owed to the people that notes are about, whether the group has the plugin on or off."""

from __future__ import annotations

from datetime import datetime, timedelta

from saas.plugin_api import (
    EraseMode,
    ErasureReport,
    ExportFile,
    MergeReport,
    RetentionReport,
    Subject,
    _l,
    erase_rows,
    let_go,
    move_rows,
    put_back,
    rows_of_subject,
)
from sqlalchemy import func

from aftercare_plugname.models import Note

KEEP_DAYS = 730
"""Days for which a note is kept after it was ticked off; one that never was, after it was written or due."""


def export(subject: Subject) -> list[ExportFile]:
    """The notes about a customer, as a file."""
    return rows_of_subject(Note, subject, title=_l("Notes on customers"))


def erase(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Delete the notes about a customer, or empty them."""
    return erase_rows(Note, subject, mode)


def merge(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """Give the notes about customers that were found to be one to the one that stays."""
    return move_rows(Note, "customer_id", winner_id, loser_ids)


def unmerge(report: MergeReport) -> int:
    """Give the notes back; how many came back."""
    return put_back(report)


def forget(at: datetime) -> RetentionReport:
    """Delete the notes that were ticked off too long ago, and those that nobody ticked off and whose time is over."""
    # greatest() passes over the day where there is none.
    over = func.coalesce(Note.done_at, func.greatest(Note.created_at, Note.due_on))
    return let_go(Note, over < at - timedelta(days=KEEP_DAYS))
