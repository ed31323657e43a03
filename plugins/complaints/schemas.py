"""One schema for each input; the pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.complaints.models import Channel
from plugins.complaints.states import ResultKind
from plugins.complaints.words import CHANNELS, RESULTS, SEVERITIES, TABS
from saas.plugin_api import PageQuery, _l

_LONG = validate.Length(max=4000)


def text_field(label: object, *, rows: int = 4, required: bool = False, **about: object) -> fields.String:
    """A text of some lines; `about` goes into its metadata."""
    check = validate.Length(min=1, max=4000) if required else _LONG
    about = {"label": label, "widget": "textarea", "rows": rows, "maxlength": 4000, **about}
    if required:
        return fields.String(required=True, validate=check, metadata=about)
    return fields.String(load_default="", validate=check, metadata=about)


def severity_field(**about: object) -> fields.Integer:
    """How grave; `about` goes into its metadata."""
    choices = [(str(level), label) for level, (label, _tone) in SEVERITIES.items()]
    return fields.Integer(
        load_default=2,
        validate=validate.Range(min=1, max=4),
        metadata={"label": _l("Severity"), "widget": "select", "choices": choices, **about},
    )


class ComplaintDetailsSchema(Schema):
    """What a complaint says."""

    description = text_field(_l("What the complaint is about"), required=True)
    demand = text_field(_l("What the customer asks for"), rows=2)
    vehicle_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Vehicle"), "widget": "select"}
    )
    model_text = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={
            "label": _l("Model"),
            "help": _l("Where the vehicle is not on record."),
            "maxlength": 100,
        },
    )
    category_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Category"), "widget": "select"}
    )
    severity = severity_field()
    safety = fields.Boolean(load_default=False, metadata={"label": _l("Somebody could come to harm")})
    occurred_on = fields.Date(load_default=None, allow_none=True, metadata={"label": _l("Happened on")})
    complainant_name = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={
            "label": _l("Who complained"),
            "help": _l("Only for somebody who is no customer."),
            "maxlength": 100,
            "autocomplete": "off",
        },
    )
    complainant_phone = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=40),
        metadata={
            "label": _l("Their telephone number"),
            "help": _l("Is kept sealed. When correcting: left empty, the number on record stays."),
            "widget": "tel",
            "maxlength": 40,
            "autocomplete": "off",
        },
    )
    concerned_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("About whose work"),
            "help": _l("This colleague then neither handles nor decides the complaint."),
            "widget": "select",
        },
    )


class ComplaintNewCaseSchema(ComplaintDetailsSchema):
    """A complaint that is being registered."""

    store_id = fields.Integer(required=True, metadata={"label": _l("Store"), "widget": "select"})
    channel = fields.Enum(
        Channel,
        by_value=True,
        required=True,
        metadata={"label": _l("Channel"), "choices": [(key.value, label) for key, label in CHANNELS.items()]},
    )
    customer_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"widget": "hidden", "label": ""}
    )
    task_id = fields.Integer(load_default=None, allow_none=True, metadata={"widget": "hidden", "label": ""})


class ComplaintReceivedFormSchema(ComplaintNewCaseSchema):
    """The form of a new complaint; the time is one of the store's clock."""

    received_at = fields.NaiveDateTime(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Received at"),
            "widget": "datetime-local",
            "help": _l("In the store's time; empty for now."),
        },
    )


class ComplaintReceivedSchema(ComplaintNewCaseSchema):
    """A complaint that another system registers; the time is an instant."""

    received_at = fields.AwareDateTime(load_default=None, allow_none=True)


class ComplaintAcknowledgeSchema(Schema):
    """That the customer was told."""

    text = text_field(_l("How content and demand were confirmed"), rows=3, required=True)


class ComplaintClassifySchema(Schema):
    """Category and severity."""

    category_id = fields.Integer(required=True, metadata={"label": _l("Category"), "widget": "select"})
    severity = severity_field()
    safety = fields.Boolean(load_default=False, metadata={"label": _l("Somebody could come to harm")})


