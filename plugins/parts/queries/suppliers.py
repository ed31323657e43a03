"""Reads of suppliers and of the terms on which they deliver."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from plugins.parts.models import Part, Supplier, SupplierPart
from plugins.parts.offer import Offer, restored
from plugins.parts.queries.catalogue import matching
from saas.plugin_api import Page, current_tenant, keyset_page, session


def suppliers_page(
    text: str = "", *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Supplier]:
    """One page of the suppliers by code; a text finds by the beginning of the code or a piece of the name. One statement."""
    mine = select(Supplier).where(Supplier.tenant_id == current_tenant())
    if wanted := text.strip():
        code = Supplier.code.startswith(wanted.upper(), autoescape=True)
        mine = mine.where(or_(code, Supplier.name.icontains(wanted, autoescape=True)))
    return keyset_page(mine, keys=[Supplier.code, Supplier.id], limit=limit, after=after, before=before)


def active_suppliers(limit: int = 500) -> Sequence[Supplier]:
    """The suppliers that may be ordered from, by code; one statement."""
    mine = select(Supplier).where(Supplier.tenant_id == current_tenant(), Supplier.active)
    return session().scalars(mine.order_by(Supplier.code).limit(limit)).all()


def terms_page(
    supplier_id: int, text: str = "", *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of a supplier's terms with their parts, by the part's number, earlier and later ones too; one statement."""
    mine: Select[*tuple[Any, ...]] = (
        select(SupplierPart, Part)
        .join(Part, and_(Part.tenant_id == SupplierPart.tenant_id, Part.id == SupplierPart.part_id))
        .where(SupplierPart.tenant_id == current_tenant(), SupplierPart.supplier_id == supplier_id)
    )
    if text.strip():
        mine = mine.where(matching(text))
    keys = [Part.number, SupplierPart.valid_from, SupplierPart.id]
    return keyset_page(mine, keys=keys, limit=limit, after=after, before=before)


def terms_in_force(supplier_id: int, part_ids: Collection[int], day: date) -> Mapping[int, SupplierPart]:
    """A supplier's terms on a day by part; what it does not deliver then is left out. One statement."""
    if not part_ids:
        return {}
    mine = _in_force(day).where(
        SupplierPart.supplier_id == supplier_id, SupplierPart.part_id.in_(list(part_ids))
    )
    return {terms.part_id: terms for terms in session().scalars(mine)}


def offers_of(part_id: int, day: date) -> Sequence[Any]:
    """Which suppliers deliver a part on a day, on which terms: the approved ones first, the cheapest first; one statement."""
    on_day = _in_force(day).where(SupplierPart.part_id == part_id).subquery()
    statement = (
        select(SupplierPart, Supplier)
        .join(on_day, and_(on_day.c.tenant_id == SupplierPart.tenant_id, on_day.c.id == SupplierPart.id))
        .join(
            Supplier,
            and_(Supplier.tenant_id == SupplierPart.tenant_id, Supplier.id == SupplierPart.supplier_id),
        )
        .where(SupplierPart.tenant_id == current_tenant(), Supplier.active)
        .order_by(SupplierPart.approved.desc(), SupplierPart.unit_price, Supplier.code)
    )
    return session().execute(statement).all()


def approved_offers(part_ids: Collection[int] | Select[Any], day: date) -> Mapping[int, Sequence[Offer]]:
    """The terms by which each part may be ordered on a day, the cheapest first; one statement, for as many as there are."""
    wanted = part_ids if isinstance(part_ids, Select) else list(part_ids)
    on_day = _in_force(day).where(SupplierPart.part_id.in_(wanted)).subquery()
    seller = and_(Supplier.tenant_id == on_day.c.tenant_id, Supplier.id == on_day.c.supplier_id)
    names = ("part_id", "supplier_id", "unit_price", "pack", "minimum", "discount", "breaks")
    statement = (
        select(*(on_day.c[name] for name in names))
        .join(Supplier, seller)
        .where(on_day.c.approved, Supplier.active)
        .order_by(on_day.c.part_id, on_day.c.unit_price, Supplier.code)
    )
    found: dict[int, list[Offer]] = {}
    for row in session().execute(statement):
        offer = Offer(
            supplier_id=row.supplier_id,
            unit_price=row.unit_price,
            pack=row.pack,
            minimum=row.minimum,
            discount=row.discount,
            breaks=restored(row.breaks),
        )
        found.setdefault(row.part_id, []).append(offer)
    return found


def names_of(supplier_ids: Collection[int]) -> Mapping[int, str]:
    """What suppliers are called; one statement."""
    mine = (Supplier.tenant_id == current_tenant(), Supplier.id.in_(list(supplier_ids)))
    rows = session().execute(select(Supplier.id, Supplier.name).where(*mine))
    return {row.id: row.name for row in rows}


def _in_force(day: date) -> Select[*tuple[Any, ...]]:
    """Of each supplier and part the terms that began last."""
    return (
        select(SupplierPart)
        .where(SupplierPart.tenant_id == current_tenant(), SupplierPart.valid_from <= day)
        .ext(distinct_on(SupplierPart.supplier_id, SupplierPart.part_id))
        .order_by(SupplierPart.supplier_id, SupplierPart.part_id, SupplierPart.valid_from.desc())
    )
