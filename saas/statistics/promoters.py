"""How many more would recommend than would not (Net Promoter Score; Reichheld, 2003), and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import erfc, sqrt
from statistics import NormalDist

_PSEUDO = (0.75, 1.5, 0.75)
"""Promoters, passives and detractors that the adjusted interval adds (Rocks, 2016, The American Statistician 70)."""
_HALVINGS = 60
"""An interval of length two, halved so often, is shorter than a float can tell."""


class PromoterInterval(StrEnum):
    """How the interval of a net promoter score is made (Rocks, 2016)."""

    WALD = "wald"
    ADJUSTED_WALD = "adjusted_wald"
    SCORE = "score"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetPromoterScore:
    """A score, from -1 (nobody would recommend) to 1 (everybody would), and where it may lie.

    score: share of promoters less share of detractors. variance: of one answer. standard_error: of the score.
    low, high: the interval as the method gives it; Wald's two may pass the ends of the scale. respondents: how many.
    """

    score: float
    variance: float
    standard_error: float
    low: float
    high: float
    method: PromoterInterval
    respondents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoterDifference:
    """The score of one group less that of another, where it may lie, and the two-sided p-value of there being none.

    p_value: None where neither group's answers vary, since nothing can be said then.
    """

    difference: float
    standard_error: float
    low: float
    high: float
    p_value: float | None
    method: PromoterInterval


def net_promoter_score(
    promoters: int,
    passives: int,
    detractors: int,
    *,
    method: PromoterInterval | str = PromoterInterval.ADJUSTED_WALD,
    confidence: float = 0.95,
) -> NetPromoterScore | None:
    """The net promoter score with its interval; None without an answer.

    promoters, passives, detractors: how many answered 9 or 10, 7 or 8, and 0 to 6. method: `wald` has no width where
    all answered alike; `adjusted_wald` (Rocks, 2016) adds three answers and is centred on the score of these; `score`
    inverts the test of the score with the variance under the null hypothesis (Tango, 1998, Statistics in Medicine 17,
    whose paired difference has the same form). confidence: above 0, below 1. Raises ValueError outside of these.
    """
    counts = _checked(promoters, passives, detractors)
    chosen, z = PromoterInterval(method), _quantile(confidence)
    n = sum(counts)
    if n == 0:
        return None
    score, variance = _moments(counts)
    low, high = _score_interval(counts, z) if chosen is PromoterInterval.SCORE else _wald(counts, z, chosen)
    return NetPromoterScore(
        score=score,
        variance=variance,
        standard_error=sqrt(variance / n),
        low=low,
        high=high,
        method=chosen,
        respondents=n,
    )


def net_promoter_difference(
    first: tuple[int, int, int],
    second: tuple[int, int, int],
    *,
    method: PromoterInterval | str = PromoterInterval.ADJUSTED_WALD,
    confidence: float = 0.95,
) -> PromoterDifference | None:
    """The net promoter score of a first group less that of a second, by Wald's test; None where one has no answer.

    first, second: promoters, passives, detractors. method: `wald`, or `adjusted_wald` (Rocks, 2016), whose difference
    is that of the adjusted scores. confidence: above 0, below 1. Raises ValueError outside of these.
    """
    chosen, z = PromoterInterval(method), _quantile(confidence)
    if chosen is PromoterInterval.SCORE:
        msg = "method: the difference of two scores is compared by wald or adjusted_wald"
        raise ValueError(msg)
    groups = (_checked(*first), _checked(*second))
    if not all(sum(counts) for counts in groups):
        return None
    weighed = [_adjusted(counts) if chosen is PromoterInterval.ADJUSTED_WALD else counts for counts in groups]
    (one, one_varies), (other, other_varies) = (_moments(counts) for counts in weighed)
    difference = one - other
    error = sqrt(one_varies / sum(weighed[0]) + other_varies / sum(weighed[1]))
    return PromoterDifference(
        difference=difference,
        standard_error=error,
        low=difference - z * error,
        high=difference + z * error,
        p_value=erfc(abs(difference) / error / sqrt(2)) if error else None,
        method=chosen,
    )


def _checked(promoters: int, passives: int, detractors: int) -> tuple[int, int, int]:
    counts = (promoters, passives, detractors)
    for name, count in zip(("promoters", "passives", "detractors"), counts, strict=True):
        if count != int(count) or count < 0:
            msg = f"{name} must be a whole number of answers, 0 or more; got {count}"
            raise ValueError(msg)
    return counts


def _quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        msg = f"confidence must lie between 0 and 1, got {confidence}"
        raise ValueError(msg)
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _moments(counts: tuple[float, float, float]) -> tuple[float, float]:
    """The score and the variance of one answer."""
    n, (promoters, _passives, detractors) = sum(counts), counts
    score = (promoters - detractors) / n
    return score, (promoters + detractors) / n - score * score


def _adjusted(counts: tuple[float, float, float]) -> tuple[float, float, float]:
    promoters, passives, detractors = (a + b for a, b in zip(counts, _PSEUDO, strict=True))
    return promoters, passives, detractors


def _wald(counts: tuple[int, int, int], z: float, method: PromoterInterval) -> tuple[float, float]:
    weighed = _adjusted(counts) if method is PromoterInterval.ADJUSTED_WALD else counts
    score, variance = _moments(weighed)
    reach = z * sqrt(variance / sum(weighed))
    return score - reach, score + reach


def _score_interval(counts: tuple[int, int, int], z: float) -> tuple[float, float]:
    score, _variance = _moments(counts)

    def refused(true_score: float) -> bool:
        return (score - true_score) ** 2 * sum(counts) > z * z * _null_variance(counts, true_score)

    return _edge(score, -1.0, refused), _edge(score, 1.0, refused)


def _edge(inside: float, outside: float, refused: Callable[[float], bool]) -> float:
    """Where the test begins to refuse, between a score that it keeps and the end of the scale."""
    if not refused(outside):
        return outside
    for _turn in range(_HALVINGS):
        middle = (inside + outside) / 2
        if refused(middle):
            outside = middle
        else:
            inside = middle
    return inside


def _null_variance(counts: tuple[int, int, int], score: float) -> float:
    """The variance of one answer if `score` were true, with the share of passives that is likeliest then."""
    n, (promoters, passives, detractors) = sum(counts), counts
    outspoken, lead = promoters + detractors, promoters - detractors
    half = outspoken + score * lead
    # With q the share of those who are not passive, the likelihood is highest where
    # n q^2 - half q + score (lead - passives score) = 0.
    root = max(0.0, half * half - 4 * n * score * (lead - passives * score))
    share = (half + sqrt(root)) / (2 * n)
    return max(0.0, share - score * score)
