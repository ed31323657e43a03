"""States and kinds of customers in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.customers.models import (
    ContactKind,
    ContactStatus,
    CustomerKind,
    DocumentKind,
    Gender,
    Lifecycle,
)
from saas.platform.i18n import LazyStr, _l

KINDS: Mapping[CustomerKind, LazyStr] = {
    CustomerKind.PERSON: _l("Person"),
    CustomerKind.COMPANY: _l("Company"),
}
GENDERS: Mapping[Gender, LazyStr] = {
    Gender.FEMALE: _l("Female"),
    Gender.MALE: _l("Male"),
    Gender.UNKNOWN: _l("Not known"),
}
LIFECYCLES: Mapping[Lifecycle, LazyStr] = {
    Lifecycle.PROSPECT: _l("Prospect"),
    Lifecycle.OWNER: _l("Vehicle owner"),
    Lifecycle.DORMANT: _l("Dormant"),
    Lifecycle.LOST: _l("Lost"),
    Lifecycle.FORMER: _l("Former owner"),
}
LIFECYCLE_TONES: Mapping[Lifecycle, str] = {
    Lifecycle.PROSPECT: "info",
    Lifecycle.OWNER: "good",
    Lifecycle.DORMANT: "warn",
    Lifecycle.LOST: "bad",
    Lifecycle.FORMER: "plain",
}
CONTACT_KINDS: Mapping[ContactKind, LazyStr] = {
    ContactKind.PHONE: _l("Phone"),
    ContactKind.EMAIL: _l("E-mail"),
    ContactKind.ADDRESS: _l("Address"),
}
CONTACT_STATUSES: Mapping[ContactStatus, LazyStr] = {
    ContactStatus.UNVERIFIED: _l("Unverified"),
    ContactStatus.VALID: _l("Works"),
    ContactStatus.INVALID: _l("Does not work"),
}
DOCUMENT_KINDS: Mapping[DocumentKind, LazyStr] = {
    DocumentKind.RESIDENT: _l("Resident ID card"),
    DocumentKind.COMPANY: _l("Social credit code"),
    DocumentKind.OTHER: _l("Other document"),
}
DUPLICATE_REASONS: Mapping[str, LazyStr] = {
    "phone": _l("Same phone number"),
    "document": _l("Same identity number"),
    "vin": _l("Same vehicle"),
    "name_address": _l("Similar name and address"),
}
FIELDS: Mapping[str, LazyStr] = {
    "name": _l("Customer name"),
    "kind": _l("Kind"),
    "gender": _l("Gender"),
    "birth_date": _l("Birthday"),
    "store_id": _l("Store"),
    "owner_id": _l("Looked after by"),
    "note": _l("Note"),
}
