"""What every part of Kano speaks of: the six categories, the answers, how a category is chosen; no numerical package."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final


class Category(StrEnum):
    """What a factor means to customers, in the order M > O > A > I > R > Q in which ties are broken."""

    MUST_BE = "M"
    """必备: taken for granted; its absence dissatisfies."""
    ONE_DIMENSIONAL = "O"
    """单向: the more, the better."""
    ATTRACTIVE = "A"
    """吸引: delights, and nobody misses it."""
    INDIFFERENT = "I"
    """无差异: makes no difference."""
    REVERSE = "R"
    """反向: its opposite is wanted."""
    QUESTIONABLE = "Q"
    """可疑: the two answers contradict each other."""


CATEGORIES: Final = tuple(Category)
"""All categories; a category's place in it is its column in every array of counts."""

WANTED: Final = frozenset({Category.MUST_BE, Category.ONE_DIMENSIONAL, Category.ATTRACTIVE})
"""The categories of factors that customers want."""


class Answer(IntEnum):
    """The five answers to each of the two questions."""

    LIKE = 1
    """喜欢"""
    MUST_BE = 2
    """理应如此"""
    NEUTRAL = 3
    """无所谓"""
    LIVE_WITH = 4
    """能忍受"""
    DISLIKE = 5
    """不喜欢"""


ANSWER_WORDS: Final[Mapping[str, int]] = {
    "喜欢": Answer.LIKE,
    "理应如此": Answer.MUST_BE,
    "无所谓": Answer.NEUTRAL,
    "能忍受": Answer.LIVE_WITH,
    "不喜欢": Answer.DISLIKE,
    "like": Answer.LIKE,
    "must-be": Answer.MUST_BE,
    "neutral": Answer.NEUTRAL,
    "live with": Answer.LIVE_WITH,
    "dislike": Answer.DISLIKE,
}
"""The words of the questionnaire and of the literature, as far as no study brings its own."""


class CategoryRule(StrEnum):
    """How a category is chosen."""

    MODAL = "modal"
    """The most frequent of all six; of equally frequent ones the first of M > O > A > I > R > Q (Matzler et al., 1996)."""
    TOLERANCE = "tolerance"
    """The modal one, but of the two most frequent of M, O, A, I, R, if nearly equal, the first in this order."""
    MAJORITY = "majority"
    """Of M, O, A where these together outnumber I, R, Q, else of I, R, Q (Blauth's rule, in Berger et al., 1993)."""


class CutLines(StrEnum):
    """Where the lines lie that part the quadrants."""

    FIXED = "fixed"
    """At one place on both axes, .5 if nothing else is said."""
    GRAND_MEAN = "grand mean"
    """At the means of all factors, so that quadrants compare the factors of this study with each other."""
