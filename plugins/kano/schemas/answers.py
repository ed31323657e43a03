"""What is typed of answers: by the link, by staff, over the API."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.kano.models import Mode
from plugins.kano.words.study import MODES
from saas.plugin_api import _l

ENTERED: tuple[Mode, ...] = (Mode.INTERVIEW, Mode.PHONE, Mode.EMAIL)
"""The ways in which staff hear answers."""

_SUBMISSION = validate.Regexp(r"^[\w-]{8,64}$")


class KanoPairSchema(Schema):
    """Both answers about a factor."""

    study_factor_id = fields.Integer(required=True, metadata={"widget": "hidden"})
    functional = fields.Integer(required=True, validate=validate.Range(min=1, max=5))
    dysfunctional = fields.Integer(required=True, validate=validate.Range(min=1, max=5))
    importance = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=1, max=9))


class KanoSubmissionSchema(Schema):
    """A filled-in questionnaire; submission names it, so that it counts once."""

    submission = fields.String(required=True, validate=_SUBMISSION, metadata={"widget": "hidden"})
    pairs = fields.List(fields.Nested(KanoPairSchema), required=True, validate=validate.Length(min=1, max=60))


class KanoAnswersSchema(KanoSubmissionSchema):
    """What somebody told staff or a program, and how."""

    mode = fields.Enum(
        Mode,
        by_value=True,
        load_default=Mode.INTERVIEW,
        validate=validate.OneOf(ENTERED),
        metadata={
            "label": _l("How they were asked"),
            "widget": "select",
            "choices": [(mode, MODES[mode]) for mode in ENTERED],
        },
    )
    store_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Store they spoke of"), "widget": "select"},
    )
    customer_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Customer"),
            "widget": "picker",
            "help": _l("Empty: nobody learns who answered."),
        },
    )


class KanoKeptSchema(Schema):
    """Whether answers were new."""

    new = fields.Boolean()


class KanoLetterSchema(Schema):
    """A study that is sent to a customer."""

    customer_id = fields.Integer(required=True, metadata={"label": _l("Customer"), "widget": "picker"})
    subject = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200),
        metadata={"label": _l("Subject"), "maxlength": 200, "autocomplete": "off"},
    )
    body = fields.String(
        required=True,
        validate=validate.Length(min=1, max=2000),
        metadata={
            "label": _l("Text"),
            "help": _l("{link} becomes the link of this customer; it takes answers once."),
            "widget": "textarea",
            "rows": 8,
            "maxlength": 2000,
        },
    )


class KanoInvitationOut(Schema):
    """That a customer was sent a study; the link stands in the message alone."""

    id = fields.Integer()
    study_id = fields.Integer()
    customer_id = fields.Integer()
    answered = fields.Boolean()
    sent_at = fields.AwareDateTime()
