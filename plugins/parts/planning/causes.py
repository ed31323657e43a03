"""What is wrong with a part in a store, told from its numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from plugins.parts.models import AlertKind
from plugins.parts.numbers import plain
from plugins.parts.settings.planning import PlanningRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a part stands in a store.

    free may be below zero: more is promised than may go out. coming: under way to the store or on order. a_day: units
    expected to be asked for; yearly: in a year. rested_since: the day on which one last went out, or it came here.
    expiring: what lies in lots that soon may not go out, and the first day on which one may not.
    """

    on_hand: Decimal
    free: Decimal
    coming: Decimal
    reorder_point: Decimal | None
    maximum: Decimal | None
    stocked: bool
    a_day: Decimal
    yearly: Decimal
    rested_since: date
    expiring: Decimal
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that is wrong. quantity: how many units it is about; facts: the numbers that tell it, as text."""

    kind: AlertKind
    quantity: Decimal
    facts: dict[str, Any]


def causes(standing: Standing, rules: PlanningRules, day: date) -> list[Cause]:
    """All that is wrong on a day; of low and out, of slow, dead and overstock, only the gravest."""
    found = [*_missing(standing), *_too_much(standing, rules, day)]
    if standing.expiring > 0 and standing.expires_on is not None:
        facts = {"expires_on": standing.expires_on.isoformat(), "expiring": plain(standing.expiring)}
        found.append(Cause(kind=AlertKind.EXPIRING, quantity=standing.expiring, facts=facts))
    return found


def _missing(standing: Standing) -> Iterator[Cause]:
    free, position = standing.free, standing.free + standing.coming
    facts = {
        "free": plain(free),
        "coming": plain(standing.coming),
        "reorder_point": plain(standing.reorder_point),
        "maximum": plain(standing.maximum),
    }
    if free < 0:
        yield Cause(kind=AlertKind.NEGATIVE, quantity=-free, facts=facts)
    point = standing.reorder_point
    if point is None or not standing.stocked or position > point:
        return
    wanted = max((standing.maximum if standing.maximum is not None else point) - position, Decimal(0))
    # Nobody asks for it and none is wanted: an empty shelf is what was meant.
    if wanted > 0:
        yield Cause(kind=AlertKind.LOW if free > 0 else AlertKind.OUT, quantity=wanted, facts=facts)


def _too_much(standing: Standing, rules: PlanningRules, day: date) -> Iterator[Cause]:
    rested = (day - standing.rested_since).days
    if standing.on_hand <= 0:
        return
    facts = {"rested_days": str(rested), "since": standing.rested_since.isoformat()}
    if rested > rules.dead_days:
        yield Cause(kind=AlertKind.DEAD, quantity=standing.on_hand, facts=facts)
    elif rested > rules.slow_days:
        yield Cause(kind=AlertKind.SLOW, quantity=standing.on_hand, facts=facts)
    elif standing.maximum is not None and standing.a_day > 0 and standing.free > standing.maximum:
        lasts = int((standing.free / standing.a_day).to_integral_value(ROUND_FLOOR))
        if lasts > rules.overstock_days:
            facts = {
                "free": plain(standing.free),
                "maximum": plain(standing.maximum),
                "lasts_days": str(lasts),
            }
            yield Cause(kind=AlertKind.OVERSTOCK, quantity=standing.free - standing.maximum, facts=facts)
