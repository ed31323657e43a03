"""Merges, undoings and erasures of the same customers at the same time, on connections of their own: nobody waits in a circle."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, text

from plugins.complaints import duties as complaints_duties
from plugins.complaints.models import Case
from saas.core.contracts.duties import EraseMode, MergeReport
from saas.core.customers.models import Customer
from saas.core.privacy.models import CustomerMerge, DutyKind, DutyRun, DutyState
from saas.core.privacy.runner import erase_subject, merge, try_again, unmerge
from saas.platform.database import session, system_session
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.members import as_member
from tests.factories.complaints import complaint
from tests.integration.privacy.conftest import House

PATIENCE = 20.0
"""Seconds after which a test gives up; the database breaks a circle after one."""


def failing(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    raise RuntimeError("not now")


class Pausing:
    """The part of complaints in a merge, which waits in the middle until the test lets it go on."""

    def __init__(self, sound: Callable[[int, tuple[int, ...]], MergeReport]) -> None:
        self._sound = sound
        self.reached, self.go_on = Event(), Event()

    def merge(self, winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
        self.reached.set()
        assert self.go_on.wait(PATIENCE)
        return self._sound(winner_id, loser_ids)


def in_its_own(house: House, act: Callable[[], object]) -> object:
    with locale_context("en"), inside(house.group.id, as_member(house.officer)):
        return act()


def somebody_waits() -> bool:
    here = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    statement = text(f"SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN ({here})")
    with system_session("see who waits for a lock") as work:
        return bool(work.scalar(statement))


def until_somebody_waits(other: Future[object]) -> None:
    end = time.monotonic() + PATIENCE
    while not other.done() and not somebody_waits():
        assert time.monotonic() < end
        time.sleep(0.05)


def chain(house: House, monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], list[int]]:
    """Three customers merged one into the next, the part of complaints in the first merge still owed; ids of both."""
    names = ("王大明", "王晓敏", "王小明")
    with inside(house.group.id, as_member(house.officer)):
        people = [customer(name, store_id=house.store_id).id for name in names]
        complaint(house.store_id, customer_id=people[2])
    sound = complaints_duties.merge
    monkeypatch.setattr(complaints_duties, "merge", failing)
    with inside(house.group.id, as_member(house.officer)):
        first = merge(people[1], [people[2]], versions={people[1]: 1, people[2]: 1}).id
    monkeypatch.setattr(complaints_duties, "merge", sound)
    with inside(house.group.id, as_member(house.officer)) as work:
        seen = {one: work.get_one(Customer, (house.group.id, one)).row_version for one in people[:2]}
        second = merge(people[0], [people[1]], versions=seen).id
    return people, [first, second]


def late_run(house: House, merge_id: int) -> int:
    with inside(house.group.id) as work:
        mine = (DutyRun.merge_id == merge_id, DutyRun.kind == DutyKind.MERGE)
        return work.scalars(select(DutyRun.id).where(*mine)).one()


@pytest.mark.parametrize("also", ["unmerge", "erase"])
def test_late_part_of_a_merge_and_another_act_on_the_same_people_both_end(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch, also: str
) -> None:
    people, merges = chain(house, monkeypatch)
    run_id = late_run(house, merges[0])
    pausing = Pausing(complaints_duties.merge)
    monkeypatch.setattr(complaints_duties, "merge", pausing.merge)
    acts: dict[str, Callable[[], object]] = {
        "unmerge": lambda: unmerge(merges[1]),
        "erase": lambda: erase_subject(people[1], EraseMode.ERASE, reason="asked for it"),
    }

    with ThreadPoolExecutor(2) as both:
        late = both.submit(in_its_own, house, lambda: try_again(run_id, session().flush))
        assert pausing.reached.wait(PATIENCE)
        other = both.submit(in_its_own, house, acts[also])
        with app.app_context():
            until_somebody_waits(other)
        pausing.go_on.set()
        assert late.result(PATIENCE) is DutyState.DONE
        other.result(PATIENCE)

    with inside(house.group.id) as work:
        complainers = set(work.scalars(select(Case.customer_id)))
        undone = work.scalars(select(CustomerMerge.unmerged_at).order_by(CustomerMerge.id)).all()
        names = set(work.scalars(select(Customer.name).where(Customer.id.in_(people))))
    if also == "unmerge":
        assert complainers == {people[1]}
        assert [moment is not None for moment in undone] == [False, True]
    else:
        assert names == {""}
        assert complainers in ({None}, {people[0]}, set())
