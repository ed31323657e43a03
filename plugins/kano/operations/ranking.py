"""How firm the rankings are that weights make: numerical, so it is imported by the worker alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from plugins.kano.models import Card, CardItem, Cycle, Indicator
from plugins.kano.weights import WeightRange, ranking_sensitivity
from saas.plugin_api import current_tenant, session

MOST_PEOPLE = 500
"""Cards whose ranking is looked at: every two of them may change places."""


def ranking_of_people(linear: Sequence[Indicator], weights: Sequence[float]) -> dict[str, Any] | None:
    """How far each weight may move before two people of the newest computed cycle change places; None without one.

    Whoever lacks a value for an indicator is left out. People are named by their places, 1 for the best, and by no name.
    """
    cycle = _newest_cycle(linear)
    if cycle is None:
        return None
    rows = _points(cycle, linear)
    whole = [row for row in rows if None not in row]
    if len(whole) < 2:
        return None
    found = ranking_sensitivity(whole[:MOST_PEOPLE], weights)
    places = {one: place for place, one in enumerate(found.ranking, start=1)}
    ranges = [_range(one, {"indicator_id": linear[one.criterion].id}, places, places) for one in found.ranges]
    return {
        "cycle_id": cycle.id,
        "people": len(whole[:MOST_PEOPLE]),
        "left_out": len(rows) - len(whole[:MOST_PEOPLE]),
        "ranges": ranges,
    }


def ranking_of_factors(
    ids: Sequence[int],
    weights: Sequence[float],
    voices: Mapping[str, Sequence[float]],
    shares: Sequence[float],
) -> dict[str, Any] | None:
    """How far the share of each voice may move before two indicators change places by their weights.

    voices: what each one gives every indicator, by the name of who says it; the weights rank as their mean by `shares`.
    None with fewer than two voices, and where that mean ranks otherwise than the weights do.
    """
    table = [list(row) for row in zip(*voices.values(), strict=True)]
    if len(voices) < 2 or len(ids) < 2:
        return None
    found = ranking_sensitivity(table, shares)
    by_weight = [weights[one] for one in found.ranking]
    if any(behind > before + 1e-9 for before, behind in pairwise(by_weight)):
        return None
    named, places = dict(enumerate(ids)), {one: place for place, one in enumerate(found.ranking)}
    voiced = list(voices)
    return {
        "ranking": [ids[one] for one in found.ranking],
        "ranges": [_range(one, {"voice": voiced[one.criterion]}, named, places) for one in found.ranges],
    }


def _range(
    one: WeightRange, of: dict[str, Any], named: Mapping[int, int], places: Mapping[int, int]
) -> dict[str, Any]:
    def pair(two: tuple[int, int] | None) -> list[int] | None:
        return None if two is None else [named[each] for each in sorted(two, key=places.__getitem__)]

    return {
        **of,
        "weight": round(one.weight, 6),
        "lowest": round(one.lowest, 6),
        "highest": round(one.highest, 6),
        "below": pair(one.reversed_below),
        "above": pair(one.reversed_above),
    }


def _newest_cycle(linear: Sequence[Indicator]) -> Cycle | None:
    # A draft is another version of the tree that a cycle was of: its indicators are found by their names.
    names = [one.names for one in linear]
    whole = (
        select(Indicator.tree_id)
        .where(Indicator.tenant_id == current_tenant(), Indicator.names.in_(names))
        .group_by(Indicator.tree_id)
        .having(func.count(func.distinct(Indicator.names)) == len(names))
    )
    mine = select(Cycle).where(
        Cycle.tenant_id == current_tenant(), Cycle.runs_done > 0, Cycle.tree_id.in_(whole)
    )
    return session().scalars(mine.order_by(Cycle.first.desc(), Cycle.id.desc()).limit(1)).first()


def _points(cycle: Cycle, linear: Sequence[Indicator]) -> list[list[float | None]]:
    """The points of each card, an indicator a column."""
    column = {str(one.names): place for place, one in enumerate(linear)}
    mine = (
        select(CardItem.card_id, Indicator.names, CardItem.points)
        .join(Card, Card.id == CardItem.card_id)
        .join(Indicator, Indicator.id == CardItem.indicator_id)
        .where(
            Card.tenant_id == current_tenant(),
            CardItem.tenant_id == current_tenant(),
            Indicator.tenant_id == current_tenant(),
            Card.cycle_id == cycle.id,
            Indicator.names.in_([one.names for one in linear]),
        )
        .order_by(CardItem.card_id)
    )
    found: dict[int, list[float | None]] = {}
    for card_id, names, points in session().execute(mine):
        row = found.setdefault(card_id, [None] * len(linear))
        row[column[str(names)]] = None if points is None else float(points)
    return list(found.values())
