"""What studies owe a person: to hand their answers out, to forget who answered, to follow merges, to let go in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from plugins.kano.models import Answers, Invitation, Response
from saas.plugin_api import (
    EraseMode,
    ErasureReport,
    ExportFile,
    MergeReport,
    RetentionReport,
    Subject,
    current_tenant,
    erase_rows,
    let_go,
    move_rows,
    put_back,
    rows_of_subject,
)

KEPT = timedelta(days=2 * 365)
"""How long it is kept who gave an answer; the answers themselves stay for the figures and are then nobody's."""


def export(subject: Subject) -> Iterable[ExportFile]:
    """Which studies they were sent and answered, and what."""
    yield from rows_of_subject(Invitation, subject)
    yield from rows_of_subject(Response, subject)
    yield from rows_of_subject(Answers, subject, column="response_id", through=_responses(subject))


def erase(subject: Subject) -> ErasureReport:
    """Delete what they answered: results that were drawn from it are sums, and stay."""
    answers = erase_rows(Answers, subject, EraseMode.ERASE, column="response_id", through=_responses(subject))
    sent = erase_rows(Invitation, subject, EraseMode.ERASE)
    return answers + sent + erase_rows(Response, subject, EraseMode.ERASE)


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner the answers, and what was sent."""
    answers = move_rows(Response, "customer_id", winner_id, loser_ids)
    return answers + move_rows(Invitation, "customer_id", winner_id, loser_ids)


def unmerge(report: MergeReport) -> int:
    """Bring them back."""
    return put_back(report)


def apply_retention(at: datetime) -> RetentionReport:
    """Forget after two years who gave an answer, and who was asked for one."""
    linked = (Response.answered_at < at - KEPT, Response.customer_id.is_not(None))
    answers = let_go(Response, *linked, anonymise=True, clear="customer_id")
    return answers + let_go(Invitation, Invitation.sent_at < at - KEPT)


def _responses(subject: Subject) -> Select[int]:
    return select(Response.id).where(
        Response.tenant_id == current_tenant(), Response.customer_id.in_(subject.ids)
    )
