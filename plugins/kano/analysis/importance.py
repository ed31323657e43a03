"""How important a factor is to customers by their own word, from 1 to 9, asked beside the pair of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.kano.analysis.answers import MISSING, Answers, coded_scale

HIGHEST: Final = 9
"""From 1, not at all important, to 9, extremely important (Berger et al., 1993)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """One factor's importance: mean and standard deviation (n-1), None without answers and with one; missing ones beside."""

    n: int
    missing: int
    mean: float | None
    sd: float | None


def stated_importance(importance: Answers, highest: int = HIGHEST) -> tuple[Importance, ...]:
    """The mean importance of each factor. importance: 1 to `highest`, a row a respondent, a column a factor (or one factor).

    None, nan where it was not said. Raises ValueError for anything else.
    """
    coded = coded_scale(importance, "importance", highest)
    return tuple(_of(column) for column in (coded[:, None] if coded.ndim == 1 else coded).T)


def importances(importance: Answers, shape: tuple[int, ...], highest: int = HIGHEST) -> NDArray[np.float64]:
    """Importances as numbers of the given shape, respondents × factors, nan where there is none. Raises as stated_importance."""
    coded = coded_scale(importance, "importance", highest)
    table = coded[:, None] if coded.ndim == 1 else coded
    if table.shape != shape:
        raise ValueError(
            f"importance has the shape {coded.shape}: give one for each pair of answers, {shape}"
        )
    return np.where(table == MISSING, np.nan, table)


def _of(column: NDArray[np.int8]) -> Importance:
    said = column[column != MISSING].astype(np.float64)
    return Importance(
        n=said.size,
        missing=column.size - said.size,
        mean=float(said.mean()) if said.size else None,
        sd=float(said.std(ddof=1)) if said.size > 1 else None,
    )
