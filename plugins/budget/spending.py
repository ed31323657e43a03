"""How a spend stands against the months that count. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.budget.models import OverAction
from plugins.budget.queries.pots import Month
from plugins.budget.settings import Span, SpendRule
from saas.plugin_api import SpendAction, SpendVerdict

_BEYOND = {
    OverAction.WARN: SpendAction.WARN,
    OverAction.APPROVE: SpendAction.APPROVE,
    OverAction.STOP: SpendAction.STOP,
}


def verdict(
    months: Sequence[Month], *, month: int, amount_fen: int, rule: SpendRule, line: str
) -> SpendVerdict:
    """What the rule says to an amount in a month. months: all twelve."""
    span = [one for one in months if _counts(one.month, month, rule.span)]
    planned = sum(one.planned_fen for one in span)
    used = sum(one.used_fen for one in span)
    room = planned - used
    return SpendVerdict(
        action=_action(planned, used + amount_fen, rule),
        line=line,
        room_fen=room,
        planned_fen=planned,
        committed_fen=sum(one.committed_fen for one in span),
        actual_fen=sum(one.actual_fen for one in span),
        year_planned_fen=sum(one.planned_fen for one in months),
        year_end_fen=year_end(months, month) + amount_fen,
    )


def year_end(months: Sequence[Month], month: int) -> int:
    """What the year comes to if the months after this one cost what is planned for them, or what is used already."""
    return sum(one.used_fen if one.month <= month else max(one.planned_fen, one.used_fen) for one in months)


def _counts(month: int, spent_in: int, span: Span) -> bool:
    if span is Span.MONTH:
        return month == spent_in
    return span is Span.YEAR or month <= spent_in


def _action(planned: int, used: int, rule: SpendRule) -> SpendAction:
    # In hundredths of a fen, so that no percentage is rounded.
    if used * 100 > planned * (100 + rule.tolerance_percent):
        return _BEYOND[rule.over_action]
    if used > planned or used * 100 >= planned * rule.warn_percent:
        return SpendAction.WARN
    return SpendAction.ALLOW
