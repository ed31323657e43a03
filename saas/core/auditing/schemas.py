"""One schema for each input; the page, the API and the export narrow by the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.platform.api import PageQuery
from saas.platform.tenancy import ActorKind


class AuditFilterSchema(Schema):
    """What entries are narrowed to. since, until: days in the reader's zone, both included."""

    area = fields.String(load_default="", validate=validate.Regexp(r"[a-z][a-z0-9_]*\Z"))
    actor_kind = fields.Enum(ActorKind, by_value=True, load_default=None)
    member_id = fields.Integer(load_default=None, validate=validate.Range(min=1))
    object_type = fields.String(load_default="", validate=validate.Regexp(r"[a-z][a-z0-9_]*\Z"))
    object_id = fields.Integer(load_default=None, validate=validate.Range(min=1))
    since = fields.Date(load_default=None)
    until = fields.Date(load_default=None)


class AuditQuery(AuditFilterSchema, PageQuery):
    """The filters, and which page."""
