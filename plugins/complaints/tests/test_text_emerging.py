"""Words on the rise, against a published example and against the formula written out."""

from __future__ import annotations

from collections import Counter
from math import log, sqrt

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from plugins.complaints.text import (
    DirichletPrior,
    LogOddsVariance,
    emerging_words,
    word_counts,
)


def counted(random: np.random.Generator) -> dict[str, int]:
    """Up to eight words with counts from 0."""
    words = [word for word in "abcdefgh" if random.random() < 0.7]
    return {word: int(random.integers(0, 60)) * int(random.integers(0, 2)) for word in words}


def test_log_odds_are_those_of_fightin_words() -> None:
    """The example of the package fightin-words: two sentences, a prior of 0.05 for each word."""
    one = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "pig"]
    other = ["the", "lazy", "purple", "pig", "jumps", "over", "the", "lazier", "donkey"]
    got = emerging_words(Counter(one), Counter(other), prior=DirichletPrior.UNIFORM, prior_size=0.05)
    z = 0.6894227886807968
    assert {word.word: pytest.approx(word.z) for word in got} == {
        **dict.fromkeys(["brown", "fox", "quick"], z),
        **dict.fromkeys(["jumps", "lazy", "over", "pig", "the"], 0.0),
        **dict.fromkeys(["donkey", "lazier", "purple"], -z),
    }
    assert [word.word for word in got[:3]] == ["brown", "fox", "quick"]


@pytest.mark.parametrize("prior", DirichletPrior)
@pytest.mark.parametrize("variance", LogOddsVariance)
def test_log_odds_are_the_formula(prior: DirichletPrior, variance: LogOddsVariance) -> None:
    random = np.random.default_rng(1)
    for _ in range(250):
        check_formula(counted(random), counted(random), prior, variance, float(random.uniform(0.1, 90)))


def check_formula(
    current: dict[str, int],
    baseline: dict[str, int],
    prior: DirichletPrior,
    variance: LogOddsVariance,
    size: float,
) -> None:
    got = emerging_words(current, baseline, prior=prior, variance=variance, prior_size=size)
    words = {word for word in (*current, *baseline) if current.get(word, 0) + baseline.get(word, 0)}
    assert {word.word for word in got} == words
    n, m = sum(current.values()), sum(baseline.values())
    for word in got:
        y, x = current.get(word.word, 0), baseline.get(word.word, 0)
        informative = prior is DirichletPrior.INFORMATIVE
        a = size * (y + x) / (n + m) if informative else size
        whole = size if informative else size * len(words)
        if len(words) == 1:
            assert (word.log_odds, word.z) == (0.0, 0.0)
            continue
        odds = log((y + a) / (n + whole - y - a)) - log((x + a) / (m + whole - x - a))
        spread = 1 / (y + a) + 1 / (x + a)
        if variance is LogOddsVariance.FULL:
            spread += 1 / (n + whole - y - a) + 1 / (m + whole - x - a)
        assert word.log_odds == pytest.approx(odds, abs=1e-6)
        assert word.z == pytest.approx(odds / sqrt(spread), abs=1e-6)
        assert word.p_value == pytest.approx(float(ndtr(-word.z)), rel=1e-6)
        assert word.emerging == (word.z >= 3 and y >= 3 and word.adjusted_p <= 0.05)
        assert word.new == (x == 0)
    assert [word.z for word in got] == sorted((word.z for word in got), reverse=True)
    if got:
        adjusted = stats.false_discovery_control([word.p_value for word in got])
        assert [word.adjusted_p for word in got] == pytest.approx(list(adjusted))


def test_word_that_breaks_out_emerges_and_the_others_do_not() -> None:
    random = np.random.default_rng(1)
    vocabulary = [f"word {number}" for number in range(500)]
    shares = random.dirichlet(np.full(500, 0.5))
    baseline = dict(zip(vocabulary, map(int, random.multinomial(50_000, shares)), strict=True))
    current = dict(zip(vocabulary, map(int, random.multinomial(2_000, shares)), strict=True))
    assert not any(word.emerging for word in emerging_words(current, baseline))
    got = emerging_words(current | {"顿挫": 15}, baseline)
    assert [(word.word, word.new) for word in got if word.emerging] == [("顿挫", True)]


def test_edges_of_counts() -> None:
    assert emerging_words({}, {}) == ()
    assert emerging_words({"a": 0}, {}) == ()
    only = emerging_words({"a": 3}, {})
    assert (only[0].z, only[0].p_value, only[0].emerging) == (0.0, 0.5, False)
    assert len(emerging_words({}, {"a": 1, "b": 2})) == 2
    huge = emerging_words({"a": 10**12, "b": 1}, {"a": 1, "b": 10**12})
    assert huge[0].word == "a"
    assert np.isfinite(huge[0].z)
    far = next(
        word for word in emerging_words({"a": 900, "b": 100}, {"a": 100, "b": 900}) if word.word == "a"
    )
    assert far.p_value == pytest.approx(stats.norm.sf(far.z), rel=1e-9)
    with_background = emerging_words({"a": 3}, {"b": 1}, background={"a": 5, "b": 5, "c": 90}, prior_size=100)
    assert with_background[0].log_odds == pytest.approx(log(8 / 95) - log(5 / 96))


def test_word_counts_can_count_a_document_once() -> None:
    documents = [["刹车", "刹车", "异响"], ["刹车"], []]
    assert word_counts(documents) == {"刹车": 3, "异响": 1}
    assert word_counts(documents, once_a_document=True) == {"刹车": 2, "异响": 1}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"current": {"a": -1}}, r"current\['a'\] is -1"),
        ({"current": {"a": 1.5}}, r"current\['a'\] is 1.5; a count is a whole number"),
        ({"current": {"a": float("nan")}}, r"current\['a'\] is nan"),
        ({"background": {"b": 1}}, "background does not have 'a'"),
        ({"prior_size": 0.0}, "prior_size must be above 0"),
        ({"false_discovery_rate": 5}, "false_discovery_rate is 5: give a share above 0 and up to 1"),
    ],
)
def test_counts_that_make_no_sense_are_named(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        emerging_words(**({"current": {"a": 1}, "baseline": {"a": 1}} | change))  # type: ignore[arg-type]  # wrong on purpose
