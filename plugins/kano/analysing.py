"""The job that analyses a study: answers out of the database, through the mathematics, into rows that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from plugins.kano.analysis import (
    MISSING,
    Conventions,
    EvaluationTable,
    RespondentQuality,
    StudyAnalysis,
    analyse_study,
    respondent_quality,
)
from plugins.kano.analysis import (
    StudyFactor as FactorFound,
)
from plugins.kano.models import Answers, Response, Result, Run, Study, StudyFactor
from plugins.kano.models.states import Step, state_after
from plugins.kano.recording import result_of, settings_of
from saas.plugin_api import current_tenant, load_for_change, now, progress, record, session

Table = NDArray[np.int8]
CODE_VERSION = "1.0.0"
"""Raised with every change that gives other figures for the same answers."""


def analyse(*, study_id: int, number: int) -> Mapping[str, int | str]:
    """Make the run of this number of a study; one that was made, or is no longer wanted, is left as it is."""
    study = load_for_change(Study, study_id)
    after = state_after(study.state, Step.FINISH)
    if after is None or _is_made(study, number):
        return {"run": 0, "state": study.state}
    factors = _factors(study)
    functional, dysfunctional, importance = _read(study, [one.id for one in factors])
    table = EvaluationTable.from_rows(study.table_name, study.table_cells)
    quality = respondent_quality(
        functional, dysfunctional, table, most_questionable=_most(study, len(factors))
    )
    kept = quality.kept
    progress(1, 3)
    found = analyse_study(
        [str(one.id) for one in factors],
        functional[kept],
        dysfunctional[kept],
        importance=importance[kept],
        conventions=_conventions(study, table),
    )
    progress(2, 3)
    run = _kept_run(study, number, found, quality)
    session().add_all(_result(run.id, one.id, told) for one, told in zip(factors, found.factors, strict=True))
    study.state, study.analysed_at = after, now()
    session().flush()
    detail = {"document_no": study.document_no, "run": number, "respondents": run.respondents}
    record("kano.study.analysed", "kano_study", study.id, detail=detail)
    progress(3, 3)
    return {"run": number, "respondents": run.respondents}


def _is_made(study: Study, number: int) -> bool:
    mine = (Run.tenant_id == current_tenant(), Run.study_id == study.id, Run.number == number)
    return session().scalar(select(Run.id).where(*mine)) is not None


def _factors(study: Study) -> Sequence[StudyFactor]:
    mine = (StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id == study.id)
    return session().scalars(select(StudyFactor).where(*mine).order_by(StudyFactor.position)).all()


def _most(study: Study, factors: int) -> int:
    # Where nobody is left out, everybody may have as many as there are questions.
    return factors if study.most_questionable is None else study.most_questionable


def _read(study: Study, factor_ids: Sequence[int]) -> tuple[Table, Table, Table]:
    """Functional answers, dysfunctional ones and importances: a row a respondent, a column a factor."""
    columns = (
        Answers.response_id,
        Answers.study_factor_id,
        Answers.functional,
        Answers.dysfunctional,
        Answers.importance,
    )
    mine = (Response.tenant_id == Answers.tenant_id) & (Response.id == Answers.response_id)
    statement = (
        select(*columns)
        .join(Response, mine)
        .where(Answers.tenant_id == current_tenant(), Response.study_id == study.id)
        .order_by(Answers.response_id)
    )
    rows = [tuple(MISSING if one is None else one for one in row) for row in session().execute(statement)]
    read = np.array(rows, np.int64).reshape(-1, len(columns))
    people, places = np.unique(read[:, 0], return_inverse=True)
    column_of = {factor_id: column for column, factor_id in enumerate(factor_ids)}
    asked = np.array([column_of[int(one)] for one in read[:, 1]], np.intp)
    tables = []
    for at in (2, 3, 4):
        table = np.full((len(people), len(factor_ids)), MISSING, np.int8)
        table[places.reshape(-1), asked] = read[:, at]
        tables.append(table)
    return tables[0], tables[1], tables[2]


def _conventions(study: Study, table: EvaluationTable) -> Conventions:
    return Conventions(
        table=table,
        rule=study.category_rule,
        tolerance=study.tolerance,
        radius=study.radius,
        cut_lines=study.cut_lines,
        samples=study.samples,
        seed=study.seed,
    )


def _kept_run(study: Study, number: int, found: StudyAnalysis, quality: RespondentQuality) -> Run:
    run = Run(
        study_id=study.id,
        number=number,
        code_version=CODE_VERSION,
        settings=settings_of(found.conventions, most_questionable=study.most_questionable),
        respondents=len(quality.kept),
        left_out=quality.removed,
        straight=int(quality.same_answer.sum()),
        pairs=sum(one.analysis.n for one in found.factors),
        x_line=found.better_worse_map.x_line,
        y_line=found.better_worse_map.y_line,
    )
    session().add(run)
    session().flush()
    return run


def _result(run_id: int, study_factor_id: int, found: FactorFound) -> Result:
    values: Mapping[str, Any] = result_of(found)
    return Result(run_id=run_id, study_factor_id=study_factor_id, **values)
