"""What is set for a store changes what happens there, and nowhere else; what is scheduled is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from plugins.parts.exporting import EXPORTER, stock_lines
from plugins.parts.models import AbcClass, Reservation, ReservationState
from plugins.parts.settings.counts import CountRules, count_rules
from plugins.parts.tests.conftest import Depot
from saas.platform.clock import now
from saas.platform.database import load
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.parts import part, reservation, stock_up

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.req("P-04")
def test_store_says_how_often_and_how_exactly_it_counts_and_who_approves(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.group.admin)):
        change_settings(
            "parts",
            {
                "counts_a": 12,
                "counts_b": 5,
                "counts_c": 0,
                "tolerance_a": 0,
                "tolerance_b": 2.5,
                "tolerance_c": 10,
                "posted_up_to_yuan": 20,
                "approved_up_to_yuan": 500,
            },
            store_id=depot.store_id,
        )
    with inside(depot.group.id):
        here, there = count_rules(depot.store_id), count_rules(depot.other_id)
    assert here == CountRules(
        a_year={AbcClass.A: 12, AbcClass.B: 5, AbcClass.C: 0},
        tolerances={AbcClass.A: 0, AbcClass.B: 0.025, AbcClass.C: 0.1},
        posted_up_to_fen=20_00,
        approved_up_to_fen=500_00,
    )
    assert [here.interval_days(abc) for abc in AbcClass] == [Decimal(365) / 12, Decimal(73), None]
    assert (there.a_year[AbcClass.C], there.approved_up_to_fen) == (1, 2000_00)


@pytest.mark.req("P-11")
@pytest.mark.parametrize(("days", "lasts"), [(2, timedelta(days=2)), (0, None)])
def test_store_says_how_long_a_reservation_holds(depot: Depot, days: int, lasts: timedelta | None) -> None:
    with inside(depot.group.id, as_member(depot.group.admin)):
        change_settings("parts", {"reservation_days": days}, store_id=depot.store_id)
    with inside(depot.group.id, as_member(depot.manager)):
        one = part().id
        stock_up(one, depot.store_id)
        ends = reservation(one, depot.store_id).expires_at
    assert (ends is None) == (lasts is None)
    assert ends is None or lasts is None or abs(ends - now() - lasts) < timedelta(minutes=5)


@pytest.mark.req("P-11")
def test_reservations_are_let_go_every_hour(
    depot: Depot,
    clock: Callable[[datetime], None],
    run_schedules: Callable[[int, datetime], list[str]],
    run_jobs: Callable[[int], int],
) -> None:
    noon = datetime(2031, 5, 6, 12, 0, tzinfo=UTC)
    clock(noon)
    with inside(depot.group.id, as_member(depot.manager)):
        one = part().id
        stock_up(one, depot.store_id)
        held = reservation(one, depot.store_id, expires_at=noon + timedelta(minutes=30)).id
    clock(noon + timedelta(hours=2))
    assert "parts.reservations" in run_schedules(depot.group.id, noon + timedelta(hours=2))
    run_jobs(depot.group.id)
    with inside(depot.group.id):
        assert load(Reservation, held).state is ReservationState.EXPIRED


@pytest.mark.shows("parts.stock:export")
def test_stock_is_taken_out_by_whoever_may(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one = part().id
        stock_up(one, depot.store_id)
        lines = [list(line) for line in stock_lines({"store_id": depot.store_id}, 50)]
        assert {len(line) for line in lines} == {len(EXPORTER.columns)}
    with inside(depot.group.id, as_member(depot.advisor)):
        assert list(stock_lines({"store_id": depot.store_id}, 50)) == []
