"""What quality issues owe people: those that show in one person's complaints alone are handed out and forgotten with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from plugins.complaints.models import Case
from plugins.complaints.quality.models import KEY, IssueCase, IssueContact, IssueEvent, QualityIssue
from saas.plugin_api import (
    EraseMode,
    ErasureReport,
    ExportFile,
    RetentionReport,
    Subject,
    _l,
    current_tenant,
    erase_rows,
    forget_keys,
    kept_rows,
    let_go,
    rows_of_subject,
    session,
)

HISTORY = _l(
    "The history of a quality issue cannot be changed; it says who worked on it when, and nobody can read its notes any more."
)
_WORDS = (
    QualityIssue.problem,
    QualityIssue.subcause_text,
    QualityIssue.how_found,
    QualityIssue.done,
    QualityIssue.watched,
    QualityIssue.improved,
    QualityIssue.outcome_text,
)


def export(subject: Subject) -> Iterable[ExportFile]:
    """What was written down about the quality issues of their complaints alone."""
    mine = _of_them_alone(subject)
    yield from rows_of_subject(QualityIssue, subject, column="id", through=mine)
    for model in (IssueContact, IssueEvent):
        yield from rows_of_subject(model, subject, column="issue_id", through=mine)


def erase(subject: Subject) -> ErasureReport:
    """Forget the words of those issues; class, part, supplier, measure and outcome stay, since they tell of a thing."""
    mine = _of_them_alone(subject)
    forget_keys(KEY, session().scalars(mine).all())
    done = kept_rows(IssueEvent, subject, HISTORY, column="issue_id", through=mine)
    done += erase_rows(IssueContact, subject, EraseMode.ANONYMISE, column="issue_id", through=mine)
    return done + erase_rows(QualityIssue, subject, EraseMode.ANONYMISE, column="id", through=mine)


def let_words_go(before: datetime) -> RetentionReport:
    """Forget what was written down about issues that were closed before a moment; what it was about stays for figures."""
    old = (QualityIssue.tenant_id == current_tenant(), QualityIssue.closed_at < before)
    ids = select(QualityIssue.id).where(*old)
    forget_keys(KEY, session().scalars(ids).all())
    done = let_go(IssueContact, IssueContact.issue_id.in_(ids))
    said = or_(*(column != "" for column in _WORDS))
    return done + let_go(QualityIssue, QualityIssue.closed_at < before, said, anonymise=True)


def _of_them_alone(subject: Subject) -> Select[int]:
    """The issues all of whose complaints are theirs: what was found of many people's is of no one of them."""
    theirs = Case.customer_id.in_(subject.ids)
    return (
        select(IssueCase.issue_id)
        .join(Case, (Case.tenant_id == IssueCase.tenant_id) & (Case.id == IssueCase.case_id))
        .where(IssueCase.tenant_id == current_tenant())
        .group_by(IssueCase.issue_id)
        .having(func.bool_and(func.coalesce(theirs, False)))
    )
