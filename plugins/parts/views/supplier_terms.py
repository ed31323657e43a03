"""The form of the terms on which a supplier delivers a part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.models import Supplier, SupplierPart
from plugins.parts.numbers import plain
from plugins.parts.operations import Terms, add_terms, change_terms
from plugins.parts.permissions import SUPPLIER_WRITE
from plugins.parts.schemas.amounts import in_yuan
from plugins.parts.schemas.suppliers import PartTermsFormSchema
from plugins.parts.views.blueprint import differences, pages
from plugins.parts.views.catalogue import picked, with_picker
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    NotFound,
    _,
    form_version,
    load,
    read_form,
    render,
    requires,
    session,
    tell,
    today,
    zone_of,
)

TERMS = "/suppliers/<int:supplier_id>/terms"


@pages.get(f"{TERMS}/new", endpoint="new_terms")
@requires(SUPPLIER_WRITE)
def show_new(supplier_id: int) -> Response:
    """The form of new terms."""
    return _page(load(Supplier, supplier_id), None)


@pages.post(f"{TERMS}/new", endpoint="add_terms")
@requires(SUPPLIER_WRITE)
def add(supplier_id: int) -> AnyResponse:
    """Add terms."""
    supplier = load(Supplier, supplier_id)
    try:
        with session().begin_nested():
            add_terms(supplier_id, Terms.from_input(read_form(with_picker(PartTermsFormSchema()), request)))
    except Invalid as error:
        return _page(supplier, None, error)
    tell(_("The terms were saved."))
    return redirect(url_for("parts.supplier", supplier_id=supplier_id), 303)


@pages.get(f"{TERMS}/<int:supplier_part_id>/edit", endpoint="edit_terms")
@requires(SUPPLIER_WRITE)
def edit(supplier_id: int, supplier_part_id: int) -> Response:
    """The form of terms."""
    return _page(load(Supplier, supplier_id), _of(supplier_id, supplier_part_id))


@pages.post(f"{TERMS}/<int:supplier_part_id>/edit", endpoint="change_terms")
@requires(SUPPLIER_WRITE)
def change(supplier_id: int, supplier_part_id: int) -> AnyResponse:
    """Change terms."""
    supplier, row = load(Supplier, supplier_id), _of(supplier_id, supplier_part_id)
    try:
        with session().begin_nested():
            terms = Terms.from_input(read_form(with_picker(PartTermsFormSchema()), request))
            change_terms(supplier_part_id, terms, version=form_version() or 0)
    except Invalid as error:
        return _page(supplier, row, error)
    except Conflict as error:
        return _page(supplier, row, Invalid("", error.message), status=409)
    tell(_("The terms were saved."))
    return redirect(url_for("parts.supplier", supplier_id=supplier_id), 303)


def _of(supplier_id: int, supplier_part_id: int) -> SupplierPart:
    row = load(SupplierPart, supplier_part_id)
    if row.supplier_id != supplier_id:
        raise NotFound(_("This does not exist, or no longer."))
    return row


def _page(
    supplier: Supplier, row: SupplierPart | None, error: Invalid | None = None, *, status: int = 422
) -> Response:
    stored: dict[str, Any] = {
        "valid_from": today(zone_of(None)).isoformat(),
        "pack": "1",
        "quality": "oem",
        "approved": False,
        "discount": "all_units",
    }
    if row is not None:
        session().refresh(row)
        stored = _stored(row)
    version = form_version() if error and status != 409 else row.row_version if row else None
    choices = picked(request.form.get("part_id") or stored.get("part_id"))
    form = Form(with_picker(PartTermsFormSchema()), stored, error=error, version=version, choices=choices)
    action = url_for("parts.add_terms", supplier_id=supplier.id)
    if row is not None:
        action = url_for("parts.change_terms", supplier_id=supplier.id, supplier_part_id=row.id)
    return render(
        "parts/terms_form.html",
        status=status if error else 200,
        form=form,
        supplier=supplier,
        row=row,
        action=action,
        differences=_differences(form, stored) if status == 409 else (),
    )


def _stored(row: SupplierPart) -> dict[str, Any]:
    breaks = [
        {"quantity": plain(one.quantity), "unit_price": in_yuan(one.unit_price)} for one in row.offer.breaks
    ]
    return {
        "part_id": row.part_id,
        "valid_from": row.valid_from.isoformat(),
        "unit_price": in_yuan(row.unit_price),
        "pack": plain(row.pack),
        "minimum": plain(row.minimum),
        "quality": row.quality.value,
        "lead_days": row.lead_days,
        "approved": row.approved,
        "discount": row.discount.value,
        "breaks": breaks,
    }


def _differences(form: Form, stored: dict[str, Any]) -> list[tuple[object, object, object]]:
    prices = form.field("breaks")
    rows = (prices.label, _prices(prices.value or ()), _prices(stored["breaks"]))
    return [*differences(form, {name: stored[name] for name in stored if name != "breaks"}), rows]


def _prices(rows: Iterable[Mapping[str, object]]) -> str:
    return " · ".join(f"{row.get('quantity', '')}: {row.get('unit_price', '')}" for row in rows)
