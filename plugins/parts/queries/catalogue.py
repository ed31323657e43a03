"""Reads of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from plugins.parts.models import Part, PartAlias
from plugins.parts.numbers import part_number
from saas.plugin_api import NotFound, Page, _, current_tenant, keyset_page, session


def matching(text: str) -> ColumnElement[bool]:
    """The criterion of the parts that a text finds: by the beginning of a number, also another one, or a piece of the name."""
    number = part_number(text)
    aliases = select(PartAlias.part_id).where(
        PartAlias.tenant_id == current_tenant(), PartAlias.number.startswith(number, autoescape=True)
    )
    return or_(
        Part.number.startswith(number, autoescape=True),
        Part.name.icontains(text.strip(), autoescape=True),
        Part.id.in_(aliases),
    )


def parts_page(
    text: str = "", *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Part]:
    """One page of the catalogue by number; one statement."""
    mine = select(Part).where(Part.tenant_id == current_tenant())
    if text.strip():
        mine = mine.where(matching(text))
    return keyset_page(mine, keys=[Part.number, Part.id], limit=limit, after=after, before=before)


def find_parts(text: str, limit: int) -> Sequence[Part]:
    """The first parts that a text finds and that may be ordered; one statement."""
    mine = select(Part).where(Part.tenant_id == current_tenant(), Part.active, matching(text))
    return session().scalars(mine.order_by(Part.number, Part.id).limit(limit)).all()


def part_row(part_id: int) -> tuple[Part, Any]:
    """A part, and the number and name of the one that replaces it; raises NotFound. One statement."""
    after = (
        select(Part.id, Part.number, Part.name).where(Part.tenant_id == current_tenant()).subquery("after")
    )
    found = (
        session()
        .execute(
            select(Part, after.c.id, after.c.number, after.c.name)
            .outerjoin(after, after.c.id == Part.successor_id)
            .where(Part.tenant_id == current_tenant(), Part.id == part_id)
        )
        .one_or_none()
    )
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    part: Part = found[0]
    return part, found if found[1] is not None else None


def aliases_of(part_id: int) -> list[str]:
    """The other numbers of a part."""
    mine = (PartAlias.tenant_id == current_tenant(), PartAlias.part_id == part_id)
    return list(session().scalars(select(PartAlias.number).where(*mine).order_by(PartAlias.number)))
