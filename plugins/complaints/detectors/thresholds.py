"""From a prediction to an upper bound and a p-value: by the delta method, or by the negative binomial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from plugins.complaints.detectors.counts import LARGEST_COUNT, Floats
from plugins.complaints.detectors.options import PowerTransform, ThresholdMethod
from plugins.complaints.detectors.quantiles import at_least, count_quantile

# The log of a mean beyond all counts: where the prediction is as vague as that, there is no bound.
_LARGEST_LOG: Final = float(np.log(LARGEST_COUNT))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Threshold:
    """upper: the bound that an alarm needs to pass. p_value: of a count this large or larger. nan where unknown."""

    upper: Floats
    p_value: Floats


def delta_threshold(
    observed: Floats,
    mean: Floats,
    standard_error: Floats,
    dispersion: Floats,
    *,
    tail: float,
    power_transform: PowerTransform = PowerTransform.TWO_THIRDS,
) -> Threshold:
    """The bound of a count that is normal on the scale of the power (Farrington et al. 1996, section 3.7).

    mean: predicted, above 0. standard_error: of the mean. dispersion: variance / mean. tail: probability above the bound.
    With tau = phi + Var(mu) / mu the spread is (4/9 mu^(1/3) tau)^(1/2) for 2/3, (tau / 4)^(1/2) for 1/2, (mu tau)^(1/2).
    """
    tau = dispersion + standard_error**2 / mean
    power = power_transform.exponent
    spread = power * np.sqrt(mean ** (2 * power - 1) * tau)
    upper = np.maximum(mean**power + ndtri(1 - tail) * spread, 0.0) ** (1 / power)
    return Threshold(upper=upper, p_value=np.asarray(ndtr((mean**power - observed**power) / spread)))


def negative_binomial_threshold(
    observed: Floats,
    linear: Floats,
    standard_error: Floats,
    dispersion: Floats,
    *,
    tail: float,
    method: ThresholdMethod,
) -> Threshold:
    """The bound that the negative binomial passes with probability `tail` at most; Poisson where the dispersion is 1.

    linear, standard_error: of the log of the mean. nbPlugin takes the predicted mean (Noufaily et al. 2013, section 3.5),
    muan its upper `tail` quantile (Salmon et al. 2016, section 3.1.1); unknown (nan) where that is beyond 2^53, as where a
    window without a single case leaves the mean all but unknown.
    """
    log_mean = linear + ndtri(1 - tail) * standard_error if method is ThresholdMethod.MUAN else linear
    known = log_mean < _LARGEST_LOG
    mean = np.exp(np.where(known, log_mean, 0.0))
    phi = np.where(known, dispersion, 1.0)
    return Threshold(
        upper=np.where(known, count_quantile(1 - tail, mean, phi), np.nan),
        p_value=np.where(known, at_least(observed, mean, phi), np.nan),
    )
