"""Categories from words by naive Bayes, with the words that spoke for it and the cases in which a human decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Document = Sequence[str]

LEAST_MARGIN = 0.2
"""By how much the best category must be likelier than the next one, by default."""


class NaiveBayesKind(StrEnum):
    """What a word's weight is learned from: the documents of the category, or those of all others."""

    MULTINOMIAL = "multinomial"
    COMPLEMENT = "complement"


class ClassPrior(StrEnum):
    """How likely a category is before a word is read: as often as it was seen, or each the same."""

    EMPIRICAL = "empirical"
    UNIFORM = "uniform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A word of the document and what it adds to the logarithm of the odds of the best category over the next one."""

    word: str
    count: int
    log_odds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """label: the category, None where a human is to decide. best: the likeliest all the same; None without a known word.

    probabilities: by category, together 1. margin: of the likeliest over the next. reasons: strongest first.
    """

    label: str | None
    best: str | None
    margin: float
    probabilities: Mapping[str, float]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NaiveBayes:
    """What was learned. weights: (classes, words), the more the likelier; log_priors: (classes,)."""

    kind: NaiveBayesKind
    smoothing: float
    normalised: bool
    classes: tuple[str, ...]
    vocabulary: Mapping[str, int]
    weights: Array
    log_priors: Array

    def scores(self, documents: Sequence[Document]) -> Array:
        """Sum of prior and weights of known words, (documents, classes)."""
        scores = np.tile(self.log_priors, (len(documents), 1))
        for row, document in enumerate(documents):
            known = [self.vocabulary[word] for word in document if word in self.vocabulary]
            scores[row] += self.weights[:, known].sum(axis=1)
        return scores

    def probabilities(self, documents: Sequence[Document]) -> Array:
        """Scores as probabilities of the classes, (documents, classes), each row together 1.

        Naive Bayes is too sure of itself, the more so the longer the document: good for an order, not as a frequency.
        """
        scores = self.scores(documents)
        if scores.size == 0:
            return scores
        grown = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    def classify(
        self, document: Document, *, least_margin: float = LEAST_MARGIN, most_reasons: int = 8
    ) -> Classification:
        """The category of a document, or none where the two likeliest are closer than least_margin or no word is known."""
        probabilities = self.probabilities([document])[0]
        ranked = np.argsort(-probabilities, kind="stable")
        told = dict(zip(self.classes, map(float, probabilities), strict=True))
        if not any(word in self.vocabulary for word in document):
            return Classification(label=None, best=None, margin=0.0, probabilities=told, reasons=())
        first = int(ranked[0])
        margin = float(probabilities[first] - (probabilities[ranked[1]] if ranked.size > 1 else 0.0))
        best = self.classes[first]
        return Classification(
            label=best if margin >= least_margin else None,
            best=best,
            margin=margin,
            probabilities=told,
            reasons=self._reasons(document, ranked)[:most_reasons],
        )

    def predict(self, documents: Sequence[Document]) -> list[str]:
        """The likeliest category of each document, of equal ones the first; without known words that of the priors."""
        if not documents:
            return []
        return [self.classes[int(place)] for place in np.argmax(self.scores(documents), axis=1)]

    def _reasons(self, document: Document, ranked: NDArray[np.intp]) -> tuple[Reason, ...]:
        if ranked.size < 2:
            return ()
        over = self.weights[ranked[0]] - self.weights[ranked[1]]
        counted = Counter(word for word in document if word in self.vocabulary)
        reasons = [
            Reason(word=word, count=count, log_odds=count * float(over[self.vocabulary[word]]))
            for word, count in counted.items()
        ]
        return tuple(sorted(reasons, key=lambda reason: (-reason.log_odds, reason.word)))


def fit_naive_bayes(
    documents: Sequence[Document],
    labels: Sequence[str],
    *,
    kind: NaiveBayesKind = NaiveBayesKind.COMPLEMENT,
    smoothing: float = 1.0,
    normalised: bool = False,
    prior: ClassPrior = ClassPrior.EMPIRICAL,
) -> NaiveBayes:
    """Learn the words of each category.

    MULTINOMIAL: ln((n(word, class) + s)/(n(class) + s·words)) and the prior (Manning, Raghavan and Schütze, 2008, eq.
    13.7). COMPLEMENT: −ln((n(word, others) + s)/(n(others) + s·words)), without a prior, which suits categories of
    very different size (Rennie et al., 2003, ICML 20, table 4, steps 4 and 6); normalised also step 8, by which the
    weights of a class sum to 1 in size. documents: words with repetition; labels: one for each. smoothing s: above 0.
    Raises ValueError without documents, for lists of different lengths and for other smoothing.
    """
    kind, prior = NaiveBayesKind(kind), ClassPrior(prior)
    _check(documents, labels, smoothing)
    classes = tuple(sorted(set(labels)))
    vocabulary = {
        word: place for place, word in enumerate(sorted({word for one in documents for word in one}))
    }
    counts = _counts(documents, labels, classes, vocabulary)
    if kind is NaiveBayesKind.COMPLEMENT:
        counts = counts.sum(axis=0) - counts
    smoothed = counts + smoothing
    logs = np.log(smoothed) - np.log(smoothed.sum(axis=1, keepdims=True))
    uniform = kind is NaiveBayesKind.COMPLEMENT or prior is ClassPrior.UNIFORM
    seen = Counter(labels)
    sizes = np.array([1 if uniform else seen[one] for one in classes], dtype=np.float64)
    weights = -logs if kind is NaiveBayesKind.COMPLEMENT else logs
    if normalised:
        size = np.abs(weights).sum(axis=1, keepdims=True)
        weights = np.divide(weights, size, out=np.zeros_like(weights), where=size > 0)
    return NaiveBayes(
        kind=kind,
        smoothing=smoothing,
        normalised=normalised,
        classes=classes,
        vocabulary=vocabulary,
        weights=weights,
        log_priors=np.log(sizes / sizes.sum()),
    )


def _counts(
    documents: Sequence[Document],
    labels: Sequence[str],
    classes: tuple[str, ...],
    vocabulary: Mapping[str, int],
) -> Array:
    row_of = {name: row for row, name in enumerate(classes)}
    counts = np.zeros((len(classes), len(vocabulary)))
    for document, label in zip(documents, labels, strict=True):
        np.add.at(counts[row_of[label]], [vocabulary[word] for word in document], 1.0)
    return counts


def _check(documents: Sequence[Document], labels: Sequence[str], smoothing: float) -> None:
    if not documents or len(documents) != len(labels):
        msg = f"documents and labels must be one for each other and not empty, got {len(documents)} and {len(labels)}"
        raise ValueError(msg)
    for place, document in enumerate(documents):
        if isinstance(document, str):
            msg = f"documents[{place}] is a text; cut it into words first"
            raise ValueError(msg)
        if labels[place] is None:
            msg = f"labels[{place}] is None; learn from complaints that have a category"
            raise ValueError(msg)
    if not any(documents):
        msg = "documents hold no word to learn from"
        raise ValueError(msg)
    if not (isfinite(smoothing) and smoothing > 0):
        msg = f"smoothing must be above 0, got {smoothing}"
        raise ValueError(msg)
