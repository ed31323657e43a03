"""Naive Bayes, agreement and cross-validation, against textbooks and against fractions."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import log, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.complaints.text import (
    ClassPrior,
    NaiveBayes,
    NaiveBayesKind,
    agreement,
    cohen_kappa,
    cross_validate,
    fit_naive_bayes,
    stratified_folds,
)

# Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, table 13.1 and example 13.1.
CHINA = [
    ["Chinese", "Beijing", "Chinese"],
    ["Chinese", "Chinese", "Shanghai"],
    ["Chinese", "Macao"],
    ["Tokyo", "Japan", "Chinese"],
]
IS_CHINA = ["yes", "yes", "yes", "no"]
TEST = ["Chinese", "Chinese", "Chinese", "Tokyo", "Japan"]

Pairs = list[tuple[list[str], str]]


def learned(random: np.random.Generator) -> Pairs:
    """A few documents with their classes, at least one of them with a word."""
    sizes = [int(random.integers(1, 8)), *map(int, random.integers(0, 8, int(random.integers(0, 11))))]
    return [
        (list(map(str, random.choice(list("abcdef"), size))), str(random.choice(["x", "y", "z"])))
        for size in sizes
    ]


def test_multinomial_is_the_example_of_the_textbook() -> None:
    model = fit_naive_bayes(CHINA, IS_CHINA, kind=NaiveBayesKind.MULTINOMIAL)
    assert model.classes == ("no", "yes")
    shares = {word: np.exp(model.weights[:, place]) for word, place in model.vocabulary.items()}
    assert shares["Chinese"] == pytest.approx([2 / 9, 3 / 7])
    assert shares["Tokyo"] == pytest.approx([2 / 9, 1 / 14])
    assert shares["Japan"] == pytest.approx([2 / 9, 1 / 14])
    assert np.exp(model.scores([TEST])[0]) == pytest.approx([0.0001, 0.0003], abs=5e-5)
    assert model.predict([TEST]) == ["yes"]


def test_complement_is_that_of_scikit_learn() -> None:
    """The toy example worked by Rennie's steps 4 to 6 in scikit-learn's tests (test_complementnb)."""
    model = fit_naive_bayes(
        [
            ["Beijing", "Chinese"],
            ["Chinese", "Shanghai"],
            ["Chinese", "Macao"],
            ["Tokyo", "Japan", "Chinese"],
        ],
        IS_CHINA,
    )
    order = [model.vocabulary[word] for word in ("Beijing", "Chinese", "Japan", "Macao", "Shanghai", "Tokyo")]
    theta = np.array([[2, 4, 1, 2, 2, 1], [1, 2, 2, 1, 1, 2]]) / [[12], [9]]
    np.testing.assert_allclose(model.weights[:, order], -np.log(theta))
    normalised = fit_naive_bayes(CHINA, IS_CHINA, normalised=True)
    np.testing.assert_allclose(np.abs(normalised.weights).sum(axis=1), 1.0)


def probability(model: NaiveBayes, pairs: Pairs, words: list[str]) -> dict[str, float]:
    """The probabilities of the classes by fractions."""
    known = {word for one, _ in pairs for word in one}
    odds = {}
    for label in {label for _, label in pairs}:
        complement = model.kind is NaiveBayesKind.COMPLEMENT
        counted = Counter(word for one, other in pairs if (other == label) != complement for word in one)
        size = sum(counted.values()) + len(known)
        share = prod(Fraction(counted[word] + 1, size) for word in words if word in known)
        prior = 1 if complement else Fraction(sum(other == label for _, other in pairs), len(pairs))
        odds[label] = float(1 / share if complement else share * prior)
    return {label: one / sum(odds.values()) for label, one in odds.items()}


@pytest.mark.parametrize("kind", NaiveBayesKind)
def test_probabilities_are_the_exact_ones(kind: NaiveBayesKind) -> None:
    random = np.random.default_rng(1)
    for _ in range(1000):
        words = list(map(str, random.choice(list("abcdefgh"), int(random.integers(0, 9)))))
        check_probabilities(learned(random), words, kind)


def check_probabilities(pairs: Pairs, words: list[str], kind: NaiveBayesKind) -> None:
    model = fit_naive_bayes([one for one, _ in pairs], [label for _, label in pairs], kind=kind)
    slowly = probability(model, pairs, words)
    got = model.classify(words, least_margin=0.1)
    assert dict(got.probabilities) == {label: pytest.approx(slowly[label]) for label in sorted(slowly)}
    if got.best is None:
        assert not set(words) & set(model.vocabulary)
        assert got.label is None
        return
    ranked = sorted(slowly.values(), reverse=True)
    assert got.margin == pytest.approx(ranked[0] - (ranked[1] if len(ranked) > 1 else 0), abs=1e-9)
    assert slowly[got.best] == pytest.approx(ranked[0])
    assert (got.label is None) == (got.margin < 0.1)
    assert model.predict([words]) == [got.best]


@pytest.mark.parametrize("kind", NaiveBayesKind)
def test_reasons_add_up_to_the_odds(kind: NaiveBayesKind) -> None:
    random = np.random.default_rng(2)
    for _ in range(1000):
        words = list(map(str, random.choice(list("abcdefgh"), int(random.integers(1, 9)))))
        check_reasons(learned(random), words, kind)


def check_reasons(pairs: Pairs, words: list[str], kind: NaiveBayesKind) -> None:
    labels = [label for _, label in pairs]
    model = fit_naive_bayes([one for one, _ in pairs], labels, kind=kind, prior=ClassPrior.UNIFORM)
    got = model.classify(words)
    if len(model.classes) < 2 or got.best is None:
        assert got.reasons == ()
        return
    first, second = sorted(got.probabilities.values(), reverse=True)[:2]
    assert sum(reason.log_odds for reason in got.reasons) == pytest.approx(log(first / second), abs=1e-9)
    assert Counter({reason.word: reason.count for reason in got.reasons}) == Counter(
        word for word in words if word in model.vocabulary
    )
    odds = [reason.log_odds for reason in got.reasons]
    assert odds == sorted(odds, reverse=True)


def test_uniform_prior_forgets_how_often_a_class_was_seen() -> None:
    seen = fit_naive_bayes(CHINA, IS_CHINA, kind=NaiveBayesKind.MULTINOMIAL)
    same = fit_naive_bayes(CHINA, IS_CHINA, kind=NaiveBayesKind.MULTINOMIAL, prior=ClassPrior.UNIFORM)
    assert np.exp(seen.log_priors) == pytest.approx([0.25, 0.75])
    assert np.exp(same.log_priors) == pytest.approx([0.5, 0.5])


def test_what_is_hardly_told_apart_is_left_to_a_human() -> None:
    model = fit_naive_bayes([["刹车", "异响"], ["机油", "异响"]], ["brakes", "engine"])
    assert model.classify(["刹车", "刹车"]).label == "brakes"
    torn = model.classify(["异响"])
    assert (torn.label, torn.margin) == (None, 0.0)
    assert model.classify(["空调"]).best is None
    assert model.classify(["刹车"] * 10_000).probabilities["brakes"] == 1.0
    assert model.predict([]) == []


@pytest.mark.parametrize(
    ("documents", "labels", "smoothing", "said"),
    [
        ([], [], 1.0, "not empty"),
        ([["a"]], ["x", "y"], 1.0, "one for each other"),
        (["text"], ["x"], 1.0, r"documents\[0\] is a text"),
        ([[]], ["x"], 1.0, "no word"),
        ([["a"], ["b"]], ["x", None], 1.0, r"labels\[1\] is None"),
        ([["a"]], ["x"], 0.0, "smoothing must be above 0"),
    ],
)
def test_what_cannot_be_learned_from_is_named(
    documents: list[list[str]], labels: list[str], smoothing: float, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        fit_naive_bayes(documents, labels, smoothing=smoothing)


def test_kappa_is_that_of_textbooks() -> None:
    """Two readers of 50 proposals, 20 and 15 agreed (the example usual for Cohen's kappa): 0.4."""
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert cohen_kappa(first, first) == 1
    assert cohen_kappa([], []) is None
    assert cohen_kappa(["x"], ["x"]) is None
    assert cohen_kappa(["x"], ["y"]) == 0


@settings(max_examples=1000)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["a", "b", "c", "d", None])), max_size=30))
def test_agreement_is_counted_right(pairs: list[tuple[str, str | None]]) -> None:
    got = agreement([right for right, _ in pairs], [said for _, said in pairs])
    made = [(right, said) for right, said in pairs if said is not None]
    assert got.coverage == (len(made) / len(pairs) if pairs else None)
    assert got.accuracy == (sum(one == other for one, other in made) / len(made) if made else None)
    f1s = []
    for label, scores in zip(got.labels, got.classes, strict=True):
        hit = sum(pair == (label, label) for pair in made)
        right, said = sum(one == label for one, _ in made), sum(other == label for _, other in made)
        assert (scores.label, scores.support) == (label, right)
        assert scores.recall == (hit / right if right else None)
        assert scores.precision == (hit / said if said else None)
        if right + said:
            f1s.append(2 * hit / (right + said))
            assert scores.f1 == f1s[-1]
    assert got.macro_f1 == (pytest.approx(sum(f1s) / len(f1s)) if f1s else None)
    assert sum(map(sum, got.confusion)) == len(made)


