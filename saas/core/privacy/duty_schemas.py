"""One schema for each input about duties and merges; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.contracts.duties import EraseMode
from saas.core.privacy.models import DutyKind, DutyState, PartState
from saas.core.privacy.request_models import IdentityProof
from saas.core.privacy.request_words import PROOFS
from saas.core.privacy.runner.choices import FIELDS
from saas.platform.i18n import _l

_SELECT = {"widget": "select", "shown_when_needed": True}


class MergeFormSchema(Schema):
    """Whose value is taken, field by field; the version of the other customer as it was seen."""

    name = fields.Integer(load_default=None, metadata={"label": _l("Name"), **_SELECT})
    kind = fields.Integer(load_default=None, metadata={"label": _l("Kind"), **_SELECT})
    gender = fields.Integer(load_default=None, metadata={"label": _l("Gender"), **_SELECT})
    birth_date = fields.Integer(load_default=None, metadata={"label": _l("Birthday"), **_SELECT})
    lifecycle = fields.Integer(load_default=None, metadata={"label": _l("State"), **_SELECT})
    store_id = fields.Integer(load_default=None, metadata={"label": _l("Store"), **_SELECT})
    owner_id = fields.Integer(load_default=None, metadata={"label": _l("Looked after by"), **_SELECT})
    note = fields.Integer(load_default=None, metadata={"label": _l("Note"), **_SELECT})
    other_version = fields.Integer(required=True, metadata={"widget": "hidden"})


class LoserSchema(Schema):
    """A customer who is to be merged into another, as the program saw them."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True, metadata={"description": "The `ETag` of the customer."})


class MergeSchema(Schema):
    """Customers who are one."""

    version = fields.Integer(required=True, metadata={"description": "The `ETag` of the customer who stays."})
    losers = fields.List(fields.Nested(LoserSchema), required=True, validate=validate.Length(1, 10))
    choices = fields.Dict(
        keys=fields.String(validate=validate.OneOf(FIELDS)),
        values=fields.Integer(),
        load_default=dict,
        metadata={"description": "Field to the id of the customer whose value is taken."},
    )


class MergeOutSchema(Schema):
    """A merge, and until when it can be undone."""

    id = fields.Integer()
    winner_id = fields.Integer()
    loser_ids = fields.List(fields.Integer())
    choices = fields.Dict(keys=fields.String(), values=fields.Integer())
    merged_at = fields.AwareDateTime()
    undo_until = fields.AwareDateTime()
    unmerged_at = fields.AwareDateTime(allow_none=True)


class PackageSchema(Schema):
    """Why somebody's data are handed out."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=4, max=300),
        metadata={"label": _l("Reason"), "help": _l("It is kept with your name.")},
    )


class EraseSchema(Schema):
    """How far, and why, a customer is erased."""

    mode = fields.Enum(EraseMode, by_value=True, load_default=EraseMode.ERASE, metadata={"widget": "hidden"})
    reason = fields.String(
        required=True, validate=validate.Length(min=4, max=300), metadata={"label": _l("Reason")}
    )


class AskErasureSchema(EraseSchema):
    """And how it was seen who asks for it."""

    proof = fields.Enum(
        IdentityProof,
        by_value=True,
        required=True,
        metadata={"label": _l("How do you know who asks?"), "choices": [(k, t) for k, t in PROOFS.items()]},
    )


class EraseFormSchema(AskErasureSchema):
    """The same on the page, where a word is typed to be sure."""

    confirmation = fields.String(
        required=True,
        validate=validate.Length(max=20),
        metadata={
            "label": _l("To be sure"),
            "help": _l("Type the word: erase"),
            "autocomplete": "off",
        },
    )


class EraseQuery(Schema):
    """How far."""

    mode = fields.Enum(EraseMode, by_value=True, load_default=EraseMode.ERASE)


class KeptRowsSchema(Schema):
    """Rows that stay, and why."""

    table = fields.String()
    rows = fields.Integer()
    reason = fields.String()


class OwnerErasureSchema(Schema):
    """What one owner would do."""

    owner = fields.String()
    deleted = fields.Dict(keys=fields.String(), values=fields.Integer())
    anonymised = fields.Dict(keys=fields.String(), values=fields.Integer())
    files = fields.Integer()
    kept = fields.List(fields.Nested(KeptRowsSchema))


class ErasurePlanSchema(Schema):
    """What an erasure would do; `failed` are owners whose part would fail now."""

    owners = fields.List(fields.Nested(OwnerErasureSchema))
    failed = fields.List(fields.String())


class PartSchema(Schema):
    """What one owner did."""

    owner = fields.String()
    state = fields.Enum(PartState, by_value=True)
    tries = fields.Integer()
    error_id = fields.String()


class DutySchema(Schema):
    """A duty, and whether everybody has done their part."""

    id = fields.Integer()
    kind = fields.Enum(DutyKind, by_value=True, attribute="run.kind")
    customer_id = fields.Integer(allow_none=True, attribute="run.customer_id")
    mode = fields.String(attribute="run.mode")
    state = fields.Enum(DutyState, by_value=True, attribute="run.state")
    started_at = fields.AwareDateTime(attribute="run.started_at")
    finished_at = fields.AwareDateTime(allow_none=True, attribute="run.finished_at")
    parts = fields.List(fields.Nested(PartSchema))
