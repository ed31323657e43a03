"""What is owed to the people whom recalls are about, whether the group has the plugin on or off."""

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

from aftercare_recalls.models import Notice

KEEP_DAYS = 1095
"""Days for which it is kept who was told of a recall. Whoever waits longer for the work is to be told again."""


def export(subject: Subject) -> list[ExportFile]:
    """The recalls that a customer was told of, as a file."""
    return rows_of_subject(Notice, subject, title=_l("Recalls that you were told of"))


def erase(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Forget who was told and what was agreed; that the vehicle is called back stays, for whoever drives it next."""
    return erase_rows(Notice, subject, mode)


def merge(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """Of customers that were found to be one, the one that stays was told."""
    return move_rows(Notice, "customer_id", winner_id, loser_ids)


def unmerge(report: MergeReport) -> int:
    """Give the rows back; how many came back."""
    return put_back(report)


def forget(at: datetime) -> RetentionReport:
    """Delete who was told too long ago. That a vehicle was found, and its work done, stays: it would be found anew."""
    return let_go(Notice, Notice.told_on < (at - timedelta(days=KEEP_DAYS)).date())
