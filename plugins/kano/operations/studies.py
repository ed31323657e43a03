"""Preparing a study: what it asks about, and by which conventions it will be analysed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select

from plugins.kano.categories import CategoryRule, CutLines
from plugins.kano.evaluation_table import STANDARD, TABLES, EvaluationTable
from plugins.kano.models import Factor, Study, StudyFactor, StudyState
from plugins.kano.permissions import WRITE
from plugins.kano.questions import question_pair
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    changes_of,
    current_tenant,
    load_for_change,
    now,
    record,
    require,
    session,
    take_number,
)

NUMBER_LETTERS: Final = "KN"
OWN_TABLE: Final = "own"
TOLERANCE: Final = 0.06
RADIUS: Final = 0.5
SAMPLES: Final = 2000
SEED: Final = 20_260_101


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyDetails:
    """What a study is about and how it is analysed.

    table_name: of a table that we bring, or `own` with cells: a row an answer to the functional question, each with a
    label for every answer to the dysfunctional one. most_questionable: None leaves nobody out. named: whether answers
    by a personal link are kept with the customer who gave them.
    """

    title: str
    purpose: str = ""
    factor_ids: Sequence[int]
    table_name: str = STANDARD.name
    cells: Sequence[str] = ()
    category_rule: CategoryRule = CategoryRule.MODAL
    tolerance: float = TOLERANCE
    radius: float = RADIUS
    cut_lines: CutLines = CutLines.FIXED
    most_questionable: int | None = None
    by_link: bool = True
    named: bool = False


def create_study(details: StudyDetails) -> Study:
    """Begin a study as a draft, with generated questions for each of its factors.

    Raises Forbidden without the right, Invalid without factors, with one that is retired or not there, and for a table
    that is none.
    """
    require(WRITE)
    study = Study(document_no="", link_token=secrets.token_urlsafe(24), samples=SAMPLES, seed=SEED)
    _write(study, details)
    chosen = _factors(details.factor_ids, known=frozenset())
    study.document_no = take_number(NUMBER_LETTERS, period=now().strftime("%Y"))
    session().add(study)
    session().flush()
    _take_in(study, chosen, start=0)
    session().flush()
    record("kano.study.created", "kano_study", study.id, detail=_told(study) | {"factors": len(chosen)})
    return study


def change_study(study_id: int, details: StudyDetails, *, version: int) -> Study:
    """Change a draft; factors that stay keep their questions.

    Raises as `create_study`, NotFound, Conflict for one that is open already, and VersionConflict when it moved on.
    """
    require(WRITE)
    study = draft_for_change(study_id, version=version)
    there = _factors_of(study)
    chosen = _factors(details.factor_ids, known=frozenset(there))
    _write(study, details)
    changes = changes_of(study)
    wanted = {factor.id for factor in chosen}
    gone = set(there) - wanted
    if gone:
        mine = (StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id == study.id)
        session().execute(delete(StudyFactor).where(*mine, StudyFactor.factor_id.in_(gone)))
    new = [factor for factor in chosen if factor.id not in there]
    _take_in(study, new, start=max([0, *(there[one] for one in wanted & set(there))]))
    if changes or gone or new:
        # The study's version moves on with its factors too, so that the second of two is told.
        study.updated_at = now()
        detail = _told(study) | {"factors": len(chosen)}
        record("kano.study.changed", "kano_study", study.id, changes=changes, detail=detail)
    session().flush()
    return study


def draft_for_change(study_id: int, *, version: int | None = None) -> Study:
    """A draft, locked. Raises NotFound, Conflict for a study whose questions are fixed, VersionConflict."""
    study = load_for_change(Study, study_id, version=version)
    if study.state is not StudyState.DRAFT:
        raise Conflict(_("The study is no draft any more: its questions stay as they were asked."))
    return study


def _write(study: Study, details: StudyDetails) -> None:
    table = _table(details)
    study.title, study.purpose = details.title, details.purpose
    study.table_name, study.table_cells = table.name, table.as_rows()
    study.category_rule, study.tolerance = details.category_rule, details.tolerance
    study.radius, study.cut_lines = details.radius, details.cut_lines
    study.most_questionable, study.by_link = details.most_questionable, details.by_link
    study.named = details.named


def _table(details: StudyDetails) -> EvaluationTable:
    if details.table_name in TABLES:
        return TABLES[details.table_name]
    if details.table_name != OWN_TABLE:
        raise Invalid("table_name", _("There is no evaluation table of this name."))
    rows = [line.replace(",", " ").split() if " " in line or "," in line else line for line in details.cells]
    try:
        return EvaluationTable.from_rows(OWN_TABLE, rows)
    except ValueError:
        raise Invalid(
            "cells",
            _("Give five lines with five cells each, such as Q A A A O: letters M, O, A, I, R, Q."),
        ) from None


def _factors(ids: Sequence[int], *, known: frozenset[int]) -> Sequence[Factor]:
    """The chosen factors in the library's order; known: those that the study has, retired or not."""
    statement = select(Factor).where(Factor.tenant_id == current_tenant(), Factor.id.in_(ids))
    found = session().scalars(statement.order_by(Factor.position, Factor.id)).all()
    usable = [factor for factor in found if factor.active or factor.id in known]
    if not usable:
        raise Invalid("factor_ids", _("Choose at least one factor."))
    if len(usable) != len(set(ids)):
        raise Invalid("factor_ids", _("One of these factors is no longer in use. Choose again."))
    return usable


def _take_in(study: Study, chosen: Sequence[Factor], *, start: int) -> None:
    for position, factor in enumerate(chosen, start=start + 1):
        functional, dysfunctional = question_pair(factor.names)
        session().add(
            StudyFactor(
                study_id=study.id,
                factor_id=factor.id,
                factor_version=factor.version,
                position=position,
                names=factor.names,
                functional=functional,
                dysfunctional=dysfunctional,
            )
        )


def _factors_of(study: Study) -> dict[int, int]:
    mine = (StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id == study.id)
    statement = select(StudyFactor.factor_id, StudyFactor.position).where(*mine)
    return {row.factor_id: row.position for row in session().execute(statement)}


def _told(study: Study) -> dict[str, object]:
    return {"document_no": study.document_no, "state": study.state}
