"""ABC: which few parts carry most of the value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import EQUAL, Floats, Numbers, amounts, ascending, share


class AbcClass(StrEnum):
    """A: the few that carry most of the value; C: the many that carry little; N: of a value that nobody knows."""

    A = "A"
    B = "B"
    C = "C"
    N = "N"


class AbcRule(StrEnum):
    """Which cumulative share is held against the cuts: that before the part is added to it, or that after."""

    BEFORE_ADDED = "before_added"
    AFTER_ADDED = "after_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class AbcAnalysis:
    """Classes of parts by value; every array has the order of the values.

    classes: of `AbcClass`. rank: 1 for the most valuable, ties in the given order, 0 where the value is not known.
    share, cumulative_share: of the known total, the second with the part itself, down the ranks; nan where the value is
    not known or nothing has any. cuts, rule: by which the classes came about.
    """

    classes: NDArray[np.str_]
    rank: NDArray[np.int64]
    share: Floats
    cumulative_share: Floats
    cuts: tuple[float, float]
    rule: AbcRule


def abc_analysis(
    values: Numbers, cuts: Sequence[float] = (0.80, 0.95), rule: AbcRule = AbcRule.BEFORE_ADDED
) -> AbcAnalysis:
    """Classes A, B and C by the share in the total value (Dickie, 1951; Silver, Pyke and Thomas, 2017, 2.2.1).

    values: one per part, as a year's demand times the price, not negative; nan and None: not known, class N, in no
    total. cuts: the cumulative shares at which B and C begin. Before the part is added (the default) the most valuable
    part is always A, and a part that finds .80 there is B; after it, a part that brings the sum to .80 is still A, but a
    part that alone is worth more is none. What is worth nothing is C. No part at all gives empty arrays.

    Raises ValueError for negative and infinite values and for cuts that are not two ascending shares.
    """
    rule = AbcRule(rule)
    known = amounts("values", values, missing=True)
    first, second = _cuts(cuts)
    order = np.argsort(-known, kind="stable")  # nan comes last
    sized = order[: np.count_nonzero(~np.isnan(known))]
    # By the largest, so that even sums of huge values stay numbers.
    largest = known[sized[0]] if sized.size else 0.0
    descending = known[sized] / largest if largest > 0 else known[sized]
    reached = np.cumsum(descending)
    total = reached[-1] if sized.size else 0.0
    classes = np.full(known.size, AbcClass.N.value, dtype="<U1")
    classes[sized] = _classes(descending, reached, total, (first, second), rule)
    shares, cumulative = np.full((2, known.size), np.nan)
    rank = np.zeros(known.size, dtype=np.int64)
    rank[sized] = np.arange(1, sized.size + 1)
    if total > 0:
        shares[sized], cumulative[sized] = descending / total, np.minimum(reached / total, 1.0)
    return AbcAnalysis(
        classes=classes,
        rank=rank,
        share=shares,
        cumulative_share=cumulative,
        cuts=(first, second),
        rule=rule,
    )


def _cuts(cuts: Sequence[float]) -> tuple[float, float]:
    checked = ascending("cuts", [share(f"cuts[{place}]", cut) for place, cut in enumerate(cuts)])
    if len(checked) != 2:
        msg = f"cuts must be two shares, where B begins and where C begins; got {len(checked)}"
        raise ValueError(msg)
    return checked[0], checked[1]


def _classes(
    values: Floats, reached: Floats, total: float, cuts: tuple[float, float], rule: AbcRule
) -> NDArray[np.str_]:
    """Classes of values in descending order whose cumulative sum is `reached`."""
    if rule is AbcRule.BEFORE_ADDED:
        beyond = [np.concatenate(([0.0], reached[:-1])) >= (cut - EQUAL) * total for cut in cuts]
        # The first is A even with a cut of 0, and where nothing is worth anything.
        for one in beyond:
            one[:1] = False
    else:
        beyond = [reached > (cut + EQUAL) * total for cut in cuts]
    classes = np.where(beyond[1], AbcClass.C, np.where(beyond[0], AbcClass.B, AbcClass.A)).astype("<U1")
    classes[values == 0] = AbcClass.C.value
    return classes
