"""Figures of the metric registry: counted from rows, by member, store and group, and the same whoever counts again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, literal, select, union_all, update

from saas.core.accounts.models import Member
from saas.core.contracts.metrics import (
    Metric,
    MetricAggregate,
    MetricDirection,
    MetricSubject,
    MetricUnit,
    Period,
)
from saas.core.followups.models import (
    AttemptResult,
    ContactAttempt,
    FollowupAnswer,
    FollowupTask,
    Script,
    TaskStatus,
)
from saas.core.insight import figures, registry
from saas.core.insight.figures import GROUP, MetricValue, metric_rows, metric_values
from saas.core.organisation.models import Employee, Store
from saas.core.privacy.models import ContactChannel, ContactDecision, GateResult, Purpose
from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.errors import Invalid, NotFound, Unavailable
from saas.platform.plugins import Contribution
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import member
from saas.testing.factories.plugins import group_with

OCTOBER = Period.month(date(2026, 10, 15))
NOVEMBER_MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MEMBER, STORE = MetricSubject.MEMBER, MetricSubject.STORE


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    group: Group
    east: int
    west: int
    one: Person
    two: Person

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with moved(NOVEMBER_MORNING), inside(self.group.id):
            yield


@pytest.fixture
def house(app: Flask) -> House:
    made = group()
    return House(
        group=made,
        east=store(made),
        west=store(made),
        one=member(made, name="甲"),
        two=member(made, name="乙"),
    )


def closed(
    by: Person, at: int, moment: datetime, status: TaskStatus = TaskStatus.COMPLETED, **more: Any
) -> FollowupTask:
    return task(
        customer(store_id=at),
        status=status,
        is_open=False,
        closed_at=moment,
        closed_by=by.member_id,
        assignee_id=by.member_id,
        **more,
    )


def call(of: FollowupTask, by: Person, moment: datetime, result: AttemptResult | None) -> ContactAttempt:
    decision = ContactDecision(
        customer_id=of.customer_id, purpose=Purpose.SERVICE, channel=ContactChannel.PHONE, decided_at=moment,
        module="followups", result=GateResult.ALLOW, reasons=[],
    )  # fmt: skip
    session().add(decision)
    session().flush()
    made = ContactAttempt(
        task_id=of.id, customer_id=of.customer_id, decision_id=decision.id, operator_id=by.member_id,
        started_at=moment, ended_at=moment, result=result,
    )  # fmt: skip
    session().add(made)
    session().flush()
    return made


def noon(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 4, 0, tzinfo=UTC)


def shown(found: Any) -> dict[int, tuple[Decimal | None, int]]:
    return {key: (one.value, one.n) for key, one in found.items()}


def test_completed_follow_ups_count_for_whoever_closed_them_on_the_day_of_the_store(house: House) -> None:
    with house.at_work():
        session().execute(update(Store).where(Store.id == house.west).values(timezone="Asia/Urumqi"))
        for _ in range(2):
            closed(house.one, house.east, noon(3))
        closed(house.two, house.west, noon(31))
        # Half past midnight of 1 November in Shanghai, still October in Ürümqi.
        late = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)
        closed(house.one, house.east, late)
        closed(house.two, house.west, late)
        closed(house.one, house.east, noon(5), TaskStatus.REFUSED)
        key = "followups.completed"
        by_member = metric_values(key, OCTOBER, by=MEMBER)
        by_store = metric_values(key, OCTOBER, by=STORE)
        whole = metric_values(key, OCTOBER, by=MetricSubject.GROUP)
        one = metric_values(key, OCTOBER, by=MEMBER, subjects=[house.two.member_id])
    assert shown(by_member) == {house.one.member_id: (2, 2), house.two.member_id: (2, 2)}
    assert shown(by_store) == {house.east: (2, 2), house.west: (2, 2)}
    assert shown(whole) == {GROUP: (4, 4)}
    assert shown(one) == {house.two.member_id: (2, 2)}


def test_reach_rate_tells_the_share_its_n_and_its_interval(house: House) -> None:
    results = [
        AttemptResult.CONNECTED,
        AttemptResult.CALLBACK,
        AttemptResult.NO_ANSWER,
        AttemptResult.BUSY,
        None,
    ]
    with house.at_work():
        for result in results:
            call(task(customer(store_id=house.east)), house.one, noon(7), result)
        found = metric_values("followups.reach_rate", OCTOBER, by=MEMBER)[house.one.member_id]
    assert (found.value, found.n) == (Decimal("0.500000"), 4)
    # Wilson's interval of 2 out of 4.
    assert (found.low, found.high) == (Decimal("0.150039"), Decimal("0.849961"))


def test_in_time_counts_what_was_due_and_is_over(house: House) -> None:
    due = {"due_from": date(2026, 10, 8), "due_to": date(2026, 10, 10)}
    with house.at_work():
        closed(house.one, house.east, noon(10), **due)
        closed(house.one, house.east, noon(10), TaskStatus.UNREACHABLE, **due)
        closed(house.one, house.east, noon(11), **due)
        closed(house.one, house.east, noon(10), TaskStatus.EXPIRED, **due)
        closed(house.one, house.east, noon(9), TaskStatus.CANCELLED, **due)
        waiting = customer(store_id=house.east)
        task(waiting, assignee_id=house.one.member_id, not_before=noon(30, 11), **due)
        task(customer(store_id=house.east), assignee_id=house.one.member_id, **due)
        november = Period.month(date(2026, 11, 1))
        task(customer(store_id=house.east), assignee_id=house.one.member_id, due_to=date(2026, 11, 25))
        october = metric_values("followups.in_time", OCTOBER, by=MEMBER)
        later = metric_values("followups.in_time", november, by=MEMBER)
        covered = metric_values("followups.coverage", OCTOBER, by=STORE)
    assert shown(october) == {house.one.member_id: (Decimal("0.400000"), 5)}
    assert not later
    assert shown(covered) == {house.east: (Decimal("0.400000"), 5)}


def test_marks_are_of_the_adviser_and_never_of_the_caller(house: House) -> None:
    with house.at_work():
        adviser = Employee(employee_no="A1", name="顾问", store_id=house.east)
        session().add(adviser)
        session().flush()
        of_two = update(Member).where(Member.id == house.two.member_id)
        session().execute(of_two.values(employee_id=adviser.id))
        script = session().scalars(select(Script).where(Script.code == "after_service")).one()
        for mark in ("9", "6", "not a number"):
            asked = task(customer(store_id=house.east), script_id=script.id, adviser_id=adviser.id)
            made = call(asked, house.one, noon(7), AttemptResult.CONNECTED)
            for question, value in (("satisfaction", mark), ("wish", "7")):
                session().add(FollowupAnswer(attempt_id=made.id, question=question, value=value))
        session().flush()
        found = metric_values("followups.satisfaction", OCTOBER, by=MEMBER)
        rows = metric_rows(
            "followups.satisfaction", OCTOBER, by=MEMBER, subject_id=house.two.member_id, limit=1
        )
    assert shown(found) == {house.two.member_id: (Decimal("7.500000"), 2)}
    assert [(one.happened_on, one.value) for one in rows] == [(date(2026, 10, 7), 9)]


def test_rows_behind_a_figure_are_those_it_was_counted_from(house: House) -> None:
    with house.at_work():
        ids = [closed(house.one, house.east, noon(day)).id for day in (1, 2, 3)]
        closed(house.two, house.east, noon(1))
        ask: dict[str, Any] = {"by": MEMBER, "subject_id": house.one.member_id}
        first = metric_rows("followups.completed", OCTOBER, limit=2, **ask)
        rest = metric_rows("followups.completed", OCTOBER, after=first[-1].row_id, **ask)
    assert [one.row_id for one in (*first, *rest)] == ids


def test_digest_stays_while_the_rows_stay_and_tells_a_change(house: House) -> None:
    key, digests = "followups.in_time", []
    due = {"due_from": date(2026, 10, 8), "due_to": date(2026, 10, 10)}

    def digest() -> str:
        return metric_values(key, OCTOBER, by=MEMBER)[house.one.member_id].digest

    with house.at_work():
        made = [closed(house.one, house.east, noon(10), **due) for _ in range(3)]
        digests += [digest(), digest()]
        made[0].closed_at = noon(12)
        session().flush()
        digests.append(digest())
    assert digests[0] == digests[1] != digests[2]


def test_figures_of_one_group_never_hold_another_ones_rows(house: House) -> None:
    other = group()
    with house.at_work():
        closed(house.one, house.east, noon(3))
    with moved(NOVEMBER_MORNING), inside(other.id):
        found = [metric_values(one.key, OCTOBER, by=MetricSubject.GROUP) for one in registry.metrics()]
    assert not any(found)


def rows_of(*values: Any) -> Callable[[Period], Select[Any]]:
    def rows(period: Period) -> Select[Any]:
        lines = [
            select(
                literal(number).label("row_id"),
                literal(period.first).label("happened_on"),
                literal(value).label("value"),
                literal(1).label("member_id"),
                literal(None).label("store_id"),
            )
            for number, value in enumerate(values)
        ]
        return select(union_all(*lines).subquery())

    return rows


def made_up(owner: str = "core", **more: Any) -> Contribution[Metric]:
    values: dict[str, Any] = {
        "key": "sample.figure", "title": "Figure", "summary": "", "unit": MetricUnit.SCORE,
        "direction": MetricDirection.HIGHER, "aggregate": MetricAggregate.MEAN, "rows": rows_of(1, 2),
        "source_title": "Row", **more,
    }  # fmt: skip
    return Contribution(owner=owner, value=Metric(**values))


def computed(house: House, monkeypatch: pytest.MonkeyPatch, **more: Any) -> MetricValue:
    monkeypatch.setattr(figures, "metric_of", lambda _key: made_up(**more))
    with house.at_work():
        return metric_values("sample.figure", OCTOBER, by=MEMBER)[1]


def test_a_sum_is_rounded_half_up_and_has_no_interval(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(Decimal("0.1000005"), Decimal(2))
    found = computed(house, monkeypatch, aggregate=MetricAggregate.SUM, rows=rows)
    assert (found.value, found.n, found.low) == (Decimal("2.100001"), 2, None)


def test_a_mean_has_an_interval_from_thirty_rows_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    few = computed(house, monkeypatch, rows=rows_of(*range(29)))
    many = computed(house, monkeypatch, rows=rows_of(*range(30)))
    assert (few.value, few.low) == (14, None)
    # 14.5 with a standard deviation of 8.8034 over 30 rows: 1.96 standard errors of 1.6073 to each side.
    assert many.low is not None
    assert many.high is not None
    assert (round(many.low, 2), round(many.high, 2)) == (Decimal("11.35"), Decimal("17.65"))


def test_what_cannot_be_had_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_period: Period) -> Select[Any]:
        raise RuntimeError("nothing to count")

    with house.at_work(), pytest.raises(NotFound):
        metric_values("followups.unknown", OCTOBER, by=MEMBER)
    with pytest.raises(Unavailable):
        # What a plugin does wrong is told; what the core does wrong is an error.
        computed(house, monkeypatch, owner="complaints", rows=broken)
    with pytest.raises(Invalid):
        computed(house, monkeypatch, subjects=frozenset({STORE}))


def test_metrics_are_offered_by_the_core_to_every_group(app: Flask) -> None:
    with inside(group_with().id):
        keys = [one.key for one in registry.metrics(MEMBER)]
        address = registry.source_address("followups.reach_rate", 1)
    assert keys == [
        f"followups.{name}" for name in ("completed", "coverage", "in_time", "reach_rate", "satisfaction")
    ]
    assert address == ""


@pytest.mark.parametrize(
    ("day", "month", "quarter"),
    [
        (date(2028, 2, 29), (date(2028, 2, 1), date(2028, 2, 29)), (date(2028, 1, 1), date(2028, 3, 31))),
        (
            date(2026, 12, 31),
            (date(2026, 12, 1), date(2026, 12, 31)),
            (date(2026, 10, 1), date(2026, 12, 31)),
        ),
        (date(2026, 7, 1), (date(2026, 7, 1), date(2026, 7, 31)), (date(2026, 7, 1), date(2026, 9, 30))),
    ],
)
def test_months_and_quarters_end_on_their_last_day(
    day: date, month: tuple[date, date], quarter: tuple[date, date]
) -> None:
    assert Period.month(day) == Period(first=month[0], last=month[1])
    assert Period.quarter(day) == Period(first=quarter[0], last=quarter[1])
    with pytest.raises(ValueError, match="before it begins"):
        Period(first=day, last=day - timedelta(days=1))
