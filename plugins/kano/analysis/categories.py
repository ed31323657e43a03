"""The six categories into which the Kano model sorts what customers say of a factor."""

from __future__ import annotations

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
