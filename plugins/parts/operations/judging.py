"""What becomes of a line once it is counted."""

from __future__ import annotations

from decimal import Decimal

from plugins.parts.count_outcome import ApprovalLimit, CountDecision, count_outcome
from plugins.parts.models import CountLine, LineState
from plugins.parts.numbers import value_fen
from plugins.parts.settings.counts import CountRules

MANAGER, ANY = "manager", "any"
_STATES = {
    CountDecision.MATCH: LineState.MATCH,
    CountDecision.RECOUNT: LineState.RECOUNT,
    CountDecision.POST: LineState.POST,
    CountDecision.APPROVE: LineState.APPROVE,
}


def limits_of(rules: CountRules) -> tuple[ApprovalLimit, ...]:
    """Who approves up to which value."""
    return (
        ApprovalLimit(level=MANAGER, value=Decimal(rules.approved_up_to_fen)),
        ApprovalLimit(level=ANY, value=None),
    )


def judge(line: CountLine, rules: CountRules) -> LineState:
    """Where a counted line goes: it fits, is counted again, is posted, or waits for somebody."""
    outcome = count_outcome(
        line.expected or Decimal(0),
        line.counted or Decimal(0),
        line.unit_cost,
        limits_of(rules),
        tolerance=rules.tolerances[line.abc],
        counts_made=line.counts_made,
        posted_up_to=Decimal(rules.posted_up_to_fen),
    )
    return _STATES[outcome.decision]


def difference_fen(line: CountLine) -> int:
    """What the difference of a line is worth, in fen, a loss below 0."""
    return value_fen(line.difference or Decimal(0), line.unit_cost)
