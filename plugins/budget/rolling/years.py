"""Whole years of amounts and volumes, as far as every period of them is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugins.budget.amounts import Amount, known

Row = Sequence[Amount | None]
Rows = Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """amounts, volumes: years × periods, oldest first; volumes are None where none were given.

    kept: the places of these years in what was given.
    """

    amounts: NDArray[np.float64]
    volumes: NDArray[np.float64] | None
    kept: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.amounts)

    def before(self, year: int) -> Years:
        """The years that come earlier than this one."""
        volumes = None if self.volumes is None else self.volumes[:year]
        return Years(amounts=self.amounts[:year], volumes=volumes, kept=self.kept[:year])


def whole_years(history: Rows, volume_history: Rows | None, periods: int) -> Years:
    """Read the years, and leave out those with a period missing (None or nan) in amounts or volumes.

    Raises ValueError for a year of another length, for volumes of other years, and for volumes below 0.
    """
    if volume_history is not None and len(volume_history) != len(history):
        msg = f"volume_history must have the {len(history)} years of history, got {len(volume_history)}"
        raise ValueError(msg)
    amounts = _table("history", history, periods)
    known = ~np.isnan(amounts).any(axis=1)
    volumes = None
    if volume_history is not None:
        volumes = _table("volume_history", volume_history, periods)
        refuse_negative("volume_history", volumes)
        known &= ~np.isnan(volumes).any(axis=1)
        volumes = volumes[known]
    return Years(amounts=amounts[known], volumes=volumes, kept=tuple(np.flatnonzero(known).tolist()))


def known_numbers(name: str, values: Row) -> NDArray[np.float64]:
    """One row of numbers, nan where missing. Raises ValueError for what is infinite or too large for money."""
    return np.array(
        [
            np.nan if (read := known(f"{name}[{place}]", value)) is None else float(read)
            for place, value in enumerate(values)
        ],
        dtype=np.float64,
    )


def refuse_negative(name: str, volumes: NDArray[np.float64]) -> None:
    """Raises ValueError where a volume is below 0."""
    for place in np.argwhere(volumes < 0)[:1].tolist():
        at = "".join(f"[{number}]" for number in place)
        msg = f"{name}{at} is negative: a volume is at least 0"
        raise ValueError(msg)


def _table(name: str, rows: Rows, periods: int) -> NDArray[np.float64]:
    for year, row in enumerate(rows):
        if len(row) != periods:
            msg = f"{name}[{year}] has {len(row)} periods of {periods}: give None where one is missing"
            raise ValueError(msg)
    found = [known_numbers(f"{name}[{year}]", row) for year, row in enumerate(rows)]
    return np.array(found, dtype=np.float64).reshape(len(rows), periods)
