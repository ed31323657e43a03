"""Delphi rounds: where the experts' scores lie, how far they agree, and when asking again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from plugins.kano.weights.kendall import KendallW, kendall_w
from plugins.kano.weights.tables import Floats, Table, complete_table, floats


class DelphiStop(StrEnum):
    """Why no further round is needed."""

    STRONG_AGREEMENT = "strong_agreement"
    STABLE_AGREEMENT = "stable_agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelphiRound:
    """One round, item by item, and the experts' agreement over all items.

    interquartile_ranges: by quantiles of type 7. coefficients_of_variation: standard deviation (n - 1) by the mean, null
    for one expert or the mean 0. change: the largest relative change of an item's median since the round before; null in
    the first round, and where a median of 0 moved.
    """

    medians: tuple[float, ...]
    lower_quartiles: tuple[float, ...]
    upper_quartiles: tuple[float, ...]
    interquartile_ranges: tuple[float, ...]
    means: tuple[float, ...]
    coefficients_of_variation: tuple[float | None, ...]
    dispersed_items: tuple[int, ...]
    agreement: KendallW
    change: float | None
    stop: DelphiStop | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delphi:
    """All rounds, and the first of them (from 0) after which no further one was needed; None: ask again."""

    rounds: tuple[DelphiRound, ...]
    stopped_at: int | None
    stop: DelphiStop | None


def delphi(
    rounds: Sequence[Table],
    *,
    agreement: float = 0.7,
    significance: float = 0.05,
    change: float = 0.05,
    dispersion: float = 0.25,
) -> Delphi:
    """The rounds of a Delphi survey (Dalkey and Helmer, 1963), with the stopping rule of Schmidt (1997).

    rounds: one table per round, shape (experts, items), every score given; experts may drop out, items may not change.
    Stop at W >= agreement (strong), or when W is significant, p < significance, and no item's median changed by the share
    change or more since the round before. dispersion: an item whose coefficient of variation is not below it is listed
    in dispersed_items. Raises ValueError without a round, for missing scores, and when the number of items changes.
    """
    if not len(rounds):
        msg = "rounds is empty: give at least the scores of the first round"
        raise ValueError(msg)
    tables = [complete_table(table, f"rounds[{i}]") for i, table in enumerate(rounds)]
    for i, table in enumerate(tables):
        if table.shape[1] != tables[0].shape[1]:
            msg = f"rounds[{i}] has {table.shape[1]} items where rounds[0] has {tables[0].shape[1]}: keep the items"
            raise ValueError(msg)
    found = tuple(
        delphi_round(
            table,
            before=tables[i - 1] if i else None,
            agreement=agreement,
            significance=significance,
            change=change,
            dispersion=dispersion,
        )
        for i, table in enumerate(tables)
    )
    stopped_at = next((i for i, each in enumerate(found) if each.stop), None)
    return Delphi(
        rounds=found, stopped_at=stopped_at, stop=None if stopped_at is None else found[stopped_at].stop
    )


def delphi_round(
    scores: Table,
    *,
    before: Table | None = None,
    agreement: float = 0.7,
    significance: float = 0.05,
    change: float = 0.05,
    dispersion: float = 0.25,
) -> DelphiRound:
    """One round, compared with the one before; arguments as of `delphi`."""
    table = complete_table(scores, "scores")
    lower, medians, upper = np.quantile(table, [0.25, 0.5, 0.75], axis=0)
    variation = coefficients_of_variation(table)
    found = kendall_w(table)
    changed = (
        None
        if before is None
        else largest_change(np.median(complete_table(before, "before"), axis=0), medians)
    )
    return DelphiRound(
        medians=floats(medians),
        lower_quartiles=floats(lower),
        upper_quartiles=floats(upper),
        interquartile_ranges=floats(upper - lower),
        means=floats(table.mean(axis=0)),
        coefficients_of_variation=variation,
        dispersed_items=tuple(j for j, value in enumerate(variation) if value is None or value >= dispersion),
        agreement=found,
        change=changed,
        stop=stop_of(found, changed, agreement=agreement, significance=significance, change=change),
    )


def coefficients_of_variation(table: Floats) -> tuple[float | None, ...]:
    """Standard deviation (n - 1) by the absolute mean, of each column."""
    if len(table) < 2:
        return tuple(None for _ in table[0])
    deviations = floats(table.std(axis=0, ddof=1))
    means = floats(np.abs(table.mean(axis=0)))
    return tuple(s / x if x > 0 else None for s, x in zip(deviations, means, strict=True))


def largest_change(before: Floats, now: Floats) -> float | None:
    """The largest |now - before| / |before|; None where a median of 0 moved, for that is no share of anything."""
    moved = np.abs(now - before)
    if np.any(moved[before == 0]):
        return None
    base = np.where(before == 0, 1.0, np.abs(before))
    return float((moved / base).max())


def stop_of(
    found: KendallW, changed: float | None, *, agreement: float, significance: float, change: float
) -> DelphiStop | None:
    """The reason to stop after a round."""
    if found.w is None or found.p_value is None:
        return None
    if found.w >= agreement:
        return DelphiStop.STRONG_AGREEMENT
    stable = changed is not None and changed < change
    return DelphiStop.STABLE_AGREEMENT if stable and found.p_value < significance else None
