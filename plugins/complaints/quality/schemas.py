"""One schema for each input; the pages and the API validate with the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from plugins.complaints.quality.states import MEASURES, SUBCAUSES, Department, Outcome, Subcause
from plugins.complaints.quality.words import (
    DEPARTMENTS,
    ISSUE_CAUSES,
    ISSUE_OUTCOMES,
    ISSUE_TABS,
    MEASURE_WORDS,
    SUBCAUSE_WORDS,
)
from plugins.complaints.schemas import text_field
from plugins.complaints.states import ResultKind
from plugins.complaints.work_models import CauseClass
from saas.plugin_api import LazyStr, PageQuery, _, _l

_STATES = validate.OneOf(list(ISSUE_TABS))
_CLASS = validate.OneOf(list(SUBCAUSES))


def _chosen(words: Mapping[Any, LazyStr]) -> list[tuple[str, LazyStr]]:
    return [(str(key), word) for key, word in words.items()]


def _short(label: object, *, most: int = 100, required: bool = False, **about: object) -> fields.String:
    shown = {"label": label, "maxlength": most, "autocomplete": "off", **about}
    if required:
        return fields.String(required=True, validate=validate.Length(min=1, max=most), metadata=shown)
    return fields.String(load_default="", validate=validate.Length(max=most), metadata=shown)


class IssueFilterSchema(Schema):
    """What the list of quality issues is narrowed to, in its address."""

    state = fields.String(load_default="running", validate=_STATES)
    cause = fields.Enum(CauseClass, by_value=True, load_default=None, validate=_CLASS)
    store_id = fields.Integer(load_default=None)


class IssueQuery(PageQuery):
    """The filters of the list."""

    state = fields.String(load_default="all", validate=_STATES)
    cause = fields.Enum(CauseClass, by_value=True, load_default=None, validate=_CLASS)
    store_id = fields.Integer(load_default=None)


def _known(label: object) -> fields.String:
    return _short(label, help=_l("Where it is known."))


class IssueProblemSchema(Schema):
    """What is wrong, with which part."""

    problem = text_field(
        _l("What is wrong"),
        rows=3,
        required=True,
        help=_l("The fault and how it shows; names of customers have no place in it."),
    )
    part_no = _known(_l("Part number"))
    lot = _known(_l("Lot"))
    supplier = _known(_l("Supplier"))


class IssueBeginSchema(IssueProblemSchema):
    """From which complaint or early warning a quality issue is begun, and what is wrong."""

    case_id = fields.Integer(load_default=None, allow_none=True)
    alert_id = fields.Integer(load_default=None, allow_none=True)

    @validates_schema
    def _one_of_both(self, given: Mapping[str, Any], **_more: object) -> None:
        if (given.get("case_id") is None) == (given.get("alert_id") is None):
            raise ValidationError(_("Name a complaint or an early warning, one of both."), "case_id")


class IssueAnalyseSchema(Schema):
    """Why it is wrong, and how that was found."""

    cause = fields.Enum(
        CauseClass,
        by_value=True,
        required=True,
        validate=_CLASS,
        metadata={
            "label": _l("Where the cause lies"),
            "widget": "select",
            "choices": _chosen(ISSUE_CAUSES),
        },
    )
    subcause = fields.Enum(
        Subcause,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Exact cause"),
            "widget": "select",
            "choices": _chosen(SUBCAUSE_WORDS),
            "help": _l("Of the product: manufacture or material. Of something else: transport or repair."),
        },
    )
    subcause_text = _short(
        _l("What else it is"), most=200, help=_l("Where the exact cause is something else.")
    )
    how_found = text_field(_l("What the cause is, and how that was found"), rows=3, required=True)
    part_no = _known(_l("Part number"))
    lot = _known(_l("Lot"))
    supplier = _known(_l("Supplier"))


class IssueImplementSchema(Schema):
    """What is done about it."""

    measure = fields.Enum(
        ResultKind,
        by_value=True,
        required=True,
        validate=validate.OneOf(MEASURES),
        metadata={"label": _l("Measure"), "widget": "select", "choices": _chosen(MEASURE_WORDS)},
    )
    done = text_field(_l("What was done"), rows=3, required=True)


class IssueTrackSchema(Schema):
    """What is watched, and what is improved."""

    watched = text_field(_l("What is watched"), rows=2, required=True)
    watched_until = fields.Date(required=True, metadata={"label": _l("Watched until")})
    improved = text_field(_l("What is improved so that it does not come again"), rows=2, required=True)


class IssueCloseSchema(Schema):
    """Whether it has helped."""

    outcome = fields.Enum(
        Outcome,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Whether it has helped"),
            "widget": "select",
            "choices": [(key.value, word) for key, (word, _tone) in ISSUE_OUTCOMES.items()],
        },
    )
    outcome_text = text_field(_l("How that is known"), rows=2, required=True)


class IssueReopenSchema(Schema):
    """Why it is looked into again."""

    reason = text_field(_l("Reason"), rows=2, required=True)


class IssueLinkFormSchema(Schema):
    """Which complaint is added, by the number that people know."""

    number = _short(_l("Complaint number"), most=40, required=True)


class IssueLinkSchema(Schema):
    """Which complaint is added."""

    case_id = fields.Integer(required=True)


class IssueContactSchema(Schema):
    """Who was written to, when and what."""

    department = fields.Enum(
        Department,
        by_value=True,
        required=True,
        metadata={"label": _l("Department"), "widget": "select", "choices": _chosen(DEPARTMENTS)},
    )
    who = _short(_l("Who was written to"), required=True)
    written_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Written on"), "help": _l("Empty for today.")},
    )
    question = text_field(_l("What was written"), rows=2, required=True)


class IssueAnswerSchema(Schema):
    """What they answered, and when."""

    answer = text_field(_l("The answer"), rows=2, required=True)
    answered_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Answered on"), "help": _l("Empty for today.")},
    )
