"""Studies of the demo: one of last month whose result stands, one that is analysed, one that is being answered, a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pkgutil import resolve_name
from random import Random

from sqlalchemy import select

from plugins.kano.jobs import JOBS
from plugins.kano.models import Answers, Mode, Response, Study, StudyFactor, StudyState
from plugins.kano.operations import (
    Decision,
    StudyDetails,
    create_study,
    decide_factors,
    open_study,
    publish_study,
    seed_factors,
)
from plugins.kano.operations.flow import ask_for_analysis, close_study
from plugins.kano.queries import chosen_run, factors, results
from saas.plugin_api import current_tenant, now, open_stores, session

_MUST_BE = ((1, 5), (2, 5), (2, 5), (3, 5), (2, 5), (1, 5), (3, 5), (3, 3), (2, 4))
_ONE = ((1, 5), (1, 5), (1, 5), (1, 4), (2, 5), (1, 5), (1, 5), (3, 3))
_ATTRACTIVE = ((1, 3), (1, 4), (1, 3), (1, 3), (1, 2), (3, 3), (1, 5), (1, 4))
_INDIFFERENT = ((3, 3), (3, 3), (2, 3), (3, 4), (1, 3), (3, 3), (5, 1), (3, 2))

_LEANS: Mapping[str, Sequence[tuple[int, int]]] = {
    "reception_time": _MUST_BE,
    "parts_quality": _MUST_BE,
    "technical_support": _MUST_BE,
    "staff_quality": _ONE,
    "standards_kept": _ONE,
    "timely_information": _ONE,
    "fair_fees": _ONE,
    "followup": _ATTRACTIVE,
    "home_check": _ATTRACTIVE,
    "personal_service": _ATTRACTIVE,
    "process_order": _INDIFFERENT,
}
"""How customers tend to answer about each starter factor, as the literature found it."""
_MODES = (Mode.LINK, Mode.LINK, Mode.LINK, Mode.INTERVIEW, Mode.PHONE, Mode.FILE)


def seed(rng: Random, size: float) -> None:
    """Give the group its factors and its studies."""
    seed_factors()
    people = max(8, round(160 * size))
    published = _study("售后服务需求调查（上一轮）", "请告诉我们，您对售后服务最看重什么。", days_ago=55)
    _answer(rng, published, people, days=18)
    _finish(published)
    _decide(published)
    publish_study(published.id)
    analysed = _study("到店客户服务期望", "关于到店保养与维修的服务期望。", days_ago=24)
    _answer(rng, analysed, max(6, people // 2), days=12)
    _finish(analysed)
    running = _study("新能源车主服务期望", "新能源车主对售后服务有哪些期望？", days_ago=6)
    _answer(rng, running, max(4, people // 4), days=5)
    create_study(StudyDetails(title="上门服务需求", purpose="", factor_ids=_chosen(4)))


def _chosen(count: int) -> list[int]:
    return [one.id for one in factors(only_active=True)][:count]


def _study(title: str, purpose: str, *, days_ago: int) -> Study:
    study = create_study(StudyDetails(title=title, purpose=purpose, factor_ids=_chosen(11)))
    open_study(study.id)
    study.created_at = study.opened_at = now() - timedelta(days=days_ago)
    session().flush()
    return study


def _answer(rng: Random, study: Study, people: int, *, days: int) -> None:
    """Respondents over the days after the study was opened; most of them by the link."""
    asked = _asked(study)
    stores = [store.id for store in open_stores()]
    begun = study.opened_at or now()
    for place in range(people):
        response = Response(
            study_id=study.id,
            mode=rng.choice(_MODES),
            submission=f"demo-{place:05d}",
            store_id=rng.choice(stores) if stores and rng.random() < 0.6 else None,
            answered_at=begun + timedelta(days=days * rng.random(), minutes=rng.randrange(600)),
        )
        session().add(response)
        session().flush()
        for factor_id, code in asked:
            functional, dysfunctional = rng.choice(_LEANS.get(code, _INDIFFERENT))
            importance = rng.randint(4, 9) if response.mode is Mode.INTERVIEW else None
            session().add(
                Answers(
                    response_id=response.id,
                    study_factor_id=factor_id,
                    functional=functional,
                    dysfunctional=dysfunctional,
                    importance=importance,
                )
            )
    session().flush()


def _asked(study: Study) -> list[tuple[int, str]]:
    codes = {one.id: one.code for one in factors()}
    mine = (StudyFactor.tenant_id == current_tenant(), StudyFactor.study_id == study.id)
    rows = session().scalars(select(StudyFactor).where(*mine).order_by(StudyFactor.position))
    return [(one.id, codes[one.factor_id]) for one in rows]


def _finish(study: Study) -> None:
    """Close and analyse it here and now, as the worker would; the job that was asked for then finds it done."""
    close_study(study.id)
    ask_for_analysis(study.id)
    (job,) = (one for one in JOBS if one.key == "kano.analyse_study")
    resolve_name(job.target)(study_id=study.id, number=study.runs_asked)


def _decide(study: Study) -> None:
    run = chosen_run(study.id)
    if run is None or study.state is not StudyState.ANALYSED:
        return
    rows = results(run.id)
    kept = [row.Result.keep for row in rows]
    # Where hardly anybody answered nothing may be proposed; the demo keeps one all the same.
    first = not any(kept)
    decide_factors(
        study.id,
        [
            Decision(
                study_factor_id=row.StudyFactor.id,
                kept=row.Result.keep or (first and place == 0),
                reason="与满意度关系明显，纳入考核。"
                if row.Result.keep or first
                else "对满意度影响有限，本轮不纳入。",
            )
            for place, row in enumerate(rows)
        ],
    )
