"""Complaints of the demo that take the long way: facts, a solution, the customer's consent, the work, the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random

from plugins.complaints.models import Case
from plugins.complaints.operations import (
    Proposal,
    agree_solution,
    confirm_case,
    finish_task,
    investigate_case,
    offer_solutions,
    plan_task,
    propose_solution,
    resolve_case,
    settle_facts,
)
from plugins.complaints.operations.implementing import tasks_of
from plugins.complaints.operations.solving import options_of
from plugins.complaints.states import CaseState, ResultKind
from plugins.complaints.work_models import (
    AgreedHow,
    CauseClass,
    ClosureOutcome,
    Finding,
    OptionState,
)
from saas.demo.founding import ZONE
from saas.platform.clock import today
from saas.platform.database import load, session

_FACTS = (
    (CauseClass.WORK, "查阅工单并复检车辆，确认作业后未按规范复核。", "交车前缺少复核环节。"),
    (CauseClass.PROCESS, "核对预约与派工记录，确认等待超时。", "高峰时段工位排布不合理。"),
    (CauseClass.PRODUCT, "拆检后确认零件存在制造缺陷。", "同批次零件强度不足。"),
)
_SOLUTIONS = (
    (ResultKind.COMPENSATED, "赠送一次基础保养。", 38_000),
    (ResultKind.REFUNDED, "退还多收的工时费。", 26_000),
    (ResultKind.REPLACED, "免费更换相关零件。", 45_000),
)


def go_on(case_id: int, member_id: int, rng: Random) -> None:
    """Take the next step of a complaint that a member handles; nothing where it is somebody else's turn."""
    step = _STEPS.get(load(Case, case_id).state)
    if step is not None:
        step(case_id, member_id, rng)
        session().flush()


def ask(case_id: int, rng: Random) -> None:
    """Ask the customer whether it is well; most are content."""
    if rng.random() < 0.9:
        confirm_case(
            case_id, outcome=ClosureOutcome.SATISFIED, mark=rng.randint(7, 10), text="客户表示满意。"
        )
        return
    words = "客户称问题仍未彻底解决。"
    confirm_case(case_id, outcome=ClosureOutcome.DISSATISFIED, mark=rng.randint(2, 5), text=words)


def _investigate(case_id: int, _member_id: int, _rng: Random) -> None:
    investigate_case(case_id)


def _settle(case_id: int, _member_id: int, rng: Random) -> None:
    cause, facts, why = rng.choice(_FACTS)
    finding = rng.choice((Finding.VALID, Finding.VALID, Finding.PARTLY))
    settle_facts(case_id, facts=facts, finding=finding, cause=cause, root_cause=why)


def _propose(case_id: int, _member_id: int, rng: Random) -> None:
    kind, text, cost = rng.choice(_SOLUTIONS)
    propose_solution(case_id, Proposal(kind=kind, text=text, cost_fen=cost))
    session().flush()
    offer_solutions(case_id, text="已电话向客户说明解决方案。")


def _agree(case_id: int, _member_id: int, rng: Random) -> None:
    option = next(one for one in options_of(case_id) if one.state is OptionState.OFFERED)
    agree_solution(case_id, option_id=option.id, how=rng.choice((AgreedHow.PHONE, AgreedHow.WECHAT)))


def _plan(case_id: int, member_id: int, rng: Random) -> None:
    due = today(ZONE.key) + timedelta(days=rng.randint(1, 3))
    plan_task(case_id, what="安排客户到店并落实方案。", assignee_id=member_id, due_on=due)


def _finish(case_id: int, _member_id: int, _rng: Random) -> None:
    for task in tasks_of(case_id):
        if task.done_at is None:
            finish_task(case_id, task_id=task.id, text="已完成。")
    resolve_case(case_id, text="方案已落实，客户当面确认。")


_STEPS: Mapping[CaseState, Callable[[int, int, Random], None]] = {
    CaseState.ASSIGNED: _investigate,
    CaseState.REOPENED: _investigate,
    CaseState.INVESTIGATING: _settle,
    CaseState.VERIFIED: _propose,
    CaseState.PROPOSING: _propose,
    CaseState.OFFERED: _agree,
    CaseState.AGREED: _plan,
    CaseState.IMPLEMENTING: _finish,
}
