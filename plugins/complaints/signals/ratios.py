"""Ratios of a table of two by two reports, with their intervals.

The table everywhere: a reports of the product with the problem, b of the product with other problems, c of other
products with the problem, d of other products with other problems.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, log, sqrt

Z_95 = 1.96
"""How many standard errors the published intervals reach to each side (Evans et al., 2001)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A ratio and where it may lie. low, high: None where no case makes the logarithm's error infinite. z: standard errors."""

    value: float
    low: float | None
    high: float | None
    z: float


def check_table(a: float, b: float, c: float, d: float) -> None:
    """Raise ValueError unless the four are counts: finite, none of them negative."""
    for name, count in (("a", a), ("b", b), ("c", c), ("d", d)):
        if not (isfinite(count) and count >= 0):
            msg = f"{name} must be a count of reports, 0 or more; got {count}"
            raise ValueError(msg)


def expected_count(a: float, b: float, c: float, d: float) -> float | None:
    """(a+b)(a+c)/N: what a would be if product and problem had nothing to do with each other; None without reports."""
    check_table(a, b, c, d)
    total = a + b + c + d
    return (a + b) * (a + c) / total if total else None


def relative_reporting_ratio(a: float, b: float, c: float, d: float) -> float | None:
    """Observed over expected, a/E; None where nothing is expected (DuMouchel, 1999, The American Statistician 53)."""
    expected = expected_count(a, b, c, d)
    return a / expected if expected else None


def proportional_reporting_ratio(a: float, b: float, c: float, d: float, *, z: float = Z_95) -> Ratio | None:
    """PRR: the problem's share in the product's reports over its share in the others' (Evans et al., 2001, PDS 10).

    The interval is exp(ln PRR ± z·sqrt(1/a − 1/(a+b) + 1/c − 1/(c+d))). None where the product or the others have no
    reports, and where no other product has the problem (c = 0: the ratio is infinite or 0/0; use the empirical Bayes
    scores). With a = 0 the ratio is 0 and has no interval. Raises ValueError for what is no count.
    """
    check_table(a, b, c, d)
    _check_errors(z)
    if a + b == 0 or c == 0:
        return None
    value = (a / (a + b)) / (c / (c + d))
    if a == 0:
        return Ratio(value=0.0, low=None, high=None, z=z)
    # b and d are taken as shares: 1/a − 1/(a+b) = b/(a(a+b)) is never negative, however the binary numbers round.
    return _with_interval(value, sqrt(b / a / (a + b) + d / c / (c + d)), z)


def reporting_odds_ratio(a: float, b: float, c: float, d: float, *, z: float = Z_95) -> Ratio | None:
    """ROR: ad/(bc), with exp(ln ROR ± z·sqrt(1/a + 1/b + 1/c + 1/d)) (van Puijenbroek et al., 2002, PDS 11).

    None where b or c is 0 (infinite or 0/0). With a or d 0 the ratio is 0 and has no interval. Raises ValueError for
    what is no count.
    """
    check_table(a, b, c, d)
    _check_errors(z)
    if b == 0 or c == 0:
        return None
    value = (a / b) * (d / c)
    if a == 0 or d == 0:
        return Ratio(value=0.0, low=None, high=None, z=z)
    return _with_interval(value, sqrt(1 / a + 1 / b + 1 / c + 1 / d), z)


def chi_square(a: float, b: float, c: float, d: float, *, yates: bool = True) -> float | None:
    """Pearson's chi-square of the table with one degree of freedom; None where a row or a column is empty.

    yates: with Yates' correction (1934), which takes a half from the difference of observed and expected, and never
    more than the difference. Raises ValueError for what is no count.
    """
    check_table(a, b, c, d)
    product, others, problem, rest = a + b, c + d, a + c, b + d
    if not (product and others and problem and rest):
        return None
    total = product + others
    # |a − E| is the same in all four cells, and (ad − bc)/N without the products of large counts.
    difference = abs(a * (d / total) - b * (c / total))
    if yates:
        difference = max(0.0, difference - 0.5)
    return (difference / product) * (difference / others) * (total / problem) * (total / rest) * total


def evans_signal(
    a: float,
    b: float,
    c: float,
    d: float,
    *,
    least_ratio: float = 2.0,
    least_chi_square: float = 4.0,
    least_count: float = 3.0,
) -> bool:
    """Whether PRR, Yates' chi-square and the number of reports all reach their limits (Evans et al., 2001: 2, 4 and 3).

    A problem that no other product has (c = 0) reaches any ratio. False where chi-square or ratio are not defined.
    Raises ValueError for what is no count.
    """
    chi2 = chi_square(a, b, c, d, yates=True)
    if chi2 is None or a < least_count or chi2 < least_chi_square:
        return False
    ratio = proportional_reporting_ratio(a, b, c, d)
    return a > 0 if ratio is None else ratio.value >= least_ratio


def _check_errors(z: float) -> None:
    if not (isfinite(z) and z > 0):
        msg = f"z must be a number of standard errors above 0; got {z}"
        raise ValueError(msg)


def _with_interval(value: float, error: float, z: float) -> Ratio:
    middle = log(value)
    return Ratio(value=value, low=exp(middle - z * error), high=exp(middle + z * error), z=z)
