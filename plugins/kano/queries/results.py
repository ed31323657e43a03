"""Reads of results: the runs of a study, and what one of them found of each factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select

from plugins.kano.models import Result, Run, Study, StudyFactor
from saas.plugin_api import NotFound, _, current_tenant, session


def runs(study_id: int) -> Sequence[Run]:
    """The analyses of a study, the newest first."""
    mine = (Run.tenant_id == current_tenant(), Run.study_id == study_id)
    return session().scalars(select(Run).where(*mine).order_by(Run.number.desc())).all()


def chosen_run(study_id: int, number: int | None = None) -> Run | None:
    """The run of a number, else the newest; None where there is none yet. Raises NotFound for a number that is not there."""
    mine = (Run.tenant_id == current_tenant(), Run.study_id == study_id)
    if number is None:
        return session().scalar(select(Run).where(*mine).order_by(Run.number.desc()).limit(1))
    run = session().scalar(select(Run).where(*mine, Run.number == number))
    if run is None:
        raise NotFound(_("This does not exist, or no longer."))
    return run


def results(run_id: int) -> Sequence[Any]:
    """What a run found, with each factor as it stands in the study, in the study's order; one statement."""
    factor = and_(StudyFactor.tenant_id == Result.tenant_id, StudyFactor.id == Result.study_factor_id)
    statement = (
        select(Result, StudyFactor)
        .join(StudyFactor, factor)
        .where(Result.tenant_id == current_tenant(), Result.run_id == run_id)
        .order_by(StudyFactor.position, StudyFactor.id)
    )
    return session().execute(statement).all()


def results_of_studies(*, study_id: int | None, number: int | None, limit: int) -> Sequence[Any]:
    """What the newest run of each study found, or the run of a number; the newest study first, in one statement."""
    newest = (
        select(func.max(Run.number))
        .where(Run.tenant_id == Study.tenant_id, Run.study_id == Study.id)
        .correlate(Study)
        .scalar_subquery()
    )
    run = and_(
        Run.tenant_id == Study.tenant_id,
        Run.study_id == Study.id,
        Run.number == (newest if number is None else number),
    )
    factor = and_(StudyFactor.tenant_id == Result.tenant_id, StudyFactor.id == Result.study_factor_id)
    statement = (
        select(Result, StudyFactor, Study)
        .select_from(Study)
        .join(Run, run)
        .join(Result, and_(Result.tenant_id == Run.tenant_id, Result.run_id == Run.id))
        .join(StudyFactor, factor)
        .where(Study.tenant_id == current_tenant())
        .order_by(Study.created_at.desc(), Study.id.desc(), StudyFactor.position, StudyFactor.id)
        .limit(limit)
    )
    if study_id is not None:
        statement = statement.where(Study.id == study_id)
    return session().execute(statement).all()
