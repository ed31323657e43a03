"""A night: classes, numbers, plans; what people keep stays; a second one changes nothing, and two at once do it once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.parts.jobs.planning import plan
from plugins.parts.lot_size import economic_order_quantity
from plugins.parts.models import (
    AbcClass,
    AlertKind,
    AlertState,
    DemandKind,
    PartPlan,
    PartStore,
    PlanningNight,
    Proposal,
    ProposalKind,
    StockAlert,
    StockClass,
)
from plugins.parts.operations import Policy, keep_part
from plugins.parts.planning import proposing
from plugins.parts.planning.causes import Standing, causes
from plugins.parts.planning.night import begin, next_store, plan_store, propose_some
from plugins.parts.planning.periods import axis, first_day
from plugins.parts.planning.ways import Donor, PartAtNight, Short, ways
from plugins.parts.planning_pictures import cost_chart, demand_chart
from plugins.parts.settings.planning import PlanningRules, planning_rules
from plugins.parts.tests.conftest import Browser, Depot
from saas.core.organisation.queries import open_stores
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member, member
from tests.factories.parts import asked_for, group_with_a_part, part, stock_up

pytestmark = pytest.mark.usefixtures("english")

STEADY = (20, 22, 19, 21) * 6
SUMMER = (2, 2, 2, 5, 15, 40, 42, 38, 14, 4, 2, 2) * 3
RARE = (0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 2) * 2

Night = Callable[..., None]
_numbers = itertools.count(1)


@pytest.fixture
def night(depot: Depot) -> Night:
    """Plans the group, each asking once."""

    def run(asked: str = "") -> None:
        with inside(depot.group.id, as_member(depot.manager)):
            plan(asked=asked or f"test:{next(_numbers)}")

    return run


def stocked(
    depot: Depot, months: Any, quantity: object = 10, store_id: int | None = None, **fields: Any
) -> int:
    with inside(depot.group.id, as_member(depot.manager)):
        made = part(unit_cost=Decimal(5000), **fields).id
        stock_up(made, store_id or depot.store_id, quantity, 5000)
        asked_for(made, store_id or depot.store_id, months)
        return made


def kept(depot: Depot, part_id: int, store_id: int | None = None) -> PartStore:
    mine = (PartStore.part_id == part_id, PartStore.store_id == (store_id or depot.store_id))
    return session().scalars(select(PartStore).where(*mine)).one()


def alerts(part_id: int) -> dict[AlertKind, StockAlert]:
    found = session().scalars(select(StockAlert).where(StockAlert.part_id == part_id, StockAlert.lasts))
    return {one.kind: one for one in found}


def test_classes_and_numbers_follow_what_was_asked_for(depot: Depot, night: Night) -> None:
    steady, summer, rare = (stocked(depot, months, 60) for months in (STEADY, SUMMER, RARE))
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        one = kept(depot, steady)
        assert (one.computed_class, one.pattern, one.xyz) == (StockClass.COMMON, "smooth", "X")
        assert one.reorder_point is not None
        assert one.safety_stock is not None
        assert 5 <= one.reorder_point <= 20
        assert 0 < one.safety_stock < one.reorder_point
        # sqrt(2 × 3000 fen × 246 a year / (5000 fen × .2)) is 38.4.
        assert one.order_quantity in {Decimal(38), Decimal(39)}
        assert one.maximum == one.reorder_point + one.order_quantity
        assert (one.explanation or {})["doubt"] == "none"
        assert kept(depot, summer).computed_class is StockClass.SEASONAL
        assert (kept(depot, summer).explanation or {})["doubt"] == "seasonal"
        seldom = kept(depot, rare)
        assert (seldom.computed_class, seldom.pattern) == (StockClass.UNCOMMON, "intermittent")
        assert (seldom.explanation or {})["doubt"] == "intermittent"
        assert {kept(depot, one).abc for one in (steady, summer, rare)} >= {AbcClass.A}


def test_lost_sales_count_and_other_stores_wishes_do_not(depot: Depot, night: Night) -> None:
    lost, wished = stocked(depot, (), 60), stocked(depot, (), 60)
    with inside(depot.group.id, as_member(depot.manager)):
        asked_for(lost, depot.store_id, (10,) * 12, DemandKind.LOST)
        asked_for(wished, depot.store_id, (10,) * 12, DemandKind.TRANSFER_REQUEST)
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        assert (kept(depot, lost).explanation or {})["yearly"] == 120
        assert (kept(depot, wished).explanation or {})["yearly"] == 0


def test_a_plan_keeps_what_the_picture_draws(depot: Depot, night: Night) -> None:
    # Twelve origins half a year ahead, each with a year before it.
    months = (20, 22, 19, 21) * 8
    made = stocked(depot, months, 60)
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        found = session().scalars(select(PartPlan).where(PartPlan.part_id == made)).one()
        quantities, forecast = found.demand["quantities"], found.forecast
        assert quantities[-32:] == list(months)
        assert quantities[-33] is None
        assert len(forecast["mean"]) == len(forecast["firsts"]) == 7
        assert all(15 <= mean <= 27 for mean in forecast["mean"])
        assert all(
            low <= mean <= high
            for low, mean, high in zip(forecast["lower"], forecast["mean"], forecast["upper"], strict=True)
        )
        assert found.method == (kept(depot, made).explanation or {})["method"]


def test_numbers_that_people_keep_stay(depot: Depot, night: Night) -> None:
    made = stocked(depot, STEADY, 60)
    with inside(depot.group.id, as_member(depot.manager)):
        policy = Policy(reorder_point=Decimal(3), maximum=Decimal(9), pinned=True)
        keep_part(made, depot.store_id, policy)
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        one = kept(depot, made)
        assert (one.reorder_point, one.maximum, one.order_quantity) == (Decimal(3), Decimal(9), None)
        assert one.computed_class is StockClass.COMMON


def test_a_class_set_by_hand_counts_and_the_least_stock_is_kept(depot: Depot, night: Night) -> None:
    made = stocked(depot, STEADY, 60)
    with inside(depot.group.id, as_member(depot.manager)):
        policy = Policy(own_class=StockClass.SEASONAL, class_reason="campaign", minimum=Decimal(33))
        keep_part(made, depot.store_id, policy)
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        one = kept(depot, made)
        assert (one.stock_class, one.computed_class) == (StockClass.SEASONAL, StockClass.COMMON)
        assert (one.explanation or {})["doubt"] == "seasonal"
        assert (one.minimum, one.reorder_point) == (Decimal(33), Decimal(33))


def test_what_a_store_does_not_mean_to_have_is_not_ordered(depot: Depot, night: Night) -> None:
    made = stocked(depot, STEADY, 1)
    with inside(depot.group.id, as_member(depot.manager)):
        keep_part(made, depot.store_id, Policy(stocked=False))
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        one = kept(depot, made)
        assert (one.computed_class, one.reorder_point, one.maximum) == (StockClass.COMMON, None, None)
        assert AlertKind.LOW not in alerts(made)


def test_a_second_night_of_the_same_day_changes_nothing(depot: Depot, night: Night) -> None:
    made = stocked(depot, STEADY, 2)
    night("same")
    with inside(depot.group.id, as_member(depot.manager)):
        before = _state(depot, made)
    night("same")
    night("another")
    with inside(depot.group.id, as_member(depot.manager)):
        assert _state(depot, made) == before
        nights = select(func.count()).select_from(PlanningNight).where(PlanningNight.period == "same")
        assert session().scalar(nights) == 1


def _state(depot: Depot, part_id: int) -> tuple[object, ...]:
    one = kept(depot, part_id)
    told = [(alert.id, alert.row_version, alert.quantity) for alert in alerts(part_id).values()]
    ways = session().execute(
        select(Proposal.kind, Proposal.quantity, Proposal.cost, Proposal.recommended)
        .where(Proposal.part_id == part_id)
        .order_by(Proposal.kind)
    )
    return one.row_version, one.reorder_point, one.maximum, tuple(told), tuple(ways.all())


def test_two_runs_at_once_do_a_night_once(app: Flask, depot: Depot) -> None:
    made = stocked(depot, STEADY, 2)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with app.app_context(), inside(depot.group.id, as_member(depot.manager)):
                plan(asked="both")
        except BaseException as error:  # noqa: BLE001  # what a thread raises is shown by the test
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failures
    with inside(depot.group.id, as_member(depot.manager)):
        night = session().scalars(select(PlanningNight).where(PlanningNight.period == "both")).one()
        known = session().scalar(select(func.count()).select_from(PartStore))
        assert (night.planned, sorted(night.done)) == (known, sorted({depot.store_id, depot.other_id}))
        assert list(alerts(made)) == [AlertKind.LOW]


def test_a_night_killed_while_it_proposes_goes_on_with_the_next_parts(
    depot: Depot, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [stocked(depot, STEADY, 2) for _part in range(3)]
    monkeypatch.setattr(proposing, "PARTS_AT_A_TIME", 1)
    with inside(depot.group.id, as_member(depot.manager)):
        night_id = begin("killed")
        while (place := next_store(night_id)) is not None:
            plan_store(night_id, place)
        # Parts of other tests may be short too.
        while not any(_recommended(made)):
            assert propose_some(night_id)
    with inside(depot.group.id, as_member(depot.manager)):
        assert _recommended(made) == [1, 0, 0]
        assert session().get_one(PlanningNight, (depot.group.id, night_id)).proposed_to == made[0]
    night("killed")
    with inside(depot.group.id, as_member(depot.manager)):
        assert _recommended(made) == [1, 1, 1]
        over = session().scalars(select(PlanningNight).where(PlanningNight.period == "killed")).one()
        assert (over.proposed >= 3, over.proposed_to) == (True, made[-1])
        assert over.finished_at is not None
        assert not propose_some(night_id)


def _recommended(part_ids: Sequence[int]) -> list[int]:
    """How many proposals are recommended for each part."""
    found = session().scalars(select(Proposal.part_id).where(Proposal.recommended)).all()
    return [found.count(one) for one in part_ids]


@pytest.mark.parametrize(
    ("parts", "expected"), [(0, 2.0), (1, 2.0), (600, 1.0), (5_000, 0.12), (10**6, 0.05)]
)
def test_the_more_parts_are_short_the_less_time_each_has(parts: int, expected: float) -> None:
    assert proposing.seconds_for_each(parts) == pytest.approx(expected)


def test_shortages_are_mended_from_stores_that_have_too_much_first(depot: Depot, night: Night) -> None:
    made = stocked(depot, STEADY, 2)
    with inside(depot.group.id, as_member(depot.manager)):
        stock_up(made, depot.other_id, 70, 5000)
        asked_for(made, depot.other_id, STEADY)
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        low = alerts(made)[AlertKind.LOW]
        giver = kept(depot, made, depot.other_id)
        ways = {
            one.kind: one for one in session().scalars(select(Proposal).where(Proposal.alert_id == low.id))
        }
        transfer, order, wait = (ways[kind] for kind in ProposalKind)
        assert giver.reorder_point is not None
        assert (transfer.from_store_id, transfer.recommended) == (depot.other_id, True)
        assert transfer.quantity <= 70 - giver.reorder_point
        assert transfer.quantity <= low.quantity
        assert transfer.cost == Decimal("20.00")
        assert transfer.expected_on < order.expected_on
        assert order.cost > transfer.cost
        assert not wait.recommended


def test_an_order_is_proposed_where_no_store_can_give(depot: Depot, night: Night) -> None:
    made = stocked(depot, STEADY, 2, pack=Decimal(6))
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        low = alerts(made)[AlertKind.LOW]
        (order,) = session().scalars(
            select(Proposal).where(Proposal.alert_id == low.id, Proposal.recommended)
        )
        assert order.kind is ProposalKind.PURCHASE
        assert order.quantity % 6 == 0
        assert 0 <= order.quantity - low.quantity < 6
        assert order.cost == 30 + order.quantity * 50


def test_an_alert_ends_by_itself_when_its_cause_is_gone(depot: Depot, night: Night) -> None:
    made = stocked(depot, STEADY, 2)
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        low = alerts(made)[AlertKind.LOW].id
        stock_up(made, depot.store_id, 30, 5000)
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        over = session().get_one(StockAlert, (depot.group.id, low))
        assert (over.state, over.lasts) == (AlertState.RESOLVED, False)
        assert over.closed_at is not None
        assert not session().scalars(select(Proposal).where(Proposal.alert_id == low)).all()


def test_periods_are_whole_and_end_before_the_one_that_runs() -> None:
    months, weeks = axis("month", date(2026, 3, 31)), axis("week", date(2026, 3, 31))
    assert (months.firsts[0], months.firsts[-1], months.end) == (
        date(2023, 3, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
    )
    assert (len(weeks.firsts), weeks.firsts[-1], weeks.end) == (156, date(2026, 3, 23), date(2026, 3, 30))
    assert months.coming(3) == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert weeks.coming(2) == [date(2026, 3, 30), date(2026, 4, 6)]
    assert (
        months.since(date(2026, 2, 20)),
        months.since(date(2026, 3, 5)),
        months.since(date(2020, 1, 1)),
    ) == (35, 36, 0)
    assert first_day("week", date(2026, 3, 29)) == date(2026, 3, 23)


def test_parts_planning_nightly_plans_once_the_night_is_there(
    app: Flask,
    clock: Callable[[datetime], None],
    run_schedules: Callable[[int, datetime], list[str]],
    run_jobs: Callable[[int], int],
) -> None:
    clock(datetime(2026, 11, 18, 2, 0, tzinfo=UTC))
    made = group_with_a_part()
    night = datetime(2026, 11, 18, 17, 22, tzinfo=UTC)  # Thursday at 01:22 in Shanghai
    assert "parts.planning_nightly" in run_schedules(made.id, night)
    run_jobs(made.id)
    with inside(made.id):
        (found,) = session().scalars(select(PlanningNight))
        assert (found.period, found.finished_at is not None, found.planned) == ("2026-11-19", True, 1)


def test_a_group_says_how_its_parts_are_planned() -> None:
    made = group_with_a_part()
    with inside(made.id, as_member(member(made, role="group_admin"))):
        (place,) = open_stores()
        change_settings(
            "parts",
            {
                "planning_period": "week",
                "service_common": 90.0,
                "service_uncommon": 80.0,
                "service_seasonal": 99.0,
                "lead_time_days": 20,
                "lead_time_sd_days": 3,
                "review_days": 2,
                "cover_days": 45,
                "order_cost_yuan": 12.5,
                "holding_percent": 30.0,
                "transfer_cost_yuan": 8.0,
                "transfer_days": 4,
                "overstock_days": 100,
                "slow_days": 50,
                "dead_days": 150,
                "expiring_days": 20,
            },
        )
        rules = planning_rules(place.id)
    assert rules.period == "week"
    assert dict(rules.service) == {
        StockClass.COMMON: 0.9,
        StockClass.UNCOMMON: 0.8,
        StockClass.SEASONAL: 0.99,
    }
    assert (rules.lead_time_days, rules.lead_time_sd_days, rules.review_days, rules.cover_days) == (
        20,
        3,
        2,
        45,
    )
    assert (rules.order_cost_fen, rules.holding_share) == (1250, 0.3)
    assert (rules.transfer_cost_fen, rules.transfer_days) == (800, 4)
    assert (rules.overstock_days, rules.slow_days, rules.dead_days, rules.expiring_days) == (100, 50, 150, 20)


def test_each_rule_changes_what_it_is_for() -> None:
    plain_rules = RULES
    day = date(2026, 6, 30)
    full = standing(on_hand=Decimal(100), free=Decimal(100), a_day=Decimal("0.5"))
    assert [one.kind for one in causes(full, plain_rules, day)] == [AlertKind.OVERSTOCK]
    assert not causes(full, replace(plain_rules, overstock_days=250), day)
    slow = replace(full, rested_since=date(2026, 3, 1))
    assert [one.kind for one in causes(slow, plain_rules, day)] == [AlertKind.SLOW]
    assert [one.kind for one in causes(slow, replace(plain_rules, dead_days=100), day)] == [AlertKind.DEAD]
    assert not causes(replace(slow, on_hand=Decimal(0), free=Decimal(20)), plain_rules, day)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"free": Decimal(11)}, {}),
        ({"free": Decimal(10)}, {AlertKind.LOW: Decimal(30)}),
        ({"free": Decimal(0)}, {AlertKind.OUT: Decimal(40)}),
        ({"free": Decimal(0), "coming": Decimal(20)}, {}),
        ({"free": Decimal(-2)}, {AlertKind.NEGATIVE: Decimal(2), AlertKind.OUT: Decimal(42)}),
        ({"free": Decimal(0), "stocked": False}, {}),
        ({"free": Decimal(0), "reorder_point": Decimal(0), "maximum": Decimal(0)}, {}),
        ({"expiring": Decimal(3), "expires_on": date(2026, 7, 1)}, {AlertKind.EXPIRING: Decimal(3)}),
    ],
)
def test_what_is_wrong_is_told_with_how_many_it_is_about(
    change: dict[str, Any], expected: dict[AlertKind, Decimal]
) -> None:
    found = causes(standing(**change), RULES, date(2026, 6, 30))
    assert {one.kind: one.quantity for one in found} == expected


RULES = PlanningRules(
    period="month",
    service=dict.fromkeys(StockClass, 0.95),
    lead_time_days=7,
    lead_time_sd_days=2,
    review_days=1,
    cover_days=30,
    order_cost_fen=3000,
    holding_share=0.2,
    transfer_cost_fen=2000,
    transfer_days=1,
    overstock_days=180,
    slow_days=90,
    dead_days=210,
    expiring_days=60,
)


def standing(**change: Any) -> Standing:
    """A part that stands well, but for what is changed."""
    well = Standing(
        on_hand=Decimal(20),
        free=Decimal(20),
        coming=Decimal(0),
        reorder_point=Decimal(10),
        maximum=Decimal(40),
        stocked=True,
        a_day=Decimal(1),
        yearly=Decimal(365),
        rested_since=date(2026, 6, 29),
        expiring=Decimal(0),
        expires_on=None,
    )
    return replace(well, **change)


def test_what_is_cheaper_bought_is_not_brought_and_what_cannot_be_bought_is() -> None:
    screw = PartAtNight(part_id=1, cost=Decimal(10), margin=Decimal(5), pack=Decimal(1), orderable=True)
    rules = replace(RULES, transfer_cost_fen=9000)
    short = Short(
        alert_id=1,
        store_id=1,
        wanted=Decimal(4),
        free=Decimal(0),
        a_day=Decimal(1),
        today=date(2026, 6, 30),
        rules=rules,
    )
    giver = Donor(store_id=2, free=Decimal(30), reorder_point=Decimal(27))
    bought = {one.kind for one in ways(screw, [short], [giver]) if one.recommended}
    assert bought == {ProposalKind.PURCHASE}
    brought = [one for one in ways(replace(screw, orderable=False), [short], [giver]) if one.recommended]
    # The giver keeps its reorder point, so that it cannot give all.
    assert [(one.kind, one.quantity) for one in brought] == [(ProposalKind.TRANSFER, Decimal(3))]
    (left,) = [one for one in ways(replace(screw, orderable=False), [short], []) if one.recommended]
    assert (left.kind, left.reason["code"], left.cost) == (ProposalKind.WAIT, "not_ordered", Decimal("0.40"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Low stock",
                "recommended",
                "How many will be asked for?",
                "No store can give any more cheaply",
                "asked for every 1.00 months on the average; up to 1.32 is common",
                "X: steady, apart from its season",
            ),
        ),
        (
            "zh_CN",
            (
                "库存偏低",
                "建议采用",
                "预计需求是多少？",
                "没有门店能更省钱地调出",
                "平均每 1.00 个月有一次需求",
            ),
        ),
    ],
)
def test_the_page_of_a_part_shows_what_the_night_found(
    depot: Depot, night: Night, app: Flask, language: str, words: tuple[str, ...]
) -> None:
    made = stocked(depot, STEADY, 2)
    night()
    with locale_context(language), inside(depot.group.id, as_member(depot.manager)):
        reader = member(depot.group, role="parts_clerk", stores=[depot.store_id])
    page = (
        Browser(app.test_client(), reader)
        .get(f"/parts/{made}/stores/{depot.store_id}")
        .get_data(as_text=True)
    )
    assert all(word in page for word in words)


def test_the_cost_curve_is_lowest_at_the_economic_quantity(depot: Depot, night: Night) -> None:
    made = stocked(depot, STEADY, 60)
    night()
    with inside(depot.group.id, as_member(depot.manager)):
        found = session().scalars(select(PartPlan).where(PartPlan.part_id == made)).one()
        drawn = cost_chart(found)
        assert drawn is not None
        together = drawn["series"][2]["values"]
        curve = economic_order_quantity(3000, 1000, found.lot["yearly"])
        assert drawn["labels"][together.index(min(together))] == f"{curve.order_quantity:.1f}"
        assert min(together) == pytest.approx(curve.cost / 100, abs=0.01)
        assert len(demand_chart(found, "piece")["labels"]) == 30
