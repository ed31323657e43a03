"""What is true now of the indicators of a cycle: for every card at once, from the metric registry and the ratings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import String, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from plugins.kano.models import Cadence, Card, Cycle, Dimension, Indicator, Rating, SourceKind
from saas.plugin_api import (
    Metric,
    MetricAggregate,
    MetricSubject,
    MetricValue,
    Period,
    current_tenant,
    metric,
    metric_values,
    session,
)

_QUARTER_ENDS: Final = (3, 6, 9, 12)
_PLACES: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemValue:
    """A value with how many rows are behind it, where it may lie, and a digest of the rows.

    off: that it is missing since the module that measures it is off.
    """

    value: Decimal | None = None
    n: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    digest: str = ""
    off: bool = False


NOTHING: Final = ItemValue()
"""What is said where nobody rated and nothing was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueIndicator:
    """An indicator that counts in a cycle, and the days it is measured over."""

    indicator: Indicator
    period: Period


def due_indicators(cycle: Cycle) -> list[DueIndicator]:
    """The indicators of a cycle in their order; those of a quarter only in the month that ends it."""
    mine = (
        select(Indicator, Dimension.cadence)
        .join(Dimension, Dimension.id == Indicator.dimension_id)
        .where(
            Indicator.tenant_id == current_tenant(),
            Dimension.tenant_id == current_tenant(),
            Indicator.tree_id == cycle.tree_id,
        )
        .order_by(Indicator.position)
    )
    return [
        DueIndicator(indicator=indicator, period=period_of(cycle, cadence))
        for indicator, cadence in session().execute(mine)
        if cadence is Cadence.MONTH or cycle.first.month in _QUARTER_ENDS
    ]


def period_of(cycle: Cycle, cadence: Cadence) -> Period:
    """The days that an indicator is measured over."""
    if cadence is Cadence.QUARTER:
        return Period.quarter(cycle.first)
    return Period(first=cycle.first, last=cycle.last)


def values_now(due: Sequence[DueIndicator], cards: Iterable[Card]) -> dict[tuple[int, int], ItemValue]:
    """The values by the ids of card and indicator; one statement for each figure and one for all ratings.

    Raises Unavailable when a figure cannot be computed at the moment.
    """
    members = {card.member_id: card.id for card in cards}
    found: dict[tuple[int, int], ItemValue] = {}
    figures: dict[tuple[str, Period], Mapping[int, ItemValue]] = {}
    for one in due:
        if one.indicator.source_kind is SourceKind.RATING:
            continue
        asked = (one.indicator.metric_key, one.period)
        if asked not in figures:
            figures[asked] = measured(*asked, list(members))
        for member_id, card_id in members.items():
            found[card_id, one.indicator.id] = figures[asked][member_id]
    return found | _ratings(list(members.values()))


def measured(key: str, period: Period, member_ids: Sequence[int]) -> dict[int, ItemValue]:
    """A figure of these members: of who has no rows a count is 0 and a mean unknown."""
    known = metric(key)
    if known is None:
        return dict.fromkeys(member_ids, ItemValue(off=True))
    values = metric_values(key, period, by=MetricSubject.MEMBER, subjects=member_ids)
    return {one: _of_metric(known, values.get(one)) for one in member_ids}


def _of_metric(known: Metric, found: MetricValue | None) -> ItemValue:
    if found is None:
        return NOTHING if known.aggregate is MetricAggregate.MEAN else ItemValue(value=Decimal(0))
    return ItemValue(value=found.value, n=found.n, low=found.low, high=found.high, digest=found.digest)


def _ratings(card_ids: Sequence[int]) -> dict[tuple[int, int], ItemValue]:
    line = cast(Rating.id, String) + ":" + cast(func.trim_scale(Rating.mark), String)
    lines = func.string_agg(line, aggregate_order_by(literal(",", Text), Rating.id))
    statement = (
        select(
            Rating.card_id,
            Rating.indicator_id,
            func.avg(Rating.mark).label("mean"),
            func.count().label("n"),
            func.encode(func.sha256(func.convert_to(lines, "UTF8")), "hex").label("digest"),
        )
        .where(Rating.tenant_id == current_tenant(), Rating.card_id.in_(card_ids))
        .group_by(Rating.card_id, Rating.indicator_id)
    )
    return {
        (row.card_id, row.indicator_id): ItemValue(
            value=row.mean.quantize(_PLACES), n=row.n, digest=row.digest
        )
        for row in session().execute(statement)
    }
