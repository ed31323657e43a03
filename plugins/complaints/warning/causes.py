"""One alert for each cause: of all series that stand out in a week, the fewest and most specific that explain the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from plugins.complaints.detectors import at_least
from plugins.complaints.warning.cells import Cell

EXPLAINED_FROM = 0.01
"""A part stands out by itself where its count, given that of the rest, would be this improbable or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a night found of one cell in one week."""

    observed: float
    expected: float
    threshold: float
    p_value: float

    @property
    def excess(self) -> float:
        """How many more than expected."""
        return self.observed - self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A cell that is alerted, and the cells whose alarms it explains."""

    cell: Cell
    explains: tuple[Cell, ...]


def causes(
    found: Mapping[Cell, Finding], alarms: Collection[Cell], *, known: Sequence[Cell] = ()
) -> list[Cause]:
    """Choose the cells to alert: greedily the one that explains most of the alarms that are left, the more specific first.

    found: all cells that were tested, since what two cells have in common counts. alarms: those that stand out. known: cells
    that are alerted already; they come first, where they are above what is expected, so that a running alert takes up what
    it explains. A wider cell is explained by a narrower one without whose excess it would not pass its threshold. A narrower
    one is explained by a wider one that would stand out without it too, where its count is its usual share of the rise.
    """
    left = sorted(set(alarms), key=lambda cell: (found[cell].p_value, cell))
    chosen = []
    for cell in known:
        if cell in found and found[cell].excess > 0:
            mine = [one for one in left if one == cell or _explains(cell, one, found)]
            if mine:
                chosen.append(Cause(cell=cell, explains=tuple(mine)))
                left = [one for one in left if one not in mine]
    while left:
        explained = {
            cell: [one for one in left if one == cell or _explains(cell, one, found)] for cell in left
        }
        best = max(left, key=lambda cell: (len(explained[cell]), cell.depth, -left.index(cell)))
        chosen.append(Cause(cell=best, explains=tuple(explained[best])))
        left = [one for one in left if one not in explained[best]]
    return chosen


def _explains(cause: Cell, other: Cell, found: Mapping[Cell, Finding]) -> bool:
    if cause.contains(other):
        return _is_part_of_rise(found[cause], found[other])
    common = cause.meet(other)
    if common is None or common not in found:
        return False
    rest = found[other].observed - max(found[common].excess, 0.0)
    return rest <= found[other].threshold


def _is_part_of_rise(whole: Finding, part: Finding) -> bool:
    """Whether the whole would stand out without the part too, and the part's count is its usual share of the rise."""
    if whole.observed - max(part.excess, 0.0) <= whole.threshold:
        return False
    # Half a complaint on either side: what never had a complaint has a share all the same.
    usual = (part.expected + 0.5) / (max(whole.expected - part.expected, 0.0) + 0.5)
    return float(at_least(part.observed, usual * (whole.observed - part.observed))) > EXPLAINED_FROM
