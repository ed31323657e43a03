"""Make one customer of two, and undo it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, make_response, redirect, request, url_for

from saas.core.customers.models import Customer
from saas.core.customers.permissions import MERGE
from saas.core.customers.queries import names_of_places, visible_customer
from saas.core.customers.words import GENDERS, KINDS, LIFECYCLES
from saas.core.organisation.views.saving import Conflicted, save
from saas.core.privacy.duty_schemas import MergeFormSchema
from saas.core.privacy.models import CustomerMerge
from saas.core.privacy.runner import merge, unmerge
from saas.core.privacy.runner.choices import FIELDS, first_with
from saas.core.privacy.runner.merging import UNDO_DAYS, can_be_undone
from saas.core.privacy.runner.queries import merges_of, names_of
from saas.core.privacy.views.blueprint import pages
from saas.platform.database import load
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, Level, form_version, read_form, render, tell
from saas.platform.web.filters import day


@pages.get("/customers/<int:customer_id>/merge/<int:other_id>", endpoint="merge")
@requires(MERGE)
def compare(customer_id: int, other_id: int) -> Response:
    """Both customers side by side; the first stays."""
    return _page(*_both(customer_id, other_id))


@pages.post("/customers/<int:customer_id>/merge/<int:other_id>", endpoint="do_merge")
@requires(MERGE)
def do_merge(customer_id: int, other_id: int) -> Response:
    """Merge them."""
    winner, other = _both(customer_id, other_id)

    def work() -> None:
        typed: dict[str, Any] = read_form(MergeFormSchema, request)
        versions = {winner.id: form_version() or 0, other.id: typed.pop("other_version")}
        choices = {field: chosen for field, chosen in typed.items() if chosen is not None}
        merge(winner.id, [other.id], versions=versions, choices=choices)
        tell(_("They are one customer now. This can be undone for %(days)s days.", days=UNDO_DAYS))

    faults = save(work)
    if faults is not None:
        return _page(winner, other, faults)
    return make_response(redirect(url_for("customers.show", customer_id=winner.id), 303))


@pages.get("/customers/<int:customer_id>/merges")
@requires(MERGE)
def merges(customer_id: int) -> Response:
    """Who was merged into a customer, and until when that can be undone."""
    customer = visible_customer(customer_id, MERGE)
    found = merges_of(customer_id)
    names = names_of([one for row in found for one in row.loser_ids])
    return render(
        "privacy/merges.html", customer=customer, merges=found, names=names, can_be_undone=can_be_undone
    )


@pages.post("/merges/<int:merge_id>/undo")
@requires(MERGE)
def undo(merge_id: int) -> Response:
    """Let them be two customers again."""
    done = load(CustomerMerge, merge_id)
    visible_customer(done.winner_id, MERGE)

    def work() -> None:
        unmerge(merge_id)

    faults = save(work)
    said = (faults.error.message, Level.ERROR) if faults else (_("The merge was undone."), Level.SUCCESS)
    tell(*said)
    return make_response(redirect(url_for("privacy.merges", customer_id=done.winner_id), 303))


def _both(customer_id: int, other_id: int) -> tuple[Customer, Customer]:
    if customer_id == other_id:
        raise NotFound(_("This does not exist, or no longer."))
    return visible_customer(customer_id, MERGE), visible_customer(other_id, MERGE)


def _page(winner: Customer, other: Customer, faults: Conflicted | None = None) -> Response:
    shown = {one.id: _shown(one) for one in (winner, other)}
    different = [field for field in FIELDS if shown[winner.id][field] != shown[other.id][field]]
    choices = {
        field: [(str(one.id), shown[one.id][field] or _("nothing")) for one in (winner, other)]
        for field in FIELDS
    }
    start: dict[str, Any] = {field: first_with(field, [winner, other]) for field in different}
    start["other_version"] = other.row_version
    form = Form(
        MergeFormSchema,
        start,
        error=faults.error if faults else None,
        choices=choices,
        version=winner.row_version,
    )
    return render(
        "privacy/merge.html",
        status=faults.status if faults else 200,
        form=form,
        winner=winner,
        other=other,
        different=different,
        days=UNDO_DAYS,
    )


def _shown(customer: Customer) -> Mapping[str, str]:
    store, owner = names_of_places(customer)
    show: Mapping[str, Callable[[], object]] = {
        "name": lambda: customer.name,
        "kind": lambda: KINDS[customer.kind],
        "gender": lambda: GENDERS[customer.gender],
        "birth_date": lambda: day(customer.birth_date) if customer.birth_date else "",
        "lifecycle": lambda: LIFECYCLES[customer.lifecycle],
        "store_id": lambda: store,
        "owner_id": lambda: owner,
        "note": lambda: customer.note,
    }
    return {field: str(show[field]()) for field in FIELDS}
