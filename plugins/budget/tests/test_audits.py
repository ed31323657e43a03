"""Internal audits: their sample, looking at it, findings and answers, and who may not do both."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from plugins.budget.auditing_draw import drawn
from plugins.budget.auditing_reasons import Reason, Risk
from plugins.budget.auditing_risk import WEIGHTS, RiskLine, weighed
from plugins.budget.auditing_states import AuditResult, AuditState, DrawMethod, FindingState
from plugins.budget.models.audits import AuditedClaim, AuditEvent, AuditEventKind, AuditFinding
from plugins.budget.operations.audit_drawing import draw_sample
from plugins.budget.operations.audit_findings import answer_finding, close_finding, send_back
from plugins.budget.operations.audit_looking import find, pass_claim
from plugins.budget.operations.auditing import add_points, cancel_audit, close_audit
from plugins.budget.queries.audits import audits_page, next_pending
from plugins.budget.tests.auditing import (
    DAY,
    FOUR,
    Office,
    audit_of,
    begun,
    new_finding,
    office,
    sample_of,
    sampled,
    second_store,
)
from plugins.budget.tests.claiming import acting, approved, did, submitted
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.i18n import locale_context
from saas.platform.permissions import assign_role
from saas.testing.factories.application import inside


@pytest.fixture(scope="module")
def at(app: Flask) -> Office:
    with locale_context("en"):
        return office()


def kinds(at: Office, audit_id: int) -> list[AuditEventKind]:
    with inside(at.desk.group.id):
        mine = select(AuditEvent.kind).where(AuditEvent.audit_id == audit_id)
        return list(session().scalars(mine.order_by(AuditEvent.id)))


def state_of(at: Office, finding_id: int) -> FindingState:
    with inside(at.desk.group.id):
        mine = select(AuditFinding.state).where(AuditFinding.id == finding_id)
        return session().scalars(mine).one()


def test_drawing_again_draws_the_same_and_the_heavier_are_drawn_more_often() -> None:
    plain = {f"BX-{n}": 1 for n in range(200)}
    first = drawn(plain, seed=42, size=20)
    assert first == drawn(dict(reversed(plain.items())), seed=42, size=20)
    # As anybody finds them who orders the numbers by this digest, on whatever machine.
    by_digest = sorted(plain, key=lambda number: sha256(f"42:{number}".encode()).hexdigest(), reverse=True)
    assert first == by_digest[:20]
    assert first != drawn(plain, seed=43, size=20)
    assert sorted(drawn(plain, seed=1, size=500)) == sorted(plain)
    weights = {"heavy": 20} | {f"light-{n}": 1 for n in range(20)}
    # One of 20 + 20 draws of one: half of them, and were all alike one in 21.
    often = sum(drawn(weights, seed=seed, size=1) == ["heavy"] for seed in range(400))
    assert 150 < often < 250


def test_weights_follow_what_stands_out() -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    lines = [
        RiskLine(claim_id=1, spent_on=saturday, amount_fen=300_00, limit_fen=None),
        RiskLine(claim_id=2, spent_on=monday, amount_fen=499_99, limit_fen=500_00),
        RiskLine(claim_id=3, spent_on=monday, amount_fen=123_45, limit_fen=500_00),
    ]
    checks: dict[int, list[dict[str, Any]]] = {
        1: [{"check": "receipt", "level": "red"}, {"check": "limit", "level": "amber"}],
        2: [],
        3: [{"check": "tax", "level": "green"}],
    }
    found = weighed(checks, lines, frozenset({2}))
    assert found[1].reasons == (
        Reason(risk=Risk.RED, check="receipt"),
        Reason(risk=Risk.AMBER, check="limit"),
        Reason(risk=Risk.ROUND),
        Reason(risk=Risk.DAY_OFF),
    )
    assert found[1].weight == 1 + sum(
        WEIGHTS[one] for one in (Risk.RED, Risk.AMBER, Risk.ROUND, Risk.DAY_OFF)
    )
    assert {one.risk for one in found[2].reasons} == {Risk.OVER_BUDGET, Risk.JUST_BELOW}
    assert (found[3].weight, found[3].reasons) == (1, ())
    assert Reason.of(found[1].reasons[0].kept()) == found[1].reasons[0]


@pytest.mark.req("B-09")
def test_sample_is_drawn_once_from_what_finance_passed_and_kept(at: Office) -> None:
    mine = {approved(at.desk) for _ in range(3)}
    submitted(at.desk)
    audit_id, again = begun(at), begun(at)
    with acting(at.auditor):
        draw_sample(audit_id, method=DrawMethod.RISK, size=2, seed=11)
        draw_sample(again, method=DrawMethod.RISK, size=2, seed=11)
    audit, sample = audit_of(at, audit_id), sample_of(at, audit_id)
    assert (audit.state, audit.method, audit.seed) == (AuditState.UNDER_WAY, DrawMethod.RISK, 11)
    assert len(sample) == audit.sample_size == 2
    assert (audit.population or 0) >= 3
    assert list(sample) == list(sample_of(at, again))
    with acting(at.auditor), pytest.raises(Conflict):
        draw_sample(audit_id, method=DrawMethod.RANDOM, size=2)
    everything = sample_of(at, sampled(at))
    assert mine <= everything.keys()
    assert len(everything) == audit.population
    with inside(at.desk.group.id):
        kept = session().scalars(select(AuditedClaim).where(AuditedClaim.audit_id == audit_id)).all()
        assert all(one.weight >= 1 and one.total_fen > 0 and one.round == 1 for one in kept)
    early = begun(at, period_from=date(2020, 1, 1), period_until=date(2020, 1, 31))
    with acting(at.auditor), pytest.raises(Conflict, match="nothing to draw from"):
        draw_sample(early, method=DrawMethod.RANDOM, size=2)
    for size, seed in ((0, 1), (501, 1), (5, -1), (5, 10**9)):
        with acting(at.auditor), pytest.raises(Invalid):
            draw_sample(early, method=DrawMethod.RANDOM, size=size, seed=seed)
    did(at.auditor, lambda: cancel_audit(early))
    assert audit_of(at, early).state is AuditState.CANCELLED


def test_audit_is_begun_within_ones_stores_and_with_a_period_that_can_be(at: Office) -> None:
    day = today("Asia/Shanghai")
    other = second_store(at.desk)
    tried: tuple[dict[str, Any], ...] = (
        {"store_ids": []},
        {"store_ids": [at.desk.store_id, 10**12]},
        {"period_from": day, "period_until": day - DAY},
        {"period_from": day + DAY, "period_until": day + 2 * DAY},
        {"points": [str(n) for n in range(21)]},
    )
    for wrong in tried:
        with pytest.raises(Invalid):
            begun(at, **wrong)
    with pytest.raises(Invalid):
        begun(at, by=at.far_auditor)
    with pytest.raises(Forbidden):
        begun(at, by=at.desk.finance)
    far, both = (
        begun(at, by=at.far_auditor, store_ids=[other]),
        begun(at, store_ids=[at.desk.store_id, other]),
    )
    with acting(at.far_auditor):
        assert [row.Audit.id for row in audits_page("all", limit=9).rows] == [far]
        with pytest.raises(NotFound):
            cancel_audit(both)


def test_checklist_grows_until_the_sample_is_drawn(at: Office) -> None:
    claim_id = approved(at.desk)
    audit_id = begun(at, points=["客户签字", " "])
    did(at.auditor, lambda: add_points(audit_id, ["三家比价"]))
    with acting(at.auditor), pytest.raises(Invalid):
        add_points(audit_id, ["", " "])
    did(at.auditor, lambda: draw_sample(audit_id, method=DrawMethod.RANDOM, size=500))
    with acting(at.auditor), pytest.raises(Conflict):
        add_points(audit_id, ["x"])
    audited = sample_of(at, audit_id)[claim_id]
    with acting(at.auditor), pytest.raises(Invalid, match="Tick every point"):
        pass_claim(audit_id, audited, points=[*FOUR, "own:1"])
    did(at.auditor, lambda: pass_claim(audit_id, audited, points=[*FOUR, "own:1", "own:2"]))
    with inside(at.desk.group.id):
        found = session().get_one(AuditedClaim, (at.desk.group.id, audited))
        assert (found.result, found.points) == (AuditResult.OK, [*FOUR, "own:1", "own:2"])
        assert next_pending(audit_id) != audited


@pytest.mark.req("B-09")
@pytest.mark.shows("budget.audit:answer-closer")
def test_finding_is_answered_sent_back_answered_and_closed_then_the_audit(at: Office) -> None:
    claim_id = approved(at.desk)
    audit_id = sampled(at)
    sample = sample_of(at, audit_id)
    audited = sample.pop(claim_id)
    finding_id = did(at.auditor, lambda: find(audit_id, audited, new_finding(at)).id)
    with acting(at.auditor), pytest.raises(Conflict):
        pass_claim(audit_id, audited, points=FOUR)
    with acting(at.auditor):
        for other in sample.values():
            pass_claim(audit_id, other, points=FOUR)
    with acting(at.auditor), pytest.raises(Conflict, match="Findings not closed: 1"):
        close_audit(audit_id)
    with acting(at.desk.finance), pytest.raises(NotFound):
        answer_finding(finding_id, text="不是我")
    with acting(at.auditor), pytest.raises(Conflict):
        close_finding(audit_id, finding_id)
    did(at.desk.head, lambda: answer_finding(finding_id, text="已退回差额"))
    with acting(at.desk.head), pytest.raises(Conflict):
        answer_finding(finding_id, text="又一次")
    did(at.second_auditor, lambda: send_back(audit_id, finding_id, reason="请附凭证"))
    did(at.desk.head, lambda: answer_finding(finding_id, text="凭证已附"))
    with inside(at.desk.group.id):
        assign_role(at.desk.head.member_id, "auditor")
    with acting(at.desk.head), pytest.raises(Forbidden, match="answers for a finding"):
        close_finding(audit_id, finding_id)
    did(at.auditor, lambda: close_finding(audit_id, finding_id, text="已核实"))
    assert state_of(at, finding_id) is FindingState.CLOSED
    did(at.auditor, lambda: close_audit(audit_id, text="无重大问题"))
    assert audit_of(at, audit_id).state is AuditState.CLOSED
    told = kinds(at, audit_id)
    assert [one for one in told if one is not AuditEventKind.PASSED] == [
        AuditEventKind.BEGUN,
        AuditEventKind.DRAWN,
        AuditEventKind.FOUND,
        AuditEventKind.ANSWERED,
        AuditEventKind.SENT_BACK,
        AuditEventKind.ANSWERED,
        AuditEventKind.FINDING_CLOSED,
        AuditEventKind.CLOSED,
    ]
    assert told.count(AuditEventKind.PASSED) == len(sample)
    with acting(at.auditor), pytest.raises(Conflict):
        find(audit_id, audited, new_finding(at))
    with pytest.raises(ProgrammingError, match="permission denied"), inside(at.desk.group.id):
        session().execute(text("UPDATE budget_audit_event SET kind = 'passed'"))


@pytest.mark.req("B-09")
@pytest.mark.shows("budget.audit:part-auditor")
def test_nobody_audits_a_claim_in_which_they_had_a_part(at: Office) -> None:
    """The claimant, those who passed it and a finance reviewer, made auditors, each with the right of the group."""
    claim_id = approved(at.desk)
    audit_id = sampled(at)
    audited = sample_of(at, audit_id)[claim_id]
    with inside(at.desk.group.id):
        for person in (at.desk.claimant, at.desk.head, at.desk.finance):
            assign_role(person.member_id, "auditor")
    for person in (at.desk.claimant, at.desk.head, at.desk.finance):
        with acting(person), pytest.raises(Forbidden, match="filed, reviewed or paid"):
            pass_claim(audit_id, audited, points=FOUR)
        with acting(person), pytest.raises(Forbidden, match="filed, reviewed or paid"):
            find(audit_id, audited, new_finding(at))
    with acting(at.desk.second_finance), pytest.raises(NotFound):
        pass_claim(audit_id, audited, points=FOUR)


def test_finding_names_a_point_a_day_and_somebody_who_can_answer(at: Office) -> None:
    claim_id = approved(at.desk)
    audit_id = sampled(at)
    audited = sample_of(at, audit_id)[claim_id]
    for wrong in (
        {"point": "own:9"},
        {"due_on": today("Asia/Shanghai") - DAY},
        {"responsible_id": at.desk.colleague.member_id},
        {"responsible_id": at.auditor.member_id},
    ):
        with acting(at.auditor), pytest.raises(Invalid):
            find(audit_id, audited, new_finding(at, **wrong))
    first = did(at.auditor, lambda: find(audit_id, audited, new_finding(at)).number)
    second = did(at.auditor, lambda: find(audit_id, audited, new_finding(at, point="receipts")).number)
    assert (first, second) == (1, 2)
    with inside(at.desk.group.id):
        found = session().get_one(AuditedClaim, (at.desk.group.id, audited))
        assert (found.result, found.points) == (AuditResult.FINDING, ["within_budget", "exact"])
