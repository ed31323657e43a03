"""Every night: let go of what is kept longer than its owner says, a piece at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from saas.core.contracts.duties import RetentionReport, apply_retention
from saas.core.privacy.models import DutyKind, DutyRun
from saas.core.privacy.runner.parts import begin, note, outcome_of, owed, owners_of
from saas.platform.audit.recording import record
from saas.platform.plugins import perform_for
from saas.platform.tenancy import current_tenant

MOST_ROUNDS = 200
"""Pieces of one night; the rest is let go the night after."""


def apply_group_retention(at: datetime, committed: Callable[[], None]) -> DutyRun | None:
    """Ask everybody for as long as more is due; a run is kept where something went, or failed.

    at: aware, from when the time is reckoned. committed: commits what was done so far.
    """
    totals, failed = _rounds(owners_of(apply_retention), at, committed)
    if not failed and not any(_counts(one) for one in totals.values()):
        return None
    run = begin(DutyKind.RETENTION)
    note(run, {owner: [report] for owner, report in totals.items()}, failed, told)
    detail = {owner: dict(_counts(report)) for owner, report in totals.items()}
    record("privacy.retention.applied", "duty_run", run.id, detail=detail)
    return run


def carry_out_retention(run: DutyRun, at: datetime, committed: Callable[[], None]) -> None:
    """Ask those again who failed in a night."""
    totals, failed = _rounds(owed(run, apply_retention), at, committed)
    note(run, {owner: [report] for owner, report in totals.items()}, failed, told)


def told(report: RetentionReport) -> dict[str, object]:
    """The numbers of a report, for the run's page."""
    return {"deleted": dict(report.deleted), "anonymised": dict(report.anonymised)}


def _rounds(
    owners: list[str], at: datetime, committed: Callable[[], None]
) -> tuple[dict[str, RetentionReport], dict[str, str]]:
    totals = {owner: RetentionReport() for owner in owners}
    failed: dict[str, str] = {}
    asked = list(owners)
    for _number in range(MOST_ROUNDS):
        outcome = outcome_of(perform_for(asked, apply_retention, tenant_id=current_tenant(), at=at), asked)
        failed |= outcome.failed
        for owner, given in outcome.reports.items():
            totals[owner] += sum(given, RetentionReport())
        committed()
        asked = [owner for owner, given in outcome.reports.items() if any(one.more for one in given)]
        if not asked:
            break
    return totals, failed


def _counts(report: RetentionReport) -> dict[str, int]:
    return {**report.anonymised, **report.deleted}
