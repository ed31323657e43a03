"""How well labels agree with those of a human: shares by class, macro-F1 and Cohen's kappa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassScores:
    """One class. support: how often it is right; precision, recall, f1: None where nothing is to be divided by."""

    label: str
    support: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """labels: in order. confusion[i][j]: how often label i was called label j. coverage: share that was called at all.

    accuracy, macro_f1 (the mean over the classes that were right or called), kappa: of those that were called; None
    where nothing is to be divided by.
    """

    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    classes: tuple[ClassScores, ...]
    coverage: float | None
    accuracy: float | None
    macro_f1: float | None
    kappa: float | None


def agreement(truth: Sequence[str], called: Sequence[str | None]) -> Agreement:
    """Compare what is right with what was called; None where nothing was called. Raises ValueError for different lengths."""
    if len(truth) != len(called):
        msg = f"truth and called must be one for each other, got {len(truth)} and {len(called)}"
        raise ValueError(msg)
    if None in truth:
        msg = f"truth[{truth.index(None)}] is None; compare what a human has labelled"
        raise ValueError(msg)
    pairs = [(right, said) for right, said in zip(truth, called, strict=True) if said is not None]
    labels = tuple(sorted({label for pair in pairs for label in pair} | set(truth)))
    place = {label: number for number, label in enumerate(labels)}
    confusion = [[0] * len(labels) for _ in labels]
    for right, said in pairs:
        confusion[place[right]][place[said]] += 1
    classes = tuple(_scores(label, number, confusion) for number, label in enumerate(labels))
    f1s = [one.f1 for one in classes if one.f1 is not None]
    return Agreement(
        labels=labels,
        confusion=tuple(map(tuple, confusion)),
        classes=classes,
        coverage=_share(len(pairs), len(truth)),
        accuracy=_share(sum(confusion[number][number] for number in range(len(labels))), len(pairs)),
        macro_f1=sum(f1s) / len(f1s) if f1s else None,
        kappa=cohen_kappa([right for right, _ in pairs], [said for _, said in pairs]),
    )


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """(agreed − by chance)/(1 − by chance) (Cohen, 1960, Educational and Psychological Measurement 20).

    None without labels and where both always say the same one thing. Raises ValueError for different lengths.
    """
    if len(first) != len(second):
        msg = f"first and second must be one for each other, got {len(first)} and {len(second)}"
        raise ValueError(msg)
    number = len(first)
    if not number:
        return None
    agreed = Fraction(sum(one == other for one, other in zip(first, second, strict=True)), number)
    chance = sum(
        (Fraction(first.count(label) * second.count(label), number * number) for label in set(first)),
        Fraction(0),
    )
    return None if chance == 1 else float((agreed - chance) / (1 - chance))


def _scores(label: str, number: int, confusion: list[list[int]]) -> ClassScores:
    right = confusion[number][number]
    support, said = sum(confusion[number]), sum(row[number] for row in confusion)
    return ClassScores(
        label=label,
        support=support,
        precision=_share(right, said),
        recall=_share(right, support),
        f1=_share(2 * right, support + said),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
