"""The nightly look: what stands out is alerted once, goes on in the next week, and is quiet once it was judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.complaints.models import Category
from plugins.complaints.tests.warning_history import MORNING, TODAY, steady, week, write
from plugins.complaints.warning.counting import counted
from plugins.complaints.warning.models import Alert, AlertCase, AlertEvidence, WarningRun
from plugins.complaints.warning.night import look
from plugins.complaints.warning.operations import step_alert
from plugins.complaints.warning.states import AlertState, AlertStep
from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.platform.plugins.settings import change_settings
from saas.platform.tenancy import SYSTEM, Actor
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from saas.testing.factories.vehicles import service_record, vehicle
from tests.factories.complaints import group_with_complaints, switch


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    group: Group
    stores: tuple[int, int]
    categories: tuple[int, int]
    manager: Person

    @contextmanager
    def at(self, actor: Actor = SYSTEM, *, days: int = 0) -> Iterator[None]:
        with moved(MORNING + timedelta(days=days)), inside(self.group.id, actor), locale_context("en"):
            yield


@pytest.fixture
def place(app: Flask) -> Place:
    """Two stores whose complaints of two categories come evenly, for sixty weeks."""
    made = group_with_complaints()
    first, second = store(made), store(made)
    with inside(made.id):
        codes = (
            select(Category.id).where(Category.code.in_(["repair_quality", "price"])).order_by(Category.id)
        )
        one, other = session().scalars(codes).all()
        for at in (first, second):
            for category in (one, other):
                write(at, steady(60, every=2), category_id=category)
    return Place(
        group=made,
        stores=(first, second),
        categories=(one, other),
        manager=member(made, role="complaint_manager"),
    )


def alerts() -> list[Alert]:
    return list(session().scalars(select(Alert).order_by(Alert.id)))


@pytest.mark.req("Q-15")
def test_burst_is_one_alert_with_its_evidence_and_its_complaints(place: Place) -> None:
    with place.at():
        burst = write(place.stores[0], [(1, 9)], category_id=place.categories[0])
        told = look(asked="a")
        (alert,) = alerts()
        (evidence,) = session().scalars(select(AlertEvidence))
        (run,) = session().scalars(select(WarningRun))
        members = session().scalars(select(AlertCase.case_id)).all()

        assert told["raised"] == 1
        assert (alert.store_id, alert.category_id, alert.model) == (place.stores[0], place.categories[0], "")
        assert (alert.state, alert.observed, alert.last_week) == (AlertState.OPEN, 9, week(1))
        assert alert.number.startswith("YJ-202611-")
        assert sorted(members) == sorted(burst)
        assert evidence.series["counts"][-1] == 9
        assert evidence.series["weeks"][-1] == week(1).isoformat()
        assert evidence.threshold < 9
        assert evidence.adjusted <= 0.1
        assert len(evidence.explains) >= 1
        assert run.tests == 9
        assert run.expected_false == pytest.approx(0.09)
        assert run.settings == {"least": 3, "false_share": 10, "alpha": 0.01, "method": 1}


def test_same_look_is_made_once_and_another_one_finds_nothing_new(place: Place) -> None:
    with place.at():
        write(place.stores[0], [(1, 9)], category_id=place.categories[0])
        look(asked="a")
        assert look(asked="a")["looked"] is False
        again = look(asked="b")
        assert (again["raised"], again["updated"]) == (0, 0)
        assert session().scalar(select(func.count()).select_from(AlertEvidence)) == 1


def test_nightly_look_is_made_once_a_day_whatever_instant_was_due(place: Place) -> None:
    with place.at():
        assert look(period="2026-11-17T18:40:00+00:00")["looked"] is True
        assert look(period="2026-11-17T19:40:00+00:00")["looked"] is False
    with place.at(days=1):
        assert look(period="2026-11-18T18:40:00+00:00")["looked"] is True


def test_complaints_warning_nightly_looks_once_the_night_is_there(
    app: Flask,
    clock: Callable[[datetime], None],
    run_schedules: Callable[[int, datetime], list[str]],
    run_jobs: Callable[[int], int],
) -> None:
    clock(MORNING)
    made = group_with_complaints()
    night = datetime(2026, 11, 18, 18, 42, tzinfo=UTC)  # Thursday at 02:42 in Shanghai
    assert "complaints.warning_nightly" in run_schedules(made.id, night)
    run_jobs(made.id)
    with inside(made.id):
        (run,) = session().scalars(select(WarningRun))
        assert (run.period, run.finished_at is not None) == ("2026-11-19", True)


def test_group_says_how_many_complaints_a_warning_needs_and_what_share_may_be_false(place: Place) -> None:
    with inside(place.group.id, as_member(place.group.admin)):
        change_settings("complaints", {"warning_least": 10, "warning_false_share": 5})
    with place.at():
        write(place.stores[0], [(1, 9)], category_id=place.categories[0])
        assert look(asked="a")["raised"] == 0
        (run,) = session().scalars(select(WarningRun))
        assert run.settings == {"least": 10, "false_share": 5, "alpha": 0.01, "method": 1}
        assert run.expected_false == pytest.approx(0.09)
        write(place.stores[0], [(1, 3)], category_id=place.categories[0])
        assert look(asked="b")["raised"] == 1


def test_running_alert_is_updated_in_the_next_week_and_never_doubled(place: Place) -> None:
    with place.at():
        write(place.stores[0], [(1, 9)], category_id=place.categories[0])
        look(asked="a")
        write(place.stores[0], [(0, 8)], category_id=place.categories[0])
    with place.at(days=7):
        told = look(asked="b")
        (alert,) = alerts()
        assert (told["raised"], told["updated"]) == (0, 1)
        assert (alert.first_week, alert.last_week, alert.observed) == (week(1), week(0), 8)
        assert session().scalar(select(func.count()).select_from(AlertCase)) == 17


def test_running_week_stands_out_before_it_is_over(place: Place) -> None:
    with place.at():
        write(place.stores[1], [(0, 9)], category_id=place.categories[1])
        look(asked="a")
        (alert,) = alerts()
        assert alert.last_week == week(0)


def test_what_was_judged_is_not_raised_again_for_the_same_week(place: Place) -> None:
    with place.at(as_member(place.manager)):
        write(place.stores[0], [(1, 9)], category_id=place.categories[0])
        look(asked="a")
        (alert,) = alerts()
        step_alert(alert.id, AlertStep.ACKNOWLEDGE)
        step_alert(alert.id, AlertStep.REJECT, text="A campaign asked for complaints")
        assert look(asked="b")["raised"] == 0
        write(place.stores[0], [(0, 9)], category_id=place.categories[0])
    with place.at(days=7):
        assert look(asked="c")["raised"] == 1


def test_burst_of_a_model_in_both_stores_is_one_alert_of_the_model(place: Place) -> None:
    with place.at():
        car = vehicle(series="朗逸", store_id=place.stores[0])
        for at in place.stores:
            write(at, [(1, 7)], category_id=place.categories[0], vehicle_id=car.id)
        look(asked="a")
        (alert,) = alerts()
        assert (alert.store_id, alert.model, alert.category_id) == (None, "朗逸", place.categories[0])


def test_typed_model_counts_where_the_group_has_such_vehicles(place: Place) -> None:
    with place.at():
        vehicle(series="Lavida")
        write(place.stores[0], [(1, 2)], category_id=place.categories[0], model_text=" lavida")
        write(place.stores[0], [(1, 2)], category_id=place.categories[0], model_text="no such car")
        found = counted(TODAY)
        assert found is not None
        assert {cell.model for cell in found.complaints} == {"", "Lavida"}


def test_week_is_the_week_of_the_store_and_counts_add_up(place: Place) -> None:
    with place.at():
        found = counted(TODAY)
        assert found is not None
        assert found.weeks[-1] == week(0)
        assert found.weeks[0] == week(58)
        whole = found.complaints[next(cell for cell in found.complaints if cell.depth == 0)]
        stores = [of for cell, of in found.complaints.items() if cell.store_id and cell.depth == 1]
        assert all(sum(of.get(one, 0) for of in stores) == number for one, number in whole.items())


def test_visits_are_counted_and_more_of_them_explain_more_complaints(place: Place) -> None:
    with place.at():
        car = vehicle(series="朗逸", store_id=place.stores[0])
        for back in range(1, 64):
            for number in range(40 if back in {2, 3, 4, 5} else 2):
                service_record(
                    car.id, place.stores[0], completed_at=MORNING - timedelta(weeks=back, minutes=number)
                )
        write(place.stores[0], [(1, 6)], category_id=place.categories[0])
        look(asked="a")
        assert [one.store_id for one in alerts()] == []


def test_nothing_to_look_at_is_a_look_all_the_same(app: Flask) -> None:
    made = group_with_complaints()
    with moved(MORNING), inside(made.id):
        told = look(asked="a")
        assert (told["looked"], told["tests"], told["raised"]) == (True, 0, 0)
        store_id = store(made)
        write(store_id, [(0, 9)])
        assert look(asked="b")["raised"] == 0


def test_switched_off_and_on_again_alerts_are_as_they_were(place: Place) -> None:
    with place.at():
        write(place.stores[0], [(1, 9)], category_id=place.categories[0])
        look(asked="a")
    switch(place.group, on=False)
    switch(place.group, on=True)
    with place.at():
        assert look(asked="b")["raised"] == 0
        assert len(alerts()) == 1
