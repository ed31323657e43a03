"""Keeping suppliers, and the terms on which they deliver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from plugins.parts.models import Part, QualityClass, Supplier, SupplierPart
from plugins.parts.numbers import plain
from plugins.parts.offer import BreakFault, DiscountKind, PriceBreak, faults, restored, stored
from plugins.parts.permissions import SUPPLIER_WRITE
from saas.plugin_api import (
    Invalid,
    NotFound,
    _,
    changes_of,
    current_tenant,
    load,
    load_for_change,
    record,
    require,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDetails:
    """What is said of a supplier. contact: whom to call there."""

    code: str
    name: str
    lead_days: int
    contact: str = ""
    minimum_order_fen: int | None = None
    order_cost_fen: int = 0
    active: bool = True

    @classmethod
    def from_input(cls, typed: Mapping[str, Any]) -> SupplierDetails:
        """What a checked form or body says; what it holds besides is left out."""
        found = {field.name: typed[field.name] for field in fields(cls) if field.name in typed}
        return cls(**{**found, "order_cost_fen": found.get("order_cost_fen") or 0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms a part is delivered from a day on; as `SupplierPart` has them."""

    part_id: int
    valid_from: date
    unit_price: Decimal
    pack: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    quality: QualityClass = QualityClass.OEM
    approved: bool = False
    lead_days: int | None = None
    discount: DiscountKind = DiscountKind.ALL_UNITS
    breaks: Sequence[PriceBreak] = ()

    @classmethod
    def from_input(cls, typed: Mapping[str, Any]) -> Terms:
        """What a checked form or body says; what it holds besides is left out."""
        found = {field.name: typed[field.name] for field in fields(cls) if field.name in typed}
        more = {"minimum": found.get("minimum") or Decimal(0), "breaks": restored(found.get("breaks", ()))}
        return cls(**{**found, **more})


def add_supplier(details: SupplierDetails) -> Supplier:
    """Add a supplier. Raises Forbidden without the right, Invalid for a code that there is."""
    require(SUPPLIER_WRITE)
    supplier = Supplier()
    _write(supplier, details)
    session().add(supplier)
    session().flush()
    record("parts.supplier.added", "parts_supplier", supplier.id, detail={"code": supplier.code})
    return supplier


def change_supplier(supplier_id: int, details: SupplierDetails, *, version: int) -> Supplier:
    """Change what is said of a supplier; raises as `add_supplier`, NotFound, and VersionConflict when it moved on."""
    require(SUPPLIER_WRITE)
    supplier = load_for_change(Supplier, supplier_id, version=version)
    _write(supplier, details)
    if changes := changes_of(supplier):
        record(
            "parts.supplier.changed", "parts_supplier", supplier.id, changes=changes,
            detail={"code": supplier.code},
        )  # fmt: skip
    session().flush()
    return supplier


def add_terms(supplier_id: int, terms: Terms) -> SupplierPart:
    """Add terms.

    Raises Forbidden, NotFound, Invalid for a part that is not there, terms that begin on that day already, and prices that
    leave a quantity without one or do not fall.
    """
    require(SUPPLIER_WRITE)
    supplier = load(Supplier, supplier_id)
    row = SupplierPart(supplier_id=supplier.id)
    part = _write_terms(row, terms)
    session().add(row)
    session().flush()
    told = {"code": supplier.code, "number": part.number, "valid_from": terms.valid_from.isoformat()}
    record("parts.supplier.terms_added", "parts_supplier", supplier.id, detail=told)
    return row


def change_terms(terms_id: int, terms: Terms, *, version: int) -> SupplierPart:
    """Change terms, also of days that have passed: orders keep the price at which they were written. Raises as `add_terms`."""
    require(SUPPLIER_WRITE)
    row = load_for_change(SupplierPart, terms_id, version=version)
    part = _write_terms(row, terms)
    if changes := changes_of(row):
        told = {"number": part.number, "valid_from": row.valid_from.isoformat()}
        record(
            "parts.supplier.terms_changed", "parts_supplier", row.supplier_id, changes=changes, detail=told
        )
    session().flush()
    return row


def _write(supplier: Supplier, details: SupplierDetails) -> None:
    code = details.code.strip().upper()
    if not code:
        raise Invalid("code", _("Enter the supplier's code."))
    mine = (Supplier.tenant_id == current_tenant(), Supplier.code == code, Supplier.id != (supplier.id or 0))
    if session().scalar(select(Supplier.id).where(*mine)) is not None:
        raise Invalid("code", _("There is a supplier with this code."))
    supplier.code, supplier.name = code, details.name.strip()
    supplier.contact = details.contact.strip() or None
    supplier.lead_days, supplier.active = details.lead_days, details.active
    supplier.minimum_order_fen, supplier.order_cost_fen = details.minimum_order_fen, details.order_cost_fen


def _write_terms(row: SupplierPart, terms: Terms) -> Part:
    try:
        part = load(Part, terms.part_id)
    except NotFound:
        raise Invalid("part_id", _("This does not exist, or no longer.")) from None
    twin = select(SupplierPart.id).where(
        SupplierPart.tenant_id == current_tenant(),
        SupplierPart.supplier_id == row.supplier_id,
        SupplierPart.part_id == terms.part_id,
        SupplierPart.valid_from == terms.valid_from,
        SupplierPart.id != (row.id or 0),
    )
    if session().scalar(twin) is not None:
        raise Invalid("valid_from", _("This supplier has terms for the part from this day on already."))
    for field in fields(terms):
        if field.name != "breaks":
            setattr(row, field.name, getattr(terms, field.name))
    row.breaks = stored(terms.breaks)
    _check_prices(row)
    return part


def _check_prices(row: SupplierPart) -> None:
    wrong: dict[str, list[str]] = {}
    offer = row.offer
    for place, fault in faults(offer):
        before = offer.prices[place]
        match fault:
            case BreakFault.NOT_ABOVE_LEAST:
                field, least = "quantity", plain(offer.deliverable(offer.pack))
                told = _("The supplier delivers at least %(least)s: begin above that.", least=least)
            case BreakFault.NOT_RISING:
                field, told = (
                    "quantity",
                    _("Above %(before)s, as the row before.", before=plain(before.quantity)),
                )
            case BreakFault.NOT_CHEAPER:
                field, told = "unit_price", _("Above 0 and below the price of smaller quantities.")
        wrong.setdefault(f"breaks-{place}-{field}", []).append(told)
    if wrong:
        raise Invalid.many(wrong)
