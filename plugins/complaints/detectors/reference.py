"""Which weeks of the past a week is compared with: windows round the same week of earlier years, and blocks between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from plugins.complaints.detectors.counts import Floats, Whole
from plugins.complaints.detectors.irls import Design
from plugins.complaints.detectors.options import FarringtonOptions

_STEPS = {52: 7, 365: 1}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Baseline:
    """Weeks that share a design. weeks: which are tested, as indices. before: how far back each baseline week lies."""

    weeks: Whole
    before: Whole
    design: Design


def baselines(
    weeks: Whole, options: FarringtonOptions, dates: Sequence[date] | None, periods: int
) -> Iterator[Baseline]:
    """Group the weeks by their design: without dates there is one, in date mode a few (years of 52 and of 53 weeks).

    dates: of all periods, evenly spaced. Raises ValueError where they are not, or for blocks that do not fit.
    """
    if dates is None:
        back = tuple(options.frequency * year for year in range(options.b + 1))
        yield _baseline(weeks, back, options)
        return
    _require_even(dates, options.frequency, periods)
    groups: dict[tuple[int, ...], list[int]] = {}
    for week in weeks.tolist():
        groups.setdefault(_years_back(dates, week, options), []).append(week)
    for back, members in groups.items():
        yield _baseline(np.array(members, dtype=np.intp), back, options)


def same_week_of_year(day: date, years: int) -> date:
    """The same calendar date that many years ago, moved to the nearest same weekday; 29 February becomes 1 March."""
    try:
        then = day.replace(year=day.year - years)
    except ValueError:
        then = date(day.year - years, 3, 1)
    ahead = (day.weekday() - then.weekday()) % 7
    return then + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def block_of_each(back: Sequence[int], options: FarringtonOptions) -> tuple[Whole, Whole]:
    """Distances back and blocks of all baseline periods, block by block (Noufaily et al. 2013, section 3.2).

    back: how far back the current period and the same of each earlier year lie. The windows of 2 w + 1 periods are block 0;
    the periods between two windows are shared among no_periods - 1 blocks as evenly as possible, the first take the rest.
    Without blocks (no_periods = 1) only the windows serve. Raises ValueError where a block would stay empty.
    """
    w, blocks = options.w, options.no_periods
    found = dict.fromkeys(range(1, w + 1), 0)
    for later, earlier in pairwise(back):
        between = earlier - later - 2 * w - 1
        if between < blocks - 1:
            raise ValueError(
                f"no_periods is {blocks}, but {between} periods lie between two windows; ask for fewer periods or a smaller w"
            )
        found |= {earlier - step: 0 for step in range(-w, w + 1)}
        if blocks > 1:
            size, rest = divmod(between, blocks - 1)
            sizes = [size + (block < rest) for block in range(blocks - 1)]
            labels = [block + 1 for block, length in enumerate(sizes) for _ in range(length)]
            found |= {earlier - w - 1 - place: block for place, block in enumerate(labels)}
    kept = sorted(
        (block, -before) for before, block in found.items() if before > options.past_weeks_not_included
    )
    if not kept or kept[0][0] > 0:
        raise ValueError(
            f"past_weeks_not_included is {options.past_weeks_not_included}, which leaves no window of an earlier year; "
            "leave out less, or ask for a larger b"
        )
    return np.array([-place for _, place in kept], dtype=np.intp), np.array(
        [one for one, _ in kept], dtype=np.intp
    )


def _baseline(weeks: Whole, back: Sequence[int], options: FarringtonOptions) -> Baseline:
    before, block = block_of_each(back, options)
    time: Floats = -before.astype(np.float64)
    starts = np.flatnonzero(np.diff(block, prepend=-1)).astype(np.intp)
    design = Design(starts=starts, time=time)
    return Baseline(weeks=weeks, before=before, design=design)


def _years_back(dates: Sequence[date], week: int, options: FarringtonOptions) -> tuple[int, ...]:
    if options.frequency not in _STEPS:
        return tuple(options.frequency * year for year in range(options.b + 1))
    day, step = dates[week], _STEPS[options.frequency]
    if step == 1:
        return tuple((day - _same_day(day, year)).days for year in range(options.b + 1))
    return tuple((day - same_week_of_year(day, year)).days // step for year in range(options.b + 1))


def _same_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def _require_even(dates: Sequence[date], frequency: int, periods: int) -> None:
    if len(dates) != periods:
        raise ValueError(
            f"dates has {len(dates)} entries, but there are {periods} periods; give one for each"
        )
    step = _STEPS.get(frequency)
    for place, (one, following) in enumerate(pairwise(dates)):
        months = (following.year - one.year) * 12 + following.month - one.month
        even = months * frequency == 12 if step is None else (following - one).days == step
        if not even:
            raise ValueError(
                f"dates[{place + 1}] is {following} after {one}; give every period once, in order, {frequency} a year"
            )
