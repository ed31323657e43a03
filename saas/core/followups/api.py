"""The REST API of follow-ups: tasks, calls, rules and coverage, over the same operations as the pages."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from saas.core.followups import board, handover, management
from saas.core.followups.api_schemas import (
    AssignSchema,
    CallSchema,
    CountSchema,
    CoverageQuery,
    CoverageSchema,
    FinishCallSchema,
    OpenCallSchema,
    PreviewDaySchema,
    RuleOutSchema,
    RunSchema,
    SwitchSchema,
    TaskQuery,
    TaskSchema,
)
from saas.core.followups.calls import CallResult, finish_call, open_call
from saas.core.followups.jobs import GENERATE
from saas.core.followups.models import ContactAttempt, FollowupRule, FollowupTask
from saas.core.followups.queries import READ, TaskFilter, card, tasks_page
from saas.core.followups.rules import edit_rule, preview, rules, switch_off, switch_on
from saas.core.followups.schemas import ManualTaskSchema, ReasonSchema, RuleSchema
from saas.core.followups.views.blueprint import group_day
from saas.core.organisation.queries import zone_of
from saas.platform.api import ApiBlueprint, expected_version, listed, page_of, tell_version
from saas.platform.database import load
from saas.platform.i18n import _l
from saas.platform.jobs import enqueue
from saas.platform.permissions import requires

api = ApiBlueprint("followups", __name__, description=_l("Follow-up tasks, calls, rules and coverage"))

WORK = "followups.task:work"
WRITE_RULE = "followups.rule:write"


@api.get("/tasks")
@requires(READ)
@api.arguments(TaskQuery, location="query")
@api.response(200, page_of(TaskSchema))
def list_tasks(query: dict[str, Any]) -> dict[str, object]:
    """List follow-up tasks."""
    limit, after = query.pop("limit"), query.pop("after")
    page = tasks_page(TaskFilter(**query), limit=limit, after=after)
    return {**listed(page), "items": [row.FollowupTask for row in page.rows]}


@api.post("/tasks")
@requires(management.ASSIGN)
@api.arguments(ManualTaskSchema)
@api.response(201, TaskSchema)
def add_task(body: dict[str, Any]) -> FollowupTask:
    """Make a task by hand."""
    task = management.create_task(body.pop("customer_id"), **body)
    tell_version(task)
    return task


@api.get("/tasks/<int:task_id>")
@requires(READ)
@api.response(200, TaskSchema)
def read_task(task_id: int) -> FollowupTask:
    """Read a task."""
    task = card(task_id).task
    tell_version(task)
    return task


@api.post("/tasks/assignments")
@requires(management.ASSIGN)
@api.arguments(AssignSchema)
@api.response(200, CountSchema)
def assign_tasks(body: dict[str, Any]) -> dict[str, int]:
    """Give tasks to a member."""
    return {"count": handover.reassign(body["task_ids"], body["member_id"])}


@api.post("/tasks/spreading")
@requires(management.ASSIGN)
@api.response(200, CountSchema)
def spread_tasks() -> dict[str, int]:
    """Give out all waiting tasks, and those of members who are no longer here, by store and load."""
    return {"count": handover.give_out()}


@api.delete("/tasks/<int:task_id>")
@requires(management.ASSIGN)
@api.arguments(ReasonSchema, location="query")
@api.response(200, TaskSchema)
def cancel_task(query: dict[str, Any], task_id: int) -> FollowupTask:
    """Cancel a task."""
    return management.cancel_task(task_id, expected_version(), query["reason"])


@api.patch("/tasks/<int:task_id>/reopening")
@requires(management.ASSIGN)
@api.arguments(ReasonSchema)
@api.response(200, TaskSchema)
def reopen_task(body: dict[str, Any], task_id: int) -> FollowupTask:
    """Open a closed task again."""
    return management.reopen_task(task_id, expected_version(), body["reason"])


@api.post("/calls")
@requires(WORK)
@api.arguments(OpenCallSchema)
@api.response(201, CallSchema)
def begin_call(body: dict[str, Any]) -> dict[str, Any]:
    """Begin a call: asks the contact gate and stores its decision."""
    _task, decision, attempt = open_call(body["task_id"], operator_id=body["operator_id"])
    return {
        "result": decision.result,
        "reasons": decision.reasons,
        "defer_until": decision.defer_until,
        "attempt_id": attempt.id if attempt else None,
    }


@api.post("/calls/<int:attempt_id>/result")
@requires(WORK)
@api.arguments(FinishCallSchema)
@api.response(200, TaskSchema)
def end_call(body: dict[str, Any], attempt_id: int) -> FollowupTask:
    """Write a call's result; the answer is its task as it stands then."""
    task = card(load(ContactAttempt, attempt_id).task_id).task
    callback = body["callback_at"]
    told = CallResult(
        result=body["result"],
        note=body["note"],
        answers={answer["question"]: answer["value"] for answer in body["answers"]},
        callback_at=callback.astimezone(ZoneInfo(zone_of(task.store_id))) if callback else None,
        refusal=body["refusal"],
    )
    return finish_call(attempt_id, told, operator_id=body["operator_id"])


@api.get("/rules")
@requires("followups.rule:read")
@api.response(200, RuleOutSchema(many=True))
def list_rules() -> list[FollowupRule]:
    """List the rules."""
    return rules()


@api.get("/rules/<int:rule_id>")
@requires("followups.rule:read")
@api.response(200, RuleOutSchema)
def read_rule(rule_id: int) -> FollowupRule:
    """Read a rule."""
    rule = load(FollowupRule, rule_id)
    tell_version(rule)
    return rule


@api.patch("/rules/<int:rule_id>")
@requires(WRITE_RULE)
@api.arguments(RuleSchema(partial=True))
@api.response(200, RuleOutSchema)
def change_rule(body: dict[str, Any], rule_id: int) -> FollowupRule:
    """Change a rule."""
    rule = edit_rule(rule_id, expected_version(), body)
    tell_version(rule)
    return rule


@api.post("/rules/<int:rule_id>/switch")
@requires(WRITE_RULE)
@api.arguments(SwitchSchema)
@api.response(200, RuleOutSchema)
def switch_rule(body: dict[str, Any], rule_id: int) -> FollowupRule:
    """Switch a rule on from today, or off."""
    return switch_on(rule_id, group_day()) if body["on"] else switch_off(rule_id)


@api.get("/rules/<int:rule_id>/preview")
@requires("followups.rule:read")
@api.response(200, PreviewDaySchema(many=True))
def preview_rule(rule_id: int) -> list[Any]:
    """What the rule would make in the next seven days."""
    return preview(rule_id, group_day())


@api.post("/runs")
@requires(WRITE_RULE)
@api.response(202, RunSchema)
def run_rules() -> dict[str, int]:
    """Make the due tasks now."""
    return {"job_id": enqueue(GENERATE, {"cause": "requested"}, dedupe=f"{GENERATE}:requested")}


@api.get("/coverage")
@requires(board.READ)
@api.arguments(CoverageQuery, location="query")
@api.response(200, CoverageSchema)
def read_coverage(query: dict[str, Any]) -> board.Coverage:
    """What was due in a period and what became of it."""
    return board.coverage(query["first"], query["last"], today=group_day(), store_id=query["store_id"])
