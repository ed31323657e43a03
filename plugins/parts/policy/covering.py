"""What it takes to cover the demand of a lead time, for each family of distributions: vectorised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from .arguments import Floats
from .counting import smallest_counts
from .demand import Distribution
from .shortfall import (
    negative_binomial_cdf,
    negative_binomial_short,
    normal_shortfall,
    poisson_cdf,
    poisson_short,
)

_HALVINGS = 60
_ROUNDING = 1e-12
"""Shares of a lot: so little more short than promised is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Part-stores with the demand of their lead times, their promise and their lots: arrays of one shape."""

    mean: Floats
    sd: Floats
    service: Floats
    lot: Floats

    def part(self, rows: NDArray[np.bool_]) -> Covered:
        """Those of the rows, in one dimension."""
        return Covered(mean=self.mean[rows], sd=self.sd[rows], service=self.service[rows], lot=self.lot[rows])

    @property
    def variance(self) -> Floats:
        """sd squared."""
        return self.sd**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A kind of distribution: how probable it is that a level suffices, and what goes short of it."""

    suffices: Callable[[Covered, Floats], Floats]
    """P(D <= r), the P1 of a reorder point."""
    short: Callable[[Covered, Floats], Floats]
    """E[(D - r)+]."""
    whole: bool
    """Whether demand is counted, and reorder points therefore are."""

    def fill_rate(self, covered: Covered, point: Floats) -> Floats:
        """P2 at a reorder point: 1 - (n(r) - n(r + Q)) / Q."""
        return 1 - (self.short(covered, point) - self.short(covered, point + covered.lot)) / covered.lot

    def for_cycle_service(self, covered: Covered) -> Floats:
        """The least reorder point that keeps P1, 0 or more."""
        if not self.whole:
            return np.maximum(covered.mean + ndtri(covered.service) * covered.sd, 0.0)
        return _least(covered, lambda point: self.suffices(covered, point) >= covered.service)

    def for_fill_rate(self, covered: Covered) -> Floats:
        """The least reorder point that keeps P2, 0 or more."""
        promised = covered.service - _ROUNDING
        if self.whole:
            return _least(covered, lambda point: self.fill_rate(covered, point) >= promised)
        high, low = covered.mean + 38 * covered.sd, covered.mean - 38 * covered.sd - covered.lot
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            kept = self.fill_rate(covered, middle) >= promised
            low, high = np.where(kept, low, middle), np.where(kept, middle, high)
        return np.maximum(high, 0.0)


def _least(covered: Covered, enough: Callable[[Floats], NDArray[np.bool_]]) -> Floats:
    return smallest_counts(enough, covered.mean, covered.sd).astype(np.float64)


def _normal_suffices(covered: Covered, point: Floats) -> Floats:
    gap = point - covered.mean
    known = covered.sd == 0
    return np.where(known, gap >= 0, ndtr(gap / np.where(known, 1.0, covered.sd)))


FAMILIES: Mapping[Distribution, Family] = MappingProxyType(
    {
        Distribution.POISSON: Family(
            suffices=lambda covered, point: poisson_cdf(point, covered.mean),
            short=lambda covered, point: poisson_short(point, covered.mean),
            whole=True,
        ),
        Distribution.NEGATIVE_BINOMIAL: Family(
            suffices=lambda covered, point: negative_binomial_cdf(point, covered.mean, covered.variance),
            short=lambda covered, point: negative_binomial_short(point, covered.mean, covered.variance),
            whole=True,
        ),
        Distribution.NORMAL: Family(
            suffices=_normal_suffices,
            short=lambda covered, point: normal_shortfall(point, covered.mean, covered.sd)[0],
            whole=False,
        ),
    }
)
