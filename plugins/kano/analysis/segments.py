"""Whether groups of customers see a factor differently, over all factors at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from plugins.kano.analysis.answers import Answers, paired
from plugins.kano.analysis.contingency import SAMPLES, SEED, IndependenceTest, PMethod, independence_test
from plugins.kano.analysis.frequencies import Frequencies, tally
from plugins.kano.evaluation_table import STANDARD, EvaluationTable
from saas.plugin_api import benjamini_hochberg


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTest:
    """One factor: its test, and its p-value adjusted for all factors (Benjamini-Hochberg); both None where none was possible."""

    test: IndependenceTest | None
    adjusted_p_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentComparison:
    """The frequencies of each segment by factor, and a test a factor. without_segment: respondents who belong to none."""

    segments: Mapping[str, tuple[Frequencies, ...]]
    tests: tuple[SegmentTest, ...]
    without_segment: int


def compare_segments(
    segments: Sequence[str | None],
    functional: Answers,
    dysfunctional: Answers,
    table: EvaluationTable = STANDARD,
    *,
    method: PMethod = PMethod.AUTOMATIC,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> SegmentComparison:
    """Test for each factor whether segment and category are independent, over M, O, A, I, R and Q.

    segments: of each respondent, None for those who belong to none and are left out. Other arguments: category_codes and
    independence_test. Segments come in the order of their names. Raises ValueError for unequal lengths and as those do.
    """
    first, second = paired(functional, dysfunctional, table.answers)
    if len(segments) != len(first):
        raise ValueError(f"segments has {len(segments)} entries: give one a respondent, {len(first)}")
    names = sorted({name for name in segments if name is not None})
    labels = np.array([-1 if name is None else names.index(name) for name in segments], dtype=np.int64)
    found = {
        name: tally(first[labels == place], second[labels == place], table)
        for place, name in enumerate(names)
    }
    by_factor = [[found[name][factor] for name in names] for factor in range(first.shape[1])]
    return SegmentComparison(
        segments=found,
        tests=segment_tests(by_factor, method=method, samples=samples, seed=seed),
        without_segment=int((labels == -1).sum()),
    )


def segment_tests(
    factors: Sequence[Sequence[Frequencies]],
    *,
    method: PMethod = PMethod.AUTOMATIC,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> tuple[SegmentTest, ...]:
    """The same from frequencies: for each factor those of its segments. Arguments and errors: independence_test."""
    tests = [
        independence_test(
            np.array([one.counts for one in segments], dtype=np.int64).reshape(-1, 6),
            method=method,
            samples=samples,
            seed=seed,
        )
        for segments in factors
    ]
    adjusted = benjamini_hochberg([None if test is None else test.p_value for test in tests])
    return tuple(
        SegmentTest(test=test, adjusted_p_value=p_value)
        for test, p_value in zip(tests, adjusted, strict=True)
    )
