"""Fields of a plugin in forms of the core: drawn, judged and saved with the form, and never the reason to lose it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import text

from saas.core.customers.models import Customer
from saas.core.followups.calls import open_call
from saas.core.followups.models import FollowupTask, TaskStatus
from saas.core.vehicles.models import Vehicle
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid
from saas.platform.plugins import contributions
from saas.platform.web import FormExtension, SlotContext
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.groups import number
from saas.testing.factories.members import as_member, member
from saas.testing.factories.vehicles import vehicle
from tests.factories.complaints import switch
from tests.integration.points.club import CLUB, CardSchema, write_note
from tests.integration.points.conftest import Browser, Place

Browsers = Callable[..., Browser]
OWN = {"name": "王晓明", "kind": "person", "gender": "unknown"}


@pytest.fixture
def known(place: Place) -> int:
    """A customer of the store with a card."""
    with inside(place.group.id, as_member(place.manager)):
        return customer(store_id=place.store, source=("C-1", str(number()))).id


def stored(place: Place, customer_id: int) -> tuple[str, str]:
    with inside(place.group.id) as work:
        row = work.get_one(Customer, (place.group.id, customer_id))
        return row.name, row.source_system or ""


def edit(browser: Browser, place: Place, customer_id: int, **fields: str) -> Any:
    version = {"_version": "1"}
    sent = {**OWN, "store_id": str(place.store), **version, "x__club__card0": "1", **fields}
    return browser.post(f"/customers/{customer_id}/edit", **sent)


def test_part_stands_in_the_form_with_what_is_stored(place: Place, known: int, browser: Browsers) -> None:
    page = browser(place.manager).get(f"/customers/{known}/edit").text
    assert "Club card" in page
    assert 'name="x-club-card0" value="1"' in page
    assert 'name="x-club-card0-card" value="C-1"' in page
    # A field that another one calls for stands where the script shows it.
    assert 'data-when="x-club-card0-gold" data-when-value="true"' in page


def test_part_is_saved_with_the_form_of_a_row_that_exists(
    place: Place, known: int, browser: Browsers
) -> None:
    answer = edit(browser(place.manager), place, known, name="王二", x__club__card0__card="C-2")
    assert answer.status_code == 303
    assert stored(place, known) == ("王二", "C-2")


def test_part_is_saved_with_the_form_of_a_new_row(place: Place, browser: Browsers) -> None:
    sent = {**OWN, "store_id": str(place.store), "x__club__card0": "1", "x__club__card0__card": "C-9"}
    answer = browser(place.manager).post("/customers/new", **sent)
    made = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert stored(place, made) == ("王晓明", "C-9")


def test_part_is_judged_with_the_form_and_every_fault_stands_at_its_input(
    place: Place, known: int, browser: Browsers
) -> None:
    answer = edit(browser(place.manager), place, known, name="", x__club__card0__card="far too long")
    assert answer.status_code == 422
    assert 'value="far too long"' in answer.text
    assert "Enter at most 8 characters." in answer.text or "最多输入 8 个字符" in answer.text
    assert stored(place, known) == ("王晓明", "C-1")


@pytest.mark.parametrize(
    "error", [Invalid("card", "Taken already."), Invalid("", "Not now."), Conflict("Too late.")]
)
def test_part_may_refuse_and_then_nothing_is_saved(
    place: Place, known: int, browser: Browsers, error: Exception
) -> None:
    def refuse(context: SlotContext, values: Mapping[str, Any]) -> None:
        write_note(context, values)
        raise error

    CLUB.save = refuse
    answer = edit(browser(place.manager), place, known, name="王二", x__club__card0__card="C-2")
    assert answer.status_code == 422
    assert str(error) in answer.text
    assert 'value="C-2"' in answer.text
    assert stored(place, known) == ("王晓明", "C-1")


def break_database(_context: SlotContext, _values: Mapping[str, Any]) -> None:
    session().execute(text("SELECT * FROM no_such_table"))


def write_and_fail(context: SlotContext, values: Mapping[str, Any]) -> None:
    write_note(context, values)
    raise ZeroDivisionError


def leave(_context: SlotContext, _values: Mapping[str, Any]) -> None:
    raise SystemExit


@pytest.mark.parametrize("save", [break_database, write_and_fail, leave])
def test_part_that_fails_loses_neither_the_form_nor_what_was_typed(
    place: Place, known: int, browser: Browsers, save: Callable[[SlotContext, Mapping[str, Any]], None]
) -> None:
    CLUB.save = save
    answer = edit(browser(place.manager), place, known, name="王二", x__club__card0__card="C-2")
    assert answer.status_code == 200
    assert stored(place, known) == ("王二", "C-1")
    assert 'value="C-2"' in answer.text
    assert f"/customers/{known}" in answer.text
    assert 'id="customer-form"' in answer.text


class BrokenSchema(CardSchema):
    """One that cannot even be made."""

    def __init__(self, **options: Any) -> None:
        made.append(self)
        super().__init__(**options)
        raise ZeroDivisionError


made: list[BrokenSchema] = []


@pytest.fixture
def broken_schema(place: Place) -> Iterator[None]:
    """The customers' part has a schema that fails."""
    with inside(place.group.id):
        parts = [found.value for found in contributions(FormExtension) if found.value.key == "card0"]
    made.clear()
    # The declaration is frozen for authors, and the very object is what the registry holds.
    object.__setattr__(parts[0], "schema", BrokenSchema)
    yield
    object.__setattr__(parts[0], "schema", CardSchema)


