"""Answers that cannot be trusted: questions that are misunderstood, respondents who contradict themselves or do not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.kano.analysis.answers import MISSING, Answers, paired
from plugins.kano.analysis.frequencies import Frequencies, category_codes
from plugins.kano.categories import CATEGORIES, Category
from plugins.kano.evaluation_table import STANDARD, EvaluationTable

QUESTIONABLE_SHARE: Final = 0.05
"""Above this share of Q the question, not the customer, is at fault; 2 per cent is the strict reading."""

MOST_QUESTIONABLE: Final = 2
"""A respondent with more questionable pairs than these is left out."""

FEWEST_PAIRS: Final = 3
"""With fewer pairs the same answer everywhere shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RespondentQuality:
    """One entry a respondent. answered: complete pairs; questionable: how many of them are Q.

    same_answer: one and the same answer to every question, positive or negative. same_pair: one answer to all functional
    and one to all dysfunctional questions (the former among them). Both only where enough pairs are answered. kept: not more
    questionable pairs than allowed. Nobody is left out for straight answers: that is for people to decide.
    """

    answered: NDArray[np.int64]
    questionable: NDArray[np.int64]
    same_answer: NDArray[np.bool_]
    same_pair: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    most_questionable: int

    @property
    def removed(self) -> int:
        """How many respondents are left out."""
        return int((~self.kept).sum())


def badly_worded(
    frequencies: Sequence[Frequencies], highest_share: float = QUESTIONABLE_SHARE
) -> tuple[bool, ...]:
    """For each factor whether more than that share of its pairs is questionable. Raises ValueError for no share."""
    if not 0 <= highest_share <= 1:
        raise ValueError(f"highest_share is {highest_share}: give a share from 0 to 1")
    return tuple((one.share(Category.QUESTIONABLE) or 0) > highest_share for one in frequencies)


def respondent_quality(
    functional: Answers,
    dysfunctional: Answers,
    table: EvaluationTable = STANDARD,
    *,
    most_questionable: int = MOST_QUESTIONABLE,
    fewest_pairs: int = FEWEST_PAIRS,
) -> RespondentQuality:
    """What each respondent's answers look like, over all factors.

    functional, dysfunctional, table: as of category_codes. most_questionable: how many Q a respondent may have and stay.
    fewest_pairs: from how many complete pairs on straight answers are called so. Raises ValueError as category_codes does,
    and for negative settings.
    """
    for name, setting in (("most_questionable", most_questionable), ("fewest_pairs", fewest_pairs)):
        if setting < 0:
            raise ValueError(f"{name} is {setting}: give how many, 0 or more")
    first, second = paired(functional, dysfunctional, table.answers)
    complete = (first != MISSING) & (second != MISSING)
    codes = category_codes(functional, dysfunctional, table)
    questionable = (codes == CATEGORIES.index(Category.QUESTIONABLE)).sum(axis=1)
    answered = complete.sum(axis=1)
    same_pair = _alike(first, complete) & _alike(second, complete) & (answered >= max(1, fewest_pairs))
    return RespondentQuality(
        answered=answered,
        questionable=questionable,
        same_answer=same_pair & _alike(first - second, complete, only=0),
        same_pair=same_pair,
        kept=questionable <= most_questionable,
        most_questionable=most_questionable,
    )


def _alike(
    answers: NDArray[np.int8], complete: NDArray[np.bool_], only: int | None = None
) -> NDArray[np.bool_]:
    """Whether all answers of a row that are complete are one and the same, or all `only`."""
    if not answers.shape[1]:
        return np.ones(len(answers), bool)
    leader = np.take_along_axis(answers, complete.argmax(axis=1)[:, None], axis=1) if only is None else only
    alike: NDArray[np.bool_] = ((answers == leader) | ~complete).all(axis=1)
    return alike
