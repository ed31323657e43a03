"""Empirical Bayes scores of all pairs: EBGM with its 90 % interval, by a prior that is fitted where that can be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.complaints.signals.gamma_poisson import (
    DUMOUCHEL_1999,
    Array,
    GammaMixture,
    Numbers,
    check_counts,
    empirical_bayes_geometric_mean,
    posterior_fraction,
    posterior_quantile,
)
from plugins.complaints.signals.prior_fit import PriorFit, fit_prior

FEW_CELLS = 200
"""With fewer reported pairs a prior of five numbers is not fitted."""

SHARP = 10_000.0
"""Shape from which on a part of the prior says that all its ratios are one and the same, to a hundredth."""
_NEGLIGIBLE = 0.01  # weight of a part that hardly any pair belongs to
_NEVER = 0.001  # mean ratio of a part whose pairs are as good as never reported

SIGNAL = 2.0
"""The published limit of EB05 (DuMouchel, 1999)."""


class PriorOrigin(StrEnum):
    """Where the prior came from."""

    FITTED = "fitted"
    DEFAULT = "default"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EmpiricalBayesScores:
    """Scores in the order of the pairs. fraction: Qn. signal: EB05 reaches its limit. fit: how the prior was found, if it was.

    relative_reporting_ratio: n/E, nan where nothing is expected.
    """

    n: Array
    expected: Array
    relative_reporting_ratio: Array
    fraction: Array
    ebgm: Array
    eb05: Array
    eb95: Array
    signal: NDArray[np.bool_]
    prior: GammaMixture
    origin: PriorOrigin
    fit: PriorFit | None


def empirical_bayes_scores(
    n: Numbers,
    expected: Numbers,
    *,
    prior: GammaMixture | None = None,
    few_cells: int = FEW_CELLS,
    signal: float = SIGNAL,
) -> EmpiricalBayesScores:
    """EBGM, EB05 and EB95 of pairs reported n times where E were expected.

    prior: as given; else fitted to the pairs with a report, or, where these are fewer than few_cells or none has two,
    DuMouchel's of 1999; so too where the fit ends with parts that know one ratio each (SHARP), as it does where few
    pairs have two reports: all scores would be that ratio. fit tells what was found all the same. signal: from which
    EB05 on. Raises ValueError for what is no count.
    """
    counts, base = check_counts(n, expected)
    reported = counts > 0
    fit: PriorFit | None = None
    origin = PriorOrigin.GIVEN
    if prior is None:
        origin = PriorOrigin.DEFAULT
        prior = DUMOUCHEL_1999
        # Of counts of 1 alone, given that there is one, the likeliest prior is that nothing is ever reported.
        if int(reported.sum()) >= max(few_cells, 1) and counts.max() > 1:
            fit = fit_prior(counts[reported], base[reported])
            if _tells_ratios_apart(fit.prior):
                prior, origin = fit.prior, PriorOrigin.FITTED
    low = posterior_quantile(prior, counts, base, 0.05)
    return EmpiricalBayesScores(
        n=counts,
        expected=base,
        relative_reporting_ratio=np.divide(counts, base, out=np.full_like(counts, np.nan), where=base > 0),
        fraction=posterior_fraction(prior, counts, base),
        ebgm=empirical_bayes_geometric_mean(prior, counts, base),
        eb05=low,
        eb95=posterior_quantile(prior, counts, base, 0.95),
        signal=low >= signal,
        prior=prior,
        origin=origin,
        fit=fit,
    )


def _tells_ratios_apart(prior: GammaMixture) -> bool:
    """Whether some part that counts has ratios that differ."""
    parts = ((prior.p, prior.alpha1, prior.beta1), (1 - prior.p, prior.alpha2, prior.beta2))
    return any(
        weight > _NEGLIGIBLE and alpha < SHARP and alpha / beta > _NEVER for weight, alpha, beta in parts
    )
