"""The contact gate as plugins have it: by the names of `saas.plugin_api` alone, on every channel."""

from __future__ import annotations

import pytest
from flask import Flask

from saas.core.privacy.models import BlockSource, ConsentDecision
from saas.core.privacy.operations import block_contact, record_consent
from saas.core.privacy.policy import set_contact_policy
from saas.plugin_api import (
    Conflict,
    ContactChannel,
    ContactDecision,
    ContactUse,
    Forbidden,
    GateResult,
    Purpose,
    begin_contact,
    load,
    may_contact,
    note_not_made,
    reasons_in_words,
    require_contact,
    session,
    standing_of,
    use_decision,
)
from saas.testing.factories import groups
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group

CHANNELS = [one for one in ContactChannel if one is not ContactChannel.ANY]


@pytest.fixture
def there(app: Flask) -> Group:
    return groups.group()


@pytest.mark.req("C-50")
@pytest.mark.parametrize("channel", CHANNELS)
def test_decision_of_any_channel_is_asked_kept_and_used_once(there: Group, channel: ContactChannel) -> None:
    with inside(there.id):
        made = customer("王晓明")
        asked = {"customer_id": made.id, "purpose": Purpose.SERVICE, "channel": channel}
        decision = may_contact(made.id, Purpose.SERVICE, channel, module="recalls")
        assert load(ContactDecision, decision.id).module == "recalls"
        used = use_decision(decision.id, **asked)
        assert isinstance(used, ContactUse)
        with pytest.raises(Conflict):
            use_decision(decision.id, **asked)
        note_not_made(decision.id)
        session().refresh(used)
        assert not used.made


@pytest.mark.parametrize("channel", CHANNELS)
def test_refusal_stops_a_decision_that_was_made_before_it(there: Group, channel: ContactChannel) -> None:
    with inside(there.id):
        made = customer("王晓明")
        record_consent(made.id, Purpose.MARKETING, ConsentDecision.GRANT, channel=channel)
        decision = require_contact_free_of_hours(made.id, channel)
        record_consent(made.id, Purpose.MARKETING, ConsentDecision.WITHDRAW)
        with pytest.raises(Forbidden):
            use_decision(decision.id, customer_id=made.id, purpose=Purpose.MARKETING, channel=channel)


def require_contact_free_of_hours(customer_id: int, channel: ContactChannel) -> ContactDecision:
    """A decision that allows marketing at whatever hour the test runs."""
    set_contact_policy({}, caps=[])
    return require_contact(customer_id, Purpose.MARKETING, channel, module="recalls")


def test_what_stands_is_told_in_words_without_a_decision(there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明")
        block_contact(made.id, source=BlockSource.VERBAL)
        ((_asked, verdict),) = standing_of([(made.id, Purpose.SERVICE)], ContactChannel.SMS).items()
        assert (verdict.result, verdict.allowed) == (GateResult.DENY, False)
        assert reasons_in_words(verdict.reasons)
        assert (
            begin_contact(made.id, Purpose.SERVICE, ContactChannel.SMS, module="recalls").result
            is GateResult.DENY
        )
