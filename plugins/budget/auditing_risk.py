"""What makes a claim worth auditing, and how much it weighs when a sample is drawn by risk; loaded when one is drawn.

Nothing here says that somebody cheated: a weight makes it likelier that a person looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from plugins.budget.anomaly import is_day_off, just_below_limit, round_numbers
from plugins.budget.auditing_reasons import Reason, Risk
from plugins.budget.claim_checks import Level

EVERY_CLAIM = 1
"""What a claim weighs of which nothing stands out: it can be drawn too."""
WEIGHTS: Mapping[Risk, int] = {
    Risk.RED: 6,
    Risk.AMBER: 2,
    Risk.OVER_BUDGET: 3,
    Risk.JUST_BELOW: 3,
    Risk.ROUND: 1,
    Risk.DAY_OFF: 1,
}
ROUND_FEN = 100_00
"""Whole hundreds of yuan count as round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """One expense of a claim. limit_fen: from which amount on finance is told to look in its store; none without one."""

    claim_id: int
    spent_on: date
    amount_fen: int
    limit_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a claim weighs, and why."""

    weight: int
    reasons: tuple[Reason, ...]


def weighed(
    checks: Mapping[int, Sequence[Mapping[str, Any]]], lines: Sequence[RiskLine], exceeded: frozenset[int]
) -> dict[int, Weighed]:
    """The weight of each claim by its id, with the reasons, the heaviest first.

    checks: what the machine found when each claim was handed in. lines: of all of them. exceeded: claims that went on with
    an approval to exceed the budget.
    """
    found = {claim_id: _of_checks(mine) for claim_id, mine in checks.items()}
    for claim_id in exceeded & found.keys():
        found[claim_id].append(Reason(risk=Risk.OVER_BUDGET))
    for risk, rows in _of_lines(lines).items():
        for claim_id in sorted(rows & found.keys()):
            found[claim_id].append(Reason(risk=risk))
    return {
        claim_id: Weighed(
            weight=EVERY_CLAIM + sum(WEIGHTS[one.risk] for one in reasons),
            reasons=tuple(sorted(reasons, key=lambda one: -WEIGHTS[one.risk])),
        )
        for claim_id, reasons in found.items()
    }


def _of_checks(checks: Sequence[Mapping[str, Any]]) -> list[Reason]:
    levels = {Level.RED.value: Risk.RED, Level.AMBER.value: Risk.AMBER}
    return [
        Reason(risk=levels[one["level"]], check=str(one["check"])) for one in checks if one["level"] in levels
    ]


def _of_lines(lines: Sequence[RiskLine]) -> dict[Risk, set[int]]:
    """The claims with a line just below the limit of its store, of a round amount, or of a day off."""
    amounts = [line.amount_fen for line in lines]
    near: set[int] = set()
    for limit in {line.limit_fen for line in lines} - {None}:
        mine = [line for line in lines if line.limit_fen == limit]
        below = just_below_limit([line.amount_fen for line in mine], limit or 0, inclusive=True).below
        near |= {mine[row].claim_id for row in below.rows}
    return {
        Risk.JUST_BELOW: near,
        Risk.ROUND: {lines[row].claim_id for row in round_numbers(amounts, ROUND_FEN).rows},
        Risk.DAY_OFF: {line.claim_id for line in lines if is_day_off(line.spent_on)},
    }
