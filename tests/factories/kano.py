"""Kano appraisal for tests, in groups that have it switched on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plugins.kano.analysing import analyse
from plugins.kano.models import Mode, Study, StudyState
from plugins.kano.models.factors import Dimension
from plugins.kano.operations import (
    FactorDetails,
    Pair,
    StudyDetails,
    add_factor,
    ask_for_analysis,
    close_study,
    create_study,
    enter_answers,
    new_submission,
    open_study,
)
from plugins.kano.queries import factors, study_factors
from saas.platform.database import load
from saas.testing.factories.groups import Group, group
from tests.factories.complaints import switch

KANO = "kano"
ONE_DIMENSIONAL = (1, 5)
MUST_BE = (2, 5)
ATTRACTIVE = (1, 3)
INDIFFERENT = (3, 3)


def group_with_kano() -> Group:
    """A new group that has Kano appraisal switched on."""
    made = group()
    switch(made, on=True, name=KANO)
    return made


def new_factor(name: str) -> int:
    """A factor in the current group, added by whoever acts now."""
    return add_factor(FactorDetails(name_zh=name, definition_zh=name, dimension=Dimension.CARE)).id


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A study as it stood when it was made, readable after its transaction too."""

    id: int
    document_no: str
    title: str
    state: StudyState
    link_token: str
    table_cells: Sequence[Sequence[str]]
    row_version: int


def study(title: str = "服务期望", *, asked: int = 2, **fields: Any) -> Made:
    """A draft about the first factors of the library, prepared by whoever acts now."""
    chosen = fields.pop("factor_ids", None) or [one.id for one in factors(only_active=True)][:asked]
    return _made(create_study(StudyDetails(title=title, factor_ids=chosen, **fields)))


def open_for_answers(title: str = "服务期望", **fields: Any) -> Made:
    """A study that takes answers."""
    return _made(open_study(study(title, **fields).id))


def asked_ids(of: Made) -> list[int]:
    """The ids of what a study asks about, in its order."""
    return asked_of(of.id)


def asked_of(study_id: int) -> list[int]:
    """The same of a study by its id."""
    return [row.StudyFactor.id for row in study_factors(study_id)]


def answer(of: Made | int, *said: tuple[int, int], mode: Mode = Mode.INTERVIEW, **who: Any) -> None:
    """One respondent's answers, a pair for each factor in the study's order; the last goes on for those that follow."""
    study_id = of if isinstance(of, int) else of.id
    asked = asked_of(study_id)
    pairs = [
        Pair(study_factor_id=one, functional=pair[0], dysfunctional=pair[1])
        for one, pair in zip(asked, _filled(said, len(asked)), strict=True)
    ]
    enter_answers(study_id, mode, who.pop("submission", new_submission()), pairs, **who)


def analysed(
    title: str = "服务期望", *, people: int = 4, said: Sequence[tuple[int, int]] = (MUST_BE, INDIFFERENT)
) -> Made:
    """A study that some people answered alike, closed and analysed."""
    made = open_for_answers(title, asked=max(2, len(said)))
    for _ in range(people):
        answer(made, *said)
    close_study(made.id)
    ask_for_analysis(made.id)
    analyse(study_id=made.id, number=1)
    return _made(load(Study, made.id))


def _made(one: Study) -> Made:
    return Made(**{name: getattr(one, name) for name in Made.__slots__})


def _filled(said: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    given = list(said) or [ONE_DIMENSIONAL]
    return [*given, *([given[-1]] * (count - len(given)))][:count]
