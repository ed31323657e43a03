"""When a vehicle is due for maintenance: so many months or kilometres after the last one, whichever comes first."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MIN_RATE_DAYS = 30  # a rate from fewer days says more about a trip than about a life
MAX_KM_A_DAY = 500.0  # more is a mistyped reading
MAX_AHEAD_DAYS = 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """After how many months and kilometres: the first time from delivery, then from the last maintenance."""

    make: str = ""
    series: str = ""
    first_months: int = 6
    first_km: int = 5000
    interval_months: int = 12
    interval_km: int = 10000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An odometer reading, or a point that stands for one; km in kilometres."""

    on: date
    km: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleLife:
    """What is known of a vehicle. first, latest: its earliest and latest readings that are no anomalies."""

    delivered_on: date | None = None
    maintained_on: date | None = None
    maintained_km: int | None = None
    first: Reading | None = None
    latest: Reading | None = None


def plan_for(plans: Iterable[Plan], make: str, series: str) -> Plan | None:
    """The most exact plan: of make and series, of the make, of all; none where the group has none."""
    known = {(plan.make, plan.series): plan for plan in plans}
    return known.get((make, series)) or known.get((make, "")) or known.get(("", ""))


def next_maintenance(life: VehicleLife, plan: Plan) -> date | None:
    """The day of the next maintenance; none for a vehicle with neither delivery nor maintenance known.

    By time: the last maintenance (else delivery) plus the plan's months. By distance: the day on which the vehicle,
    driving on at its rate, has the plan's kilometres since then. The earlier of the two; by time alone when
    the rate is not known.
    """
    start = life.maintained_on or life.delivered_on
    if start is None:
        return None
    first = life.maintained_on is None
    by_time = add_months(start, plan.first_months if first else plan.interval_months)
    by_km = _by_distance(life, plan.first_km if first else plan.interval_km, first=first)
    return min(by_time, by_km) if by_km else by_time


def km_a_day(life: VehicleLife) -> float | None:
    """Kilometres driven a day between the earliest known point (delivery counts as 0 km) and the latest reading.

    None while they are less than thirty days apart, or the figure is impossible.
    """
    begin = Reading(on=life.delivered_on, km=0) if life.delivered_on else life.first
    if begin is None or life.latest is None:
        return None
    days = (life.latest.on - begin.on).days
    if days < MIN_RATE_DAYS:
        return None
    rate = (life.latest.km - begin.km) / days
    return rate if 0 < rate <= MAX_KM_A_DAY else None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _by_distance(life: VehicleLife, interval_km: int, *, first: bool) -> date | None:
    rate = km_a_day(life)
    begin_km = 0 if first else life.maintained_km
    if rate is None or begin_km is None or life.latest is None:
        return None
    left = begin_km + interval_km - life.latest.km
    days = math.ceil(left / rate)
    return life.latest.on + timedelta(days=min(days, MAX_AHEAD_DAYS))
