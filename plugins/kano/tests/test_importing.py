"""Answers out of files: one row a pair, found again by study, respondent and factor."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import func, select

from plugins.kano.importing import COLUMNS, KanoAnswersRow, write
from plugins.kano.models import Answers, Mode, Response
from plugins.kano.operations import close_study
from plugins.kano.queries import answer_counts
from plugins.kano.starter import STARTER_FACTORS
from plugins.kano.tests.conftest import House
from saas.core.contracts.importers import ImportContext, ImportedRow, ImportResult
from saas.platform.clock import today
from saas.platform.database import session
from tests.factories.kano import Made, open_for_answers, study


def row(number: int, of: Made, **cells: Any) -> ImportedRow:
    told = {
        "study": of.document_no,
        "respondent": "R1",
        "factor": STARTER_FACTORS[0].zh,
        "functional": "喜欢",
        "dysfunctional": "不喜欢",
        **cells,
    }
    values: Any = KanoAnswersRow().load(told)
    return ImportedRow(number=number, values=values)


def brought_in(*rows: ImportedRow) -> ImportResult:
    return write(rows, ImportContext(import_id=1, today=today("Asia/Shanghai")))


@pytest.mark.req("K-04")
def test_rows_become_answers_and_the_same_again_changes_nothing(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
        rows = [
            row(2, made),
            row(3, made, factor=STARTER_FACTORS[1].code, functional="2", dysfunctional=5, importance=7),
            row(
                4,
                made,
                respondent="R2",
                factor="Basic quality of parts",
                functional="Must-be",
                dysfunctional="dislike",
            ),
        ]
        assert len(brought_in(*rows).created) == 3
        again = brought_in(*rows)
        assert (again.created, again.updated, len(again.unchanged), again.faulty) == (set(), set(), 3, {})
        assert answer_counts(made.id) == {Mode.FILE: 2}
        pairs = select(Answers.functional, Answers.dysfunctional, Answers.importance).join(
            Response, Response.id == Answers.response_id
        )
        kept = session().execute(pairs.where(Response.study_id == made.id).order_by(Answers.id)).all()
        assert [tuple(one) for one in kept] == [(1, 5, None), (2, 5, 7), (2, 5, None)]


def test_other_answers_of_the_same_respondent_replace_theirs(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
        brought_in(row(2, made, importance=8))
        told = brought_in(row(2, made, functional=3))
        assert len(told.updated) == 1
        kept = (
            session()
            .execute(
                select(Answers.functional, Answers.importance)
                .join(Response, Response.id == Answers.response_id)
                .where(Response.study_id == made.id)
            )
            .one()
        )
        assert tuple(kept) == (3, 8)


def test_rows_that_belong_nowhere_are_told_apart(house: House) -> None:
    with house.acting(house.analyst):
        made, draft, short = open_for_answers(), study(), open_for_answers(table_name="short form")
        told = brought_in(
            row(2, made, study="KN-1999-0001"),
            row(3, draft),
            row(4, made, factor="没有的因素"),
            row(5, short, dysfunctional=4),
            row(6, made),
        )
        assert {number: str(why) for number, why in told.faulty.items()} == {
            2: "There is no study of this number.",
            3: "This study takes no answers now.",
            4: "The study does not ask about this factor.",
            5: "The questionnaire does not have this answer.",
        }
        assert len(told.created) == 1
        close_study(made.id)
        assert list(brought_in(row(7, made)).faulty) == [7]
        assert session().scalar(select(func.count(Response.id)).where(Response.study_id == made.id)) == 1


@pytest.mark.parametrize("said", ["6", "0", "也许", "1.5"])
def test_answers_that_are_none_are_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        KanoAnswersRow().load(
            {"study": "KN", "respondent": "1", "factor": "x", "functional": said, "dysfunctional": "1"}
        )


def test_columns_are_those_of_the_row() -> None:
    assert {one.key for one in COLUMNS} == KanoAnswersRow().load_fields.keys()
