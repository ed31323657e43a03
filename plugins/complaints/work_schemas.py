"""One schema for each step of the work on a complaint; the pages and the API validate with the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from plugins.complaints.models import WaitReason
from plugins.complaints.operations.evidence import RULES
from plugins.complaints.schemas import severity_field, text_field
from plugins.complaints.states import ResultKind
from plugins.complaints.words import AGREED_HOW, CAUSES, FINDINGS, OUTCOMES, RESULTS, WAITING
from plugins.complaints.work_models import AgreedHow, CauseClass, ClosureOutcome, Finding
from saas.plugin_api import LazyStr, _l, upload_field

_MOST_YUAN = 10_000_000
_NO_SOLUTION = (ResultKind.WITHDRAWN, ResultKind.DUPLICATE)
SOLUTIONS = {kind: word for kind, word in RESULTS.items() if kind not in _NO_SOLUTION}

HEARD = {how: word for how, word in AGREED_HOW.items() if how is not AgreedHow.OWN_PAGE}
"""How staff hear of an agreement; what customers say on their own page they say themselves."""


def _chosen(words: Mapping[Any, LazyStr]) -> list[tuple[str, LazyStr]]:
    return [(str(key), word) for key, word in words.items()]


def _line(label: object, *, required: bool = False, **about: object) -> fields.String:
    shown = {"label": label, "maxlength": 200, "autocomplete": "off", **about}
    if required:
        return fields.String(required=True, validate=validate.Length(min=1, max=200), metadata=shown)
    return fields.String(load_default="", validate=validate.Length(max=200), metadata=shown)


def _one_of_its(label: object) -> fields.Integer:
    return fields.Integer(required=True, metadata={"label": label, "widget": "select"})


class ComplaintInvestigateSchema(Schema):
    """Nothing has to be said to begin."""


class ComplaintAskSchema(Schema):
    """Who outside is asked what, until when."""

    body = _line(_l("Who is asked"), required=True)
    question = text_field(_l("What is asked"), rows=2, required=True)
    due_on = fields.Date(required=True, metadata={"label": _l("Answer wanted by")})


class ComplaintAnswerSchema(Schema):
    """What they answered."""

    answer = text_field(_l("The answer"), rows=3, required=True)


class ComplaintFindingSchema(Schema):
    """What the facts are."""

    facts = text_field(_l("What happened, and how that is known"), rows=4, required=True)
    finding = fields.Enum(
        Finding,
        by_value=True,
        required=True,
        metadata={"label": _l("The customer is"), "choices": _chosen(FINDINGS)},
    )
    cause = fields.Enum(
        CauseClass,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Where the cause lies"), "choices": _chosen(CAUSES)},
    )
    root_cause = text_field(_l("Why it could happen"), rows=2)


class _SolutionSchema(Schema):
    kind = fields.Enum(
        ResultKind,
        by_value=True,
        required=True,
        validate=validate.OneOf(list(SOLUTIONS)),
        metadata={"label": _l("Kind of solution"), "choices": _chosen(SOLUTIONS)},
    )
    text = text_field(_l("What is offered"), rows=3, required=True)
    legal_basis = _line(_l("Rule that entitles the customer"), help=_l("Where there is one."))


class ComplaintSolutionFormSchema(_SolutionSchema):
    """A solution as it is typed, its cost in yuan."""

    cost = fields.Decimal(
        load_default=0,
        places=2,
        validate=validate.Range(min=0, max=_MOST_YUAN),
        metadata={"label": _l("What it costs us"), "unit": "¥", "widget": "number", "step": "0.01", "min": 0},
    )


class ComplaintSolutionSchema(_SolutionSchema):
    """A solution as another system sends it, its cost in fen."""

    cost_fen = fields.Integer(load_default=0, validate=validate.Range(min=0, max=_MOST_YUAN * 100))


class ComplaintDecisionSchema(Schema):
    """Whether a dear solution may be offered."""

    option_id = _one_of_its(_l("Solution"))
    approved = fields.Boolean(load_default=False, metadata={"label": _l("It may be offered")})
    text = text_field(_l("Reason"), rows=2)


class ComplaintOfferSchema(Schema):
    """That the customer was told of the solutions."""

    text = text_field(_l("How the customer was told"), rows=2, required=True)


class ComplaintDeclineSchema(Schema):
    """That the customer wants none of them."""

    text = text_field(_l("What the customer says to it"), rows=2, required=True)


class _AgreementSchema(Schema):
    option_id = _one_of_its(_l("Solution"))
    how = fields.Enum(
        AgreedHow,
        by_value=True,
        required=True,
        validate=validate.OneOf(list(HEARD)),
        metadata={"label": _l("How the customer agreed"), "choices": _chosen(HEARD)},
    )
    agreed_with = _line(_l("Who agreed"), help=_l("Where it was not the complainant."))


class ComplaintAgreementFormSchema(_AgreementSchema):
    """To what the customer agreed; the time is one of the store's clock."""

    agreed_at = fields.NaiveDateTime(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("When"),
            "widget": "datetime-local",
            "help": _l("In the store's time; empty for now."),
        },
    )


class ComplaintAgreementSchema(_AgreementSchema):
    """To what the customer agreed; the time is an instant."""

    agreed_at = fields.AwareDateTime(load_default=None, allow_none=True)


class ComplaintTaskSchema(Schema):
    """Something that has to be done."""

    what = text_field(_l("What has to be done"), rows=2, required=True)
    assignee_id = fields.Integer(required=True, metadata={"label": _l("By whom"), "widget": "select"})
    due_on = fields.Date(required=True, metadata={"label": _l("Until")})


class ComplaintTaskDoneSchema(Schema):
    """That a task is done."""

    task_id = _one_of_its(_l("Task"))
    text = text_field(_l("Note"), rows=2)


class ComplaintResolveSchema(Schema):
    """That all is done."""

    text = text_field(_l("What was done, and what the customer said to it"), rows=3, required=True)


class ComplaintConfirmSchema(Schema):
    """What the customer says to it when asked by somebody else."""

    outcome = fields.Enum(
        ClosureOutcome,
        by_value=True,
        required=True,
        metadata={"label": _l("The customer"), "choices": _chosen(OUTCOMES)},
    )
    mark = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=10),
        metadata={"label": _l("Mark from 1 to 10"), "min": 1, "max": 10, "step": 1},
    )
    text = text_field(_l("What the customer says to it"), rows=2)


class ComplaintWaitSchema(Schema):
    """What it waits for."""

    reason = fields.Enum(
        WaitReason,
        by_value=True,
        required=True,
        validate=validate.OneOf([WaitReason.CUSTOMER, WaitReason.PART]),
        metadata={
            "label": _l("Waits for"),
            "choices": [
                (key.value, word) for key, word in WAITING.items() if key is not WaitReason.THIRD_PARTY
            ],
        },
    )
    text = text_field(_l("Note"), rows=2)


class ComplaintContinueSchema(Schema):
    """That it goes on."""

    text = text_field(_l("Note"), rows=2)


class ComplaintEvidenceSchema(Schema):
    """A file that shows what happened."""

    file = upload_field(_l("File"), RULES, help_text=_l("A picture, PDF, recording or document."))


class ComplaintRuleSchema(Schema):
    """A rule for who gets which complaints."""

    category_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Category"), "widget": "select", "placeholder": _l("Whichever")},
    )
    least_severity = severity_field(label=_l("From this severity on"))
    store_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Store"), "widget": "select", "placeholder": _l("Whichever")},
    )
    handler_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Goes to"),
            "widget": "select",
            "placeholder": _l("Who handles the fewest open ones"),
        },
    )
