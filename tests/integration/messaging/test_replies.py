"""What customers answer: the words that end messages hold at once, for whoever has the number."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from saas.core.messaging.models import MessageReply, MessageStatus
from saas.core.messaging.operations import deliver_message, send_template, take_reply
from saas.core.messaging.operations.receiving import Told
from saas.core.privacy.contact_gate import may_contact
from saas.core.privacy.models import (
    ConsentDecision,
    ConsentEvent,
    ContactChannel,
    DoNotContact,
    GateResult,
)
from saas.core.privacy.operations import record_consent
from saas.platform.database import session
from saas.platform.errors import Forbidden, Invalid
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group
from tests.integration.messaging.conftest import Gateway, point_of

PHONE = "13800002222"


def told(text: str, *, ref: str = "1", sender: str = PHONE) -> Told:
    return Told(channel=ContactChannel.SMS, sender=sender, text=text, provider_ref=ref)


def may(customer_id: int, purpose: str, channel: ContactChannel) -> GateResult:
    return may_contact(customer_id, purpose, channel, module="test").result


@pytest.mark.req("C-53")
@pytest.mark.parametrize("word", ["R", "T", "td", "N", "退订"])
def test_stop_holds_at_once_for_all_who_have_the_number(word: str, there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        both = [
            customer(name, phones=[PHONE, other]).id
            for name, other in (("王晓明", "13900000001"), ("李娜", "13900000002"))
        ]
        for one in both:
            record_consent(one, "marketing", ConsentDecision.GRANT)
        waiting = send_template(both[0], point_of(both[0]), "marketing")
        reply = take_reply(told(word))
        assert reply.stop
        assert deliver_message(waiting.id) is MessageStatus.DENIED
        for one in both:
            assert may(one, "service", ContactChannel.SMS) is GateResult.DENY
            assert may(one, "marketing", ContactChannel.PHONE) is GateResult.DENY
            # A call about a car in the workshop is none of what was ended.
            assert may(one, "service", ContactChannel.PHONE) is GateResult.ALLOW
        with pytest.raises(Forbidden):
            send_template(both[0], point_of(both[0]), "service")
        evidence = session().scalars(
            select(ConsentEvent.evidence).where(ConsentEvent.decision == ConsentDecision.WITHDRAW)
        )
        assert [one["id"] for one in evidence] == [reply.id, reply.id]
    assert gateway.calls() == []


def test_stop_of_a_number_that_is_nobodys_holds_for_whoever_gets_it(there: Group) -> None:
    with inside(there.id):
        take_reply(told("退订"))
        made = customer("王晓明", phones=[PHONE])
        assert may(made.id, "service", ContactChannel.SMS) is GateResult.DENY


def test_reply_that_is_told_twice_is_kept_once(there: Group) -> None:
    with inside(there.id):
        first = take_reply(told("R"))
        assert take_reply(told("R")).id == first.id
        assert session().scalar(select(func.count()).select_from(MessageReply)) == 1
        assert session().scalar(select(func.count()).select_from(DoNotContact)) == 1


def test_other_words_end_nothing_and_answer_the_last_message(there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明", phones=[PHONE])
        message = send_template(made.id, point_of(made.id), "service")
        deliver_message(message.id)
        reply = take_reply(told("周六上午可以吗？"))
        assert (reply.stop, reply.message_id, reply.customer_id) == (False, message.id, made.id)
        assert message.status is MessageStatus.REPLIED
        assert may(made.id, "service", ContactChannel.SMS) is GateResult.ALLOW


@pytest.mark.parametrize("sender", ["", "abc", "12"])
def test_reply_needs_a_number(sender: str, there: Group) -> None:
    with inside(there.id), pytest.raises(Invalid):
        take_reply(told("R", sender=sender))
