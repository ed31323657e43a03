"""Which problems are reported of a product more often than of the others: measures of disproportionality."""

from __future__ import annotations

from plugins.complaints.signals.counts import PairCounts, pair_counts
from plugins.complaints.signals.gamma_poisson import (
    DUMOUCHEL_1999,
    GammaMixture,
    empirical_bayes_geometric_mean,
    posterior_fraction,
    posterior_quantile,
)
from plugins.complaints.signals.information import (
    InformationComponent,
    InformationInterval,
    information_component,
)
from plugins.complaints.signals.measures import Disproportionality, disproportionality
from plugins.complaints.signals.prior_fit import (
    STARTS,
    PriorFit,
    fit_prior,
    negative_log_likelihood,
)
from plugins.complaints.signals.ratios import (
    Ratio,
    chi_square,
    evans_signal,
    expected_count,
    proportional_reporting_ratio,
    relative_reporting_ratio,
    reporting_odds_ratio,
)
from plugins.complaints.signals.scores import (
    FEW_CELLS,
    EmpiricalBayesScores,
    PriorOrigin,
    empirical_bayes_scores,
)

__all__ = [
    "DUMOUCHEL_1999",
    "FEW_CELLS",
    "STARTS",
    "Disproportionality",
    "EmpiricalBayesScores",
    "GammaMixture",
    "InformationComponent",
    "InformationInterval",
    "PairCounts",
    "PriorFit",
    "PriorOrigin",
    "Ratio",
    "chi_square",
    "disproportionality",
    "empirical_bayes_geometric_mean",
    "empirical_bayes_scores",
    "evans_signal",
    "expected_count",
    "fit_prior",
    "information_component",
    "negative_log_likelihood",
    "pair_counts",
    "posterior_fraction",
    "posterior_quantile",
    "proportional_reporting_ratio",
    "relative_reporting_ratio",
    "reporting_odds_ratio",
]