def test_what_cannot_be_compared_is_named() -> None:
    for truth, called, said in (([None], ["x"], r"truth\[0\] is None"), (["x"], [], "one for each other")):
        with pytest.raises(ValueError, match=said):
            agreement(truth, called)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(ValueError, match="one for each other"):
        cohen_kappa(["x"], [])


@settings(max_examples=1000)
@given(st.lists(st.sampled_from("xyz"), min_size=2, max_size=40), st.integers(2, 8), st.integers(0, 5))
def test_folds_hold_their_share_of_every_class(labels: list[str], folds: int, seed: int) -> None:
    if folds > len(labels):
        with pytest.raises(ValueError, match="folds must be"):
            stratified_folds(labels, folds, seed)
        return
    got = stratified_folds(labels, folds, seed)
    for group in (*set(labels), None):
        sizes = Counter(fold for fold, label in zip(got, labels, strict=True) if group in {None, label})
        assert max(sizes[fold] for fold in range(folds)) - min(sizes[fold] for fold in range(folds)) <= 1
    assert got == stratified_folds(labels, folds, seed)


def test_cross_validation_learns_nothing_from_what_it_calls() -> None:
    """Documents of one word each of its own: what is not in the other folds cannot be called."""
    own = [[f"word {number}"] for number in range(20)]
    labels = ["x", "y"] * 10
    got = cross_validate(own, labels)
    assert got.called == (None,) * 20
    assert (got.agreement.coverage, got.agreement.accuracy) == (0.0, None)
    random = np.random.default_rng(1)
    themes = {"x": ["刹车", "异响"], "y": ["空调", "不冷"]}
    told = [[*random.choice(themes[label], 3), *random.choice(["车", "店"], 2)] for label in labels]
    assert cross_validate(told, labels, seed=3).agreement.macro_f1 == 1.0
    assert cross_validate(told, labels, seed=3) == cross_validate(told, labels, seed=3)
    shuffled = cross_validate(told, list(random.permutation(labels)), seed=3).agreement
    assert shuffled.kappa is not None
    assert abs(shuffled.kappa) < 0.7
