"""The contact gate on the real database: what it stores, what overrides what, and at which cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from saas.core.customers.models import ContactKind, ContactPoint
from saas.core.customers.operations import add_contact_point
from saas.core.customers.values import NewContact
from saas.core.privacy.contact_gate import may_contact, require_contact
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ContactChannel,
    ContactDecision,
    GateResult,
    RefusalScope,
)
from saas.core.privacy.operations import (
    block_contact,
    record_consent,
    record_refusal,
    unblock_contact,
)
from saas.core.privacy.policy import set_contact_policy
from saas.core.privacy.queries import standing_of
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.testing.factories.customers import customer
from tests.integration.customers.conftest import Dealer

PHONE = ContactChannel.PHONE
EVENING = datetime(2026, 11, 21, 21, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def answer(customer_id: int, purpose: str, channel: ContactChannel = PHONE) -> tuple[GateResult, list[str]]:
    decision = may_contact(customer_id, purpose, channel, module="tests")
    return decision.result, decision.reasons


@pytest.mark.parametrize(
    ("purpose", "result"),
    [
        ("service", GateResult.ALLOW),
        ("survey", GateResult.ALLOW),
        ("marketing", GateResult.DENY),
        ("profiling", GateResult.DENY),
        ("share", GateResult.DENY),
        ("sensitive:disability", GateResult.DENY),
    ],
)
def test_may_contact_default_per_purpose(dealer: Dealer, purpose: str, result: GateResult) -> None:
    assert answer(customer().id, purpose)[0] is result


def test_may_contact_stores_its_decision(dealer: Dealer) -> None:
    made = customer()
    decision = may_contact(made.id, "service", PHONE, module="followups")
    stored = session().get(ContactDecision, (dealer.tenant_id, decision.id))
    assert stored is not None
    assert (stored.customer_id, stored.module, stored.reasons) == (made.id, "followups", ["default_allow"])


def test_may_contact_follows_the_last_word_on_the_channel_or_any(dealer: Dealer) -> None:
    made = customer()
    record_consent(made.id, "marketing", ConsentDecision.GRANT, channel=PHONE)
    assert answer(made.id, "marketing")[0] is GateResult.ALLOW
    assert answer(made.id, "marketing", ContactChannel.SMS)[0] is GateResult.DENY
    record_consent(made.id, "marketing", ConsentDecision.WITHDRAW)
    assert answer(made.id, "marketing") == (GateResult.DENY, ["refused"])


@pytest.mark.parametrize(
    ("scope", "service", "survey"),
    [
        (RefusalScope.THIS_CALL, GateResult.ALLOW, GateResult.ALLOW),
        (RefusalScope.THIS_PURPOSE, GateResult.ALLOW, GateResult.DENY),
        (RefusalScope.ALL_CONTACT, GateResult.DENY, GateResult.DENY),
    ],
)
def test_record_refusal_reaches_as_far_as_was_said(
    dealer: Dealer, scope: RefusalScope, service: GateResult, survey: GateResult
) -> None:
    made = customer()
    record_refusal(made.id, scope, purpose="survey")
    assert answer(made.id, "service", ContactChannel.SMS)[0] is service
    assert answer(made.id, "survey", ContactChannel.SMS)[0] is survey


def test_block_contact_overrides_consent_until_it_is_lifted(dealer: Dealer) -> None:
    made = customer()
    record_consent(made.id, "marketing", ConsentDecision.GRANT)
    block = block_contact(made.id, source=BlockSource.REGULATOR, reason="工单 12345")
    assert answer(made.id, "marketing") == (GateResult.DENY, ["do_not_contact"])
    assert block_contact(made.id, source=BlockSource.VERBAL).id == block.id
    with pytest.raises(Invalid):
        unblock_contact(block.id, reason=" ")
    unblock_contact(block.id, reason="客户来电要求恢复")
    assert answer(made.id, "marketing")[0] is GateResult.ALLOW


def test_block_contact_of_a_number_holds_for_whoever_has_it(dealer: Dealer) -> None:
    husband, wife = customer("王晓明", phones=["13812345678"]), customer("李芳", phones=["13812345678"])
    point = session().scalars(select(ContactPoint).where(ContactPoint.customer_id == husband.id)).one()
    block_contact(husband.id, source=BlockSource.VERBAL, contact_point_id=point.id)
    assert answer(wife.id, "service") == (GateResult.DENY, ["number_blocked"])
    other = add_contact_point(wife.id, NewContact(kind=ContactKind.PHONE, value="13912345678"))
    chosen = may_contact(wife.id, "service", PHONE, module="tests", contact_point_id=other.id)
    assert chosen.result is GateResult.ALLOW


def test_may_contact_defers_in_quiet_hours_of_the_store(
    dealer: Dealer, clock: Callable[[datetime], None]
) -> None:
    clock(EVENING)
    set_contact_policy({"marketing": ["20:00", "08:00"]})
    made = customer(store_id=dealer.store_id)
    record_consent(made.id, "marketing", ConsentDecision.GRANT)
    decision = may_contact(made.id, "marketing", PHONE, module="tests")
    assert (decision.result, decision.policy_version) == (GateResult.DEFER, 1)
    assert decision.defer_until == datetime(2026, 11, 22, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert answer(made.id, "service")[0] is GateResult.ALLOW


@pytest.mark.parametrize("hours", [["20:00"], ["20:00", "morning"], ["8pm", "8am"], []])
def test_set_contact_policy_refuses_times_that_are_none(dealer: Dealer, hours: list[str]) -> None:
    with pytest.raises(Invalid):
        set_contact_policy({"marketing": hours})


def test_require_contact_says_why_not(dealer: Dealer, clock: Callable[[datetime], None]) -> None:
    made = customer()
    assert require_contact(made.id, "service", PHONE, module="tests").result is GateResult.ALLOW
    with pytest.raises(Forbidden):
        require_contact(made.id, "marketing", PHONE, module="tests")
    clock(EVENING)
    set_contact_policy({"*": ["20:00", "08:00"]})
    with pytest.raises(Conflict) as deferred:
        require_contact(made.id, "service", PHONE, module="tests")
    assert "defer_until" in deferred.value.current


def test_may_contact_of_nobody_is_not_found(dealer: Dealer) -> None:
    with pytest.raises(NotFound):
        may_contact(1, "service", PHONE, module="tests")
    with pytest.raises(ValueError, match="spam"):
        may_contact(customer().id, "spam", PHONE, module="tests")


def test_standing_of_many_agrees_with_the_gate_in_four_statements(
    dealer: Dealer, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    people = [customer(f"王{n}号") for n in range(6)]
    record_consent(people[0].id, "marketing", ConsentDecision.GRANT)
    record_refusal(people[1].id, RefusalScope.ALL_CONTACT, purpose="service")
    record_consent(people[2].id, "service", ConsentDecision.DENY, channel=PHONE)
    asked = [(one.id, purpose) for one in people for purpose in ("service", "marketing")]
    session().flush()
    with count_queries() as queries:
        found = standing_of(asked, PHONE)
    assert len(queries) == 4
    assert {key: (v.result, list(v.reasons)) for key, v in found.items()} == {
        (one, purpose): answer(one, purpose) for one, purpose in asked
    }
