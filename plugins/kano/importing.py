"""Answers out of a file: one row is one respondent's pair of answers to one factor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy import select

from plugins.kano.categories import ANSWER_WORDS
from plugins.kano.models import Answers, Factor, Mode, Response, Study, StudyFactor, StudyState
from plugins.kano.permissions import ENTER
from saas.plugin_api import (
    CellKind,
    ImportColumn,
    ImportContext,
    ImportedRow,
    Importer,
    ImportResult,
    LazyStr,
    _l,
    current_tenant,
    session,
)

KEY = "kano.answers"
_SCALE = {word.casefold(): number for word, number in ANSWER_WORDS.items()}


class AnswerWord(fields.Field[int]):
    """An answer as a number from 1 to 5 or as a word of the questionnaire."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - as marshmallow calls it
        text = str(value).strip().casefold()
        number = int(text) if text in {"1", "2", "3", "4", "5"} else _SCALE.get(text)
        if number is None:
            raise ValidationError(str(_l("Give a number from 1 to 5 or an answer in words.")))
        return number


class KanoAnswersRow(Schema):
    """One respondent's pair of answers to one factor."""

    study = fields.String(required=True, validate=validate.Length(min=1, max=40))
    respondent = fields.String(required=True, validate=validate.Length(min=1, max=60))
    factor = fields.String(required=True, validate=validate.Length(min=1, max=100))
    functional = AnswerWord(required=True)
    dysfunctional = AnswerWord(required=True)
    importance = fields.Integer(load_default=None, validate=validate.Range(min=1, max=9))


COLUMNS = (
    ImportColumn(
        key="study",
        title=_l("Number of the study"),
        words=("调查编号", "研究编号", "问卷编号", "study", "study number"),
        kind=CellKind.CODE,
        required=True,
    ),
    ImportColumn(
        key="respondent",
        title=_l("Number of the respondent"),
        words=("答卷编号", "受访者编号", "受访者", "respondent", "respondent number"),
        kind=CellKind.CODE,
        required=True,
    ),
    ImportColumn(
        key="factor",
        title=_l("Improvement factor"),
        words=("改进因素", "因素", "因素代码", "factor", "factor code"),
        required=True,
    ),
    ImportColumn(
        key="functional",
        title=_l("Answer if it is there"),
        words=("正向回答", "正面问题", "具备时", "functional"),
        required=True,
    ),
    ImportColumn(
        key="dysfunctional",
        title=_l("Answer if it is missing"),
        words=("反向回答", "反面问题", "不具备时", "dysfunctional"),
        required=True,
    ),
    ImportColumn(
        key="importance",
        title=_l("Importance from 1 to 9"),
        words=("重要性", "重要程度", "importance"),
        kind=CellKind.WHOLE,
    ),
)


def write(rows: Sequence[ImportedRow], context: ImportContext) -> ImportResult:  # noqa: ARG001 - every importer is called alike
    """Write the answers; the same rows again change nothing, other answers of the same respondent replace theirs."""
    studies = _studies({row.values["study"] for row in rows})
    factors = _factors(list(studies.values()))
    faulty: dict[int, LazyStr] = {}
    wanted: dict[tuple[int, str, int], ImportedRow] = {}
    for row in rows:
        study = studies.get(row.values["study"])
        factor = factors.get((study.id, row.values["factor"].casefold())) if study else None
        fault = _fault(row, study, factor)
        if fault or study is None or factor is None:
            faulty[row.number] = fault or _l("There is no study of this number.")
        else:
            wanted[study.id, row.values["respondent"], factor] = row
    told = _write(wanted)
    return ImportResult(
        created=told["created"], updated=told["updated"], unchanged=told["unchanged"], faulty=faulty
    )


def _fault(row: ImportedRow, study: Study | None, factor: int | None) -> LazyStr:
    if study is None:
        return _l("There is no study of this number.")
    if study.state is not StudyState.COLLECTING:
        return _l("This study takes no answers now.")
    if factor is None:
        return _l("The study does not ask about this factor.")
    if max(row.values["functional"], row.values["dysfunctional"]) > len(study.table_cells):
        return _l("The questionnaire does not have this answer.")
    return ""


def _studies(numbers: set[str]) -> dict[str, Study]:
    mine = (Study.tenant_id == current_tenant(), Study.document_no.in_(numbers))
    # Held so that none of them is closed while its answers are written.
    statement = select(Study).where(*mine).order_by(Study.id).with_for_update(read=True)
    return {study.document_no: study for study in session().scalars(statement)}


def _factors(studies: Sequence[Study]) -> dict[tuple[int, str], int]:
    """The factors of some studies by study and by code or name in any language."""
    same = (Factor.tenant_id == StudyFactor.tenant_id) & (Factor.id == StudyFactor.factor_id)
    statement = (
        select(StudyFactor.id, StudyFactor.study_id, StudyFactor.names, Factor.code)
        .join(Factor, same)
        .where(
            StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id.in_([one.id for one in studies])
        )
    )
    return {
        (row.study_id, word.casefold()): row.id
        for row in session().execute(statement)
        for word in (row.code, *row.names.values())
    }


def _write(wanted: Mapping[tuple[int, str, int], ImportedRow]) -> Mapping[str, set[str]]:
    responses = _responses({(study_id, respondent) for study_id, respondent, _factor in wanted})
    there = _answers([one.id for one in responses.values()])
    told: dict[str, set[str]] = defaultdict(set)
    for (study_id, respondent, factor_id), row in wanted.items():
        response = responses[study_id, respondent]
        values = {name: row.values[name] for name in ("functional", "dysfunctional", "importance")}
        known = there.get((response.id, factor_id))
        if known is None:
            session().add(Answers(response_id=response.id, study_factor_id=factor_id, **values))
        told[_became(known, values)].add(f"{study_id} {respondent} {factor_id}")
    session().flush()
    return told


def _became(known: Answers | None, values: Mapping[str, int | None]) -> str:
    if known is None:
        return "created"
    changed = False
    for name, value in values.items():
        # An empty cell says nothing: a file without importances leaves those that are there.
        if value is not None and getattr(known, name) != value:
            setattr(known, name, value)
            changed = True
    return "updated" if changed else "unchanged"


def _responses(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Response]:
    statement = select(Response).where(
        Response.tenant_id == current_tenant(),
        Response.mode == Mode.FILE,
        Response.study_id.in_({study_id for study_id, _respondent in wanted}),
        Response.submission.in_({respondent for _study, respondent in wanted}),
    )
    found = {(one.study_id, one.submission): one for one in session().scalars(statement)}
    for study_id, respondent in sorted(wanted - found.keys()):
        found[study_id, respondent] = Response(study_id=study_id, mode=Mode.FILE, submission=respondent)
        session().add(found[study_id, respondent])
    session().flush()
    return found


def _answers(response_ids: Sequence[int]) -> dict[tuple[int, int], Answers]:
    mine = (Answers.tenant_id == current_tenant(), Answers.response_id.in_(response_ids))
    return {
        (one.response_id, one.study_factor_id): one for one in session().scalars(select(Answers).where(*mine))
    }


ANSWERS_IMPORTER = Importer(
    key=KEY,
    title=_l("Answers to Kano studies"),
    summary=_l(
        "One row is what a respondent answered about a factor; found again by study, respondent and factor."
    ),
    columns=COLUMNS,
    schema=KanoAnswersRow,
    write=write,
    permission=ENTER,
)
IMPORTERS = [ANSWERS_IMPORTER]
