"""Complaints in follow-up calls: taken down with the call's result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from plugins.complaints.models import Channel
from plugins.complaints.operations import CaseDetails, NewCase, register_case
from plugins.complaints.permissions import CREATE
from plugins.complaints.queries import customers_with_open_cases, has_case
from plugins.complaints.schemas import severity_field, text_field
from saas.plugin_api import (
    FollowupTask,
    Forbidden,
    FormExtension,
    Invalid,
    NotFound,
    PluginVeto,
    SlotContext,
    _,
    _l,
    load,
    lowest_rating,
    settings,
    tell,
)


class CallComplaintSchema(Schema):
    """What a customer complains about in a call."""

    complains = fields.Boolean(load_default=False, metadata={"label": _l("The customer complains")})
    description = text_field(
        _l("What the complaint is about"), rows=3, when="complains", shown_when_needed=True
    )
    demand = text_field(_l("What the customer asks for"), rows=2, when="complains")
    severity = severity_field(when="complains")
    safety = fields.Boolean(
        load_default=False, metadata={"label": _l("Somebody could come to harm"), "when": "complains"}
    )

    @validates_schema
    def check_told(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """A complaint says what it is about; what was typed for one is not passed over."""
        if data["complains"] and not data["description"]:
            raise ValidationError(_("Write down what the customer complains about."), "description")
        if not data["complains"] and data["description"]:
            raise ValidationError(
                _("Tick that the customer complains, or empty what you wrote about it."), "complains"
            )


def _nothing(_context: SlotContext) -> Mapping[str, object]:
    # Each complaint is a new one; what the task had before stands in the card beside.
    return {}


def _register(context: SlotContext, typed: Mapping[str, Any]) -> None:
    if not typed["complains"]:
        return
    task = load(FollowupTask, context.object_id)
    if task.store_id is None:
        raise Invalid("complains", _("This task belongs to no store: register the complaint by itself."))
    details = CaseDetails(
        description=typed["description"],
        demand=typed["demand"],
        severity=typed["severity"],
        safety=typed["safety"],
        vehicle_id=task.vehicle_id,
    )
    new = NewCase(
        store_id=task.store_id,
        channel=Channel.FOLLOWUP_CALL,
        details=details,
        customer_id=task.customer_id,
        task_id=task.id,
    )
    try:
        case = register_case(new)
    except Forbidden as refused:
        raise Invalid("complains", refused.message) from None
    tell(_("Complaint %(number)s was registered.", number=case.document_no))


def check_rating(task_id: int) -> None:
    """Let a call with a low mark end only with a complaint, where the store wants that; raises PluginVeto.

    A task that is not there, or no longer, ends no call: the core says so itself.
    """
    try:
        task = load(FollowupTask, task_id)
    except NotFound:
        return
    limit = settings("complaints", store_id=task.store_id)["needed_up_to_rating"]
    if not limit or (mark := lowest_rating(task_id)) is None or mark > limit or has_case(task_id):
        return
    raise PluginVeto(
        _("The customer gave the mark %(mark)d: tick that the customer complains, and write down what about.",
          mark=mark)
    )  # fmt: skip


def call_first(value: Mapping[int, int], customers: Mapping[int, int]) -> Mapping[int, int]:
    """Make the tasks of customers with an open complaint the most urgent, where the group wants that; one statement."""
    if not settings("complaints")["call_first"]:
        return value
    complaining = customers_with_open_cases(set(customers.values()))
    return {task: 1 if customers[task] in complaining else priority for task, priority in value.items()}


FORM_EXTENSIONS = [
    FormExtension(
        key="complains",
        slot="core.followup_outcome",
        title=_l("Complaint"),
        schema=CallComplaintSchema,
        load=_nothing,
        save=_register,
        permission=CREATE,
        icon="message-report",
    )
]
