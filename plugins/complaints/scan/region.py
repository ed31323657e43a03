"""The region under study: its cases, what they are of, and the likelihood of every window in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugins.complaints.scan.likelihood import (
    bernoulli_log_likelihood_ratio,
    poisson_log_likelihood_ratio,
)
from plugins.complaints.scan.settings import ScanModel, ScanSettings
from plugins.complaints.scan.windows import Circles

Array = NDArray[np.float64]

_AT_ONCE = 2_000_000  # numbers of cases that are held at a time, 16 MB


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Region:
    """cases, population: (periods, places), the oldest period first. longest: most of the last periods in a window."""

    cases: Array
    population: Array
    circles: Circles
    longest: int
    settings: ScanSettings

    @property
    def total_cases(self) -> float:
        """Cases in all periods and places."""
        return float(self.cases.sum())

    @property
    def total_population(self) -> float:
        """Population over all periods and places."""
        return float(self.population.sum())

    def expected(self, population: Array) -> Array:
        """Cases of a population if its risk is that of the whole region."""
        return population * (self.total_cases / self.total_population)

    def ratios(self, cases: Array) -> Iterator[tuple[int, NDArray[np.int64], Array]]:
        """Of each centre: the last places of its circles, and the log-likelihood ratios of its windows.

        cases: (replicas, periods, places). The ratios: (replicas, longest, circles), the second by how many of the
        last periods beyond one are inside.
        """
        counts, base = self.lately(cases), self.lately(self.population[None])
        for centre, places, ends in self.circles.each():
            inside = counts[:, :, places].cumsum(axis=2)[:, :, ends]
            of = base[:, :, places].cumsum(axis=2)[:, :, ends]
            yield centre, ends, self._ratio(inside, of)

    def lately(self, table: Array) -> Array:
        """Sums over the last period, the last two, and so on to the longest; the axes as they were."""
        return table[:, ::-1][:, : self.longest].cumsum(axis=1)

    def likeliest(self) -> Array:
        """The largest ratio of any window in each replica of the region by chance, (replications,)."""
        settings = self.settings
        random = np.random.default_rng(settings.seed)
        best = np.zeros(settings.replications)
        step = max(_AT_ONCE // max(self.cases.size, 1), 1)
        for start in range(0, settings.replications, step):
            replicas = self._replicas(random, min(step, settings.replications - start))
            found = best[start : start + step]
            for _, _, ratios in self.ratios(replicas):
                np.maximum(found, ratios.max(axis=(1, 2)), out=found)
        return best

    def _ratio(self, inside: Array, of: Array) -> Array:
        if self.settings.model is ScanModel.POISSON:
            ratio = poisson_log_likelihood_ratio(inside, self.expected(of), self.total_cases)
        else:
            ratio = bernoulli_log_likelihood_ratio(inside, of, self.total_cases, self.total_population)
        return np.where(inside >= self.settings.least_cases, ratio, 0.0)

    def _replicas(self, random: np.random.Generator, many: int) -> Array:
        """The same number of cases, thrown over the population."""
        total = int(self.total_cases)
        people = self.population.ravel()
        if self.settings.model is ScanModel.POISSON:
            thrown = random.multinomial(total, people / people.sum(), size=many)
        else:
            thrown = random.multivariate_hypergeometric(
                people.astype(np.int64), total, size=many, method="marginals"
            )
        return thrown.reshape(many, *self.cases.shape).astype(np.float64)
