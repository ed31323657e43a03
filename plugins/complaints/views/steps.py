"""The steps that may be taken with a complaint: for each its form, who may take it and when, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from marshmallow import Schema

from plugins.complaints import operations
from plugins.complaints.models import Case
from plugins.complaints.operations import Proposal
from plugins.complaints.permissions import APPROVE, ASSIGN, CLOSE, CONFIRM, WRITE
from plugins.complaints.schemas import (
    ComplaintAcknowledgeSchema,
    ComplaintAssignSchema,
    ComplaintClassifySchema,
    ComplaintCloseSchema,
    ComplaintReopenSchema,
)
from plugins.complaints.states import DONE, CaseState, Step, steps_of
from plugins.complaints.work_models import OptionState
from plugins.complaints.work_queries import Work
from plugins.complaints.work_schemas import (
    ComplaintAgreementFormSchema,
    ComplaintAnswerSchema,
    ComplaintAskSchema,
    ComplaintConfirmSchema,
    ComplaintContinueSchema,
    ComplaintDecisionSchema,
    ComplaintDeclineSchema,
    ComplaintFindingSchema,
    ComplaintInvestigateSchema,
    ComplaintOfferSchema,
    ComplaintResolveSchema,
    ComplaintSolutionFormSchema,
    ComplaintTaskDoneSchema,
    ComplaintTaskSchema,
    ComplaintWaitSchema,
)
from saas.plugin_api import LazyStr, Store, _l, allowed, load

Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One step. name: of its route and form. takes: the steps of the state machine of which one must be possible.

    asks: further conditions on the complaint and its work. run: does it, with the version that was seen.
    """

    name: str
    title: LazyStr
    submit: LazyStr
    icon: str
    schema: type[Schema]
    permission: str
    run: Callable[[int, Typed, int | None], object]
    takes: Sequence[Step] = ()
    asks: Callable[[Case, Work], bool] = lambda _case, _work: True

    def may(self, case: Case, work: Work) -> bool:
        """Whether whoever acts may take it now."""
        possible = not self.takes or bool(steps_of(case.state) & set(self.takes))
        concerned = case.concerned_id is not None and case.concerned_id == g.member.id
        granted = allowed(self.permission, store_id=case.store_id, owner_id=case.handler_id)
        return possible and not concerned and granted and self.asks(case, work)


def _propose(case_id: int, typed: Typed, version: int | None) -> None:
    proposal = Proposal(
        kind=typed["kind"],
        text=typed["text"],
        cost_fen=round(typed["cost"] * 100),
        legal_basis=typed["legal_basis"],
    )
    operations.propose_solution(case_id, proposal, version=version)


def _agree(case_id: int, typed: Typed, version: int | None) -> None:
    agreed: datetime | None = typed["agreed_at"]
    if agreed is not None:
        zone = load(Store, load(Case, case_id).store_id).timezone
        agreed = agreed.replace(tzinfo=ZoneInfo(zone))
    operations.agree_solution(case_id, **{**typed, "agreed_at": agreed}, version=version)


def _plain(operation: Callable[..., object]) -> Callable[[int, Typed, int | None], object]:
    return lambda case_id, typed, version: operation(case_id, **typed, version=version)


def _has_open_task(_case: Case, work: Work) -> bool:
    return any(task.done_at is None for task in work.tasks)


def _may_decide(_case: Case, work: Work) -> bool:
    waiting = [one for one in work.options if one.state is OptionState.WAITING]
    return any(one.proposed_by_id != g.member.id for one in waiting)


def _another(case: Case, _work: Work) -> bool:
    return not _worked_on(case)


def _worked_on(case: Case) -> bool:
    return g.member.id in (case.handler_id, case.resolved_by_id)


def left_to_another(case: Case) -> bool:
    """Whether the customer is still to be asked, and not by whoever looks at the complaint: they worked on it."""
    return case.state in DONE and _worked_on(case)


