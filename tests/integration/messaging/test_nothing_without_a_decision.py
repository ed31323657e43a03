"""No message leaves the house without an allow decision for this customer, purpose and channel, used once.

Sixteen senders at once hand messages to a real gateway while customers end them; whatever they are up to, what the gateway
took is covered by decisions, the caps hold, and nothing goes out after a customer said stop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from random import Random
from threading import Barrier

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from saas.core.messaging.adapters import Outgoing, hand_over
from saas.core.messaging.models import Message, MessageReply, MessageStatus
from saas.core.messaging.operations import deliver_message, send_template, take_reply
from saas.core.messaging.operations.delivering import message_key
from saas.core.messaging.operations.receiving import Told
from saas.core.messaging.setup import channel_setup
from saas.core.privacy.caps import SPANS, Cap, CapWindow
from saas.core.privacy.decision import VALID_FOR
from saas.core.privacy.models import (
    ConsentDecision,
    ContactChannel,
    ContactDecision,
    ContactUse,
    GateResult,
)
from saas.core.privacy.operations import record_consent
from saas.core.privacy.policy import set_contact_policy
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group
from tests.integration.messaging.conftest import Gateway, point_of

SENDERS = 16
PURPOSES = ("service", "marketing")
_numbers = count(13_700_000_000)
Written = tuple[int, str]
"""Whose message, by their place in the scene, and for what."""


@given(
    written=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(PURPOSES)), min_size=4, max_size=10),
    most=st.integers(1, 3),
    stops=st.sets(st.integers(0, 2), max_size=2),
    answers=st.lists(st.sampled_from([200, 429, 502]), max_size=5),
    seed=st.integers(0, 1000),
)
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_goes_out_without_a_decision_used_once(
    *,
    there: Group,
    gateway: Gateway,
    written: list[Written],
    most: int,
    stops: set[int],
    answers: list[int],
    seed: int,
) -> None:
    people = _scene(there, most)
    with inside(there.id):
        gateway.setup(channel_setup(ContactChannel.SMS).secret, answers)
        messages = [
            send_template(people[place][0], point_of(people[place][0]), purpose).id
            for place, purpose in written
        ]
    acts: list[Callable[[], object]] = [_delivering(one) for one in messages * 3]
    acts += [_stopping(people[place][1]) for place in stops]
    Random(seed).shuffle(acts)
    _at_once(there, acts)
    _look(there, gateway, messages, most, {people[place][0] for place in stops})


def _scene(there: Group, most: int) -> list[tuple[int, str]]:
    """Three customers who agreed to marketing, and so many messages a week for each purpose."""
    caps = [
        Cap(purpose=purpose, channel=ContactChannel.ANY, window=CapWindow.WEEK, most=most)
        for purpose in PURPOSES
    ]
    people = []
    with inside(there.id):
        set_contact_policy({}, caps=caps)
        for _n in range(3):
            phone = str(next(_numbers))
            made = customer("王晓明", phones=[phone]).id
            record_consent(made, "marketing", ConsentDecision.GRANT)
            people.append((made, phone))
    return people


def _delivering(message_id: int) -> Callable[[], object]:
    return lambda: deliver_message(message_id)


def _stopping(phone: str) -> Callable[[], object]:
    told = Told(channel=ContactChannel.SMS, sender=phone, text="TD", provider_ref=phone)
    return lambda: take_reply(told)


def _at_once(there: Group, acts: Sequence[Callable[[], object]]) -> None:
    lanes = [acts[n::SENDERS] for n in range(SENDERS)]
    ready = Barrier(SENDERS)

    def run(lane: Sequence[Callable[[], object]]) -> None:
        ready.wait()
        for act in lane:
            with locale_context("en"), inside(there.id):
                act()

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(run, lanes))


def _look(there: Group, gateway: Gateway, messages: list[int], most: int, stopped: set[int]) -> None:
    taken = {one["message"] for one in gateway.taken()}
    with inside(there.id) as work:
        rows = [work.get_one(Message, (there.id, one)) for one in messages]
        keys = {message_key(row): row for row in rows}
        stops = _stops(stopped)
        assert taken <= keys.keys()
        gone = [row for key, row in keys.items() if key in taken]
        assert {row.id for row in rows if row.status is MessageStatus.SENT} <= {row.id for row in gone}
        for row in gone:
            _is_covered(row, stops.get(row.customer_id))
        per_purpose = Counter((row.customer_id, row.purpose) for row in gone)
        assert max(per_purpose.values(), default=0) <= most


def _stops(customers: set[int]) -> dict[int, datetime]:
    replies = select(MessageReply).where(MessageReply.customer_id.in_(customers), MessageReply.stop)
    found = {reply.customer_id: reply.received_at for reply in session().scalars(replies)}
    assert found.keys() == customers
    return {who: at for who, at in found.items() if who is not None}


def _is_covered(row: Message, stopped_at: datetime | None) -> None:
    """An allow for this customer, purpose and channel was used for it, in time; not after they said stop."""
    allowed = select(ContactDecision, ContactUse).where(
        ContactUse.decision_id == ContactDecision.id,
        ContactDecision.customer_id == row.customer_id,
        ContactDecision.purpose == row.purpose,
        ContactDecision.channel == row.channel,
        ContactDecision.result == GateResult.ALLOW,
        ContactUse.made,
    )
    uses = session().execute(allowed.order_by(ContactUse.used_at)).all()
    assert uses, f"message {row.id} went out without a decision"
    for decision, use in uses:
        assert decision.decided_at <= use.used_at <= decision.decided_at + VALID_FOR
        assert decision.valid_until is not None
        assert stopped_at is None or use.used_at <= stopped_at + timedelta(milliseconds=1)
    assert len({use.decision_id for _decision, use in uses}) == len(uses)
    assert now() - uses[0][1].used_at < SPANS[CapWindow.WEEK]


def test_one_decision_serves_one_message(there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明", phones=[str(next(_numbers))])
        first, second = (send_template(made.id, point_of(made.id), "service") for _n in "12")
        stolen = update(Message).where(Message.id == second.id).values(decision_id=first.decision_id)
        with pytest.raises(IntegrityError, match="decision"), session().begin_nested():
            session().execute(stolen)


def test_adapters_ask_to_see_the_use(there: Group, gateway: Gateway) -> None:
    outgoing = Outgoing(
        message_id=1, key="k", number=1, channel=ContactChannel.SMS, purpose="service",
        to="+8613800001111", subject="", text="x",
    )  # fmt: skip
    with inside(there.id), pytest.raises(ValueError, match="decision"):
        hand_over(ContactUse(decision_id=1, made=False), channel_setup(ContactChannel.SMS), outgoing)
    assert gateway.calls() == []
