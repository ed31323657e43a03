"""The figures: counted by hand once and by the page, narrowed, within reach, and the same for whoever reads the metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from plugins.complaints.figures.cohort import FigureFilter
from plugins.complaints.figures.exporting import EXPORTER, figure_lines
from plugins.complaints.figures.metrics import METRICS
from plugins.complaints.figures.queries import figures
from plugins.complaints.models import Case, Category
from plugins.complaints.operations import (
    acknowledge_case,
    assign_case,
    classify_case,
    close_case,
    confirm_case,
)
from plugins.complaints.permissions import READ
from plugins.complaints.states import ResultKind
from plugins.complaints.tests.conftest import Browser, House
from plugins.complaints.tests.flowing import acting
from plugins.complaints.work_models import ClosureOutcome
from saas.platform.clock import moved
from saas.platform.database import session
from saas.plugin_api import MetricSubject, Period, metric_values
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import api_token, member
from saas.testing.factories.vehicles import service_record, vehicle
from tests.factories.complaints import complaint

Open = Callable[[Person], Browser]
WEDNESDAY = datetime(2026, 11, 18, 2, tzinfo=UTC)
"""Ten in the morning at the store, in working time."""
PERIOD = FigureFilter(first=date(2026, 9, 1), last=date(2026, 11, 30))


@pytest.fixture(scope="module", autouse=True)
def wednesday() -> Iterator[None]:
    with moved(WEDNESDAY + timedelta(hours=3)):
        yield


def at(house: House, *, minutes: int, days: int = 0, **fields: object) -> int:
    """A complaint of ten o'clock, acknowledged so many minutes later."""
    received = WEDNESDAY - timedelta(days=days)
    with moved(received), acting(house.manager):
        case_id = complaint(house.store_id, **fields).id
        assign_case(case_id, house.handler.member_id)
    with moved(received + timedelta(minutes=minutes)), acting(house.handler):
        acknowledge_case(case_id, text="已致电确认")
    return case_id


@pytest.fixture(scope="module")
def told(house: House) -> House:
    """Four complaints: one heard late, one closed after an hour, one opened again, one a duplicate; ten visits."""
    with acting(house.manager):
        owner = customer(store_id=house.store_id).id
        car = vehicle(owner_id=owner, store_id=house.store_id).id
        for number in range(10):
            done = WEDNESDAY - timedelta(days=number)
            service_record(car, house.store_id, customer_id=owner, completed_at=done)
        category = session().scalars(select(Category.id).order_by(Category.position)).first() or 0
    late = at(house, minutes=45, days=14, customer_id=owner)
    closed = at(house, minutes=10, customer_id=owner)
    again = at(house, minutes=20, category_id=category)
    double = at(house, minutes=5)
    with moved(WEDNESDAY + timedelta(minutes=30)), acting(house.handler):
        for case_id in (closed, again):
            classify_case(case_id, category_id=category, severity=2, safety=False)
            close_case(case_id, result=ResultKind.APOLOGISED, text="已致歉")
        close_case(double, result=ResultKind.DUPLICATE, text="同上")
    with moved(WEDNESDAY + timedelta(hours=1)), acting(house.head):
        confirm_case(closed, outcome=ClosureOutcome.SATISFIED, mark=9)
        confirm_case(again, outcome=ClosureOutcome.DISSATISFIED, mark=3, text="仍有异响")
    assert late
    return house


@pytest.mark.req("Q-10", "Q-11")
def test_figures_are_those_counted_by_hand(told: House) -> None:
    with acting(told.manager):
        whole = figures(PERIOD).whole
    assert (whole.received, whole.visits, whole.per_thousand) == (3, 10, 300)
    assert (round(whole.heard_median or 0, -1), whole.heard_n) == (20 * 60, 3)
    assert (whole.heard.hits, whole.heard.n) == (2, 3)
    assert (round(whole.heard.low or 0, 3), round(whole.heard.high or 0, 3)) == (0.208, 0.939)
    # Of the one of two weeks ago it is certain that it is late; the other two were resolved within half an hour.
    assert (whole.resolved.hits, whole.resolved.n) == (2, 3)
    # The clock of a test goes on: to ten seconds.
    assert [round(one or 0, -1) for one in (whole.closed_median, whole.closed_p90)] == [3600, 3600]
    assert (whole.closed.hits, whole.closed.n) == (1, 3)
    assert (whole.reopened.hits, whole.reopened.n) == (1, 2)
    assert (whole.repeated.hits, whole.repeated.n) == (1, 2)
    assert (whole.content.hits, whole.content.n, whole.mark, whole.marks) == (1, 2, 6, 2)


@pytest.mark.req("Q-10")
def test_months_stores_and_categories_add_up(told: House) -> None:
    with acting(told.manager):
        found = figures(PERIOD)
        narrowed = figures(FigureFilter(first=date(2026, 11, 1), last=date(2026, 11, 10)))
        classified = found.categories[0]
        one = figures(FigureFilter(first=PERIOD.first, last=PERIOD.last, category_id=classified.key))
    assert [(month.name, month.measured.received) for month in found.months] == [
        ("2026-09", 0),
        ("2026-10", 0),
        ("2026-11", 3),
    ]
    assert [(row.key, row.measured.received, row.measured.visits) for row in found.stores] == [
        (told.store_id, 3, 10)
    ]
    assert sorted((row.key == 0, row.measured.received, row.measured.visits) for row in found.categories) == [
        (False, 2, 10),
        (True, 1, 10),
    ]
    assert (narrowed.whole.received, narrowed.whole.visits) == (1, 2)
    assert (one.whole.received, one.whole.visits, one.whole.repeated.hits) == (2, 10, 1)


