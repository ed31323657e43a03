"""Suppliers and their terms, for other systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.models import Supplier, SupplierPart
from plugins.parts.operations import SupplierDetails, Terms
from plugins.parts.permissions import SUPPLIER_READ, SUPPLIER_WRITE
from plugins.parts.queries.suppliers import suppliers_page, terms_page
from plugins.parts.schemas.suppliers import (
    PartSupplierOut,
    PartSupplierQuery,
    PartSupplierSchema,
    PartTermsOut,
    PartTermsSchema,
)
from saas.plugin_api import Page, expected_version, listed, load, page_of, requires, tell_version


@api.get("/suppliers")
@api.arguments(PartSupplierQuery, location="query")
@api.response(200, page_of(PartSupplierOut))
@requires(SUPPLIER_READ)
def list_suppliers(query: dict[str, Any]) -> dict[str, object]:
    """List suppliers by code; `q` finds by the beginning of the code or a piece of the name."""
    return listed(suppliers_page(query["q"], limit=query["limit"], after=query["after"]))


@api.post("/suppliers")
@api.arguments(PartSupplierSchema)
@api.response(201, PartSupplierOut)
@requires(SUPPLIER_WRITE)
def add_supplier(body: Mapping[str, Any]) -> Supplier:
    """Add a supplier."""
    return _told(operations.add_supplier(SupplierDetails.from_input(body)))


@api.get("/suppliers/<int:supplier_id>")
@api.response(200, PartSupplierOut)
@requires(SUPPLIER_READ)
def read_supplier(supplier_id: int) -> Supplier:
    """Show one supplier."""
    return _told(load(Supplier, supplier_id))


@api.put("/suppliers/<int:supplier_id>")
@api.arguments(PartSupplierSchema)
@api.response(200, PartSupplierOut)
@requires(SUPPLIER_WRITE)
def change_supplier(body: Mapping[str, Any], supplier_id: int) -> Supplier:
    """Change what is said of a supplier."""
    details = SupplierDetails.from_input(body)
    return _told(operations.change_supplier(supplier_id, details, version=expected_version()))


@api.get("/suppliers/<int:supplier_id>/terms")
@api.arguments(PartSupplierQuery, location="query")
@api.response(200, page_of(PartTermsOut))
@requires(SUPPLIER_READ)
def list_terms(query: dict[str, Any], supplier_id: int) -> dict[str, object]:
    """List the terms on which a supplier delivers, by the part's number, earlier and later ones too."""
    load(Supplier, supplier_id)
    page = terms_page(supplier_id, query["q"], limit=query["limit"], after=query["after"])
    rows = [row.SupplierPart for row in page.rows]
    return listed(Page(rows=rows, after=page.after, before=page.before))


@api.post("/suppliers/<int:supplier_id>/terms")
@api.arguments(PartTermsSchema)
@api.response(201, PartTermsOut)
@requires(SUPPLIER_WRITE)
def add_terms(body: Mapping[str, Any], supplier_id: int) -> SupplierPart:
    """Add terms on which a part is delivered from a day on."""
    row = operations.add_terms(supplier_id, Terms.from_input(body))
    tell_version(row)
    return row


@api.put("/supplier-terms/<int:supplier_part_id>")
@api.arguments(PartTermsSchema)
@api.response(200, PartTermsOut)
@requires(SUPPLIER_WRITE)
def change_terms(body: Mapping[str, Any], supplier_part_id: int) -> SupplierPart:
    """Change terms."""
    row = operations.change_terms(supplier_part_id, Terms.from_input(body), version=expected_version())
    tell_version(row)
    return row


def _told(supplier: Supplier) -> Supplier:
    tell_version(supplier)
    return supplier
