"""Keeping the catalogue: parts, their other numbers, what replaces them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from plugins.parts.models import Part, PartAlias, QualityClass, Unit
from plugins.parts.numbers import part_number
from plugins.parts.permissions.stock import PART_WRITE
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

MOST_STEPS = 50
"""Of how many parts that replace one another a chain may consist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDetails:
    """What is said of a part. unit_cost: in fen. aliases: further numbers, as typed."""

    number: str
    name: str
    brand: str = ""
    quality: QualityClass = QualityClass.OEM
    unit: Unit = Unit.PIECE
    pack: Decimal = Decimal(1)
    unit_cost: Decimal = Decimal(0)
    list_price_fen: int | None = None
    three_guarantees: bool = False
    wear: bool = False
    active: bool = True
    successor_id: int | None = None
    aliases: tuple[str, ...] = ()

    @classmethod
    def from_input(cls, typed: Mapping[str, Any]) -> PartDetails:
        """What a checked form or body says; what it holds besides is left out."""
        found = {field.name: typed[field.name] for field in fields(cls) if field.name in typed}
        found["unit_cost"] = found.get("unit_cost") or Decimal(0)
        return cls(**{**found, "aliases": tuple(found.get("aliases") or ())})


_OWN_COLUMNS = [
    field.name for field in fields(PartDetails) if field.name not in ("aliases", "number", "brand")
]


def add_part(details: PartDetails) -> Part:
    """Add a part. Raises Forbidden without the right, Invalid for a number that the brand has already."""
    require(PART_WRITE)
    part = Part(number="", name="")
    _write(part, details)
    session().add(part)
    session().flush()
    _write_aliases(part, details)
    record("parts.part.added", "parts_part", part.id, detail={"number": part.number, "brand": part.brand})
    return part


def change_part(part_id: int, details: PartDetails, *, version: int) -> Part:
    """Change what is said of a part; raises as `add_part`, NotFound, and VersionConflict when it moved on."""
    require(PART_WRITE)
    part = load_for_change(Part, part_id, version=version)
    _write(part, details)
    others = _write_aliases(part, details)
    changes = changes_of(part)
    if changes or others:
        record("parts.part.changed", "parts_part", part.id, changes=changes, detail={"number": part.number})
    session().flush()
    return part


def _write(part: Part, details: PartDetails) -> None:
    number, brand = part_number(details.number), details.brand.strip()
    if not number:
        raise Invalid("number", _("Enter the part's number."))
    twins = select(Part.id).where(
        Part.tenant_id == current_tenant(),
        Part.brand == brand,
        Part.number == number,
        Part.id != (part.id or 0),
    )
    if session().scalar(twins) is not None:
        raise Invalid("number", _("There is a part with this number of this brand."))
    _check_successor(part.id, details.successor_id)
    part.number, part.brand = number, brand
    for name in _OWN_COLUMNS:
        setattr(part, name, getattr(details, name))


def _check_successor(part_id: int | None, successor_id: int | None) -> None:
    """Refuse a part that is not there, and a circle of parts that replace one another."""
    step: int | None = successor_id
    for _step in range(MOST_STEPS):
        if step is None:
            return
        if step == part_id:
            raise Invalid("successor_id", _("This part is itself replaced by the part that you change."))
        try:
            step = load(Part, step).successor_id
        except NotFound:
            raise Invalid("successor_id", _("This does not exist, or no longer.")) from None
    raise Invalid("successor_id", _("Too many parts replace one another in a row."))


def _write_aliases(part: Part, details: PartDetails) -> bool:
    """Make the other numbers those of the details; whether they were others before."""
    wanted = {part_number(one) for one in details.aliases} - {"", part.number}
    mine = (PartAlias.tenant_id == current_tenant(), PartAlias.part_id == part.id)
    there = set(session().scalars(select(PartAlias.number).where(*mine)))
    if gone := there - wanted:
        session().execute(delete(PartAlias).where(*mine, PartAlias.number.in_(gone)))
    session().add_all(PartAlias(part_id=part.id, number=number) for number in sorted(wanted - there))
    return wanted != there
