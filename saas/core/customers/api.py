"""The REST API of customers and their contacts, over the same operations as the pages."""

from __future__ import annotations

from dataclasses import fields as names_of
from typing import Any

from saas.core.customers.api_schemas import (
    ContactOutSchema,
    CustomerInSchema,
    CustomerLineSchema,
    CustomerOutSchema,
    CustomerQuery,
    DocumentOutSchema,
    RevealedSchema,
    RevealSchema,
)
from saas.core.customers.models import ContactPoint, Customer
from saas.core.customers.operations import (
    add_contact_point,
    change_lifecycle,
    create_customer,
    edit_contact_point,
    edit_customer,
    remove_contact_point,
    reveal_contact,
    reveal_document,
    set_id_document,
)
from saas.core.customers.operations.customers import details_of
from saas.core.customers.permissions import READ, REVEAL, WRITE
from saas.core.customers.queries import (
    CustomerFilter,
    DocumentLine,
    contact_lines,
    customer_page,
    document_lines,
    visible_customer,
)
from saas.core.customers.queries.details import ContactLine
from saas.core.customers.schemas import (
    ContactEditSchema,
    ContactSchema,
    CustomerSchema,
    DocumentSchema,
    LifecycleSchema,
)
from saas.core.customers.values import CustomerDetails, NewContact
from saas.platform.api import ApiBlueprint, expected_version, listed, page_of, tell_version
from saas.platform.database import load, load_for_change
from saas.platform.errors import NotFound
from saas.platform.i18n import _, _l
from saas.platform.permissions import require, requires
from saas.platform.security.repeats import keep_no_answer

api = ApiBlueprint("customers", __name__, description=_l("Customers and the ways to reach them"))


@api.get("/")
@requires(READ)
@api.arguments(CustomerQuery, location="query")
@api.response(200, page_of(CustomerLineSchema))
def list_customers(query: dict[str, Any]) -> dict[str, object]:
    """List or search customers, by pinyin."""
    wanted = CustomerFilter(
        text=query["q"], store_id=query["store_id"], lifecycle=query["lifecycle"], kind=query["kind"]
    )
    return listed(customer_page(wanted, limit=query["limit"], after=query["after"]))


@api.post("/")
@requires(WRITE)
@api.arguments(CustomerInSchema)
@api.response(201, CustomerOutSchema)
def add_customer(body: dict[str, Any]) -> Customer:
    """Add a customer; 409 when the group knows this name with one of these numbers."""
    contacts = [NewContact(**contact) for contact in body.pop("contacts")]
    system, source_id = body.pop("source_system"), body.pop("source_id")
    require(WRITE, store_id=body["store_id"], owner_id=body["owner_id"])
    made = create_customer(CustomerDetails(**body), contacts, source_system=system, source_id=source_id)
    tell_version(made)
    return made


@api.get("/<int:customer_id>")
@requires(READ)
@api.response(200, CustomerOutSchema)
def read_customer(customer_id: int) -> Customer:
    """Read a customer; one who was merged leads to the customer they are, whose id the answer has."""
    customer = visible_customer(customer_id, READ, follow=True)
    tell_version(customer)
    return customer


@api.patch("/<int:customer_id>")
@requires(WRITE)
@api.arguments(CustomerSchema(partial=True))
@api.response(200, CustomerOutSchema)
def change_customer(body: dict[str, Any], customer_id: int) -> Customer:
    """Change what is given; the rest stays."""
    customer = visible_customer(customer_id, WRITE)
    values: dict[str, Any] = {**details_of(customer), **body}
    require(WRITE, store_id=values["store_id"], owner_id=values["owner_id"])
    given = {field.name: values[field.name] for field in names_of(CustomerDetails)}
    changed = edit_customer(customer_id, CustomerDetails(**given), version=expected_version())
    tell_version(changed)
    return changed


@api.post("/<int:customer_id>/lifecycle")
@requires(WRITE)
@api.arguments(LifecycleSchema)
@api.response(200, CustomerOutSchema)
def move_customer(body: dict[str, Any], customer_id: int) -> Customer:
    """Move a customer to another state of life on a day."""
    visible_customer(customer_id, WRITE)
    return change_lifecycle(customer_id, body["lifecycle"], on=body["on"], reason=body["reason"])


