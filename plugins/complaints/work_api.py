"""REST routes of the work on a complaint, one for each step; over the same operations as the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from plugins.complaints import operations
from plugins.complaints.api import api
from plugins.complaints.links import case_link
from plugins.complaints.models import Case
from plugins.complaints.operations import Proposal
from plugins.complaints.permissions import APPROVE, CLOSE, CONFIRM, READ, ROUTING, WRITE
from plugins.complaints.queries import case_row
from plugins.complaints.schemas import ComplaintOut
from plugins.complaints.work_answers import (
    ComplaintEvidenceOut,
    ComplaintLinkOut,
    ComplaintRuleOut,
    ComplaintWorkOut,
)
from plugins.complaints.work_models import RoutingRule
from plugins.complaints.work_queries import Work, rules, work_of
from plugins.complaints.work_schemas import (
    ComplaintAgreementSchema,
    ComplaintAnswerSchema,
    ComplaintAskSchema,
    ComplaintConfirmSchema,
    ComplaintContinueSchema,
    ComplaintDecisionSchema,
    ComplaintDeclineSchema,
    ComplaintEvidenceSchema,
    ComplaintFindingSchema,
    ComplaintInvestigateSchema,
    ComplaintOfferSchema,
    ComplaintResolveSchema,
    ComplaintRuleSchema,
    ComplaintSolutionSchema,
    ComplaintTaskDoneSchema,
    ComplaintTaskSchema,
    ComplaintWaitSchema,
)
from saas.plugin_api import Attachment, requires, tell_version

__all__ = ["api"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Route:
    name: str
    summary: str
    schema: type[Schema]
    permission: str
    run: Callable[..., object]


def _propose(case_id: int, **typed: Any) -> object:
    return operations.propose_solution(case_id, Proposal(**typed))


_ROUTES = (
    _Route(
        name="investigate", summary="Begin the investigation.", permission=WRITE,
        schema=ComplaintInvestigateSchema, run=operations.investigate_case,
    ),
    _Route(
        name="ask", summary="Ask a third party; the time stands still.", permission=WRITE,
        schema=ComplaintAskSchema, run=operations.ask_third_party,
    ),
    _Route(
        name="answer", summary="Write down what the third party answered.", permission=WRITE,
        schema=ComplaintAnswerSchema, run=operations.answer_of_third_party,
    ),
    _Route(
        name="finding", summary="Settle the facts.", permission=WRITE,
        schema=ComplaintFindingSchema, run=operations.settle_facts,
    ),
    _Route(
        name="propose", summary="Propose a solution, or another one.", permission=WRITE,
        schema=ComplaintSolutionSchema, run=_propose,
    ),
    _Route(
        name="decide", summary="Approve or refuse a solution above the limit.", permission=APPROVE,
        schema=ComplaintDecisionSchema, run=operations.decide_solution,
    ),
    _Route(
        name="offer", summary="Write down that the customer was told of the solutions.", permission=WRITE,
        schema=ComplaintOfferSchema, run=operations.offer_solutions,
    ),
    _Route(
        name="decline", summary="Write down that the customer wants none of them.", permission=WRITE,
        schema=ComplaintDeclineSchema, run=operations.decline_solutions,
    ),
    _Route(
        name="agree", summary="Write down to which solution the customer agreed.", permission=WRITE,
        schema=ComplaintAgreementSchema, run=operations.agree_solution,
    ),
    _Route(
        name="plan", summary="Plan a task.", permission=WRITE,
        schema=ComplaintTaskSchema, run=operations.plan_task,
    ),
    _Route(
        name="finish", summary="Write down that a task is done.", permission=WRITE,
        schema=ComplaintTaskDoneSchema, run=operations.finish_task,
    ),
    _Route(
        name="resolve", summary="Write down that all is done.", permission=CLOSE,
        schema=ComplaintResolveSchema, run=operations.resolve_case,
    ),
    _Route(
        name="confirm", summary="Write down whether the customer is satisfied.", permission=CONFIRM,
        schema=ComplaintConfirmSchema, run=operations.confirm_case,
    ),
    _Route(
        name="wait", summary="Let a complaint wait for others.", permission=WRITE,
        schema=ComplaintWaitSchema, run=operations.wait_case,
    ),
    _Route(
        name="continue", summary="End the waiting.", permission=WRITE,
        schema=ComplaintContinueSchema, run=operations.continue_case,
    ),
)  # fmt: skip


def _add(route: _Route) -> None:
    def take(body: Mapping[str, Any], case_id: int) -> Case:
        case: Case = case_row(case_id).Case
        route.run(case_id, **body)
        tell_version(case)
        return case

    take.__name__ = f"{route.name}_step"
    take.__doc__ = route.summary
    view = requires(route.permission)(take)
    view = api.response(200, ComplaintOut)(view)
    view = api.arguments(route.schema)(view)
    api.post(f"/cases/<int:case_id>/{route.name}")(view)


for _each in _ROUTES:
    _add(_each)


@api.get("/cases/<int:case_id>/work")
@api.response(200, ComplaintWorkOut)
@requires(READ)
def read_work(case_id: int) -> Work:
    """Show what the work on a complaint left behind."""
    case_row(case_id)
    return work_of(case_id)


@api.post("/cases/<int:case_id>/files")
@api.arguments(ComplaintEvidenceSchema, location="files")
@api.response(201, ComplaintEvidenceOut)
@requires(WRITE)
def add_file(body: Mapping[str, Any], case_id: int) -> Attachment:
    """Keep a file with a complaint."""
    case_row(case_id)
    return operations.add_evidence(case_id, body["file"])


@api.post("/cases/<int:case_id>/link")
@api.response(200, ComplaintLinkOut)
@requires(WRITE)
def make_link(case_id: int) -> dict[str, str]:
    """Make a link to the page on which the customer sees where a complaint stands; it ends the one before."""
    case_row(case_id)
    case = operations.make_link(case_id)
    return {"address": case_link(case.link_token or "")}


@api.get("/rules")
@api.response(200, ComplaintRuleOut(many=True))
@requires(ROUTING)
def list_rules() -> Sequence[RoutingRule]:
    """List the rules for who gets complaints, in the order in which they count."""
    return [row.RoutingRule for row in rules()]


@api.post("/rules")
@api.arguments(ComplaintRuleSchema)
@api.response(201, ComplaintRuleOut)
@requires(ROUTING)
def add_rule(body: Mapping[str, Any]) -> RoutingRule:
    """Add a rule."""
    return operations.add_rule(operations.RuleDetails(**body))


@api.post("/rules/<int:rule_id>/remove")
@api.response(200, ComplaintRuleOut)
@requires(ROUTING)
def remove_rule(rule_id: int) -> dict[str, object]:
    """Take a rule away; what it said."""
    return {"id": rule_id, **operations.remove_rule(rule_id)}
