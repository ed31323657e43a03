"""The scan: the likeliest clusters among all windows, and how often chance alone makes one as likely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugins.complaints.scan.region import Region
from plugins.complaints.scan.settings import ScanModel, ScanSettings
from plugins.complaints.scan.tables import Table, of_whole_numbers, tables
from plugins.complaints.scan.windows import Points, circles, distances

Array = NDArray[np.float64]

_SAME = (
    1e-12  # ratios that differ by less than this share are one: the sums of the same places round differently
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A window with more cases than expected. places: numbers of the places, from the centre outwards.

    first_period, last_period: numbers of the periods, both inside; None in a scan of places only. radius: to the
    farthest place, in the units of the coordinates, kilometres on the sphere. relative_risk: inside over outside, None
    where all cases are inside. p_value: the share of replicas, the data among them, that hold a window as likely.
    """

    places: tuple[int, ...]
    centre: int
    radius: float
    first_period: int | None
    last_period: int | None
    cases: int
    expected: float
    observed_over_expected: float
    relative_risk: float | None
    log_likelihood_ratio: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The clusters, likeliest first, none sharing a place with one before it; and the settings that made them.

    windows: how many were looked at.
    """

    clusters: tuple[Cluster, ...]
    windows: int
    total_cases: int
    settings: ScanSettings


def spatial_scan(
    cases: Table, population: Table, coordinates: Points, settings: ScanSettings | None = None
) -> ScanResult:
    """Kulldorff's (1997) spatial scan statistic over circles, for more cases than expected.

    cases: (places,) whole numbers. population: (places,), with BERNOULLI in whole numbers what the cases are of and
    are counted in; with POISSON that, or what is expected by anything else, in any unit. coordinates: (places, 2), see
    distances. The Monte Carlo test keeps the number of cases: multinomial (POISSON) or hypergeometric (BERNOULLI)
    replicas, p = (1 + as likely)/(1 + replications); later clusters too are compared with the likeliest window of each
    replica, so that their p errs upwards. Without cases or places there are no clusters. Raises ValueError for
    shapes that do not fit and for what is no count.
    """
    counts, base = tables(cases, population, 1)
    return _scan(counts[None, :], base[None, :], coordinates, None, settings or ScanSettings())


def space_time_scan(
    cases: Table,
    population: Table,
    coordinates: Points,
    *,
    longest: int | None = None,
    settings: ScanSettings | None = None,
) -> ScanResult:
    """The prospective space-time scan (Kulldorff, 2001, JRSS A 164): cylinders of a circle and the last periods.

    cases: (periods, places), the oldest period first. population: the same shape, or (places,) where it stays the
    same; 0 where a place did not report in a period. longest: most periods in a cylinder, by default half of all,
    rounded down, at least 1. The rest as in spatial_scan; the largest share is of the population over all periods.
    """
    counts, base = tables(cases, population, 2)
    most = max(len(counts) // 2, 1) if longest is None else longest
    if not 1 <= most <= max(len(counts), 1):
        msg = f"longest must be from 1 to the {len(counts)} periods, got {most}"
        raise ValueError(msg)
    return _scan(counts, base, coordinates, most, settings or ScanSettings())


def _scan(
    cases: Array, population: Array, coordinates: Points, longest: int | None, settings: ScanSettings
) -> ScanResult:
    apart = distances(coordinates, settings.metric)
    if len(apart) != cases.shape[1]:
        msg = f"coordinates holds {len(apart)} places and cases {cases.shape[1]}; give one for each"
        raise ValueError(msg)
    if settings.model is ScanModel.BERNOULLI:
        of_whole_numbers(cases, population)
    region = Region(
        cases=cases,
        population=population,
        circles=circles(apart, population.sum(axis=0), settings.largest_share),
        longest=longest or 1,
        settings=settings,
    )
    return ScanResult(
        clusters=_clusters(region, timed=longest is not None) if cases.sum() else (),
        windows=region.circles.count * region.longest,
        total_cases=int(region.total_cases),
        settings=settings,
    )


def _clusters(region: Region, *, timed: bool) -> tuple[Cluster, ...]:
    windows = _Windows.of(region)
    chosen = windows.apart(region)
    if not chosen:
        return ()
    by_chance = region.likeliest()
    return tuple(_cluster(region, windows, place, by_chance, timed=timed) for place in chosen)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Windows:
    """All windows of the data in one row: ratio, centre, place of the last inside, and last periods beyond one."""

    ratio: Array
    centre: NDArray[np.int64]
    end: NDArray[np.int64]
    back: NDArray[np.int64]

    @classmethod
    def of(cls, region: Region) -> _Windows:
        """The windows of the region's own cases."""
        ratio: list[Array] = [np.zeros(0)]
        where: list[NDArray[np.int64]] = [np.zeros((3, 0), dtype=np.int64)]
        for centre, ends, ratios in region.ratios(region.cases[None]):
            back, circle = np.indices(ratios.shape[1:]).reshape(2, -1)
            ratio.append(ratios.ravel())
            where.append(np.stack([np.full_like(back, centre), ends[circle], back]))
        centres, last, backwards = np.concatenate(where, axis=1)
        return cls(ratio=np.concatenate(ratio), centre=centres, end=last, back=backwards)

    def apart(self, region: Region) -> list[int]:
        """The likeliest windows that share no place, the likeliest first; of equal ones the smallest circle."""
        left = self.ratio.copy()
        radius = region.circles.radius[self.centre, self.end]
        chosen: list[int] = []
        while len(chosen) < region.settings.most_clusters and left.max(initial=0.0) > 0:
            equal = np.flatnonzero(left >= left.max() * (1 - _SAME))
            place = int(equal[np.argmin(radius[equal])])
            chosen.append(place)
            order = region.circles.order
            taken = np.isin(order, order[self.centre[place], : self.end[place] + 1])
            # A circle is free of what is taken as long as it ends before the first place that is.
            left[self.end >= np.argmax(taken, axis=1)[self.centre]] = 0.0
        return chosen


def _cluster(region: Region, windows: _Windows, place: int, by_chance: Array, *, timed: bool) -> Cluster:
    centre, end, back = (int(column[place]) for column in (windows.centre, windows.end, windows.back))
    ratio = float(windows.ratio[place])
    places = region.circles.order[centre, : end + 1]
    periods = len(region.cases)
    cases = float(region.cases[periods - 1 - back :, places].sum())
    expected = float(region.expected(region.population[periods - 1 - back :, places].sum()))
    outside, outside_expected = region.total_cases - cases, region.total_cases - expected
    as_likely = int((by_chance >= ratio * (1 - _SAME)).sum())
    return Cluster(
        places=tuple(int(one) for one in places),
        centre=centre,
        radius=float(region.circles.radius[centre, end]),
        first_period=periods - 1 - back if timed else None,
        last_period=periods - 1 if timed else None,
        cases=int(cases),
        expected=expected,
        observed_over_expected=cases / expected,
        relative_risk=cases / expected / (outside / outside_expected) if outside else None,
        log_likelihood_ratio=ratio,
        p_value=(1 + as_likely) / (1 + len(by_chance)),
    )