@api.get("/<int:customer_id>/contacts")
@requires(READ)
@api.response(200, ContactOutSchema(many=True))
def list_contacts(customer_id: int) -> list[ContactLine]:
    """List a customer's contacts, masked."""
    visible_customer(customer_id, READ)
    return contact_lines(customer_id)


@api.post("/<int:customer_id>/contacts")
@requires(WRITE)
@api.arguments(ContactSchema)
@api.response(201, ContactOutSchema)
def add_contact(body: dict[str, Any], customer_id: int) -> ContactLine:
    """Add a contact."""
    visible_customer(customer_id, WRITE)
    return _line(add_contact_point(customer_id, NewContact(**body)))


@api.patch("/<int:customer_id>/contacts/<int:point_id>")
@requires(WRITE)
@api.arguments(ContactEditSchema(exclude=["status"], partial=True))
@api.response(200, ContactOutSchema)
def change_contact(body: dict[str, Any], customer_id: int, point_id: int) -> ContactLine:
    """Change what is given of a contact; the rest stays."""
    point = _point(customer_id, point_id)
    contact = NewContact(
        kind=point.kind,
        value=body.get("value") or point.value,
        label=body.get("label", point.label),
        is_primary=body.get("is_primary", point.is_primary),
    )
    return _line(edit_contact_point(point_id, contact, version=expected_version()))


@api.delete("/<int:customer_id>/contacts/<int:point_id>")
@requires(WRITE)
@api.response(204)
def remove_contact(customer_id: int, point_id: int) -> None:
    """Take a contact away."""
    _point(customer_id, point_id)
    load_for_change(ContactPoint, point_id, version=expected_version())
    remove_contact_point(point_id)


@api.post("/<int:customer_id>/contacts/<int:point_id>/reveal")
@requires(REVEAL)
@api.arguments(RevealSchema)
@api.response(200, RevealedSchema)
def reveal(body: dict[str, Any], customer_id: int, point_id: int) -> dict[str, str]:
    """A contact in clear; each look is logged, also that of a repetition."""
    keep_no_answer()
    visible_customer(customer_id, REVEAL)
    return {"value": reveal_contact(customer_id, point_id, reason=body["reason"])}


@api.get("/<int:customer_id>/documents")
@requires(READ)
@api.response(200, DocumentOutSchema(many=True))
def list_documents(customer_id: int) -> list[DocumentLine]:
    """List a customer's identity numbers, masked; one of each kind."""
    visible_customer(customer_id, READ)
    return document_lines(customer_id)


@api.post("/<int:customer_id>/documents")
@requires(WRITE)
@api.arguments(DocumentSchema)
@api.response(201, DocumentOutSchema)
def keep_document(body: dict[str, Any], customer_id: int) -> DocumentLine:
    """Keep an identity number, in place of an earlier one of its kind."""
    visible_customer(customer_id, WRITE)
    kept = set_id_document(customer_id, body["number"])
    return next(line for line in document_lines(customer_id) if line.id == kept.id)


@api.post("/<int:customer_id>/documents/<int:document_id>/reveal")
@requires(REVEAL)
@api.arguments(RevealSchema)
@api.response(200, RevealedSchema)
def reveal_number(body: dict[str, Any], customer_id: int, document_id: int) -> dict[str, str]:
    """An identity number in clear; each look is logged, also that of a repetition."""
    keep_no_answer()
    visible_customer(customer_id, REVEAL)
    return {"value": reveal_document(customer_id, document_id, reason=body["reason"])}


def _point(customer_id: int, point_id: int) -> ContactPoint:
    visible_customer(customer_id, WRITE)
    point = load(ContactPoint, point_id)
    if point.customer_id != customer_id:
        raise NotFound(_("This does not exist, or no longer."))
    return point


def _line(point: ContactPoint) -> ContactLine:
    tell_version(point)
    return next(line for line in contact_lines(point.customer_id) if line.id == point.id)
