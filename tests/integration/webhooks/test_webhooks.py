"""Webhooks: signed, told once, tried again, given up and sent again, switched off, never into our own network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from saas.core.webhooks.models import TellingState, WebhookEndpoint, WebhookTelling
from saas.core.webhooks.operations import (
    EndpointDetails,
    NewEndpoint,
    add_endpoint,
    note_event,
    remove_endpoint,
    renew_secret,
    send_again,
    switch,
    tell,
)
from saas.core.webhooks.operations.telling import OFF_AFTER, PAUSES
from saas.core.webhooks.queries import event_types
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid
from saas.platform.events import AnyEvent
from saas.platform.events.models import EventDelivery
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.models import JobRow
from saas.platform.plugins import enable_plugin
from saas.testing.factories import groups
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group
from tests.integration.messaging.conftest import Gateway
from tests.integration.webhooks.conftest import CREATED


def happened(n: int = 1, name: str = CREATED) -> AnyEvent:
    return AnyEvent(event_id=n, event_name=name, event_version=1, data={"customer_id": n}, occurred_at=now())


def telling() -> WebhookTelling:
    return session().scalars(select(WebhookTelling)).one()


def the_endpoint() -> WebhookEndpoint:
    return session().scalars(select(WebhookEndpoint).execution_options(populate_existing=True)).one()


@pytest.mark.req("C-04")
@pytest.mark.usefixtures("endpoint")
def test_what_happens_is_told_signed_and_once(app: Flask, there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        made = customer("王晓明").id
    with app.app_context():
        run_waiting(there.id)
        run_waiting(there.id)
    (told,) = gateway.taken()
    assert (told["type"], told["group"], told["data"]) == (CREATED, there.code, {"customer_id": made})
    assert len(gateway.calls()) == 1
    with inside(there.id):
        assert telling().state is TellingState.DONE


@pytest.mark.usefixtures("endpoint")
def test_other_groups_and_other_events_are_not_told(app: Flask, there: Group, gateway: Gateway) -> None:
    other = groups.group()
    with inside(other.id):
        customer("李娜")
    with inside(there.id):
        note_event(happened(name="customers.customer_changed"))
    with app.app_context():
        run_waiting(other.id)
        run_waiting(there.id)
    assert gateway.calls() == []
    with inside(other.id):
        # Where nobody is told, hearing costs nothing.
        heard = select(func.count()).where(EventDelivery.subscriber.startswith("saas.core.webhooks"))
        assert session().scalar(heard) == 0


def test_event_that_comes_twice_is_told_once(there: Group, endpoint: NewEndpoint, gateway: Gateway) -> None:
    with inside(there.id):
        note_event(happened())
        note_event(happened())
        one = telling().id
        assert tell(one) is TellingState.DONE
        assert tell(one) is TellingState.DONE
    assert len(gateway.calls()) == 1


def test_what_is_not_taken_is_tried_again_given_up_and_sent_again(
    there: Group, endpoint: NewEndpoint, gateway: Gateway
) -> None:
    gateway.setup(endpoint.secret, [500] * (len(PAUSES) + 1))
    with inside(there.id):
        note_event(happened())
        one = telling().id
        for pause in PAUSES:
            assert tell(one) is TellingState.WAITING
            latest = select(JobRow.run_after).where(JobRow.key == "webhooks.send").order_by(JobRow.id.desc())
            due = session().scalars(latest).first()
            assert due is not None
            assert due - now() == pytest.approx(pause, abs=timedelta(seconds=20))
        assert the_endpoint().failing_since is not None
        assert tell(one) is TellingState.DEAD
        assert telling().problem == "http 500"
        assert the_endpoint().is_active
        send_again(one)
        with pytest.raises(Conflict):
            send_again(one)
        assert tell(one) is TellingState.DONE
        assert the_endpoint().failing_since is None
    assert len(set(gateway.calls())) == 1


def test_address_that_took_nothing_for_days_is_switched_off(
    there: Group, endpoint: NewEndpoint, gateway: Gateway, clock: Callable[[datetime], None]
) -> None:
    gateway.setup("whsec_" + "A" * 44)  # of somebody else: all is refused
    with inside(there.id):
        note_event(happened())
        one = telling()
        tell(one.id)
        one.attempts = len(PAUSES)
        session().flush()
        clock(now() + OFF_AFTER + timedelta(hours=1))
        assert tell(one.id) is TellingState.DEAD
        off = the_endpoint()
        assert (off.is_active, off.off_because) == (False, "failing")
        with pytest.raises(Conflict):
            send_again(one.id)
        note_event(happened(2))
        assert session().scalar(select(func.count()).select_from(WebhookTelling)) == 1
        switch(off.id, on=True)
        assert the_endpoint().failing_since is None


def test_address_that_is_gone_is_switched_off_at_once(
    there: Group, endpoint: NewEndpoint, gateway: Gateway
) -> None:
    gateway.setup(endpoint.secret, [410])
    with inside(there.id):
        note_event(happened())
        assert tell(telling().id) is TellingState.DEAD
        assert the_endpoint().off_because == "gone"


def test_what_waits_when_it_is_switched_off_is_not_told(
    there: Group, endpoint: NewEndpoint, gateway: Gateway
) -> None:
    with inside(there.id):
        note_event(happened())
        switch(the_endpoint().id, on=False)
        assert tell(telling().id) is TellingState.DEAD
        assert telling().problem == "off"
    assert gateway.calls() == []


def test_old_secret_signs_for_a_day_beside_the_new_one(
    there: Group, endpoint: NewEndpoint, gateway: Gateway
) -> None:
    with inside(there.id):
        fresh = renew_secret(the_endpoint().id)
        for n, secret in enumerate((endpoint.secret, fresh)):
            gateway.setup(secret)
            note_event(happened(n))
            waiting = select(WebhookTelling.id).where(WebhookTelling.event_id == n)
            assert tell(session().scalars(waiting).one()) is TellingState.DONE
        the_endpoint().old_secret_until = now() - timedelta(seconds=1)
        session().flush()
        gateway.setup(endpoint.secret)
        note_event(happened(9))
        waiting = select(WebhookTelling.id).where(WebhookTelling.event_id == 9)
        assert tell(session().scalars(waiting).one()) is TellingState.WAITING


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://169.254.169.254/latest/meta-data", "internal_host"),
        ("https://[::ffff:127.0.0.1]/", "internal_host"),
        ("http://crm.example.com/", "address"),
    ],
)
def test_our_own_network_is_never_told(url: str, problem: str, there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        add_endpoint(EndpointDetails(name="x", url=url, events=[CREATED]))
        note_event(happened())
        tell(telling().id)
        assert telling().problem == problem


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "CRM"}),
        ("url", {"url": "ftp://x"}),
        ("url", {"url": "https://"}),
        ("url", {"url": "https://x:y/"}),
        ("url", {"url": "https://["}),
        ("events", {"events": []}),
        ("events", {"events": ["nobody.knows"]}),
        ("events", {"events": ["*"]}),
    ],
)
@pytest.mark.usefixtures("endpoint")
def test_endpoint_is_checked(field: str, changes: dict[str, str], there: Group) -> None:
    right = {"name": "x", "url": "https://crm.example.com/", "events": [CREATED]}
    with inside(there.id), pytest.raises(Invalid) as refused:
        add_endpoint(EndpointDetails(**{**right, **changes}))  # type: ignore[arg-type]
    assert field in refused.value.fields


def test_events_of_plugins_are_offered_where_they_are_on(there: Group) -> None:
    with inside(there.id):
        assert "complaints.received" not in {kind.name for kind in event_types()}
        enable_plugin("complaints")
    with inside(there.id):
        found = {kind.name: kind for kind in event_types()}
        assert found["complaints.received"].summary
        assert "*" not in found


def test_removing_takes_all_that_was_told(there: Group, endpoint: NewEndpoint) -> None:
    with inside(there.id):
        note_event(happened())
        remove_endpoint(the_endpoint().id)
        assert session().scalar(select(func.count()).select_from(WebhookTelling)) == 0
