"""The control group: the same few parts counted again and again, until the way of counting makes no more errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import share, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlGroup:
    """accuracies: of each round, None of an empty one; released_after: the number of rounds, from 1, after which cycle
    counting can begin, None as long as it cannot."""

    accuracies: tuple[float | None, ...]
    released_after: int | None


def control_group(
    rounds: Sequence[Sequence[bool] | NDArray[np.bool_]], *, target: float = 1.0, rounds_needed: int = 3
) -> ControlGroup:
    """Released once so many rounds in a row were at or above the target (Brooks and Wilson, Inventory Record Accuracy, 1995).

    rounds: of each round, of each part, whether the count was within its tolerance (`within_tolerance`). target: a share.
    rounds_needed: 1 or more. A round without a part is none of the row. Raises ValueError otherwise.
    """
    least = share("target", target)
    needed = whole("rounds_needed", rounds_needed, least=1, why="without a round nothing is shown")
    accuracies = tuple(sum(hits) / len(hits) if len(hits) else None for hits in rounds)
    row, released = 0, None
    for number, accuracy in enumerate(accuracies, start=1):
        row = row + 1 if accuracy is not None and accuracy >= least else 0
        if row == needed and released is None:
            released = number
    return ControlGroup(accuracies=accuracies, released_after=released)
