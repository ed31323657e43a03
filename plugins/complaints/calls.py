"""Complaints in follow-up calls: taken down with the call's result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from plugins.complaints.models import Channel
from plugins.complaints.operations import CaseDetails, NewCase, register_case
from plugins.complaints.permissions import CREATE
from plugins.complaints.schemas import severity_field, text_field
from saas.plugin_api import (
    FollowupTask,
    Forbidden,
    FormExtension,
    Invalid,
    SlotContext,
    _,
    _l,
    load,
    tell,
)


class CallComplaintSchema(Schema):
    """What a customer complains about in a call."""

    complains = fields.Boolean(load_default=False, metadata={"label": _l("The customer complains")})
    description = text_field(_l("What the complaint is about"), rows=3, when="complains")
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
