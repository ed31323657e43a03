"""Words that are more frequent this week than they used to be: log-odds with a Dirichlet prior."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import erfc, isfinite, log, sqrt

from saas.plugin_api import benjamini_hochberg

LEAST_Z = 3.0
LEAST_COUNT = 3
FALSE_DISCOVERY_RATE = 0.05
UNIFORM_PRIOR = 0.1


class DirichletPrior(StrEnum):
    """Where the prior's counts come from: words as frequent as in the background, or the same for each word."""

    INFORMATIVE = "informative"
    UNIFORM = "uniform"


class LogOddsVariance(StrEnum):
    """1/(y+a) of both corpora (Monroe et al., eq. 20), or with 1/(n+a0−y−a) of both too (eq. 19)."""

    APPROXIMATE = "approximate"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergingWord:
    """One word. log_odds: this week's over the baseline's; z: in standard errors; p_value: one-sided; adjusted_p: for all words.

    emerging: z, count and adjusted_p all reach their limits.
    """

    word: str
    count: int
    baseline_count: int
    log_odds: float
    z: float
    p_value: float
    adjusted_p: float
    emerging: bool

    @property
    def new(self) -> bool:
        """Whether the baseline does not know it."""
        return self.baseline_count == 0


def word_counts(documents: Iterable[Sequence[str]], *, once_a_document: bool = False) -> Counter[str]:
    """How often each word is there; once_a_document: in how many documents, so that nobody's repetition counts."""
    return Counter(
        word for document in documents for word in (set(document) if once_a_document else document)
    )


def emerging_words(
    current: Mapping[str, int],
    baseline: Mapping[str, int],
    *,
    prior: DirichletPrior = DirichletPrior.INFORMATIVE,
    prior_size: float | None = None,
    background: Mapping[str, int] | None = None,
    variance: LogOddsVariance = LogOddsVariance.APPROXIMATE,
    least_z: float = LEAST_Z,
    least_count: int = LEAST_COUNT,
    false_discovery_rate: float = FALSE_DISCOVERY_RATE,
) -> tuple[EmergingWord, ...]:
    """All words, the most unusual first (Monroe, Colaresi and Quinn, 2008, Political Analysis 16, eq. 15 to 23).

    ln((y+a)/(n+a0−y−a)) of the current counts minus that of the baseline's, over its standard error. INFORMATIVE: a is
    the word's share in the background times prior_size, which is a0; the background is both corpora unless given, the
    size that of the current one, so that a week and its prior weigh the same. UNIFORM: a is prior_size, 0.1 by default,
    for each word. A prior that is too large hides frequent words, one too small new words: by default a word that the
    baseline never had emerges from about ten mentions on. A word without its like (one word in all) has log-odds 0.
    Raises ValueError for counts that are none, a background without a word of the corpora, a size or rate not above 0.
    """
    prior, variance = DirichletPrior(prior), LogOddsVariance(variance)
    if not 0 < false_discovery_rate <= 1:
        raise ValueError(
            f"false_discovery_rate is {false_discovery_rate}: give a share above 0 and up to 1, such as .05"
        )
    words = sorted({word for counts in (current, baseline) for word, count in counts.items() if count})
    for name, counts in (("current", current), ("baseline", baseline), ("background", background or {})):
        _check_counts(name, counts)
    added, total = _added(words, current, baseline, background=background, prior=prior, prior_size=prior_size)
    sides = (_Side.of(current, total), _Side.of(baseline, total))
    found = [_log_odds(word, added[word], sides, variance) for word in words]
    p_values = [erfc(z / sqrt(2)) / 2 for _, z in found]
    adjusted = benjamini_hochberg(p_values)
    told = [
        EmergingWord(
            word=word,
            count=current.get(word, 0),
            baseline_count=baseline.get(word, 0),
            log_odds=odds,
            z=z,
            p_value=p,
            adjusted_p=q,
            emerging=z >= least_z and current.get(word, 0) >= least_count and q <= false_discovery_rate,
        )
        for word, (odds, z), p, q in zip(words, found, p_values, adjusted, strict=True)
        if q is not None
    ]
    return tuple(sorted(told, key=lambda one: (-one.z, one.word)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One corpus with its prior: counts, and n + a0."""

    counts: Mapping[str, int]
    size: float

    @classmethod
    def of(cls, counts: Mapping[str, int], added: float) -> _Side:
        return cls(counts=counts, size=sum(counts.values()) + added)


def _log_odds(
    word: str, added: float, sides: tuple[_Side, _Side], variance: LogOddsVariance
) -> tuple[float, float]:
    odds, spread = [], 0.0
    for side in sides:
        inside = side.counts.get(word, 0) + added
        outside = side.size - inside
        if outside <= inside * 1e-12:
            return 0.0, 0.0
        odds.append(log(inside) - log(outside))
        spread += 1 / inside + (1 / outside if variance is LogOddsVariance.FULL else 0.0)
    difference = odds[0] - odds[1]
    return difference, difference / sqrt(spread)


def _added(
    words: Sequence[str],
    current: Mapping[str, int],
    baseline: Mapping[str, int],
    *,
    background: Mapping[str, int] | None,
    prior: DirichletPrior,
    prior_size: float | None,
) -> tuple[dict[str, float], float]:
    """What the prior adds to the count of each word, and in all."""
    if prior_size is not None and not (isfinite(prior_size) and prior_size > 0):
        msg = f"prior_size must be above 0, got {prior_size}"
        raise ValueError(msg)
    if prior is DirichletPrior.UNIFORM:
        each = UNIFORM_PRIOR if prior_size is None else prior_size
        return dict.fromkeys(words, each), each * len(words)
    shares = Counter(current) + Counter(baseline) if background is None else background
    for word in words:
        if not shares.get(word):
            msg = f"background does not have {word!r}; give a background that holds both corpora"
            raise ValueError(msg)
    size = max(sum(current.values()), 1) if prior_size is None else prior_size
    whole = sum(shares.values())
    return {word: size * shares[word] / whole for word in words}, size


def _check_counts(name: str, counts: Mapping[str, int]) -> None:
    for word, count in counts.items():
        if not (isfinite(count) and count >= 0 and count == int(count)):
            msg = f"{name}[{word!r}] is {count}; a count is a whole number, 0 or more"
            raise ValueError(msg)
