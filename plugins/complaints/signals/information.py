"""The information component: observed over expected on a scale of bits, shrunk towards nothing unusual."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, log2

SHRINKAGE = 0.5


class InformationInterval(StrEnum):
    """How the interval is made: quantiles of the gamma posterior, or Norén's formula that comes near to them."""

    GAMMA = "gamma"
    NOREN = "noren"


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationComponent:
    """IC and where it may lie, in bits. low above 0 is a signal (at 95 %: IC025).

    interval, confidence, shrinkage: the conventions that made it.
    """

    ic: float
    low: float
    high: float
    interval: InformationInterval
    confidence: float
    shrinkage: float

    @property
    def signal(self) -> bool:
        """Whether more is reported than chance explains."""
        return self.low > 0


def information_component(
    observed: float,
    expected: float,
    *,
    confidence: float = 0.95,
    interval: InformationInterval = InformationInterval.GAMMA,
    shrinkage: float = SHRINKAGE,
) -> InformationComponent:
    """IC = log2((observed + ½)/(expected + ½)) (Norén, Hopstadius and Bate, 2013, Statistical Methods in Medical Research 22).

    The observed count is taken as Poisson with a gamma(½, ½) prior of its ratio to the expected: the posterior is
    gamma(observed + ½, expected + ½), and its quantiles make the interval. NOREN: IC − 3.3(n+½)^−½ − 2(n+½)^−3/2 and
    IC + 2.4(n+½)^−½ − ½(n+½)^−3/2, which are for 95 %. observed, expected: 0 or more; expected from independence,
    over strata where there are some. shrinkage: above 0, what stands for ½. Raises ValueError outside of these.
    """
    interval = InformationInterval(interval)
    _check(observed, expected, confidence, shrinkage)
    count, base = observed + shrinkage, expected + shrinkage
    ic = log2(count) - log2(base)
    if interval is InformationInterval.NOREN:
        if confidence != 0.95 or shrinkage != SHRINKAGE:
            msg = "interval NOREN is published for 95 % and a shrinkage of ½ only; take interval GAMMA for others"
            raise ValueError(msg)
        low, high = ic - 3.3 * count**-0.5 - 2 * count**-1.5, ic + 2.4 * count**-0.5 - 0.5 * count**-1.5
    else:
        low, high = _gamma_limits(count, base, confidence)
    return InformationComponent(
        ic=ic, low=low, high=high, interval=interval, confidence=confidence, shrinkage=shrinkage
    )


def _gamma_limits(count: float, base: float, confidence: float) -> tuple[float, float]:
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - confidence) / 2
    low, high = float(gammaincinv(count, tail)), float(gammainccinv(count, tail))
    return log2(low) - log2(base), log2(high) - log2(base)


def _check(observed: float, expected: float, confidence: float, shrinkage: float) -> None:
    for name, count in (("observed", observed), ("expected", expected)):
        if not (isfinite(count) and count >= 0):
            msg = f"{name} must be a number of reports, 0 or more; got {count}"
            raise ValueError(msg)
    if not 0 < confidence < 1:
        msg = f"confidence must lie between 0 and 1, got {confidence}"
        raise ValueError(msg)
    if not (isfinite(shrinkage) and shrinkage >= 0.01):
        msg = f"shrinkage must be 0.01 or more (½ as published), got {shrinkage}"
        raise ValueError(msg)
