"""The prediction of maintenance against worked examples and its promises."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.vehicles.maintenance import (
    Plan,
    Reading,
    VehicleLife,
    add_months,
    km_a_day,
    next_maintenance,
    plan_for,
)
from saas.core.vehicles.models import ServiceKind
from saas.core.vehicles.service_kinds import read_service_kind

PLAN = Plan()
DELIVERED = date(2026, 1, 10)
days = st.dates(date(2015, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("life", "due"),
    [
        (VehicleLife(), None),
        (VehicleLife(delivered_on=DELIVERED), date(2026, 7, 10)),
        # 50 km a day: 5,000 km on the hundredth day, before the six months
        (
            VehicleLife(delivered_on=DELIVERED, latest=Reading(on=date(2026, 3, 1), km=2500)),
            date(2026, 4, 20),
        ),
        # 10 km a day: the months come first
        (
            VehicleLife(delivered_on=DELIVERED, latest=Reading(on=date(2026, 3, 1), km=500)),
            date(2026, 7, 10),
        ),
        (VehicleLife(delivered_on=DELIVERED, maintained_on=date(2026, 6, 30)), date(2027, 6, 30)),
        # 100 km a day since delivery, last maintained at 5,000 km: 15,000 km sixty-nine days after the latest
        (
            VehicleLife(
                delivered_on=DELIVERED,
                maintained_on=date(2026, 3, 1),
                maintained_km=5000,
                latest=Reading(on=date(2026, 4, 20), km=10000),
            ),
            date(2026, 6, 9),
        ),
        # no delivery known: the rate comes from the first reading
        (
            VehicleLife(
                maintained_on=date(2026, 1, 1),
                maintained_km=20000,
                first=Reading(on=date(2026, 1, 1), km=20000),
                latest=Reading(on=date(2026, 2, 20), km=25000),
            ),
            date(2026, 4, 11),
        ),
    ],
)
def test_next_maintenance_whichever_comes_first(life: VehicleLife, due: date | None) -> None:
    assert next_maintenance(life, PLAN) == due


@pytest.mark.parametrize(
    "latest",
    [
        Reading(on=DELIVERED + timedelta(days=29), km=3000),
        Reading(on=DELIVERED + timedelta(days=40), km=0),
        Reading(on=DELIVERED + timedelta(days=40), km=40_000),
    ],
)
def test_km_a_day_is_none_when_it_means_nothing(latest: Reading) -> None:
    assert km_a_day(VehicleLife(delivered_on=DELIVERED, latest=latest)) is None


@given(delivered=days, driven=st.integers(0, 400_000), after=st.integers(0, 4000))
def test_next_maintenance_is_never_later_than_by_time(delivered: date, driven: int, after: int) -> None:
    latest = Reading(on=delivered + timedelta(days=after), km=driven)
    due = next_maintenance(VehicleLife(delivered_on=delivered, latest=latest), PLAN)
    assert due is not None
    assert due <= add_months(delivered, PLAN.first_months)


@given(delivered=days, months=st.integers(0, 60))
def test_add_months_keeps_the_day_or_takes_the_last(delivered: date, months: int) -> None:
    later = add_months(delivered, months)
    assert (later.year * 12 + later.month) - (delivered.year * 12 + delivered.month) == months
    assert later.day == delivered.day or (later.day < delivered.day and (later + timedelta(days=1)).day == 1)


def test_plan_for_takes_the_most_exact() -> None:
    everything, make, series = Plan(), Plan(make="大众"), Plan(make="大众", series="朗逸")
    plans = [everything, make, series]
    assert plan_for(plans, "大众", "朗逸") == series
    assert plan_for(plans, "大众", "帕萨特") == make
    assert plan_for(plans, "丰田", "凯美瑞") == everything
    assert plan_for([make], "丰田", "") is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("常规保养", ServiceKind.MAINTENANCE),
        ("首保", ServiceKind.MAINTENANCE),
        ("一般维修", ServiceKind.REPAIR),
        ("事故维修", ServiceKind.BODY),
        ("钣金喷漆", ServiceKind.BODY),
        ("三包维修", ServiceKind.WARRANTY),
        ("召回", ServiceKind.RECALL),
        ("年检", ServiceKind.INSPECTION),
        ("精品", ServiceKind.OTHER),
        ("", ServiceKind.OTHER),
    ],
)
def test_read_service_kind(text: str, kind: ServiceKind) -> None:
    assert read_service_kind(text) is kind
