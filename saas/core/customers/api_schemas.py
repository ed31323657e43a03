"""What the REST API of customers takes and answers; contacts are masked."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.customers.models import (
    ContactKind,
    ContactStatus,
    CustomerKind,
    DocumentKind,
    Gender,
    Lifecycle,
)
from saas.core.customers.schemas import ContactSchema, CustomerSchema
from saas.platform.api import PageQuery


class CustomerOutSchema(Schema):
    """A customer."""

    id = fields.Integer()
    name = fields.String()
    kind = fields.Enum(CustomerKind, by_value=True)
    gender = fields.Enum(Gender, by_value=True)
    birth_date = fields.Date(allow_none=True)
    lifecycle = fields.Enum(Lifecycle, by_value=True)
    lifecycle_on = fields.Date(allow_none=True)
    store_id = fields.Integer(allow_none=True)
    owner_id = fields.Integer(allow_none=True)
    note = fields.String()
    verified_at = fields.AwareDateTime(allow_none=True)
    update_wanted = fields.Boolean()
    source_system = fields.String(allow_none=True)
    source_id = fields.String(allow_none=True)
    row_version = fields.Integer()


class CustomerLineSchema(Schema):
    """A customer in a list; of the phone only the last four digits."""

    id = fields.Integer()
    name = fields.String()
    kind = fields.Enum(CustomerKind, by_value=True)
    lifecycle = fields.Enum(Lifecycle, by_value=True)
    store = fields.String()
    phone_tail = fields.String()
    updated_at = fields.AwareDateTime()
    row_version = fields.Integer()


class CustomerQuery(PageQuery):
    """Which customers; `q` is a piece of a name, pinyin, plate or VIN, a phone's tail or a whole number."""

    q = fields.String(load_default="", validate=validate.Length(max=64))
    store_id = fields.Integer(load_default=None)
    lifecycle = fields.Enum(Lifecycle, by_value=True, load_default=None)
    kind = fields.Enum(CustomerKind, by_value=True, load_default=None)


class CustomerInSchema(CustomerSchema):
    """A new customer with their contacts."""

    contacts = fields.List(fields.Nested(ContactSchema), load_default=list, validate=validate.Length(max=20))
    source_system = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    source_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=100))


class ContactOutSchema(Schema):
    """A contact, masked."""

    id = fields.Integer()
    kind = fields.Enum(ContactKind, by_value=True)
    masked = fields.String()
    label = fields.String()
    is_primary = fields.Boolean()
    status = fields.Enum(ContactStatus, by_value=True)
    row_version = fields.Integer()


class DocumentOutSchema(Schema):
    """An identity number, masked."""

    id = fields.Integer()
    kind = fields.Enum(DocumentKind, by_value=True)
    masked = fields.String()


class RevealedSchema(Schema):
    """A value in clear; the look was logged."""

    value = fields.String()


class RevealSchema(Schema):
    """Why somebody looks."""

    reason = fields.String(load_default="", validate=validate.Length(max=300))
