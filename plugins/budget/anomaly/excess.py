"""Whether something is found more often than expected: exact tests of one side, upward."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from saas.plugin_api import wilson_interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """How many rows have something, of how many that could.

    rows: the places of those that have it, from 0. share: None of no trials, with its Wilson interval of 95 % in low and
    high. expected_share, p_value: None where nothing is expected, and then nothing is for review. review: the p-value is
    below alpha.
    """

    rows: tuple[int, ...]
    count: int
    trials: int
    share: float | None
    low: float | None
    high: float | None
    expected_share: float | None
    p_value: float | None
    alpha: float
    review: bool


def excess(
    rows: tuple[int, ...], trials: int, *, expected_share: float | None = None, alpha: float = 0.01
) -> Excess:
    """Count the rows and test them against an expected share by the binomial distribution, upward.

    Raises ValueError for a share or alpha outside of 0 to 1, and for more rows than trials.
    """
    if not 0 < alpha < 1:
        msg = f"alpha must lie between 0 and 1, got {alpha}"
        raise ValueError(msg)
    interval = wilson_interval(len(rows), trials)
    chance = None if expected_share is None else binomial_upper_p(len(rows), trials, expected_share)
    p_value = chance if trials else None
    return Excess(
        rows=rows,
        count=len(rows),
        trials=trials,
        share=len(rows) / trials if trials else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        expected_share=expected_share,
        p_value=p_value,
        alpha=alpha,
        review=p_value is not None and p_value < alpha,
    )


def binomial_upper_p(successes: int, trials: int, share: float) -> float:
    """P(X >= successes) for X binomial, exact: the regularised incomplete beta function (Abramowitz and Stegun, 26.5.24).

    Raises ValueError for successes outside of 0 to the trials, and for a share outside of 0 to 1.
    """
    if not 0 <= successes <= trials:
        msg = f"successes must lie from 0 to the trials, {trials}; got {successes}"
        raise ValueError(msg)
    if not 0 <= share <= 1:
        msg = f"share must lie from 0 to 1, got {share}"
        raise ValueError(msg)
    return 1.0 if successes == 0 else float(special.betainc(successes, trials - successes + 1, share))


def hypergeometric_upper_p(successes: int, trials: int, marked: int, population: int) -> float:
    """P(X >= successes) when `trials` are drawn without return from a population with so many marked: Fisher's exact test.

    Raises ValueError where such numbers cannot be.
    """
    least, most = max(0, trials + marked - population), min(trials, marked)
    if not (0 <= trials <= population and 0 <= marked <= population and least <= successes <= most):
        msg = f"{successes} of {trials} drawn cannot be, with {marked} of {population} marked"
        raise ValueError(msg)
    if successes == least:
        return 1.0
    found = np.arange(successes, most + 1)
    logs = (
        _log_choose(marked, found)
        + _log_choose(population - marked, trials - found)
        - _log_choose(population, np.array([trials]))
    )
    return float(min(1.0, np.exp(special.logsumexp(logs))))


def _log_choose(
    whole: int, parts: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    logs: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        special.gammaln(whole + 1) - special.gammaln(parts + 1) - special.gammaln(whole - parts + 1)
    )
    return logs
