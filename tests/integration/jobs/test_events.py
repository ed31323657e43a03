"""From an operation's event to its handlers: once each, in order, held and buried and sent again."""

from datetime import date

import pytest
from sqlalchemy import Row, select

from saas.platform.database import global_session, unit_of_work
from saas.platform.errors import Conflict
from saas.platform.events import Event, publish, replay, replay_all
from saas.platform.events.models import DeliveryState, EventDelivery, OutboxEvent
from saas.platform.events.operations import handle_delivery
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.jobs.queries import dead_letters
from saas.platform.tenancy.tenant import Tenant, TenantStatus
from tests.integration.jobs import sample
from tests.integration.jobs.conftest import Switches
from tests.integration.jobs.sample import Colour, Painted, done


def paint(car_id: int, *, colour: Colour = Colour.BLUE, fails: bool = False) -> None:
    with unit_of_work():
        publish(Painted(car_id=car_id, colour=colour, day=date(2026, 11, 2), fails=fails))


def deliveries(handler: object) -> list[Row[int, DeliveryState]]:
    name = f"{sample.HERE}:{handler.__name__}"  # type: ignore[attr-defined]
    with unit_of_work() as work:
        return list(
            work.execute(
                select(EventDelivery.id, EventDelivery.state)
                .where(EventDelivery.subscriber == name)
                .order_by(EventDelivery.id)
            )
        )


def test_event_reaches_each_subscriber_once(group: int) -> None:
    paint(1)
    run_waiting(group)
    run_waiting(group)
    with unit_of_work():
        assert done("paint.noted") == [1]
        assert done("paint.waxed") == [1]


def test_event_of_a_handler_reaches_its_subscribers_too(group: int) -> None:
    paint(1, colour=Colour.RED)
    run_waiting(group)
    with unit_of_work():
        assert done("paint.noted") == [1, 1]


def test_event_of_a_rolled_back_operation_is_never_heard(group: int) -> None:
    with unit_of_work() as work:
        publish(Painted(car_id=1, colour=Colour.RED, day=date(2026, 11, 2)))
        work.flush()
        work.rollback()
    assert run_waiting(group) == 0


def test_publish_keeps_actor_and_aggregate(group: int) -> None:
    paint(5)
    with unit_of_work() as work:
        row = work.scalars(select(OutboxEvent)).one()
        assert (row.name, row.aggregate, row.actor_id) == ("paint.car_painted", "car_id:5", 7)


def test_delivery_handled_twice_has_one_effect(group: int) -> None:
    paint(1)
    run_waiting(group)
    delivery = deliveries(sample.note_paint)[0]
    with unit_of_work():
        handle_delivery(delivery.id)
    with unit_of_work():
        assert done("paint.noted") == [1]


def test_failing_delivery_keeps_later_ones_of_its_thing_waiting(group: int) -> None:
    paint(1, fails=True)
    paint(1)
    paint(2)
    run_waiting(group)
    states = [delivery.state for delivery in deliveries(sample.note_paint)]
    assert states == [DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.DONE]


def give_up(group: int) -> None:
    """Let the second, last attempt of a failing delivery come early."""
    run_waiting(group)
    with unit_of_work() as work:
        for row in work.scalars(select(JobRow).where(JobRow.state == JobState.WAITING)):
            row.run_after = row.created_at
    run_waiting(group)


def test_dead_letter_lets_later_ones_pass_and_can_be_replayed(group: int) -> None:
    paint(1, fails=True)
    paint(1)
    give_up(group)
    assert [each.state for each in deliveries(sample.note_paint)] == [DeliveryState.DEAD, DeliveryState.DONE]
    with unit_of_work():
        letter = dead_letters()[0]
    assert letter.event == "paint.car_painted"
    assert len(letter.error_id) == 12
    with unit_of_work():
        replay(letter.id)
    with unit_of_work() as work:
        stored = work.scalars(select(OutboxEvent).order_by(OutboxEvent.id).limit(1)).one()
        stored.payload = {**stored.payload, "fails": False}
    run_waiting(group)
    with unit_of_work():
        assert dead_letters() == []
        assert done("paint.noted") == [1, 1]


def test_replay_of_what_is_not_dead_is_refused(group: int) -> None:
    paint(1)
    run_waiting(group)
    with unit_of_work(), pytest.raises(Conflict):
        replay(deliveries(sample.note_paint)[0].id)


def test_replay_all_counts_the_dead_letters(group: int) -> None:
    paint(1, fails=True)
    give_up(group)
    with unit_of_work():
        assert replay_all() == 1


def test_subscriber_that_is_off_gets_no_delivery(group: int, switches: Switches) -> None:
    switches.on.discard(group)
    paint(1)
    run_waiting(group)
    switches.on.add(group)
    run_waiting(group)
    assert deliveries(sample.ask_for_wax) == []


def test_open_delivery_is_held_while_off_and_goes_on_again(group: int, switches: Switches) -> None:
    paint(1)
    with unit_of_work() as work:
        name = f"{sample.HERE}:ask_for_wax"
        event = work.scalars(select(OutboxEvent)).one()
        work.add(EventDelivery(event_id=event.id, subscriber=name, owner="gloss"))
    switches.on.discard(group)
    run_waiting(group)
    assert [each.state for each in deliveries(sample.ask_for_wax)] == [DeliveryState.HELD]
    switches.on.add(group)
    run_waiting(group)
    assert [each.state for each in deliveries(sample.ask_for_wax)] == [DeliveryState.DONE]


def test_suspended_group_loses_no_event(group: int) -> None:
    paint(1)
    with global_session() as work:
        work.get_one(Tenant, group).status = TenantStatus.SUSPENDED
    assert run_waiting(group) == 0
    with global_session() as work:
        work.get_one(Tenant, group).status = TenantStatus.ACTIVE
    run_waiting(group)
    with unit_of_work():
        assert done("paint.noted") == [1]


def test_event_without_order_has_no_aggregate(group: int) -> None:
    assert Event().aggregate == ""
