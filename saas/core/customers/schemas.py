"""One schema for each input; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.customers.models import ContactKind, ContactStatus, CustomerKind, Gender, Lifecycle
from saas.core.customers.words import CONTACT_KINDS, CONTACT_STATUSES, GENDERS, KINDS, LIFECYCLES
from saas.platform.i18n import _l


class CustomerSchema(Schema):
    """A customer's own data."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": _l("Customer name"), "autocomplete": "off"},
    )
    kind = fields.Enum(
        CustomerKind,
        by_value=True,
        load_default=CustomerKind.PERSON,
        metadata={"label": _l("Kind"), "choices": [(k.value, text) for k, text in KINDS.items()]},
    )
    gender = fields.Enum(
        Gender,
        by_value=True,
        load_default=Gender.UNKNOWN,
        metadata={"label": _l("Gender"), "choices": [(k.value, text) for k, text in GENDERS.items()]},
    )
    birth_date = fields.Date(load_default=None, allow_none=True, metadata={"label": _l("Birthday")})
    store_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Store"), "widget": "select"}
    )
    owner_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Looked after by"), "widget": "picker"}
    )
    note = fields.String(
        load_default="",
        validate=validate.Length(max=2000),
        metadata={"label": _l("Note"), "widget": "textarea", "maxlength": 2000},
    )


class ContactSchema(Schema):
    """A way to reach a customer."""

    kind = fields.Enum(
        ContactKind,
        by_value=True,
        load_default=ContactKind.PHONE,
        metadata={"label": _l("Kind"), "choices": [(k.value, text) for k, text in CONTACT_KINDS.items()]},
    )
    value = fields.String(
        required=True,
        validate=validate.Length(min=1, max=300),
        metadata={"label": _l("Number, address"), "autocomplete": "off"},
    )
    label = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"label": _l("Remark"), "help": _l("Whose it is, or when it is answered.")},
    )
    is_primary = fields.Boolean(load_default=False, metadata={"label": _l("First choice of its kind")})


class NewCustomerSchema(CustomerSchema):
    """A new customer with their first number."""

    phone = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"label": _l("Phone"), "widget": "tel", "autocomplete": "off"},
    )

    class Meta:
        """The order in which the form asks: the number comes with the name."""

        fields = ("name", "phone", "kind", "gender", "birth_date", "store_id", "owner_id", "note")


class ContactEditSchema(Schema):
    """A change of a contact; its value is only changed when a new one is typed."""

    value = fields.String(
        load_default="",
        validate=validate.Length(max=300),
        metadata={"label": _l("New number or address"), "help": _l("Leave empty to keep the present one.")},
    )
    label = fields.String(load_default="", validate=validate.Length(max=40), metadata={"label": _l("Remark")})
    is_primary = fields.Boolean(load_default=False, metadata={"label": _l("First choice of its kind")})
    status = fields.Enum(
        ContactStatus,
        by_value=True,
        load_default=ContactStatus.UNVERIFIED,
        metadata={
            "label": _l("State"),
            "choices": [(k.value, text) for k, text in CONTACT_STATUSES.items()],
        },
    )


class DocumentSchema(Schema):
    """An identity number."""

    number = fields.String(
        required=True,
        validate=validate.Length(min=6, max=30),
        metadata={
            "label": _l("Identity number"),
            "help": _l("Resident ID card or social credit code. Kept sealed; each look is logged."),
            "autocomplete": "off",
        },
    )


class LifecycleSchema(Schema):
    """Another state of life."""

    lifecycle = fields.Enum(
        Lifecycle,
        by_value=True,
        required=True,
        metadata={"label": _l("State"), "choices": [(k.value, text) for k, text in LIFECYCLES.items()]},
    )
    on = fields.Date(required=True, metadata={"label": _l("On the day")})
    reason = fields.String(
        load_default="", validate=validate.Length(max=300), metadata={"label": _l("Reason")}
    )


class CustomerFilterSchema(Schema):
    """What the list of customers is narrowed to, in its address and in its export."""

    text = fields.String(data_key="q", load_default="", validate=validate.Length(max=64))
    store_id = fields.Integer(load_default=None)
    lifecycle = fields.Enum(Lifecycle, by_value=True, load_default=None)
    kind = fields.Enum(CustomerKind, by_value=True, load_default=None)
    update_wanted = fields.Boolean(load_default=False)
    extra = fields.String(data_key="with", load_default="", validate=validate.Length(max=64))
