"""Watching what is spent: what a plugin that keeps budgets does for those that spend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """Money that is about to be spent, or was.

    store_id: whose it is. department_id: the store's department, where it is one's. category: the code of a cost
    category, `parts`, or none where nobody knows; one that the group does not have counts as none. day: when, in the
    store's zone; it decides the month. amount_fen: above 0. document: whose spending it is, `parts.order:17`. title:
    what people call the document, its number.
    """

    store_id: int
    day: date
    amount_fen: int
    document: str
    title: str
    category: str | None = None
    department_id: int | None = None


class SpendAction(StrEnum):
    """What a budget says to a spend."""

    ALLOW = "allow"
    """It fits."""
    WARN = "warn"
    """It may be spent; somebody should know that little or nothing is left."""
    APPROVE = "approve"
    """It may be spent once somebody approved that the budget is exceeded."""
    STOP = "stop"
    """It may not be spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendVerdict:
    """How a spend stands against the budget; all amounts in fen.

    line: in words, which budget it was held against; empty where there is none for it. room_fen: what is left before
    this spend in the months that count, none without a budget. planned_fen, committed_fen, actual_fen: what these
    months hold. year_planned_fen, year_end_fen: the year's budget, and what the year will have cost with this spend if
    its remaining months cost what was planned for them.
    """

    action: SpendAction
    line: str = ""
    room_fen: int | None = None
    planned_fen: int = 0
    committed_fen: int = 0
    actual_fen: int = 0
    year_planned_fen: int = 0
    year_end_fen: int = 0

    @property
    def may_commit(self) -> bool:
        """Whether `commit` takes it as it is."""
        return self.action in (SpendAction.ALLOW, SpendAction.WARN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Money of a budget that is set aside for a document.

    key: as it was given. open_fen: what is still set aside. actual_fen: what was spent of it. verdict: how it stood when
    it was committed; none on later answers.
    """

    key: str
    open_fen: int
    actual_fen: int
    verdict: SpendVerdict | None = None


class SpendControl(Protocol):
    """Holds spending against the group's budgets: first set aside, then spent or let go.

    Ask for it with `service(SpendControl)`; none means that the group keeps no budgets, and everything may be spent.
    Who may spend is the caller's to decide. A key names one act (`parts.order:17:3`) for good: doing it again with the
    same key does nothing and answers as the first time, so a job may be repeated; a commitment's key names it
    afterwards. Balances are locked until the end of the caller's transaction.
    """

    def check(self, spend: Spend) -> SpendVerdict:
        """How it would stand now; nothing is set aside. For forms, while somebody still writes."""
        ...

    def commit(self, spend: Spend, key: str) -> Commitment:
        """Set the money aside. Raises Conflict where the budget does not allow it, and Invalid for an amount of 0 or less."""
        ...

    def commit_together(self, spends: Mapping[str, Spend]) -> Sequence[Commitment]:
        """Set aside several at once, by their keys: all or none. Raises as `commit`."""
        ...

    def release(self, key: str, *, act: str, amount_fen: int | None = None) -> Commitment:
        """Let go of what is still set aside, all of it or an amount of it.

        key: of the commitment. act: the key of this act. Raises NotFound for a commitment that never was, Conflict for
        more than is open.
        """
        ...

    def actual(
        self, key: str, *, act: str, amount_fen: int, day: date | None = None, last: bool = False
    ) -> Commitment:
        """Turn what was set aside into what was spent.

        More than is open is taken from the budget without asking again, since it was spent. day: when, if in another
        month. last: whether nothing more will come, so that the rest is let go. Raises NotFound for a commitment that
        never was, Invalid for an amount below 0.
        """
        ...

    def reverse(self, key: str, *, act: str, amount_fen: int) -> Commitment:
        """Take back what was spent: goods returned, money paid back. Raises NotFound, and Conflict for more than was spent."""
        ...
