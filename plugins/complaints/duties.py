"""What complaints owe a person: to hand them out, to forget who complained, to follow merges, to let go in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from plugins.complaints.models import Case, CaseEvent
from plugins.complaints.quality import duties as quality
from plugins.complaints.work_models import CaseTask, Investigation, SolutionOption, ThirdParty
from saas.plugin_api import (
    EraseMode,
    ErasureReport,
    ExportFile,
    MergeReport,
    RetentionReport,
    Subject,
    TenantModel,
    _l,
    current_tenant,
    erase_files,
    erase_rows,
    files_of_rows,
    forget_keys,
    kept_rows,
    let_go,
    let_go_files,
    move_rows,
    put_back,
    rows_of_subject,
    session,
)

KEPT = timedelta(days=3 * 365)
"""How long the words of a closed complaint are kept; its category, times and result stay for the figures."""

_SAID: Mapping[type[TenantModel], Sequence[InstrumentedAttribute[Any]]] = {
    Investigation: (Investigation.case_id, Investigation.facts, Investigation.root_cause),
    ThirdParty: (ThirdParty.case_id, ThirdParty.body, ThirdParty.question, ThirdParty.answer),
    SolutionOption: (
        SolutionOption.case_id,
        SolutionOption.text,
        SolutionOption.legal_basis,
        SolutionOption.agreed_with,
    ),
    CaseTask: (CaseTask.case_id, CaseTask.what),
}
"""What hangs on a case: the column that names it, then those that hold words."""
WORK = tuple(_SAID)

HISTORY = _l(
    "The history of a complaint cannot be changed; it says who handled it when, and nobody can read its notes any more."
)


def export(subject: Subject) -> Iterable[ExportFile]:
    """The complaints and what happened to them."""
    yield from rows_of_subject(Case, subject)
    for model in WORK:
        yield from rows_of_subject(model, subject, column="case_id", through=_cases(subject))
    yield from files_of_rows(Case, _cases(subject))
    yield from rows_of_subject(
        CaseEvent,
        subject,
        title=_l("What happened to the complaints"),
        column="case_id",
        through=_cases(subject),
    )
    yield from quality.export(subject)


def erase(subject: Subject) -> ErasureReport:
    """Forget who complained and what they said; the case stays, since its history refers to it."""
    forget_keys("complaints_case", session().scalars(_cases(subject)).all())
    history = kept_rows(CaseEvent, subject, HISTORY, column="case_id", through=_cases(subject))
    history += erase_files(Case, _cases(subject))
    for model in WORK:
        history += erase_rows(model, subject, EraseMode.ANONYMISE, column="case_id", through=_cases(subject))
    # Before the complaints, which may no longer name them then.
    history += quality.erase(subject)
    return history + erase_rows(Case, subject, EraseMode.ANONYMISE)


def merge(winner_id: int, loser_ids: Sequence[int]) -> MergeReport:
    """Give the winner the complaints."""
    return move_rows(Case, "customer_id", winner_id, loser_ids)


def unmerge(report: MergeReport) -> int:
    """Bring them back."""
    return put_back(report)


def apply_retention(at: datetime) -> RetentionReport:
    """Forget who complained and what they said when a complaint has been closed for three years."""
    closed = (Case.closed_at < at - KEPT, Case.description != "")
    ids = select(Case.id).where(Case.tenant_id == current_tenant(), *closed)
    # What hangs on a case goes first: the case itself says that it is still to be done.
    done = let_go_files(Case, ids) + quality.let_words_go(at - KEPT)
    for model, (of_case, *said) in _SAID.items():
        told = or_(*(column != "" for column in said))
        done += let_go(model, of_case.in_(ids), told, anonymise=True)
    if done.more:
        return done
    return done + let_go(Case, *closed, anonymise=True, clear="customer_id")


def _cases(subject: Subject) -> Select[int]:
    return select(Case.id).where(Case.tenant_id == current_tenant(), Case.customer_id.in_(subject.ids))
