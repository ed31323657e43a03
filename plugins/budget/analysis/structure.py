"""The structure of cost: what each part took, against its budget and an earlier period, the greatest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.budget.models import CostCategory, CostKind
from plugins.budget.months import Span
from plugins.budget.queries.analysis import (
    Dimension,
    Extent,
    Sums,
    department_names,
    store_names,
)
from plugins.budget.queries.categories import above, all_categories
from plugins.budget.queries.past_costs import sums_with_past
from plugins.budget.words import COST_KINDS, in_locale
from saas.plugin_api import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the cost. share: of all that was spent; upto: of it and all greater ones (Pareto); None of nothing.

    id: of the category, store or department, None for what has none. below: whether it can be taken apart further.
    """

    id: int | None
    name: str
    actual_fen: int
    planned_fen: int
    before_fen: int
    share: float | None
    upto: float | None
    below: bool = False

    @property
    def over_fen(self) -> int:
        """By how much more than planned was spent."""
        return self.actual_fen - self.planned_fen

    @property
    def used(self) -> float | None:
        """Spent of planned; None where nothing was planned."""
        return self.actual_fen / self.planned_fen if self.planned_fen else None

    @property
    def growth(self) -> float | None:
        """The change against the earlier period; None where nothing was spent then."""
        return self.actual_fen / self.before_fen - 1 if self.before_fen else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """All parts, the greatest first, and their sums."""

    parts: tuple[Part, ...]
    actual_fen: int
    planned_fen: int
    before_fen: int

    @property
    def empty(self) -> bool:
        """Whether nothing at all was planned or spent."""
        return not self.parts


def structure(dimension: Dimension, extent: Extent, span: Span, before: Span) -> Structure:
    """The parts of the cost of a span. before: the earlier period to compare with.

    By category those are told apart that stand directly below the one asked for, or at the top, each with all that
    belongs to it; what was booked on the one asked for itself is a part of its own.
    """
    found = sums_with_past(dimension, extent, [span, before])
    if dimension is Dimension.CATEGORY:
        return _whole(*_of_categories(found, extent.category_id))
    if dimension is Dimension.KIND:
        kinds = {key: str(label) for key, label in COST_KINDS.items()}
        return _whole(found, lambda key: (None, kinds[CostKind(key)], False))
    names = store_names() if dimension is Dimension.STORE else department_names()
    nobody = _("The group") if dimension is Dimension.STORE else _("Of no department")
    return _whole(found, lambda key: (key, nobody if key is None else names.get(key, "—"), False))


_Named = Callable[[Any], tuple[int | None, str, bool]]


def _of_categories(found: Sequence[Sums], asked: int | None) -> tuple[list[Sums], _Named]:
    known = {one.id: one for one in all_categories()}
    together: dict[int, Sums] = {}
    for one in found:
        key = _stands_below(one.key, asked, known)
        here = together.get(key)
        together[key] = one if here is None else _added(here, one)
    parents = {one.parent_id for one in known.values()}

    def named(key: int) -> tuple[int | None, str, bool]:
        if key == asked:
            return key, _("%(name)s itself", name=in_locale(known[key].names)), False
        return key, in_locale(known[key].names), key in parents

    return [
        Sums(key=key, planned_fen=one.planned_fen, actual_fen=one.actual_fen) for key, one in together.items()
    ], named


def _stands_below(category_id: int, asked: int | None, known: Mapping[int, CostCategory]) -> int:
    chain = above(category_id, known)
    if asked is None or asked not in chain:
        return chain[-1]
    place = chain.index(asked)
    return chain[max(place - 1, 0)]


def _added(one: Sums, other: Sums) -> Sums:
    return Sums(
        key=one.key,
        planned_fen=tuple(a + b for a, b in zip(one.planned_fen, other.planned_fen, strict=True)),
        actual_fen=tuple(a + b for a, b in zip(one.actual_fen, other.actual_fen, strict=True)),
    )


def _whole(found: Sequence[Sums], named: _Named) -> Structure:
    shown = [one for one in found if any(one.actual_fen) or one.planned_fen[0]]
    shown.sort(key=lambda one: (-one.actual_fen[0], -one.planned_fen[0], str(one.key)))
    total = sum(one.actual_fen[0] for one in shown)
    parts, upto = [], 0
    for one in shown:
        upto += one.actual_fen[0]
        key, name, below = named(one.key)
        parts.append(
            Part(
                id=key,
                name=name,
                actual_fen=one.actual_fen[0],
                planned_fen=one.planned_fen[0],
                before_fen=one.actual_fen[1],
                share=one.actual_fen[0] / total if total else None,
                upto=upto / total if total else None,
                below=below,
            )
        )
    return Structure(
        parts=tuple(parts),
        actual_fen=total,
        planned_fen=sum(one.planned_fen for one in parts),
        before_fen=sum(one.before_fen for one in parts),
    )