class ComplaintAssignSchema(Schema):
    """Who is to handle it."""

    member_id = fields.Integer(required=True, metadata={"label": _l("Handler"), "widget": "select"})
    text = text_field(_l("Note"), rows=2)


class ComplaintCloseSchema(Schema):
    """How it ended."""

    result = fields.Enum(
        ResultKind,
        by_value=True,
        required=True,
        metadata={"label": _l("Result"), "choices": [(key.value, label) for key, label in RESULTS.items()]},
    )
    text = text_field(_l("What was done, and what the customer said to it"), rows=3, required=True)


class ComplaintReopenSchema(Schema):
    """Why it is opened again."""

    reason = text_field(_l("Reason"), rows=2, required=True)


class ComplaintQuery(PageQuery):
    """The filters of the list."""

    state = fields.String(load_default="all", validate=validate.OneOf(["open", "overdue", "closed", "all"]))
    store_id = fields.Integer(load_default=None)
    category_id = fields.Integer(load_default=None)
    handler_id = fields.Integer(load_default=None)
    customer_id = fields.Integer(load_default=None)


class ComplaintOut(Schema):
    """A complaint as other systems see it; without the complainant's number."""

    id = fields.Integer()
    document_no = fields.String()
    state = fields.String()
    channel = fields.String()
    store_id = fields.Integer()
    customer_id = fields.Integer(allow_none=True)
    vehicle_id = fields.Integer(allow_none=True)
    task_id = fields.Integer(allow_none=True)
    model_text = fields.String()
    category_id = fields.Integer(allow_none=True)
    severity = fields.Integer()
    safety = fields.Boolean()
    description = fields.String()
    demand = fields.String()
    occurred_on = fields.Date(allow_none=True)
    received_at = fields.AwareDateTime()
    acknowledge_by = fields.AwareDateTime()
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    handler_id = fields.Integer(allow_none=True)
    concerned_id = fields.Integer(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    result_kind = fields.String(allow_none=True)
    result_text = fields.String()
    reopen_count = fields.Integer()
    resolve_by = fields.AwareDateTime(allow_none=True)
    resolved_at = fields.AwareDateTime(allow_none=True)
    waiting_for = fields.String(allow_none=True)
    escalation = fields.Integer()
    closure_task_id = fields.Integer(allow_none=True)
    row_version = fields.Integer()


def _name(label: object) -> fields.String:
    check = validate.Length(max=60)
    return fields.String(load_default="", validate=check, metadata={"label": label, "maxlength": 60})


class ComplaintCategorySchema(Schema):
    """A category as it is typed."""

    name_zh = _name(_l("Name in Chinese"))
    name_en = _name(_l("Name in English"))
    position = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=999),
        metadata={
            "label": _l("Place in the list"),
            "help": _l("A smaller number comes first. Empty: at the end."),
            "step": 1,
        },
    )
    active = fields.Boolean(
        load_default=True,
        metadata={
            "label": _l("May be chosen"),
            "help": _l("A retired category stays on the complaints that have it."),
        },
    )


class ComplaintProposalOut(Schema):
    """The category that a text speaks for, none where it speaks for none."""

    category_id = fields.Integer(allow_none=True)
    words = fields.List(fields.String(), metadata={"description": "Of the complaint itself, strongest first"})
    learned = fields.Integer(metadata={"description": "Classified complaints that it was learned from"})


class ComplaintCategoryOut(Schema):
    """A category with its names by locale."""

    id = fields.Integer()
    code = fields.String()
    names = fields.Dict(keys=fields.String(), values=fields.String())
    position = fields.Integer()
    active = fields.Boolean()
    row_version = fields.Integer()


class CaseFilterSchema(Schema):
    """What the list of complaints is narrowed to, in its address and in its export."""

    state = fields.String(load_default="open", validate=validate.OneOf(list(TABS)))
    store_id = fields.Integer(load_default=None)
    category_id = fields.Integer(load_default=None)
    severity = fields.Integer(load_default=None)
    number = fields.String(data_key="q", load_default="")


class ComplaintBoardSchema(Schema):
    """What the board is narrowed to."""

    store_id = fields.Integer(load_default=None)
