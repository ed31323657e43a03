"""Round amounts: how many there are, and who has more of them than all the others."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plugins.budget.amounts import EXACT, Amount, exact, known
from plugins.budget.anomaly.excess import Excess, excess, hypergeometric_upper_p
from saas.plugin_api import benjamini_hochberg


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupExcess:
    """One group's round amounts against those of all others.

    p_value: Fisher's exact test, upward; adjusted_p: for having looked at every group (Benjamini and Hochberg). Both None of
    a group that is all there is. review: the adjusted p is below alpha.
    """

    group: Hashable
    rows: tuple[int, ...]
    count: int
    trials: int
    share: float
    share_of_others: float | None
    p_value: float | None
    adjusted_p: float | None
    alpha: float
    review: bool


def round_numbers(
    amounts: Sequence[Amount | None],
    multiple: Amount,
    *,
    expected_share: float | None = None,
    alpha: float = 0.01,
) -> Excess:
    """The amounts that are whole multiples of `multiple` (10000 for whole hundreds of yuan in fen); 0 and None do not count.

    expected_share: of round ones; without it their share is told and not tested. Amounts whose last digits are drawn evenly
    would have unit / multiple; people's amounts have more. Raises ValueError for a multiple that is not above 0.
    """
    rows = _rows(amounts, multiple)
    return excess(
        tuple(row for row, is_round in rows if is_round),
        len(rows),
        expected_share=expected_share,
        alpha=alpha,
    )


def round_numbers_by_group(
    amounts: Sequence[Amount | None],
    groups: Sequence[Hashable],
    multiple: Amount,
    *,
    alpha: float = 0.01,
) -> tuple[GroupExcess, ...]:
    """Each group (a claimant, a store) against all others, in the order in which they come; none of no amounts.

    Raises ValueError for lengths that differ and for a multiple that is not above 0.
    """
    if len(groups) != len(amounts):
        msg = f"groups must have one for each of the {len(amounts)} amounts, got {len(groups)}"
        raise ValueError(msg)
    found: dict[Hashable, list[tuple[int, bool]]] = {}
    rows = _rows(amounts, multiple)
    for row, is_round in rows:
        found.setdefault(groups[row], []).append((row, is_round))
    marked = sum(is_round for _, is_round in rows)
    p_values = [_p_value(members, marked, len(rows)) for members in found.values()]
    return tuple(
        _group_excess(group, members, (marked, len(rows)), (p_value, adjusted), alpha)
        for (group, members), p_value, adjusted in zip(
            found.items(), p_values, benjamini_hochberg(p_values), strict=True
        )
    )


def _rows(amounts: Sequence[Amount | None], multiple: Amount) -> list[tuple[int, bool]]:
    """The row of each amount that is not 0, and whether it is round."""
    step = exact("multiple", multiple)
    if step <= 0:
        msg = f"multiple must be above 0, got {multiple}"
        raise ValueError(msg)
    values = ((row, known(f"amounts[{row}]", amount)) for row, amount in enumerate(amounts))
    return [(row, EXACT.remainder(value, step) == Decimal(0)) for row, value in values if value]


def _p_value(members: Sequence[tuple[int, bool]], marked: int, population: int) -> float | None:
    if len(members) == population:
        return None
    return hypergeometric_upper_p(sum(is_round for _, is_round in members), len(members), marked, population)


def _group_excess(
    group: Hashable,
    members: Sequence[tuple[int, bool]],
    everything: tuple[int, int],
    p_values: tuple[float | None, float | None],
    alpha: float,
) -> GroupExcess:
    marked, population = everything
    p_value, adjusted = p_values
    rows = tuple(row for row, is_round in members if is_round)
    others = population - len(members)
    return GroupExcess(
        group=group,
        rows=rows,
        count=len(rows),
        trials=len(members),
        share=len(rows) / len(members),
        share_of_others=(marked - len(rows)) / others if others else None,
        p_value=p_value,
        adjusted_p=adjusted,
        alpha=alpha,
        review=adjusted is not None and adjusted < alpha,
    )