ACTS: tuple[Act, ...] = (
    Act(
        name="acknowledge", title=_l("Acknowledge"), submit=_l("Acknowledge"), icon="circle-check",
        schema=ComplaintAcknowledgeSchema, permission=WRITE, takes=[Step.ACKNOWLEDGE],
        run=_plain(operations.acknowledge_case),
    ),
    Act(
        name="decide", title=_l("Decide about the solution"), submit=_l("Save"), icon="gauge",
        schema=ComplaintDecisionSchema, permission=APPROVE, takes=[Step.DECIDE], asks=_may_decide,
        run=_plain(operations.decide_solution),
    ),
    Act(
        name="confirm", title=_l("Ask the customer whether it is solved"), submit=_l("Save"), icon="phone-call",
        schema=ComplaintConfirmSchema, permission=CONFIRM, takes=[Step.CLOSE], asks=_another,
        run=_plain(operations.confirm_case),
    ),
    Act(
        name="investigate", title=_l("Investigate"), submit=_l("Begin the investigation"), icon="search",
        schema=ComplaintInvestigateSchema, permission=WRITE, takes=[Step.INVESTIGATE],
        asks=lambda case, _work: case.handler_id is not None, run=_plain(operations.investigate_case),
    ),
    Act(
        name="answer", title=_l("Answer of the third party"), submit=_l("Save"), icon="message",
        schema=ComplaintAnswerSchema, permission=WRITE, takes=[Step.ANSWER],
        run=_plain(operations.answer_of_third_party),
    ),
    Act(
        name="finding", title=_l("Settle the facts"), submit=_l("Settle the facts"), icon="clipboard-check",
        schema=ComplaintFindingSchema, permission=WRITE, takes=[Step.FIND_VALID],
        run=_plain(operations.settle_facts),
    ),
    Act(
        name="agree", title=_l("The customer agrees"), submit=_l("Save"), icon="circle-check",
        schema=ComplaintAgreementFormSchema, permission=WRITE, takes=[Step.AGREE], run=_agree,
    ),
    Act(
        name="offer", title=_l("Offer to the customer"), submit=_l("Save"), icon="send",
        schema=ComplaintOfferSchema, permission=WRITE, takes=[Step.OFFER],
        asks=lambda _case, work: any(one.state is OptionState.READY for one in work.options),
        run=_plain(operations.offer_solutions),
    ),
    Act(
        name="propose", title=_l("Propose a solution"), submit=_l("Propose"), icon="tool",
        schema=ComplaintSolutionFormSchema, permission=WRITE, takes=[Step.PROPOSE], run=_propose,
    ),
    Act(
        name="finish", title=_l("A task is done"), submit=_l("Save"), icon="check",
        schema=ComplaintTaskDoneSchema, permission=WRITE, takes=[Step.PLAN], asks=_has_open_task,
        run=_plain(operations.finish_task),
    ),
    Act(
        name="resolve", title=_l("All is done"), submit=_l("Resolve"), icon="circle-check",
        schema=ComplaintResolveSchema, permission=CLOSE, takes=[Step.RESOLVE],
        asks=lambda case, work: not _has_open_task(case, work), run=_plain(operations.resolve_case),
    ),
    Act(
        name="plan", title=_l("Plan a task"), submit=_l("Plan"), icon="list-check",
        schema=ComplaintTaskSchema, permission=WRITE, takes=[Step.PLAN], run=_plain(operations.plan_task),
    ),
    Act(
        name="classify", title=_l("Classify"), submit=_l("Save"), icon="tag",
        schema=ComplaintClassifySchema, permission=WRITE, takes=[Step.CLASSIFY],
        run=_plain(operations.classify_case),
    ),
    Act(
        name="assign", title=_l("Give to a handler"), submit=_l("Give"), icon="user-check",
        schema=ComplaintAssignSchema, permission=ASSIGN, takes=[Step.ASSIGN],
        run=_plain(operations.assign_case),
    ),
    Act(
        name="decline", title=_l("The customer declines"), submit=_l("Save"), icon="circle-x",
        schema=ComplaintDeclineSchema, permission=WRITE, takes=[Step.DECLINE],
        run=_plain(operations.decline_solutions),
    ),
    Act(
        name="ask", title=_l("Ask a third party"), submit=_l("Save"), icon="message",
        schema=ComplaintAskSchema, permission=WRITE, takes=[Step.ASK], run=_plain(operations.ask_third_party),
    ),
    Act(
        name="wait", title=_l("Wait for others"), submit=_l("Let it wait"), icon="clock-hour-4",
        schema=ComplaintWaitSchema, permission=WRITE, run=_plain(operations.wait_case),
        asks=lambda case, _work: case.state.is_open and case.state not in DONE and case.waiting_for is None,
    ),
    Act(
        name="continue", title=_l("Go on"), submit=_l("Go on"), icon="player-play",
        schema=ComplaintContinueSchema, permission=WRITE, run=_plain(operations.continue_case),
        asks=lambda case, _work: case.waiting_for is not None and case.state is not CaseState.THIRD_PARTY,
    ),
    Act(
        name="close", title=_l("Settle at once or end"), submit=_l("Save"), icon="check",
        schema=ComplaintCloseSchema, permission=CLOSE, takes=[Step.SETTLE, Step.WITHDRAW],
        run=_plain(operations.close_case),
    ),
    Act(
        name="reopen", title=_l("Open again"), submit=_l("Open again"), icon="arrow-back-up",
        schema=ComplaintReopenSchema, permission=CLOSE, takes=[Step.REOPEN], run=_plain(operations.reopen_case),
    ),
)  # fmt: skip
"""All steps, in the order in which one of them is shown as the next."""

NAMED: Mapping[str, Act] = {act.name: act for act in ACTS}


def next_act(case: Case, possible: Sequence[Act]) -> Act | None:
    """The step that is shown with its form: while a class is missing that one, else the first that is possible."""
    names = {act.name: act for act in possible}
    if case.state is CaseState.ACCEPTED and "classify" in names:
        return names["classify"]
    if case.state is CaseState.CLASSIFIED and "assign" in names:
        return names["assign"]
    return possible[0] if possible else None