@pytest.mark.usefixtures("broken_schema")
def test_part_whose_schema_cannot_be_made_loses_neither_the_form_nor_what_was_typed(
    place: Place, known: int, browser: Browsers
) -> None:
    visitor = browser(place.manager)
    assert 'name="x-club-card0"' not in visitor.get(f"/customers/{known}/edit").text
    answer = edit(visitor, place, known, name="王二", x__club__card0__card="C-2")
    assert (answer.status_code, stored(place, known)) == (200, ("王二", "C-1"))
    assert 'value="C-2"' in answer.text
    assert made


@pytest.mark.usefixtures("broken_schema")
def test_schema_of_a_part_is_not_asked_while_its_plugin_is_off(
    place: Place, known: int, browser: Browsers
) -> None:
    visitor = browser(place.manager)
    switch(place.group, on=False, name="club")
    try:
        answer = edit(visitor, place, known, name="王二", x__club__card0__card="C-2")
    finally:
        switch(place.group, on=True, name="club")
    assert (answer.status_code, stored(place, known)) == (200, ("王二", "C-1"))
    assert 'value="C-2"' in answer.text
    assert not made


def test_part_that_cannot_be_drawn_is_left_out_and_stays_as_it_is(
    place: Place, known: int, browser: Browsers
) -> None:
    def fail(_context: SlotContext) -> Any:
        raise ZeroDivisionError

    CLUB.load = fail
    page = browser(place.manager).get(f"/customers/{known}/edit")
    assert page.status_code == 200
    assert 'name="x-club-card0"' not in page.text
    # What the browser then sends has no mark of the part, so nothing is written over what is stored.
    sent = {**OWN, "store_id": str(place.store), "_version": "1", "name": "王二"}
    browser(place.manager).post(f"/customers/{known}/edit", **sent)
    assert stored(place, known) == ("王二", "C-1")


def test_part_of_a_plugin_that_is_off_is_absent_and_what_was_typed_before_is_shown(
    place: Place, known: int, browser: Browsers
) -> None:
    visitor = browser(place.manager)
    switch(place.group, on=False, name="club")
    try:
        assert "x-club" not in visitor.get(f"/customers/{known}/edit").text
        answer = edit(visitor, place, known, name="王二", x__club__card0__card="C-2")
    finally:
        switch(place.group, on=True, name="club")
    assert (answer.status_code, stored(place, known)) == (200, ("王二", "C-1"))
    assert 'value="C-2"' in answer.text


def test_part_is_not_offered_to_whoever_lacks_its_right(place: Place, known: int, browser: Browsers) -> None:
    adviser = member(place.group, role="crm_specialist", stores=[place.store])
    page = browser(adviser).get(f"/customers/{known}/edit")
    assert "x-club" not in page.text


def test_part_of_the_vehicles_form(place: Place, browser: Browsers) -> None:
    with inside(place.group.id, as_member(place.manager)):
        car = vehicle(owner_id=customer(store_id=place.store).id, colour="red")
        car_id, vin = car.id, car.vin
    visitor = browser(place.manager)
    assert 'name="x-club-card1-card" value="red"' in visitor.get(f"/vehicles/{car_id}/edit").text
    sent = {"vin": vin or "", "energy": "unknown", "store_id": str(place.store), "_version": "1"}
    visitor.post(f"/vehicles/{car_id}/edit", **sent, x__club__card1="1", x__club__card1__card="C-7")
    with inside(place.group.id) as work:
        assert work.get_one(Vehicle, (place.group.id, car_id)).colour == "C-7"


def call_of(place: Place) -> tuple[int, int]:
    """A call that the specialist has begun; ids of its task and of the call."""
    with inside(place.group.id, as_member(place.specialist)):
        day = now().date()
        made = task(customer(store_id=place.store), assignee_id=place.specialist.member_id, day=day)
        _task, _decision, attempt = open_call(made.id)
        assert attempt
        return made.id, attempt.id


def status_of(place: Place, task_id: int) -> tuple[TaskStatus, str]:
    with inside(place.group.id) as work:
        row = work.get_one(FollowupTask, (place.group.id, task_id))
        return row.status, row.defer_reason


def test_part_of_the_calls_result_is_saved_with_it(place: Place, browser: Browsers) -> None:
    task_id, attempt_id = call_of(place)
    visitor = browser(place.specialist)
    assert "x-club-card2" in visitor.get(f"/followups/workbench/{task_id}").text
    seen: list[tuple[int, str]] = []
    CLUB.save = lambda context, values: seen.append((context.object_id, values["card"]))
    sent = {"result": "connected", "x__club__card2": "1", "x__club__card2__card": "C-3"}
    answer = visitor.post(f"/followups/workbench/calls/{attempt_id}", **sent)
    assert (answer.status_code, seen) == (303, [(task_id, "C-3")])
    assert status_of(place, task_id)[0] is TaskStatus.COMPLETED


def test_part_of_the_calls_result_that_refuses_keeps_the_call_open(place: Place, browser: Browsers) -> None:
    task_id, attempt_id = call_of(place)

    def refuse(_context: SlotContext, _values: Mapping[str, Any]) -> None:
        raise Invalid("card", "Taken already.")

    CLUB.save = refuse
    sent = {"result": "connected", "note": "called", "x__club__card2": "1", "x__club__card2__card": "C-3"}
    answer = browser(place.specialist).post(f"/followups/workbench/calls/{attempt_id}", **sent)
    assert answer.status_code == 422
    assert "Taken already." in answer.text
    assert "called" in answer.text
    assert status_of(place, task_id)[0] is TaskStatus.IN_PROGRESS
