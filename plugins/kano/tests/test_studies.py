"""Studies: prepared with generated questions, opened, answered, closed, analysed, decided, published, archived."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from plugins.kano.analysing import analyse
from plugins.kano.models import Result, Run, Study, StudyState
from plugins.kano.models.states import Step, state_after, steps_of
from plugins.kano.operations import (
    Decision,
    QuestionTexts,
    StudyDetails,
    archive_study,
    ask_for_analysis,
    change_questions,
    change_study,
    close_study,
    decide_factors,
    open_study,
    publish_study,
    reopen_study,
)
from plugins.kano.queries import StudyFilter, chosen_run, factors, results, studies_page, study_factors
from plugins.kano.questions import question_pair, shuffled
from plugins.kano.tests.conftest import House
from saas.platform.audit import AuditEntry
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid, VersionConflict
from saas.platform.jobs.models import JobRow
from saas.testing.factories.groups import Person
from tests.factories.kano import INDIFFERENT, MUST_BE, analysed, answer, asked_ids, open_for_answers, study


def audited(study_id: int) -> list[str]:
    mine = (AuditEntry.object_type == "kano_study", AuditEntry.object_id == study_id)
    return list(session().scalars(select(AuditEntry.action).where(*mine).order_by(AuditEntry.id)))


@pytest.mark.req("K-02")
def test_each_factor_gets_a_pair_of_questions_in_both_languages(house: House) -> None:
    with house.acting(house.analyst):
        made = study(asked=11)
        rows = [row.StudyFactor for row in study_factors(made.id)]
        assert made.document_no.startswith("KN-")
        assert len(rows) == 11
        for one in rows:
            functional, dysfunctional = question_pair(one.names)
            assert (one.functional, one.dysfunctional) == (functional, dysfunctional)
            assert set(one.functional) == {"zh_CN", "en"}
            assert one.functional != one.dysfunctional


@pytest.mark.req("K-02")
def test_order_of_questions_differs_between_respondents_and_stays_for_one() -> None:
    ids = list(range(1, 12))
    orders = {tuple(shuffled(ids, f"respondent {n}")) for n in range(50)}
    assert all(sorted(order) == ids for order in orders)
    assert len(orders) > 45
    assert shuffled(ids, "a") == shuffled(ids[::-1], "a")


@pytest.mark.req("K-02")
def test_study_goes_from_draft_to_archive(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
        assert made.state is StudyState.ANALYSED
        first, second = asked_ids(made)
        decide_factors(
            made.id,
            [Decision(study_factor_id=first, kept=True), Decision(study_factor_id=second, kept=False)],
        )
    with house.acting(house.head):
        published = publish_study(made.id)
        assert (published.state, published.published_by_id) == (StudyState.PUBLISHED, house.head.member_id)
    with house.acting(house.analyst):
        assert archive_study(made.id).state is StudyState.ARCHIVED
        assert audited(made.id) == [
            f"kano.{act}"
            for act in (
                "study.created", "study.opened", *["response.entered"] * 4, "study.closed", "study.analysis_asked",
                "study.analysed", "study.factor_kept", "study.factor_dropped", "study.published", "study.archived",
            )
        ]  # fmt: skip


@pytest.mark.parametrize("state", list(StudyState))
@pytest.mark.parametrize("step", list(Step))
def test_only_the_steps_of_a_state_are_taken(state: StudyState, step: Step) -> None:
    assert (state_after(state, step) is not None) is (step in steps_of(state))
    if state is StudyState.ARCHIVED:
        assert step not in steps_of(state)


@pytest.mark.parametrize(
    "act", [close_study, reopen_study, ask_for_analysis, publish_study], ids=lambda act: act.__name__
)
def test_draft_can_only_be_opened(house: House, act: Callable[[int], Study]) -> None:
    with house.acting(house.analyst):
        made = study()
    with house.acting(house.head if act is publish_study else house.analyst), pytest.raises(Conflict):
        act(made.id)


def test_questions_stay_once_a_study_is_open(house: House) -> None:
    texts = QuestionTexts(functional_zh="若有？", dysfunctional_zh="若无？")
    with house.acting(house.analyst):
        made = study()
        first = asked_ids(made)[0]
        changed = change_questions(first, texts, version=1)
        assert (changed.functional, changed.dysfunctional) == ({"zh_CN": "若有？"}, {"zh_CN": "若无？"})
        open_study(made.id)
    with house.acting(house.analyst), pytest.raises(Conflict):
        change_questions(first, texts, version=2)
    with house.acting(house.analyst), pytest.raises(Conflict):
        change_study(
            made.id, StudyDetails(title="x", factor_ids=[1]), version=load(Study, made.id).row_version
        )


def test_half_a_pair_is_no_pair(house: House) -> None:
    with house.acting(house.analyst):
        first = asked_ids(study())[0]
    for texts in (
        {"functional_zh": "若有？", "dysfunctional_zh": ""},
        {"functional_zh": "", "dysfunctional_zh": ""},
    ):
        with house.acting(house.analyst), pytest.raises(Invalid):
            change_questions(first, QuestionTexts(**texts), version=1)


def test_changing_a_draft_keeps_the_wording_of_factors_that_stay(house: House) -> None:
    with house.acting(house.analyst):
        made = study(asked=3)
        kept, *_others = asked_ids(made)
        change_questions(kept, QuestionTexts(functional_zh="若有？", dysfunctional_zh="若无？"), version=1)
        library = [one.id for one in factors(only_active=True)]
        wanted = [library[0], library[5]]
        changed = change_study(
            made.id, StudyDetails(title="新", factor_ids=wanted), version=load(Study, made.id).row_version
        )
        rows = [row.StudyFactor for row in study_factors(made.id)]
        assert changed.title == "新"
        assert [one.factor_id for one in rows] == wanted
        assert (rows[0].id, rows[0].functional) == (kept, {"zh_CN": "若有？"})


def test_second_of_two_who_change_a_draft_is_told(house: House) -> None:
    with house.acting(house.analyst):
        made = study(asked=2)
        version = load(Study, made.id).row_version
        library = [one.id for one in factors(only_active=True)]
        change_study(made.id, StudyDetails(title=made.title, factor_ids=library[:3]), version=version)
    with house.acting(house.analyst), pytest.raises(VersionConflict):
        change_study(made.id, StudyDetails(title="x", factor_ids=library[:1]), version=version)


@pytest.mark.parametrize("person", ["head", "manager", "employee"])
def test_only_those_who_prepare_studies_prepare_them(house: House, person: str) -> None:
    who: Person = getattr(house, person)
    with house.acting(who), pytest.raises(Forbidden):
        study()


def test_publishing_is_for_the_head_of_the_group(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
    with house.acting(house.analyst), pytest.raises(Forbidden):
        publish_study(made.id)


@pytest.mark.req("K-03")
def test_study_keeps_a_copy_of_its_table_and_may_have_its_own(house: House) -> None:
    with house.acting(house.analyst):
        assert study().table_cells == [list(row) for row in ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")]
        assert study(table_name="type III").table_cells[1] == ["R", "Q", "I", "I", "M1"]
        lines = ["Q A A A O", "R,I,I,I,M", "RIIIM", "RIIIQ", "RRRRQ"]
        assert study(table_name="own", cells=lines).table_cells[3] == ["R", "I", "I", "I", "Q"]


@pytest.mark.parametrize("lines", [[], ["QAAAO"] * 4, ["QAAAX"] * 5, ["QAAA"] * 5])
def test_own_table_must_be_whole(house: House, lines: list[str]) -> None:
    with house.acting(house.analyst), pytest.raises(Invalid) as refused:
        study(table_name="own", cells=lines)
    assert "cells" in refused.value.fields


@pytest.mark.req("K-05", "K-06")
def test_analysis_keeps_what_the_mathematics_finds(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers(asked=2)
        for first, second in ((MUST_BE, (1, 5)), (MUST_BE, (1, 5)), ((1, 3), (1, 5)), ((1, 5), INDIFFERENT)):
            answer(made, first, second)
        close_study(made.id)
        ask_for_analysis(made.id)
        analyse(study_id=made.id, number=1)
        run = chosen_run(made.id)
        assert run is not None
        found = [row.Result for row in results(run.id)]
        assert (run.number, run.respondents, run.left_out, run.pairs) == (1, 4, 0, 8)
        assert run.settings["table_cells"] == made.table_cells
        assert found[0].counts == (2, 1, 1, 0, 0, 0)
        assert (found[0].category, found[0].better, found[0].worse) == ("M", 0.5, -0.75)
        assert found[1].counts == (0, 3, 0, 1, 0, 0)
        assert (found[1].category, found[1].better, found[1].worse) == ("O", 0.75, -0.75)
        assert (found[0].keep, found[0].kind, found[1].kind) == (True, "gate", "linear")
        low, high = found[0].better_low, found[0].better_high
        assert low is not None
        assert high is not None
        assert low <= 0.5 <= high
        assert found[0].figures["fong"]["significant"] is False


def test_job_that_comes_twice_makes_one_run(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
        assert analyse(study_id=made.id, number=1) == {"run": 0, "state": "analysed"}
        assert session().scalar(select(func.count(Run.id)).where(Run.study_id == made.id)) == 1


def test_asking_twice_before_the_result_asks_for_one_analysis(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
        answer(made)
        close_study(made.id)
        ask_for_analysis(made.id)
        ask_for_analysis(made.id)
        assert load(Study, made.id).runs_asked == 1
        jobs = select(func.count(JobRow.id)).where(
            JobRow.key == "kano.analyse_study", JobRow.dedupe == str(made.id)
        )
        assert session().scalar(jobs) == 1


def test_further_analysis_is_a_run_of_its_own_and_the_first_stays(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
        before = [row.Result.id for row in results(chosen_run(made.id, 1).id)]  # type: ignore[union-attr]  # it was made
        ask_for_analysis(made.id)
        analyse(study_id=made.id, number=2)
        newest, first = chosen_run(made.id), chosen_run(made.id, 1)
        assert newest is not None
        assert first is not None
        assert (newest.number, [row.Result.id for row in results(first.id)]) == (2, before)
        same = [[row.Result.figures for row in results(run.id)] for run in (first, newest)]
        assert same[0] == same[1]


def test_who_contradicts_themselves_too_often_is_left_out_and_counted(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers(asked=3, most_questionable=1)
        answer(made, MUST_BE)
        answer(made, (1, 1), (5, 5), MUST_BE)
        close_study(made.id)
        ask_for_analysis(made.id)
        analyse(study_id=made.id, number=1)
        run = chosen_run(made.id)
        assert run is not None
        assert (run.respondents, run.left_out, run.pairs) == (2, 1, 3)


def test_results_cannot_be_changed(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
        run = chosen_run(made.id)
        assert run is not None
        run_id = run.id
    with pytest.raises(Exception, match=r"append-only|permission denied"), house.acting(house.analyst):
        session().execute(Result.__table__.update().where(Result.run_id == run_id).values(keep=False))  # type: ignore[attr-defined]  # a table


@pytest.mark.req("K-06")
def test_decision_against_the_proposal_needs_a_reason(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
        first, second = asked_ids(made)
    against = [Decision(study_factor_id=first, kept=True), Decision(study_factor_id=second, kept=True)]
    with house.acting(house.analyst), pytest.raises(Invalid) as refused:
        decide_factors(made.id, against)
    assert list(refused.value.fields) == ["decisions-1-reason"]
    with house.acting(house.analyst):
        decide_factors(made.id, [Decision(study_factor_id=second, kept=True, reason="总部要求")])
        kept = [
            (row.StudyFactor.kept, row.StudyFactor.reason, row.decided_by) for row in study_factors(made.id)
        ]
    assert kept == [(None, "", None), (True, "总部要求", "分析师")]


def test_nothing_is_published_before_all_is_decided(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
        first, second = asked_ids(made)
        decide_factors(made.id, [Decision(study_factor_id=second, kept=False)])
    with house.acting(house.head), pytest.raises(Conflict, match="Decide"):
        publish_study(made.id)
    with house.acting(house.analyst):
        decide_factors(made.id, [Decision(study_factor_id=first, kept=False, reason="重复")])
    with house.acting(house.head), pytest.raises(Conflict, match="Nothing is kept"):
        publish_study(made.id)


def test_published_decisions_stay(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
        chosen = [Decision(study_factor_id=one, kept=True, reason="x") for one in asked_ids(made)]
        decide_factors(made.id, chosen)
    with house.acting(house.head):
        publish_study(made.id)
    with house.acting(house.analyst), pytest.raises(Conflict):
        decide_factors(made.id, chosen)
    with house.acting(house.analyst), pytest.raises(Conflict):
        ask_for_analysis(made.id)


def test_study_is_open_again_only_before_its_analysis(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
        answer(made)
        close_study(made.id)
        assert reopen_study(made.id).state is StudyState.COLLECTING
        close_study(made.id)
        ask_for_analysis(made.id)
    with house.acting(house.analyst), pytest.raises(Conflict):
        reopen_study(made.id)


def test_study_that_nobody_answered_is_not_analysed(house: House) -> None:
    with house.acting(house.analyst):
        made = open_for_answers()
        close_study(made.id)
    with house.acting(house.analyst), pytest.raises(Conflict, match="Nobody"):
        ask_for_analysis(made.id)


def test_list_is_narrowed_by_state_and_text(house: House) -> None:
    with house.acting(house.analyst):
        made = study("仅此一份调查")
        archived = study("归档的一份")
        archive_study(archived.id)
        found = {row.Study.title for row in studies_page(StudyFilter(state="running"), limit=200).rows}
        assert "仅此一份调查" in found
        assert "归档的一份" not in found
        (row,) = studies_page(StudyFilter(state="all", text="仅此"), limit=5).rows
        assert (row.Study.id, row.answered) == (made.id, 0)
        assert [
            one.Study.id for one in studies_page(StudyFilter(text=made.document_no.lower()), limit=5).rows
        ] == [made.id]
