"""The flow of a complaint: investigated, solved, agreed to, done, checked by somebody else, closed or opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from plugins.complaints.models import Case, WaitReason
from plugins.complaints.operations import (
    Proposal,
    agree_solution,
    answer_of_third_party,
    ask_third_party,
    assign_case,
    close_case,
    confirm_case,
    continue_case,
    decide_solution,
    decline_solutions,
    escalate,
    finish_task,
    heard_in_call,
    investigate_case,
    offer_solutions,
    plan_task,
    propose_solution,
    reopen_case,
    resolve_case,
    settle_facts,
    wait_case,
)
from plugins.complaints.operations.solving import options_of
from plugins.complaints.states import CaseState, ResultKind
from plugins.complaints.tests.conftest import House
from plugins.complaints.tests.flowing import (
    FACTS,
    acting,
    agreed,
    assigned,
    offered,
    resolved,
    state_of,
    verified,
)
from plugins.complaints.work_models import AgreedHow, Closure, ClosureOutcome, Finding, OptionState
from plugins.complaints.work_queries import work_of
from saas.core.followups.models import FollowupTask, TaskStatus
from saas.core.sla.models import ClockState
from saas.core.sla.queries import clock_readings
from saas.platform.clock import moved, now, today
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.members import member
from tests.factories.complaints import complaint

TOMORROW = timedelta(days=1)


def clocks(house: House, case_id: int) -> dict[str, ClockState]:
    with inside(house.group.id):
        return {one.target: one.state for one in clock_readings("complaints_case", [case_id])[case_id]}


@pytest.mark.req("Q-05", "Q-07", "Q-08", "Q-09", "Q-12")
def test_complaint_goes_the_whole_way_and_is_closed_by_somebody_else(house: House) -> None:
    case_id = resolved(house)
    assert state_of(house, case_id) == CaseState.RESOLVED
    assert clocks(house, case_id) == {"acknowledge": ClockState.MET, "resolve": ClockState.MET}
    with acting(house.manager):
        closed = confirm_case(case_id, outcome=ClosureOutcome.SATISFIED, mark=9)
        assert (closed.state, closed.result_kind) == (CaseState.CLOSED, ResultKind.COMPENSATED)
        work = work_of(case_id)
        assert [one.state for one in work.options] == [OptionState.DONE]
        assert [one.mark for one in work.closures] == [9]
        assert work.investigations[0].finding is Finding.VALID
        assert [one.done_at is not None for one in work.tasks] == [True]


@pytest.mark.shows("complaints.case:handler-closer")
def test_whoever_handled_it_does_not_close_it(house: House) -> None:
    with acting(house.manager):
        case_id = complaint(house.store_id).id
        assign_case(case_id, house.manager.member_id)
    with acting(house.head):
        close_case(case_id, result=ResultKind.WITHDRAWN, text="误报")
        reopen_case(case_id, reason="没有误报")
    with acting(house.manager):
        investigate_case(case_id)
        settle_facts(case_id, facts="检查正常", finding=Finding.UNFOUNDED)
        close_case(case_id, result=ResultKind.UNFOUNDED, text="已说明")
    with acting(house.manager), pytest.raises(Forbidden, match="does not ask whether it is solved"):
        confirm_case(case_id, outcome=ClosureOutcome.SATISFIED)
    with acting(house.head):
        assert confirm_case(case_id, outcome=ClosureOutcome.SATISFIED).state is CaseState.CLOSED


@pytest.mark.req("Q-09")
def test_dissatisfied_customer_opens_it_again_one_step_higher(house: House) -> None:
    case_id = resolved(house)
    with acting(house.head), pytest.raises(Invalid, match="not content"):
        confirm_case(case_id, outcome=ClosureOutcome.DISSATISFIED, mark=2)
    with acting(house.head):
        case = confirm_case(case_id, outcome=ClosureOutcome.DISSATISFIED, mark=2, text="还有异响")
        assert (case.state, case.reopen_count, case.result_kind) == (CaseState.ASSIGNED, 1, None)
        assert case.handler_id in (house.manager.member_id, house.head.member_id)
    with inside(house.group.id):
        shown = [
            one for one in clock_readings("complaints_case", [case_id])[case_id] if one.target == "resolve"
        ]
        assert [(one.round, one.state) for one in shown] == [(2, ClockState.RUNNING)]


@pytest.mark.req("Q-09")
def test_unreached_customer_is_tried_so_often_and_then_it_closes(house: House) -> None:
    case_id = resolved(house)
    states = []
    for _number in range(3):
        with acting(house.head):
            states.append(confirm_case(case_id, outcome=ClosureOutcome.UNREACHED).state)
    assert states == [CaseState.RESOLVED, CaseState.RESOLVED, CaseState.CLOSED]


@pytest.mark.req("Q-07")
def test_dear_solution_waits_for_somebody_else(house: House) -> None:
    case_id = verified(house)
    with acting(house.handler):
        dear = Proposal(kind=ResultKind.COMPENSATED, text="赔偿三千元", cost_fen=300_000)
        option = propose_solution(case_id, dear)
        session().flush()
        option_id = option.id
        assert load(Case, case_id).state is CaseState.APPROVAL
        propose_solution(case_id, Proposal(kind=ResultKind.APOLOGISED, text="上门致歉"))
        with pytest.raises(Conflict):
            offer_solutions(case_id, text="电话告知")
    with acting(house.manager), pytest.raises(Invalid, match="why not"):
        decide_solution(case_id, option_id=option_id, approved=False)
    with acting(house.manager):
        assert decide_solution(case_id, option_id=option_id, approved=True).state is CaseState.PROPOSING
        assert [one.state for one in options_of(case_id)] == [OptionState.READY, OptionState.READY]
    with acting(house.handler):
        offer_solutions(case_id, text="电话告知")
        agree_solution(case_id, option_id=option_id, how=AgreedHow.WECHAT, agreed_with="赵女士")
        assert [one.state for one in options_of(case_id)] == [OptionState.ACCEPTED, OptionState.DECLINED]


@pytest.mark.shows("complaints.option:proposer-approver")
def test_whoever_proposed_it_does_not_approve_it(house: House) -> None:
    case_id = verified(house)
    with acting(house.manager):
        option = propose_solution(
            case_id, Proposal(kind=ResultKind.REFUNDED, text="退还差额", cost_fen=90_000)
        )
        session().flush()
        option_id = option.id
    with acting(house.manager), pytest.raises(Forbidden, match="does not approve"):
        decide_solution(case_id, option_id=option_id, approved=True)
    with acting(house.head):
        assert decide_solution(case_id, option_id=option_id, approved=True).state is CaseState.PROPOSING


def test_declined_solution_leads_to_another_one(house: House) -> None:
    case_id, _option = offered(house)
    with acting(house.handler):
        assert decline_solutions(case_id, text="要求退款").state is CaseState.PROPOSING
        with pytest.raises(Conflict, match="no solution"):
            offer_solutions(case_id, text="再次告知")
        propose_solution(case_id, Proposal(kind=ResultKind.REFUNDED, text="退还工时费", cost_fen=20_000))
        session().flush()
        assert offer_solutions(case_id, text="再次告知").state is CaseState.OFFERED


def test_what_costs_something_is_not_settled_at_once(house: House) -> None:
    case_id = assigned(house)
    with acting(house.handler), pytest.raises(Conflict, match="solution first"):
        close_case(case_id, result=ResultKind.COMPENSATED, text="赔偿")
    with acting(house.handler):
        assert close_case(case_id, result=ResultKind.APOLOGISED, text="致歉").state is CaseState.RESOLVED


@pytest.mark.req("Q-05")
def test_facts_say_why_it_could_happen_where_the_customer_is_right(house: House) -> None:
    case_id = assigned(house)
    with acting(house.handler):
        investigate_case(case_id)
    with acting(house.handler), pytest.raises(Invalid, match="why it could happen"):
        settle_facts(case_id, facts="属实", finding=Finding.PARTLY)


@pytest.mark.req("Q-05", "Q-11")
def test_time_stands_still_while_a_third_party_is_asked(house: House) -> None:
    case_id = assigned(house)
    with acting(house.handler):
        investigate_case(case_id)
        before = load(Case, case_id).resolve_by
        with pytest.raises(Invalid, match="passed"):
            ask_third_party(
                case_id, body="检测所", question="支架？", due_on=today("Asia/Shanghai") - TOMORROW
            )
        case = ask_third_party(
            case_id, body="检测所", question="支架？", due_on=today("Asia/Shanghai") + TOMORROW
        )
        assert (case.state, case.waiting_for) == (CaseState.THIRD_PARTY, WaitReason.THIRD_PARTY)
        assert before is not None
        assert (case.resolve_by or before) > before
    assert clocks(house, case_id)["resolve"] is ClockState.PAUSED
    with acting(house.handler), pytest.raises(Conflict):
        continue_case(case_id)
    with acting(house.handler):
        answer_of_third_party(case_id, answer="断裂")
        assert work_of(case_id).third_parties[0].answer == "断裂"
    assert clocks(house, case_id)["resolve"] is ClockState.RUNNING


@pytest.mark.req("Q-11")
def test_waiting_for_a_part_is_seen_and_ends(house: House) -> None:
    case_id = assigned(house)
    with acting(house.handler):
        assert wait_case(case_id, reason=WaitReason.PART, text="订货").waiting_for is WaitReason.PART
        with pytest.raises(Conflict):
            wait_case(case_id, reason=WaitReason.PART)
        assert continue_case(case_id).waiting_for is None


@pytest.mark.req("Q-11")
def test_share_of_time_takes_it_higher_once_and_gives_it_a_handler_at_the_end(house: House) -> None:
    with acting(house.manager):
        case_id = complaint(house.store_id).id
    for target, percent in (
        ("acknowledge", 80),
        ("acknowledge", 50),
        ("acknowledge", 100),
        ("acknowledge", 100),
    ):
        with inside(house.group.id):
            escalate(case_id, target, percent)
    with acting(house.manager):
        case = load(Case, case_id)
        assert (case.escalation, case.handler_id is not None) == (3, True)


def test_open_task_keeps_it_from_being_resolved(house: House) -> None:
    case_id = agreed(house)
    day = today("Asia/Shanghai") + TOMORROW
    with acting(house.handler):
        task = plan_task(case_id, what="换件", assignee_id=house.handler.member_id, due_on=day)
        session().flush()
        with pytest.raises(Conflict, match="Not all tasks"):
            resolve_case(case_id, text="好了")
        finish_task(case_id, task_id=task.id)
        with pytest.raises(Conflict):
            finish_task(case_id, task_id=task.id)
        assert resolve_case(case_id, text="好了").state is CaseState.RESOLVED


@pytest.mark.req("Q-09")
def test_customer_who_may_be_called_gets_a_call_that_the_handler_does_not_make(house: House) -> None:
    with inside(house.group.id):
        owner = customer(store_id=house.store_id).id
    case_id = resolved(house, customer_id=owner)
    with acting(house.manager):
        case = load(Case, case_id)
        assert case.state is CaseState.FOLLOW_UP
        task = load(FollowupTask, case.closure_task_id or 0)
        assert (task.not_by_id, task.customer_id) == (house.handler.member_id, owner)
        assert task.due_from == today("Asia/Shanghai") + timedelta(days=3)
        task_id = task.id
    for _twice in range(2):
        with inside(house.group.id):
            heard_in_call(task_id, TaskStatus.UNREACHABLE)
    with inside(house.group.id):
        assert load(Case, case_id).state is CaseState.CLOSED
        found = session().scalars(select(Closure.outcome).where(Closure.case_id == case_id))
        assert list(found) == [ClosureOutcome.UNREACHED]


@pytest.mark.req("Q-09")
@pytest.mark.parametrize(("mark", "state"), [("9", CaseState.CLOSED), ("3", CaseState.ASSIGNED)])
def test_mark_of_the_call_closes_it_or_opens_it_again(
    house: House, monkeypatch: pytest.MonkeyPatch, mark: str, state: CaseState
) -> None:
    monkeypatch.setattr("plugins.complaints.operations.confirming.lowest_rating", lambda _task: int(mark))
    with inside(house.group.id):
        owner = customer(store_id=house.store_id).id
    case_id = resolved(house, customer_id=owner)
    with inside(house.group.id):
        heard_in_call(load(Case, case_id).closure_task_id or 0, TaskStatus.COMPLETED)
        assert load(Case, case_id).state is state


def test_reopened_complaint_takes_back_its_call(house: House) -> None:
    with inside(house.group.id):
        owner = customer(store_id=house.store_id).id
    case_id = resolved(house, customer_id=owner)
    with acting(house.manager):
        task_id = load(Case, case_id).closure_task_id or 0
        reopen_case(case_id, reason="客户来电")
        session().flush()
        session().expire_all()
        assert load(FollowupTask, task_id).status is TaskStatus.CANCELLED


def test_withdrawn_complaint_is_owed_nothing_more(house: House) -> None:
    case_id = assigned(house)
    with acting(house.handler):
        close_case(case_id, result=ResultKind.WITHDRAWN, text="客户撤回")
    assert clocks(house, case_id)["resolve"] is ClockState.STOPPED


def test_time_of_agreement_cannot_be_to_come(house: House) -> None:
    case_id, option_id = offered(house)
    with acting(house.handler), pytest.raises(Invalid, match="still to come"):
        agree_solution(
            case_id, option_id=option_id, how=AgreedHow.PHONE, agreed_at=now() + timedelta(hours=1)
        )


def test_nobody_agreed_before_the_complaint_came_in(house: House) -> None:
    case_id, option_id = offered(house)
    with acting(house.handler):
        received = load(Case, case_id).received_at
        with pytest.raises(Invalid, match="had not come in"):
            agree_solution(
                case_id,
                option_id=option_id,
                how=AgreedHow.PHONE,
                agreed_at=received - timedelta(seconds=1),
            )
        agree_solution(case_id, option_id=option_id, how=AgreedHow.PHONE, agreed_at=received)


def test_facts_are_settled_again_after_it_was_opened_again(house: House) -> None:
    case_id = resolved(house)
    with acting(house.manager):
        reopen_case(case_id, reason="又响了")
    with acting(house.handler):
        investigate_case(case_id)
        settle_facts(case_id, **FACTS)
        assert [one.round for one in work_of(case_id).investigations] == [1, 2]


def test_late_complaint_says_so_until_it_is_resolved(house: House) -> None:
    case_id = assigned(house)
    with moved(now() + timedelta(days=30)), inside(house.group.id):
        assert load(Case, case_id).is_late
    with acting(house.handler):
        close_case(case_id, result=ResultKind.EXPLAINED, text="已说明")
    with moved(now() + timedelta(days=30)), inside(house.group.id):
        assert not load(Case, case_id).is_late


def test_who_approves_does_not_handle(house: House) -> None:
    case_id, _option = offered(house)
    reviewer = member(house.group, role="finance_reviewer")
    with acting(reviewer), pytest.raises(Forbidden):
        decline_solutions(case_id, text="不行")
