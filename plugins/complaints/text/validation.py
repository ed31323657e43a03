"""How well categories would have been proposed for complaints that were not learned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plugins.complaints.text.agreement import Agreement, agreement
from plugins.complaints.text.naive_bayes import (
    ClassPrior,
    Document,
    NaiveBayesKind,
    fit_naive_bayes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossValidation:
    """called: what each document was called by what was learned from the other folds, None where a human was to decide."""

    agreement: Agreement
    called: tuple[str | None, ...]
    folds: tuple[int, ...]
    kind: NaiveBayesKind
    seed: int


def stratified_folds(labels: Sequence[str], folds: int = 5, seed: int = 0) -> tuple[int, ...]:
    """The fold of each label, from 0: every class is dealt over the folds as evenly as can be, in an order of chance.

    Raises ValueError unless 2 ≤ folds ≤ the number of labels.
    """
    if not 2 <= folds <= len(labels):
        msg = f"folds must be from 2 to the {len(labels)} labels, got {folds}"
        raise ValueError(msg)
    random = np.random.default_rng(seed)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        members[label].append(place)
    fold_of = [0] * len(labels)
    dealt = 0  # goes on from class to class, so that small classes do not all begin in the first fold
    for label in sorted(members):
        for place in random.permutation(members[label]):
            fold_of[int(place)] = dealt % folds
            dealt += 1
    return tuple(fold_of)


def cross_validate(
    documents: Sequence[Document],
    labels: Sequence[str],
    *,
    folds: int = 5,
    seed: int = 0,
    kind: NaiveBayesKind = NaiveBayesKind.COMPLEMENT,
    smoothing: float = 1.0,
    normalised: bool = False,
    prior: ClassPrior = ClassPrior.EMPIRICAL,
    least_margin: float = 0.0,
) -> CrossValidation:
    """k-fold cross-validation: each fold is called by what was learned from all others. The rest as in fit_naive_bayes.

    least_margin: as in classify; what is not called counts against the coverage only. Raises ValueError as
    stratified_folds and fit_naive_bayes do.
    """
    kind = NaiveBayesKind(kind)
    fold_of = stratified_folds(labels, folds, seed)
    called: list[str | None] = [None] * len(labels)
    for fold in range(folds):
        others = [place for place, one in enumerate(fold_of) if one != fold]
        learned = fit_naive_bayes(
            [documents[place] for place in others],
            [labels[place] for place in others],
            kind=kind,
            smoothing=smoothing,
            normalised=normalised,
            prior=prior,
        )
        for place, one in enumerate(fold_of):
            if one == fold:
                called[place] = learned.classify(documents[place], least_margin=least_margin).label
    return CrossValidation(
        agreement=agreement(labels, called), called=tuple(called), folds=fold_of, kind=kind, seed=seed
    )
