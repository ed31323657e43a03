"""What complaints owe a person: to hand them out, to forget who complained, to follow merges, to let go in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from plugins.complaints.models import Case, CaseEvent
from plugins.complaints.states import CaseState
from saas.plugin_api import (
    EraseMode,
    ErasureReport,
    ExportFile,
    MergeReport,
    RetentionReport,
    Subject,
    _l,
    current_tenant,
    erase_rows,
    forget_keys,
    kept_rows,
    let_go,
    move_rows,
    put_back,
    rows_of_subject,
    session,
)

KEPT = timedelta(days=3 * 365)
"""How long the words of a closed complaint are kept; its category, times and result stay for the figures."""

HISTORY = _l(
    "The history of a complaint cannot be changed; it says who handled it when, and nobody can read its notes any more."
)


def export(subject: Subject) -> Iterable[ExportFile]:
    """The complaints and what happened to them."""
    yield from rows_of_subject(Case, subject)
    yield from rows_of_subject(
        CaseEvent,
        subject,
        title=_l("What happened to the complaints"),
        column="case_id",
        through=_cases(subject),
    )


def erase(subject: Subject) -> ErasureReport:
    """Forget who complained and what they said; the case stays, since its history refers to it."""
    forget_keys("complaints_case", session().scalars(_cases(subject)).all())
    history = kept_rows(CaseEvent, subject, HISTORY, column="case_id", through=_cases(subject))
    return history + erase_rows(Case, subject, EraseMode.ANONYMISE)


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner the complaints."""
    return move_rows(Case, "customer_id", winner_id, loser_ids)


def unmerge(report: MergeReport) -> int:
    """Bring them back."""
    return put_back(report)


def apply_retention(at: datetime) -> RetentionReport:
    """Forget who complained and what they said when a complaint has been closed for three years."""
    closed = (Case.state == CaseState.CLOSED, Case.closed_at < at - KEPT, Case.description != "")
    return let_go(Case, *closed, anonymise=True, clear="customer_id")


def _cases(subject: Subject) -> Select[int]:
    return select(Case.id).where(Case.tenant_id == current_tenant(), Case.customer_id.in_(subject.ids))
