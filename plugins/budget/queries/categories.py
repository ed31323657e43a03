"""Reads: the tree of cost categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from plugins.budget.models import CostCategory
from plugins.budget.words import in_locale
from saas.plugin_api import current_tenant, session


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeRow:
    """A category where it stands in the tree. depth: 0 for one that belongs to none."""

    category: CostCategory
    depth: int


def all_categories() -> Sequence[CostCategory]:
    """All categories of the group, retired ones too, in its order; one statement."""
    statement = select(CostCategory).where(CostCategory.tenant_id == current_tenant())
    return session().scalars(statement.order_by(CostCategory.position, CostCategory.id)).all()


def category_tree() -> list[TreeRow]:
    """All categories, each followed by those that belong to it; one statement."""
    known = all_categories()
    below: dict[int | None, list[CostCategory]] = {}
    for one in known:
        below.setdefault(one.parent_id, []).append(one)
    found: list[TreeRow] = []

    def walk(parent: int | None, depth: int) -> None:
        for one in below.get(parent, []):
            found.append(TreeRow(category=one, depth=depth))
            walk(one.id, depth + 1)

    walk(None, 0)
    return found


def above(category_id: int, known: Mapping[int, CostCategory]) -> list[int]:
    """A category and those that it belongs to, the nearest first."""
    found: list[int] = []
    here: int | None = category_id
    while here is not None and here in known and here not in found:
        found.append(here)
        here = known[here].parent_id
    return found


def category_choices(*kept: int | None) -> list[tuple[str, str]]:
    """The categories that may be chosen in a form, indented as they belong together; `kept`, retired or not."""
    return [
        (str(row.category.id), "　" * row.depth + in_locale(row.category.names))
        for row in category_tree()
        if row.category.active or row.category.id in kept
    ]
