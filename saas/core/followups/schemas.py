"""One schema for each input; pages, API and settings validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.followups.models import AttemptResult, FollowupType
from saas.core.followups.words import REFUSALS, RESULTS, STATES, TYPES
from saas.core.privacy.models import Purpose, RefusalScope
from saas.platform.i18n import _l


class AnswerSchema(Schema):
    """An answer to one question of the script."""

    question = fields.String(required=True, metadata={"widget": "hidden", "label": ""})
    value = fields.String(load_default="", metadata={"label": ""})


class CallResultSchema(Schema):
    """What a call brought."""

    result = fields.Enum(
        AttemptResult,
        by_value=True,
        required=True,
        metadata={"label": _l("Result"), "choices": [(key.value, label) for key, label in RESULTS.items()]},
    )
    answers = fields.List(fields.Nested(AnswerSchema), metadata={"label": _l("Answers")})
    note = fields.String(
        load_default="",
        validate=validate.Length(max=4000),
        metadata={"label": _l("Note"), "widget": "textarea", "rows": 3, "maxlength": 4000},
    )
    callback_at = fields.NaiveDateTime(
        metadata={
            "label": _l("Call back at"),
            "widget": "datetime-local",
            "help": _l("In the store's time."),
            "shown_when_needed": True,
        }
    )
    refusal = fields.Enum(
        RefusalScope,
        by_value=True,
        load_default=RefusalScope.THIS_CALL,
        metadata={
            "label": _l("What the customer refuses"),
            "shown_when_needed": True,
            "choices": [(key.value, label) for key, label in REFUSALS.items()],
        },
    )


class ReassignSchema(Schema):
    """Tasks that go to somebody else."""

    ids = fields.List(fields.Integer(), required=True, validate=validate.Length(min=1, max=500))
    member_id = fields.Integer(required=True, metadata={"label": _l("Give to"), "widget": "select"})


class ReasonSchema(Schema):
    """Why a task is closed or opened by hand."""

    reason = fields.String(
        required=True, validate=validate.Length(min=1, max=500), metadata={"label": _l("Reason")}
    )


class RuleSchema(Schema):
    """What of a rule may be edited."""

    offset_days = fields.Integer(
        required=True,
        validate=validate.Range(min=-365, max=3650),
        metadata={"label": _l("Days after the event"), "help": _l("Negative: before it."), "step": 1},
    )
    offset_months = fields.Integer(
        required=True,
        validate=validate.Range(min=0, max=120),
        metadata={"label": _l("Months after the event"), "step": 1},
    )
    window_days = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=365),
        metadata={
            "label": _l("Days in which it may be done"),
            "help": _l("After that the task expires, and older events make no task."),
            "step": 1,
        },
    )
    priority = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=99),
        metadata={"label": _l("Priority"), "help": _l("A smaller number comes first."), "step": 1},
    )
    max_attempts = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=30),
        metadata={"label": _l("Days of trying before the customer counts as unreachable"), "step": 1},
    )
    retry_days = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=30),
        metadata={"label": _l("Days until the next try"), "step": 1},
    )


class ManualTaskSchema(Schema):
    """A task made by hand."""

    customer_id = fields.Integer(required=True, metadata={"widget": "hidden", "label": ""})
    vehicle_id = fields.Integer(metadata={"label": _l("Vehicle"), "widget": "select"})
    followup_type = fields.Enum(
        FollowupType,
        by_value=True,
        required=True,
        metadata={"label": _l("Kind"), "choices": [(key.value, label) for key, label in TYPES.items()]},
    )
    purpose = fields.String(
        load_default=Purpose.SERVICE.value,
        validate=validate.OneOf([Purpose.SERVICE.value, Purpose.SURVEY.value, Purpose.MARKETING.value]),
        metadata={"label": _l("Purpose")},
    )
    due_from = fields.Date(required=True, metadata={"label": _l("From")})
    due_to = fields.Date(required=True, metadata={"label": _l("At the latest")})


class TaskFilterSchema(Schema):
    """What the list of tasks is narrowed to, in its address and in its export."""

    state = fields.String(load_default="open", validate=validate.OneOf(list(STATES)))
    store_id = fields.Integer(load_default=None)
    assignee_id = fields.Integer(load_default=None)
    followup_type = fields.Enum(FollowupType, by_value=True, data_key="type", load_default=None)
