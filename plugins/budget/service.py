"""What this plugin does for others: holding their spending against the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from plugins.budget.operations.spending import check_spend, release, set_aside, spent, take_back
from saas.plugin_api import Commitment, Service, Spend, SpendControl, SpendVerdict


class BudgetControl:
    """The budget's SpendControl."""

    def check(self, spend: Spend) -> SpendVerdict:
        """How it would stand now."""
        return check_spend(spend)

    def commit(self, spend: Spend, key: str) -> Commitment:
        """Set the money aside."""
        return set_aside({key: spend})[0]

    def commit_together(self, spends: Mapping[str, Spend]) -> Sequence[Commitment]:
        """Set aside several at once."""
        return set_aside(spends)

    def release(self, key: str, *, act: str, amount_fen: int | None = None) -> Commitment:
        """Let go of what is still set aside."""
        return release(key, act=act, amount_fen=amount_fen)

    def actual(
        self, key: str, *, act: str, amount_fen: int, day: date | None = None, last: bool = False
    ) -> Commitment:
        """Turn what was set aside into what was spent."""
        return spent(key, act=act, amount_fen=amount_fen, day=day, last=last)

    def reverse(self, key: str, *, act: str, amount_fen: int) -> Commitment:
        """Take back what was spent."""
        return take_back(key, act=act, amount_fen=amount_fen)


def control() -> SpendControl:
    """For one act in the current group."""
    return BudgetControl()


SERVICES = [Service(key="budget.spend_control", protocol=SpendControl, offer=control)]
