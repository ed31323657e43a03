"""What the REST API of follow-ups takes and answers."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.followups.models import AttemptResult, FollowupType, RuleEvent, TaskStatus
from saas.core.followups.schemas import AnswerSchema, RuleSchema
from saas.core.privacy.models import GateResult, RefusalScope
from saas.platform.api import PageQuery


class TaskSchema(Schema):
    """A follow-up task."""

    id = fields.Integer()
    customer_id = fields.Integer()
    vehicle_id = fields.Integer(allow_none=True)
    service_record_id = fields.Integer(allow_none=True)
    rule_id = fields.Integer(allow_none=True)
    rule_version = fields.Integer(allow_none=True)
    occurrence = fields.String()
    source = fields.String()
    note = fields.String()
    not_by_id = fields.Integer(allow_none=True)
    followup_type = fields.Enum(FollowupType, by_value=True)
    purpose = fields.String()
    store_id = fields.Integer(allow_none=True)
    assignee_id = fields.Integer(allow_none=True)
    due_from = fields.Date()
    due_to = fields.Date()
    not_before = fields.AwareDateTime(allow_none=True)
    priority = fields.Integer()
    status = fields.Enum(TaskStatus, by_value=True)
    attempt_count = fields.Integer()
    closed_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class TaskQuery(PageQuery):
    """Which tasks."""

    state = fields.String(
        load_default="open",
        validate=validate.OneOf(["open", "waiting", "left", "deferred", "closed", "expired", "all"]),
    )
    store_id = fields.Integer(load_default=None)
    assignee_id = fields.Integer(load_default=None)
    customer_id = fields.Integer(load_default=None)
    followup_type = fields.Enum(FollowupType, by_value=True, load_default=None)


class AssignSchema(Schema):
    """Tasks that go to a member."""

    task_ids = fields.List(fields.Integer(), required=True, validate=validate.Length(min=1, max=500))
    member_id = fields.Integer(required=True)


class CountSchema(Schema):
    """How many rows an action changed."""

    count = fields.Integer(required=True)


class OpenCallSchema(Schema):
    """Who calls."""

    task_id = fields.Integer(required=True)
    operator_id = fields.Integer(required=True, metadata={"description": "The member who calls."})


class CallSchema(Schema):
    """What the contact gate said, and the call if it allowed one."""

    result = fields.Enum(GateResult, by_value=True)
    reasons = fields.List(fields.String())
    defer_until = fields.AwareDateTime(allow_none=True)
    attempt_id = fields.Integer(allow_none=True)


class FinishCallSchema(Schema):
    """What a call brought."""

    operator_id = fields.Integer(required=True)
    result = fields.Enum(AttemptResult, by_value=True, required=True)
    answers = fields.List(fields.Nested(AnswerSchema), load_default=list)
    note = fields.String(load_default="", validate=validate.Length(max=4000))
    callback_at = fields.AwareDateTime(load_default=None)
    refusal = fields.Enum(RefusalScope, by_value=True, load_default=RefusalScope.THIS_CALL)


class RuleOutSchema(RuleSchema):
    """A rule."""

    id = fields.Integer()
    code = fields.String()
    name = fields.Dict(keys=fields.String(), values=fields.String())
    event = fields.Enum(RuleEvent, by_value=True)
    followup_type = fields.Enum(FollowupType, by_value=True)
    purpose = fields.String()
    enabled_on = fields.Date(allow_none=True)
    version = fields.Integer()
    row_version = fields.Integer()


class PreviewDaySchema(Schema):
    """What a rule would make for one due day."""

    day = fields.Date()
    created = fields.Integer()
    withheld = fields.Integer()


class SwitchSchema(Schema):
    """On or off."""

    on = fields.Boolean(required=True)


class RunSchema(Schema):
    """A run that was asked for."""

    job_id = fields.Integer()


class CoverageQuery(Schema):
    """Of which tasks: those whose first due day lies in the period."""

    first = fields.Date(required=True)
    last = fields.Date(required=True)
    store_id = fields.Integer(load_default=None)


class CoverageSchema(Schema):
    """Figures of a period; `rate` is completed / due, null when nothing was due."""

    due = fields.Integer()
    completed = fields.Integer()
    unreachable = fields.Integer()
    refused = fields.Integer()
    expired = fields.Integer()
    open = fields.Integer()
    overdue = fields.Integer()
    deferred = fields.Integer()
    rate = fields.Float(allow_none=True)
