"""Whatever customers have, merging them and undoing it leaves every table as it was; two who merge at once do it once."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from saas.core.customers.models import Customer, Gender
from saas.core.customers.operations import set_id_document
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ContactChannel,
    CustomerMerge,
    DutyRun,
    DutyState,
)
from saas.core.privacy.operations import block_contact, record_consent, unblock_contact
from saas.core.privacy.runner import merge, try_again, unmerge
from saas.core.privacy.runner.choices import FIELDS
from saas.core.vehicles.models import OwnershipRole
from saas.core.vehicles.operations import tie_customer
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.errors import Conflict, VersionConflict
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.members import as_member
from saas.testing.factories.vehicles import service_record, vehicle
from tests.factories.complaints import complaint
from tests.integration.privacy.conftest import House
from tests.integration.privacy.life import snapshot

DOCUMENTS = ("310101198001010018", "11010519491231002X")


@dataclass(frozen=True)
class Life:
    """What one of the customers has; numbers name things that several may share."""

    phones: frozenset[int]
    document: int | None
    cars: frozenset[int]
    tasks: int
    complaints: int
    blocked: bool | None
    said: ConsentDecision | None
    gender: Gender
    source: str | None


LIVES = st.builds(
    Life,
    phones=st.frozensets(st.integers(0, 3), max_size=3),
    document=st.none() | st.integers(0, 1),
    cars=st.frozensets(st.integers(0, 2), max_size=2),
    tasks=st.integers(0, 2),
    complaints=st.integers(0, 1),
    blocked=st.none() | st.booleans(),
    said=st.none() | st.sampled_from(ConsentDecision),
    gender=st.sampled_from(Gender),
    source=st.none() | st.sampled_from(["DMS", "CRM"]),
)


@settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lives=st.lists(LIVES, min_size=2, max_size=3), picks=st.lists(st.integers(0, 2), min_size=8, max_size=8)
)
def test_any_merge_and_its_undoing_leave_every_table_as_it_was(
    at_work: House, lives: list[Life], picks: list[int]
) -> None:
    attempt = session().begin_nested()
    try:
        people = living(at_work, lives)
        before = snapshot()
        versions = {one.id: one.row_version for one in people}
        choices = {field: people[pick % len(people)].id for field, pick in zip(FIELDS, picks, strict=True)}
        done = merge(people[0].id, [one.id for one in people[1:]], versions=versions, choices=choices)
        assert set(session().scalars(select(DutyRun.state))) == {DutyState.DONE}
        unmerge(done.id)
        after = snapshot()
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    finally:
        attempt.rollback()
        session().expire_all()


def living(house: House, lives: list[Life]) -> list[Customer]:
    """Customers with these lives."""
    cars = [vehicle() for _number in range(3)]
    day = today("Asia/Shanghai")
    people = []
    for number, life in enumerate(lives):
        made = customer(
            f"王{'一二三'[number]}",
            phones=[f"1390000{digit:04d}" for digit in sorted(life.phones)],
            gender=life.gender,
            source=(life.source, str(number)) if life.source else None,
            store_id=house.store_id,
            note=f"备注{number}",
        )
        people.append(made)
        if life.document is not None:
            set_id_document(made.id, DOCUMENTS[life.document])
        for car in life.cars:
            tie_customer(cars[car].id, made.id, OwnershipRole.DRIVER, on=day)
            service_record(cars[car].id, house.store_id, customer_id=made.id)
        for _number in range(life.tasks):
            task(made)
        for _number in range(life.complaints):
            complaint(house.store_id, customer_id=made.id)
        _words(made, life)
    session().flush()
    return people


def _words(made: Customer, life: Life) -> None:
    if life.blocked is not None:
        block = block_contact(made.id, source=BlockSource.VERBAL)
        if not life.blocked:
            unblock_contact(block.id, reason="again")
    if life.said is not None:
        record_consent(made.id, purpose="marketing", decision=life.said, channel=ContactChannel.ANY)


def at_once(app: Flask, house: House, *acts: object) -> list[str]:
    """Let these run at the same time, each in a unit of work of its own; what came of each."""
    told: list[str] = []
    gate = threading.Barrier(len(acts))

    def run(act: object) -> None:
        gate.wait()
        try:
            with app.app_context(), inside(house.group.id, as_member(house.officer)):
                act()  # type: ignore[operator]
            told.append("done")
        except (Conflict, VersionConflict):
            told.append("refused")

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_two_who_merge_at_once_do_it_once(app: Flask, house: House) -> None:
    with inside(house.group.id, as_member(house.officer)):
        one = customer("王一", store_id=house.store_id).id
        other = customer("王二", store_id=house.store_id).id
    seen = {one: 1, other: 1}

    told = at_once(
        app,
        house,
        lambda: merge(one, [other], versions=seen),
        lambda: merge(other, [one], versions=seen),
    )

    assert told == ["done", "refused"]
    with inside(house.group.id) as work:
        merge_id = work.scalars(select(CustomerMerge.id)).one()
        run_id = work.scalars(select(DutyRun.id)).one()
    undone = at_once(app, house, lambda: unmerge(merge_id), lambda: unmerge(merge_id))
    assert undone == ["done", "refused"]
    again = lambda: try_again(run_id, lambda: None)  # noqa: E731
    assert at_once(app, house, again, again) == ["done", "done"]
