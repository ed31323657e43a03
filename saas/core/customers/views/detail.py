"""One customer: facts, own data, panels of all rooms, timeline, and looks behind the mask."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, url_for

from saas.core.customers.models import Customer
from saas.core.customers.operations import reveal_contact, reveal_document
from saas.core.customers.permissions import MERGE, READ, REVEAL, WRITE
from saas.core.customers.queries import (
    contact_lines,
    document_lines,
    duplicate_lines,
    names_of_places,
    visible_customer,
)
from saas.core.customers.views.blueprint import pages
from saas.core.customers.words import (
    CONTACT_KINDS,
    CONTACT_STATUSES,
    DOCUMENT_KINDS,
    DUPLICATE_REASONS,
    GENDERS,
    KINDS,
    LIFECYCLE_TONES,
    LIFECYCLES,
)
from saas.platform.permissions import allowed, requires
from saas.platform.web import actions_of, answer_panel, facts_of, panels_of, render

SLOT = "core.customer"


@pages.get("/<int:customer_id>")
@requires(READ)
def show(customer_id: int) -> Response:
    """The customer's page; panels and timeline are loaded when they come into view. One who was merged leads on."""
    customer = visible_customer(customer_id, READ, follow=True)
    if customer.id != customer_id:
        return make_response(redirect(url_for("customers.show", customer_id=customer.id), 302))
    store, owner = names_of_places(customer)
    return render(
        "customers/show.html",
        customer=customer,
        store=store,
        owner=owner,
        contacts=contact_lines(customer_id),
        documents=document_lines(customer_id),
        duplicates=duplicate_lines(customer_id, READ),
        facts=facts_of(SLOT, customer_id),
        cards=panels_of(SLOT),
        actions=actions_of(SLOT, g.tenant.code, customer_id),
        may_write=_may(WRITE, customer),
        may_merge=_may(MERGE, customer),
        may_reveal=_may(REVEAL, customer),
        words=_WORDS,
    )


@pages.get("/<int:customer_id>/panels/<name>")
@requires(READ)
def panel(customer_id: int, name: str) -> Response:
    """The inside of one panel."""
    visible_customer(customer_id, READ)
    return answer_panel(SLOT, name, customer_id)


@pages.post("/<int:customer_id>/contacts/<int:point_id>/reveal")
@requires(REVEAL)
def reveal_contact_point(customer_id: int, point_id: int) -> Response:
    """A contact in clear, for this view only; the look is logged."""
    visible_customer(customer_id, REVEAL)
    return _revealed(reveal_contact(customer_id, point_id))


@pages.post("/<int:customer_id>/documents/<int:document_id>/reveal")
@requires(REVEAL)
def reveal_id_document(customer_id: int, document_id: int) -> Response:
    """An identity number in clear, for this view only; the look is logged."""
    visible_customer(customer_id, REVEAL)
    return _revealed(reveal_document(customer_id, document_id))


def _revealed(value: str) -> Response:
    answer = render("customers/revealed.html", block="content", value=value)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _may(permission: str, customer: Customer) -> bool:
    return allowed(permission, store_id=customer.store_id, owner_id=customer.owner_id)


_WORDS = {
    "kinds": KINDS,
    "genders": GENDERS,
    "lifecycles": LIFECYCLES,
    "tones": LIFECYCLE_TONES,
    "contact_kinds": CONTACT_KINDS,
    "contact_statuses": CONTACT_STATUSES,
    "document_kinds": DOCUMENT_KINDS,
    "reasons": DUPLICATE_REASONS,
}
