"""Answers as they come in, made into arrays of numbers: 1 to 5, and MISSING where nobody answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.kano.categories import ANSWER_WORDS

Number = int | float | None
Answers = (
    NDArray[np.signedinteger]
    | NDArray[np.unsignedinteger]
    | NDArray[np.floating]
    | Sequence[Number]
    | Sequence[Sequence[Number]]
)
"""Answers to one factor, one a respondent, or to several: a row a respondent, a column a factor."""

MISSING: Final = -1
"""Stands in an array of whole numbers where there is no answer."""


def code_answers(words: Sequence[str | None], scale: Mapping[str, int] = ANSWER_WORDS) -> NDArray[np.int8]:
    """The numbers of answers given in words, or as numerals; None and what is empty are MISSING.

    scale: the number of each word, compared without case and without spaces at the ends. Raises ValueError for a word or a
    number that the scale does not have.
    """
    known = {str(number): number for number in map(int, scale.values())}
    known |= {word.strip().casefold(): number for word, number in scale.items()}
    coded = np.full(len(words), MISSING, np.int8)
    for place, word in enumerate(words):
        key = "" if word is None else str(word).strip().casefold()
        if key and key not in known:
            raise ValueError(f"words[{place}] is {word!r}: the scale has {', '.join(scale)}")
        if key:
            coded[place] = known[key]
    return coded


def coded_scale(answers: Answers, name: str, highest: int) -> NDArray[np.int8]:
    """Answers from 1 to `highest` as an array of the same shape, MISSING where they are None, nan or MISSING.

    name: of the argument, for the message. Raises ValueError for anything else, for rows of unequal length and for more
    than two dimensions.
    """
    numbers = _numbers(answers, name)
    if not 1 <= numbers.ndim <= 2:
        raise ValueError(f"{name} has {numbers.ndim} dimensions: give a row a respondent, a column a factor")
    missing = np.isnan(numbers) | (numbers == MISSING)
    wrong = ~(missing | ((numbers >= 1) & (numbers <= highest) & (numbers == np.floor(numbers))))
    if wrong.any():
        place = tuple(int(at) for at in np.argwhere(wrong)[0])
        at = "".join(f"[{index}]" for index in place)
        raise ValueError(
            f"{name}{at} is {numbers[place]:.15g}: answers are 1 to {highest}, None where there is none"
        )
    return np.where(missing, MISSING, numbers).astype(np.int8)


def _numbers(answers: Answers, name: str) -> NDArray[np.float64]:
    try:
        # None becomes nan
        return np.asarray(answers, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} is no table of numbers with rows of one length: {error}") from error


def paired(
    functional: Answers, dysfunctional: Answers, highest: int
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Both answers of each pair as tables, a row a respondent, a column a factor; one factor is one column.

    Raises ValueError where the shapes differ and as coded_scale does.
    """
    first = coded_scale(functional, "functional", highest)
    second = coded_scale(dysfunctional, "dysfunctional", highest)
    if first.shape != second.shape:
        raise ValueError(
            f"functional has the shape {first.shape}, dysfunctional {second.shape}: give both answers of each pair"
        )
    if first.ndim == 1:
        return first[:, None], second[:, None]
    return first, second
