"""Sixteen senders at once, each on a connection of its own: caps, refusals and single use hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from saas.core.privacy.caps import Cap, CapWindow
from saas.core.privacy.contact_gate import begin_contact, may_contact, note_not_made, use_decision
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ConsentEvent,
    ContactChannel,
    ContactDecision,
    ContactUse,
    GateResult,
)
from saas.core.privacy.operations import block_contact, record_consent
from saas.core.privacy.policy import set_contact_policy
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden
from saas.platform.i18n import locale_context
from saas.testing.factories import groups
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group

SENDERS = 16
CHANNELS = (ContactChannel.SMS, ContactChannel.EMAIL, ContactChannel.PHONE, ContactChannel.WECHAT)
MODULES = ("followups", "messaging", "care", "complaints")
Sender = Callable[[int, ContactChannel, str], bool]


@pytest.fixture
def there(app: Flask) -> Group:
    """A group that is never quiet and allows three contacts for marketing in a week."""
    made = groups.group()
    cap = Cap(purpose="marketing", channel=ContactChannel.ANY, window=CapWindow.WEEK, most=3)
    with inside(made.id):
        set_contact_policy({}, caps=[cap])
    return made


@pytest.fixture
def customer_id(there: Group) -> int:
    with inside(there.id):
        made = customer("王晓明")
        record_consent(made.id, "marketing", ConsentDecision.GRANT)
        return made.id


def in_one_step(customer_id: int, channel: ContactChannel, module: str) -> bool:
    return begin_contact(customer_id, "marketing", channel, module=module).result is GateResult.ALLOW


def in_two_steps(customer_id: int, channel: ContactChannel, module: str) -> bool:
    decision = may_contact(customer_id, "marketing", channel, module=module)
    if decision.result is not GateResult.ALLOW:
        return False
    try:
        use_decision(decision.id, customer_id=customer_id, purpose="marketing", channel=channel)
    except (Conflict, Forbidden):
        return False
    return True


def at_once(there: Group, acts: Sequence[Callable[[], bool]]) -> list[bool]:
    ready = Barrier(len(acts))

    def run(act: Callable[[], bool]) -> bool:
        ready.wait()
        with locale_context("en"), inside(there.id):
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def senders(customer_id: int, send: Sender) -> list[Callable[[], bool]]:
    return [
        lambda n=n: send(customer_id, CHANNELS[n % 4], MODULES[n // 4])  # type: ignore[misc]
        for n in range(SENDERS)
    ]


def uses(there: Group) -> list[tuple[datetime, GateResult, int]]:
    """When each decision was used, what it said, and whom it was about."""
    with inside(there.id) as work:
        used = ContactDecision.id == ContactUse.decision_id
        rows = work.execute(
            select(ContactUse.used_at, ContactDecision.result, ContactDecision.customer_id).join(
                ContactDecision, used
            )
        )
        return [(row.used_at, row.result, row.customer_id) for row in rows]


@pytest.mark.req("C-55")
@pytest.mark.parametrize("send", [in_one_step, in_two_steps])
def test_senders_of_all_modules_and_channels_together_never_pass_a_cap(
    there: Group, customer_id: int, send: Sender
) -> None:
    sent = at_once(there, senders(customer_id, send))
    assert sum(sent) == 3
    assert [row[1:] for row in uses(there)] == [(GateResult.ALLOW, customer_id)] * 3
    with inside(there.id):
        next_one = may_contact(customer_id, "marketing", ContactChannel.SMS, module="care")
        assert (next_one.result, next_one.reasons) == (GateResult.DEFER, ["granted", "cap_week"])


def test_senders_of_one_decision_use_it_once(there: Group, customer_id: int) -> None:
    with inside(there.id):
        decision_id = may_contact(customer_id, "marketing", ContactChannel.SMS, module="care").id

    def send() -> bool:
        try:
            use_decision(
                decision_id, customer_id=customer_id, purpose="marketing", channel=ContactChannel.SMS
            )
        except Conflict:
            return False
        return True

    assert sum(at_once(there, [send] * SENDERS)) == 1
    assert len(uses(there)) == 1


@pytest.mark.parametrize("wish", ["withdraw", "block"])
def test_senders_stop_with_the_moment_at_which_the_customer_refuses(
    there: Group, customer_id: int, wish: str
) -> None:
    with inside(there.id):
        set_contact_policy({}, caps=[])

    def refuse() -> bool:
        if wish == "withdraw":
            record_consent(customer_id, "marketing", ConsentDecision.WITHDRAW)
        else:
            block_contact(customer_id, source=BlockSource.REPLY)
        return False

    acts = senders(customer_id, in_two_steps)
    sent = at_once(there, [*acts[:8], refuse, *acts[8:-1]])
    with inside(there.id) as work:
        withdrawn = select(ConsentEvent.occurred_at).where(ConsentEvent.decision == ConsentDecision.WITHDRAW)
        refused_at = work.scalar(withdrawn) if wish == "withdraw" else now()
    assert all(used_at <= refused_at for used_at, _result, _customer in uses(there))
    assert len(uses(there)) == sum(sent)
    with inside(there.id):
        assert not in_one_step(customer_id, ContactChannel.SMS, "care")


def test_contact_that_was_not_made_leaves_room_for_another(there: Group, customer_id: int) -> None:
    with inside(there.id):
        tries = [begin_contact(customer_id, "marketing", ContactChannel.PHONE, module="followups")]
        tries += [begin_contact(customer_id, "marketing", ContactChannel.SMS, module="care") for _n in "23"]
        assert not in_one_step(customer_id, ContactChannel.EMAIL, "messaging")
        not_made = tries[0].id
        note_not_made(not_made)
        assert in_one_step(customer_id, ContactChannel.EMAIL, "messaging")
        assert not in_one_step(customer_id, ContactChannel.EMAIL, "messaging")
    with inside(there.id), pytest.raises(Conflict):
        use_decision(not_made, customer_id=customer_id, purpose="marketing", channel=ContactChannel.PHONE)


def test_contacts_with_somebody_who_was_merged_count_for_the_one_they_are(there: Group) -> None:
    with inside(there.id):
        winner, loser = customer("王晓明"), customer("王小明")
        for one in (winner, loser):
            record_consent(one.id, "marketing", ConsentDecision.GRANT)
        for _n in range(2):
            assert in_one_step(loser.id, ContactChannel.SMS, "care")
        loser.merged_into_id = winner.id
        session().flush()
        assert in_one_step(winner.id, ContactChannel.SMS, "care")
        assert not in_one_step(winner.id, ContactChannel.SMS, "care")
        assert not in_one_step(loser.id, ContactChannel.SMS, "care")


def test_cap_opens_when_its_oldest_contact_is_a_week_old(there: Group, customer_id: int) -> None:
    with inside(there.id):
        first = begin_contact(customer_id, "marketing", ContactChannel.SMS, module="care")
        for _n in range(2):
            assert in_one_step(customer_id, ContactChannel.SMS, "care")
        held = begin_contact(customer_id, "marketing", ContactChannel.SMS, module="care")
        used_at = (
            session().scalars(select(ContactUse.used_at).where(ContactUse.decision_id == first.id)).one()
        )
        assert held.defer_until == used_at + timedelta(days=7)
        assert session().scalar(select(ContactUse.id).where(ContactUse.decision_id == held.id)) is None
