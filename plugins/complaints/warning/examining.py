"""The counts of a group against their own pasts: numbers in, findings out. For workers only, as it loads the numerics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plugins.complaints.detectors import Night, control_false_discoveries, detect_night
from plugins.complaints.detectors.choice import EARS_HISTORY
from plugins.complaints.warning.causes import Finding
from plugins.complaints.warning.cells import Cell
from plugins.complaints.warning.counting import SEEN_WEEKS, Counted

Floats = NDArray[np.float64]
SHOWN_BOUNDS = 12
"""Of how many weeks the evidence says what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One week of all cells. tests: how many had a past to be held against. alarms: above their thresholds. discoveries:
    the alarms that stand once all tests count. findings, adjusted, detectors: of cells with a complaint in the week.
    """

    week: date
    tests: int
    expected_false: float
    alarms: tuple[Cell, ...]
    discoveries: tuple[Cell, ...]
    findings: Mapping[Cell, Finding]
    adjusted: Mapping[Cell, float]
    detectors: Mapping[Cell, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """Rows of cells by week: counts (nan before a store reported) and what they are of (1 where that is not known)."""

    weeks: tuple[date, ...]
    cells: tuple[Cell, ...]
    counts: Floats
    exposure: Floats

    @classmethod
    def of(cls, counted: Counted) -> Panel:
        """Fill weeks without a complaint with 0, from the first week on in which the store had a complaint or a visit."""
        place = {week: number for number, week in enumerate(counted.weeks)}
        cells = tuple(sorted(counted.complaints))
        begun = _begun(counted, place)
        counts = np.zeros((len(cells), len(place)))
        exposure = np.ones_like(counts)
        for row, cell in enumerate(cells):
            for week, number in counted.complaints[cell].items():
                counts[row, place[week]] = number
            counts[row, : begun[cell.store_id]] = np.nan
            exposure[row] = _exposure(counted, cell, begun[cell.store_id])
        return cls(weeks=counted.weeks, cells=cells, counts=counts, exposure=exposure)

    def rows(self, cells: Sequence[Cell]) -> Panel:
        """The same of some cells."""
        chosen = [self.cells.index(cell) for cell in cells]
        return Panel(
            weeks=self.weeks,
            cells=tuple(cells),
            counts=self.counts[chosen],
            exposure=self.exposure[chosen],
        )


def _begun(counted: Counted, place: Mapping[date, int]) -> dict[int, int]:
    begun: dict[int, int] = {}
    for of in (counted.complaints, counted.visits):
        for cell, weeks in of.items():
            first = min((place[week] for week in weeks if week in place), default=len(place))
            begun[cell.store_id] = min(begun.get(cell.store_id, len(place)), first)
    begun[0] = 0
    return begun


def _exposure(counted: Counted, cell: Cell, begun: int) -> Floats:
    """The visits of the weeks before each week; ones where some week has none, so that counts speak for themselves."""
    visits = counted.visits.get(Cell(store_id=cell.store_id, model=cell.model), {})
    first = counted.weeks[0]
    span = len(counted.weeks) + SEEN_WEEKS
    by_week = np.zeros(span)
    for week, number in visits.items():
        at = (week - first).days // 7 + SEEN_WEEKS
        if 0 <= at < span:
            by_week[at] = number
    sums = np.convolve(by_week, np.ones(SEEN_WEEKS))[SEEN_WEEKS - 1 : SEEN_WEEKS - 1 + len(counted.weeks)]
    return sums if bool((sums[begun:] > 0).all()) else np.ones(len(counted.weeks))


def examine(panel: Panel, index: int, *, alpha: float, q: float, least: int) -> Examined:
    """Test one week (by its place) of all cells.

    least: how many complaints a discovery has. A cell without a complaint in the week is tested too: its count is no
    surprise whatever is expected, so its p-value is 1, and no detector is asked.
    """
    history = ~np.isnan(panel.counts[:, :index])
    tested = history.sum(axis=1) >= EARS_HISTORY
    busy = np.flatnonzero((panel.counts[:, index] > 0) & tested)
    night = detect_night(
        panel.counts[busy, : index + 1],
        alpha=alpha,
        exposure=panel.exposure[busy, : index + 1],
        dates=panel.weeks[: index + 1],
    )
    p_values = np.ones(int(tested.sum()))
    p_values[: busy.size] = np.where(np.isnan(night.p_value), 1.0, night.p_value)
    adjusted = control_false_discoveries(p_values, q).adjusted
    known = np.flatnonzero(~np.isnan(night.threshold) & ~np.isnan(night.expected))
    cells = {row: panel.cells[busy[row]] for row in known.tolist()}
    alarms = [row for row in cells if night.alarm[row]]
    return Examined(
        week=panel.weeks[index],
        tests=int(tested.sum()),
        expected_false=alpha * int(tested.sum()),
        alarms=tuple(cells[row] for row in alarms),
        discoveries=tuple(
            cells[row] for row in alarms if adjusted[row] <= q and night.observed[row] >= least
        ),
        findings={cell: _finding(night, row) for row, cell in cells.items()},
        adjusted={cell: float(adjusted[row]) for row, cell in cells.items()},
        detectors={cell: night.choices[row].detector.value for row, cell in cells.items()},
    )


def _finding(night: Night, row: int) -> Finding:
    return Finding(
        observed=float(night.observed[row]),
        expected=float(night.expected[row]),
        threshold=float(night.threshold[row]),
        p_value=float(night.p_value[row]),
    )


def series_of(panel: Panel, cells: Sequence[Cell], index: int, *, alpha: float) -> dict[Cell, dict[str, Any]]:
    """What evidence keeps of cells up to a week: the counts, what they are of, and what was expected of the latest weeks."""
    mine = panel.rows(cells)
    first = max(index - SHOWN_BOUNDS + 1, 0)
    bounds = []
    for at in range(first, index + 1):
        night = detect_night(
            mine.counts[:, : at + 1],
            alpha=alpha,
            exposure=mine.exposure[:, : at + 1],
            dates=panel.weeks[: at + 1],
        )
        bounds.append((night.expected, night.threshold))
    return {
        cell: {
            "weeks": [week.isoformat() for week in panel.weeks[: index + 1]],
            "counts": _told(mine.counts[row, : index + 1]),
            "exposure": _told(mine.exposure[row, : index + 1]) if (mine.exposure[row] != 1).any() else None,
            "bounds_from": first,
            "expected": _told([expected[row] for expected, _bound in bounds]),
            "threshold": _told([bound[row] for _expected, bound in bounds]),
        }
        for row, cell in enumerate(cells)
    }


def _told(values: Sequence[float] | Floats) -> list[float | None]:
    return [round(float(one), 6) if np.isfinite(one) else None for one in values]
