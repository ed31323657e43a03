"""Which complaints a series counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cell:
    """Which complaints a series counts: those of a store, of a model, of a category; 0 and '' stand for all."""

    store_id: int = 0
    model: str = ""
    category_id: int = 0

    @property
    def depth(self) -> int:
        """How specific it is: 0 the whole group, 3 one model's complaints of one category in one store."""
        return bool(self.store_id) + bool(self.model) + bool(self.category_id)

    @property
    def key(self) -> str:
        """The cell as a text, the same for the same cell."""
        return f"{self.store_id}|{self.category_id}|{self.model}"

    def contains(self, other: Self) -> bool:
        """Whether every complaint of the other one counts in this one too."""
        return (
            self.store_id in {0, other.store_id}
            and self.model in {"", other.model}
            and self.category_id in {0, other.category_id}
        )

    def meet(self, other: Self) -> Cell | None:
        """The complaints that count in both; none where no complaint can."""
        pairs = (
            (self.store_id, other.store_id),
            (self.model, other.model),
            (self.category_id, other.category_id),
        )
        if any(mine and theirs and mine != theirs for mine, theirs in pairs):
            return None
        return Cell(
            store_id=self.store_id or other.store_id,
            model=self.model or other.model,
            category_id=self.category_id or other.category_id,
        )
