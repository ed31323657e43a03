"""One schema for each input about requests; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.contracts.duties import EraseMode
from saas.core.privacy.duty_words import MODES
from saas.core.privacy.request_models import IdentityProof, RequestKind, RequestState
from saas.core.privacy.request_words import KINDS, PROOFS
from saas.platform.i18n import _l


class RequestSchema(Schema):
    """What a customer asks."""

    kind = fields.Enum(
        RequestKind,
        by_value=True,
        required=True,
        metadata={"label": _l("The customer wants to"), "choices": [(k, text) for k, text in KINDS.items()]},
    )
    said = fields.String(
        load_default="",
        validate=validate.Length(max=1000),
        metadata={"label": _l("In their words"), "widget": "textarea"},
    )


class RequestFilterSchema(Schema):
    """Which requests a list shows."""

    state = fields.Enum(RequestState, by_value=True, load_default=None)


class ProofSchema(Schema):
    """How the identity was seen."""

    proof = fields.Enum(
        IdentityProof,
        by_value=True,
        required=True,
        metadata={"label": _l("How do you know who asks?"), "choices": [(k, t) for k, t in PROOFS.items()]},
    )


class AssignSchema(Schema):
    """Who handles it."""

    member_id = fields.Integer(required=True, metadata={"label": _l("Handled by"), "widget": "select"})


class ProposeSchema(Schema):
    """How far an erasure is to go."""

    mode = fields.Enum(
        EraseMode,
        by_value=True,
        load_default=EraseMode.ERASE,
        metadata={"label": _l("How far"), "choices": [(k, text) for k, text in MODES.items()]},
    )


class AnswerSchema(Schema):
    """What the customer is told."""

    answer = fields.String(
        required=True,
        validate=validate.Length(min=2, max=2000),
        metadata={"label": _l("What the customer is told"), "widget": "textarea"},
    )


class RequestOutSchema(Schema):
    """A request and where it stands."""

    id = fields.Integer()
    customer_id = fields.Integer()
    kind = fields.Enum(RequestKind, by_value=True)
    state = fields.Enum(RequestState, by_value=True)
    received_at = fields.AwareDateTime()
    due_on = fields.Date()
    proof = fields.Enum(IdentityProof, by_value=True, allow_none=True)
    assignee_id = fields.Integer(allow_none=True)
    mode = fields.String()
    closed_at = fields.AwareDateTime(allow_none=True)
    duty_run_id = fields.Integer(allow_none=True)
