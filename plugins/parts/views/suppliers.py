"""Suppliers: the list, one with what it delivers, and its form."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.models import Supplier
from plugins.parts.operations import SupplierDetails, add_supplier, change_supplier
from plugins.parts.permissions import ORDER_READ, SUPPLIER_READ, SUPPLIER_WRITE
from plugins.parts.queries.suppliers import suppliers_page, terms_page
from plugins.parts.schemas.amounts import in_yuan
from plugins.parts.schemas.suppliers import PartSupplierFormSchema
from plugins.parts.views.blueprint import WORDS, differences, pages
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    form_version,
    load,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50


@pages.get("/suppliers/", endpoint="suppliers")
@requires(SUPPLIER_READ)
def show_suppliers() -> Response:
    """All suppliers by code."""
    text = request.args.get("q", "")
    page = suppliers_page(
        text, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    return render("parts/suppliers.html", page=page, text=text, may_add=allowed(SUPPLIER_WRITE), **WORDS)


@pages.get("/suppliers/new", endpoint="new_supplier")
@requires(SUPPLIER_WRITE)
def show_new() -> Response:
    """The form of a new supplier."""
    return _page(None)


@pages.post("/suppliers/new", endpoint="add_supplier")
@requires(SUPPLIER_WRITE)
def add() -> AnyResponse:
    """Add a supplier."""
    try:
        with session().begin_nested():
            supplier = add_supplier(SupplierDetails.from_input(read_form(PartSupplierFormSchema, request)))
    except Invalid as error:
        return _page(None, error)
    tell(_("The supplier was saved."))
    return redirect(url_for("parts.supplier", supplier_id=supplier.id), 303)


@pages.get("/suppliers/<int:supplier_id>", endpoint="supplier")
@requires(SUPPLIER_READ)
def show_supplier(supplier_id: int) -> Response:
    """A supplier and the terms on which it delivers."""
    text = request.args.get("q", "")
    page = terms_page(
        supplier_id, text, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    return render(
        "parts/supplier.html",
        supplier=load(Supplier, supplier_id),
        page=page,
        text=text,
        may_edit=allowed(SUPPLIER_WRITE),
        may_see_orders=allowed(ORDER_READ),
        **WORDS,
    )


@pages.get("/suppliers/<int:supplier_id>/edit", endpoint="edit_supplier")
@requires(SUPPLIER_WRITE)
def edit(supplier_id: int) -> Response:
    """The form of a supplier."""
    return _page(load(Supplier, supplier_id))


@pages.post("/suppliers/<int:supplier_id>/edit", endpoint="change_supplier")
@requires(SUPPLIER_WRITE)
def change(supplier_id: int) -> AnyResponse:
    """Change what is said of a supplier."""
    supplier = load(Supplier, supplier_id)
    try:
        with session().begin_nested():
            details = SupplierDetails.from_input(read_form(PartSupplierFormSchema, request))
            change_supplier(supplier_id, details, version=form_version() or 0)
    except Invalid as error:
        return _page(supplier, error)
    except Conflict as error:
        return _page(supplier, Invalid("", error.message), status=409)
    tell(_("The supplier was saved."))
    return redirect(url_for("parts.supplier", supplier_id=supplier_id), 303)


def _page(supplier: Supplier | None, error: Invalid | None = None, *, status: int = 422) -> Response:
    stored: dict[str, Any] = {"active": True}
    if supplier is not None:
        session().refresh(supplier)
        stored = _stored(supplier)
    # After a conflict both versions are shown, and saving again is a decision.
    version = form_version() if error and status != 409 else supplier.row_version if supplier else None
    form = Form(PartSupplierFormSchema, stored, error=error, version=version)
    return render(
        "parts/supplier_form.html",
        status=status if error else 200,
        form=form,
        supplier=supplier,
        action=url_for("parts.change_supplier", supplier_id=supplier.id)
        if supplier
        else url_for("parts.add_supplier"),
        differences=differences(form, stored) if status == 409 else (),
    )


def _stored(supplier: Supplier) -> dict[str, Any]:
    return {
        "code": supplier.code,
        "name": supplier.name,
        "contact": supplier.contact or "",
        "lead_days": supplier.lead_days,
        "active": supplier.active,
        "minimum_order_fen": in_yuan(supplier.minimum_order_fen),
        "order_cost_fen": in_yuan(supplier.order_cost_fen),
    }
