"""Factors whose opposite is wanted: what they would be if the question had been put the other way round."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.kano.analysis.answers import Answers, paired
from plugins.kano.analysis.frequencies import Frequencies, answer_pairs, tally_pairs
from plugins.kano.evaluation_table import STANDARD, EvaluationTable

LEAST_REVERSE: Final = 0.1
"""Below this share of R answers nothing is recoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecodeProposal:
    """A factor, by its column, that is wanted the other way round: its frequencies as asked, and with the answers swapped."""

    factor: int
    reverse_share: float
    before: Frequencies
    after: Frequencies


def recode_proposals(
    functional: Answers,
    dysfunctional: Answers,
    table: EvaluationTable = STANDARD,
    *,
    least_share: float = LEAST_REVERSE,
) -> tuple[RecodeProposal, ...]:
    """The factors with more R than M, O and A together, and at least that share of R: proposals, nothing is changed.

    functional, dysfunctional, table: as of category_codes. least_share: from 0 to 1, else ValueError. The short form, which
    knows no R, proposes nothing.
    """
    if not 0 <= least_share <= 1:
        raise ValueError(f"least_share is {least_share}: give a share from 0 to 1")
    pairs, missing = answer_pairs(functional, dysfunctional, table.answers)
    before = tally_pairs(pairs, missing, table)
    after = tally_pairs(pairs.transpose(0, 2, 1), missing, table)
    return tuple(
        RecodeProposal(factor=place, reverse_share=found.reverse / found.n, before=found, after=after[place])
        for place, found in enumerate(before)
        if _is_reverse(found, least_share)
    )


def recode_reverse(
    functional: Answers, dysfunctional: Answers, factors: Collection[int], answers: int = 5
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Both answers with those to some factors swapped, as if these had been asked for the other way round.

    factors: columns, from 0. Respondents × factors in and out, MISSING where there is no answer. R becomes A, O or M and
    the reverse; I and Q stay. Raises ValueError for a column that is not there and as category_codes does.
    """
    first, second = paired(functional, dysfunctional, answers)
    for factor in factors:
        if not 0 <= factor < first.shape[1]:
            raise ValueError(f"factors has {factor}: there are {first.shape[1]} factors, counted from 0")
    swapped = np.isin(np.arange(first.shape[1]), list(factors))
    return np.where(swapped, second, first), np.where(swapped, first, second)


def _is_reverse(found: Frequencies, least_share: float) -> bool:
    wanted = found.must_be + found.one_dimensional + found.attractive
    return found.reverse > wanted and found.reverse >= least_share * found.n