def test_nobody_sees_figures_of_another_store(told: House) -> None:
    elsewhere = store(told.group)
    stranger = member(told.group, role="complaint_manager", stores=[elsewhere])
    with acting(stranger):
        other = figures(PERIOD)
    with acting(told.handler):
        own = figures(PERIOD)
    with acting(told.head):
        every = figures(FigureFilter(first=PERIOD.first, last=PERIOD.last, store_id=told.store_id))
    assert (other.whole.received, other.whole.visits, other.stores) == (0, 0, [])
    # A handler sees the complaints they have; how many visits a store had is not theirs. The third went higher.
    assert (own.whole.received, own.whole.per_thousand) == (2, None)
    assert (every.whole.received, every.whole.visits) == (3, 10)


@pytest.mark.req("Q-10")
def test_metrics_count_what_the_page_counts(told: House) -> None:
    handler = told.handler.member_id
    period = Period(first=PERIOD.first, last=PERIOD.last)
    with acting(told.head):
        whole = figures(PERIOD).whole
        of_store = {
            one.key: metric_values(one.key, period, by=MetricSubject.STORE)[told.store_id] for one in METRICS
        }
        of_handler = metric_values("complaints.reopened", period, by=MetricSubject.MEMBER)
        marks = metric_values("complaints.satisfaction", period, by=MetricSubject.MEMBER)
        about = metric_values("complaints.received", period, by=MetricSubject.MEMBER)
    assert of_store["complaints.received"].value == whole.received
    for key, share in (
        ("acknowledged_in_time", whole.heard),
        ("resolved_in_time", whole.resolved),
        ("reopened", whole.reopened),
        ("repeated", whole.repeated),
    ):
        value = of_store[f"complaints.{key}"]
        assert float(value.value or 0) == pytest.approx(share.share, abs=1e-6)
        assert value.n == share.n
        assert float(value.low or 0) == pytest.approx(share.low, abs=1e-6)
    assert of_store["complaints.satisfaction"].value == 6
    assert of_store["complaints.satisfaction"].n == 2
    # Opened again counts for who had resolved it, not for who has it now; a complaint for whom it is about, here nobody.
    assert {whose: value.n for whose, value in of_handler.items()} == {handler: 2}
    assert {whose: value.n for whose, value in marks.items()} == {handler: 2}
    assert about == {}


@pytest.mark.req("Q-10")
def test_page_shows_figures_and_says_what_is_wrong_with_days(told: House, browser: Open) -> None:
    at_page = browser(told.manager)
    page = at_page.get("/figures?first=2026-09-01&last=2026-11-30").text
    assert "2 of 3; 95 % interval 21% to 94%" in page
    assert "300.0" in page
    assert "Limits appear once 6 months have visits on record." in page
    assert "/exports/complaints.figures?" in page
    assert "data-chart" in page
    wrong = at_page.get("/figures?first=2026-11-30&last=2026-09-01")
    assert wrong.status_code == 200
    assert at_page.get("/figures?last=0001-01-01&first=9999-12-31").status_code == 200
    assert "The first day lies after the last one." in wrong.text
    assert "/exports/complaints.figures" not in browser(told.handler).get("/figures").text


def test_export_has_a_line_for_each_month_store_and_category(told: House) -> None:
    with acting(told.manager):
        rows = list(
            figure_lines(
                {"first": PERIOD.first, "last": PERIOD.last, "store_id": None, "category_id": None}, 50
            )
        )
    assert [row[0] for row in rows] == ["All", "Month", "Month", "Month", "Store", "Category", "Category"]
    assert all(len(row) == len(EXPORTER.columns) for row in rows)
    assert rows[0][2:8] == [3, 10, 300.0, 20.0, 3, 1.0]


@pytest.mark.req("Q-10")
def test_api_tells_the_figures(app: Flask, told: House) -> None:
    client = app.test_client()
    address = f"/api/v1/t/{told.group.code}/x/complaints/figures"
    headers = {"Authorization": f"Bearer {api_token(told.group, READ)}", "Accept-Language": "en"}
    found = client.get(f"{address}?first=2026-09-01&last=2026-11-30", headers=headers).get_json()
    assert found["whole"]["received"] == 3
    assert found["whole"]["heard"]["n"] == 3
    assert [month["first"] for month in found["months"]] == ["2026-09-01", "2026-10-01", "2026-11-01"]
    for days in ("first=2026-11-30&last=2026-09-01", "first=2001-01-01&last=2026-09-01"):
        assert client.get(f"{address}?{days}", headers=headers).status_code == 422
    assert client.get(address).status_code == 401


@pytest.mark.req("Q-10")
def test_chart_allows_for_months_that_spread_more_than_by_chance(told: House, browser: Open) -> None:
    with acting(told.manager):
        car = vehicle(store_id=told.store_id).id
        for back in range(1, 9):
            when = WEDNESDAY - timedelta(days=30 * back)
            for number in range(4):
                service_record(car, told.store_id, completed_at=when + timedelta(hours=number))
            for _number in range(8 if back % 2 else 1):
                complaint(told.store_id, received_at=when)
    page = browser(told.manager).get("/figures").text
    assert "u′ chart" in page
    assert "Upper limit" in page
    with inside(told.group.id):
        session().execute(
            update(Case).where(Case.received_at < WEDNESDAY - timedelta(days=20)).values(state="duplicate")
        )
    assert "u chart" in browser(told.manager).get("/figures").text
