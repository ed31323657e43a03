"""Inputs and answers about internal audits."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.budget.auditing_states import (
    AuditResult,
    AuditState,
    DrawMethod,
    FindingState,
    Severity,
)
from plugins.budget.auditing_words import AUDIT_TABS, METHODS, SEVERITIES
from plugins.budget.operations.audit_drawing import MOST_DRAWN, SEEDS
from plugins.budget.operations.auditing import LONGEST_POINT
from plugins.budget.schemas.claims import YuanField
from saas.plugin_api import PageQuery, _l

_NOTE = {"label": _l("Note"), "maxlength": 1000, "widget": "textarea", "rows": 2}


def _points(*, required: bool) -> fields.List[str]:
    about = {"label": _l("Points of your own"), "rows": 3, "widget": "lines"}
    told = {**about, "help": _l("They stand on the checklist beside the four points of the finance review.")}
    inner = fields.String(validate=validate.Length(max=LONGEST_POINT))
    if required:
        return fields.List(inner, required=True, metadata=told)
    return fields.List(inner, load_default=list, metadata=told)


class BudgetAuditNewSchema(Schema):
    """An audit that is begun."""

    title = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": _l("Title of the audit"), "maxlength": 100},
    )
    period_from = fields.Date(
        required=True,
        metadata={"label": _l("Handed in from"), "help": _l("Days in each store's own time, both with it.")},
    )
    period_until = fields.Date(required=True, metadata={"label": _l("Handed in until")})
    store_ids = fields.List(
        fields.Integer(), required=True, metadata={"label": _l("Stores"), "widget": "choices"}
    )
    points = _points(required=False)


class BudgetAuditPointsSchema(Schema):
    """Points that are added to the checklist."""

    points = _points(required=True)


class BudgetAuditDrawSchema(Schema):
    """How a sample is drawn."""

    method = fields.Enum(
        DrawMethod,
        by_value=True,
        load_default=DrawMethod.RANDOM,
        metadata={
            "label": _l("How it is drawn"),
            "choices": [(key.value, label) for key, label in METHODS.items()],
            "help": _l("By risk: what stands out is likelier to be drawn."),
        },
    )
    size = fields.Integer(
        required=True,
        strict=False,
        validate=validate.Range(min=1, max=MOST_DRAWN),
        metadata={"label": _l("Claims to draw"), "step": "1", "min": "1", "max": str(MOST_DRAWN)},
    )
    seed = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=SEEDS - 1),
        metadata={
            "label": _l("Seed"),
            "step": "1",
            "min": "0",
            "help": _l("Empty: one is drawn and stated. The same seed draws the same sample again."),
        },
    )


class BudgetAuditNoteSchema(Schema):
    """A note that goes with closing."""

    text = fields.String(load_default="", validate=validate.Length(max=1000), metadata=_NOTE)


class BudgetAuditPassSchema(Schema):
    """That a sampled claim is in order."""

    points = fields.List(
        fields.String(), required=True, metadata={"label": _l("Each of these holds"), "widget": "choices"}
    )
    text = fields.String(load_default="", validate=validate.Length(max=1000), metadata=_NOTE)


class BudgetFindingNewSchema(Schema):
    """A finding that is written down."""

    severity = fields.Enum(
        Severity,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Severity"),
            "choices": [(key.value, label) for key, (label, _tone) in SEVERITIES.items()],
        },
    )
    point = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"label": _l("Point of the checklist that does not hold"), "widget": "select"},
    )
    text = fields.String(
        required=True,
        validate=validate.Length(min=1, max=2000),
        metadata={"label": _l("What was found"), "maxlength": 2000, "widget": "textarea", "rows": 4},
    )
    responsible_id = fields.Integer(
        required=True, metadata={"label": _l("Responsible for the answer"), "widget": "select"}
    )
    due_on = fields.Date(required=True, metadata={"label": _l("To be answered by")})


class BudgetFindingAnswerSchema(Schema):
    """An answer to a finding."""

    text = fields.String(
        required=True,
        validate=validate.Length(min=1, max=2000),
        metadata={
            "label": _l("Your answer"),
            "maxlength": 2000,
            "widget": "textarea",
            "rows": 4,
            "help": _l("What is so, what was put right, and by when the rest will be."),
        },
    )


class BudgetFindingReasonSchema(Schema):
    """Why an answer is sent back."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata={"label": _l("Reason"), "maxlength": 1000, "widget": "textarea", "rows": 2},
    )


class BudgetAuditFilterSchema(Schema):
    """What the list of audits is narrowed to, in its address."""

    view = fields.String(load_default="", validate=validate.OneOf(["", *AUDIT_TABS]))


class BudgetFindingFilterSchema(Schema):
    """What the list of one's findings is narrowed to, in its address."""

    view = fields.String(load_default="open", validate=validate.OneOf(["open", "all"]))


class BudgetFindingExportSchema(Schema):
    """Whose findings are taken out; none for those of all audits."""

    audit_id = fields.Integer(load_default=None)


class BudgetAuditQuery(PageQuery):
    """The filters of the list of audits."""

    view = fields.String(load_default="all", validate=validate.OneOf(list(AUDIT_TABS)))


class BudgetAuditOut(Schema):
    """An audit as other systems see it; amounts in yuan."""

    id = fields.Integer()
    document_no = fields.String()
    title = fields.String()
    state = fields.Enum(AuditState, by_value=True)
    period_from = fields.Date()
    period_until = fields.Date()
    method = fields.Enum(DrawMethod, by_value=True)
    seed = fields.Integer(allow_none=True)
    sample_size = fields.Integer(allow_none=True)
    population = fields.Integer(allow_none=True)
    population_total = YuanField(attribute="population_fen", as_string=True, allow_none=True)
    drawn_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class BudgetAuditWholeOut(BudgetAuditOut):
    """An audit with its stores and its checklist."""

    store_ids = fields.List(fields.Integer())
    points = fields.Dict(
        metadata={"description": "The points of the checklist by the names they are ticked by."}
    )


class BudgetAuditedClaimOut(Schema):
    """A claim of a sample as other systems see it; amounts in yuan."""

    id = fields.Integer()
    position = fields.Integer()
    claim_id = fields.Integer()
    store_id = fields.Integer()
    weight = fields.Integer()
    reasons = fields.List(
        fields.Dict(), metadata={"description": "What stood out, where it was drawn by risk."}
    )
    total = YuanField(attribute="total_fen", as_string=True)
    round = fields.Integer()
    result = fields.Enum(AuditResult, by_value=True)
    points = fields.List(fields.String())
    looked_by_id = fields.Integer(allow_none=True)
    looked_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class BudgetFindingOut(Schema):
    """A finding as other systems see it."""

    id = fields.Integer()
    audit_id = fields.Integer()
    audited_claim_id = fields.Integer()
    number = fields.Integer()
    severity = fields.Enum(Severity, by_value=True)
    state = fields.Enum(FindingState, by_value=True)
    point = fields.String()
    text = fields.String()
    due_on = fields.Date()
    responsible_id = fields.Integer()
    round = fields.Integer()
    answered_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()
