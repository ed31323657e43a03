"""The windows that are looked at: circles about each place, grown until they hold half of the population."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Points = Sequence[Sequence[float]] | Array

EARTH_RADIUS = 6371.0088
"""Mean radius in kilometres (IUGG)."""

_SAME = 1e-9  # distances that differ by less than this share of the farthest are one


class Metric(StrEnum):
    """How far is far: straight lines on a plane map, or great circles between (latitude, longitude) in degrees."""

    PLANE = "plane"
    SPHERE = "sphere"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Circles:
    """Circles by their centres. order[i]: all places from the nearest to centre i on.

    whole[i, k]: whether the first k+1 of them are a circle: no place as far as the last is left out, and they hold no
    more than the largest share of the population. radius[i, k]: the distance of place k from the centre.
    """

    order: NDArray[np.int64]
    whole: NDArray[np.bool_]
    radius: Array

    def each(self) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """Centre, the places in its largest circle, and the last place of each circle; of centres that have circles."""
        for centre, (order, whole) in enumerate(zip(self.order, self.whole, strict=True)):
            ends = np.flatnonzero(whole)
            if ends.size:
                yield centre, order[: ends[-1] + 1], ends

    @property
    def count(self) -> int:
        """How many circles there are."""
        return int(self.whole.sum())


def distances(coordinates: Points, metric: Metric = Metric.PLANE) -> Array:
    """Distances between all places, (places, places); in kilometres on the SPHERE.

    coordinates: (places, 2), x and y on the PLANE, latitude and longitude in degrees on the SPHERE. Raises ValueError
    for other shapes, for what is not finite and for degrees out of range.
    """
    metric = Metric(metric)
    points = np.asarray(coordinates, dtype=np.float64)
    if points.size == 0:
        return np.zeros((0, 0))
    if points.ndim != 2 or points.shape[1] != 2:
        msg = f"coordinates must be pairs, one a place; got the shape {points.shape}"
        raise ValueError(msg)
    limits = np.array([90.0, 180.0]) if metric is Metric.SPHERE else np.array([np.inf, np.inf])
    wrong = ~np.isfinite(points) | (np.abs(points) > limits)
    if wrong.any():
        place = int(np.argmax(wrong.any(axis=1)))
        msg = f"coordinates[{place}] is {points[place].tolist()}; give finite numbers, latitude before longitude"
        raise ValueError(msg)
    if metric is Metric.PLANE:
        steps = points[:, None, :] - points[None, :, :]
        return np.asarray(np.hypot(steps[..., 0], steps[..., 1]))
    latitude, longitude = np.radians(points).T
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2
    half += np.cos(latitude)[:, None] * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def circles(apart: Array, population: Array, largest_share: float = 0.5) -> Circles:
    """All circles about each place that hold at most largest_share of the population (Kulldorff and Nagarwalla, 1995).

    apart: distances between the places; population: (places,), of which there is some. Places that are as far as each
    other enter together. Raises ValueError for a share outside of 0 to 1.
    """
    if not 0 < largest_share <= 1:
        msg = f"largest_share must be above 0 and at most 1, got {largest_share}"
        raise ValueError(msg)
    order = np.argsort(apart, axis=1, kind="stable")
    radius = np.take_along_axis(apart, order, axis=1)
    inside = np.cumsum(population[order], axis=1)
    farther = np.ones_like(order, dtype=np.bool_)
    farther[:, :-1] = np.diff(radius, axis=1) > _SAME * apart.max(initial=0.0)
    # The sums round: a circle that holds the share exactly is one.
    small = inside <= largest_share * float(population.sum()) * (1 + 1e-12)
    return Circles(order=order.astype(np.int64), whole=farther & small, radius=radius)
