"""Customers of one company and people of another: seen with the customer's agreement, and not a moment longer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from saas.core.customers.models import Customer
from saas.core.customers.operations import edit_customer
from saas.core.customers.operations.customers import details_of
from saas.core.customers.permissions import READ
from saas.core.customers.queries import visible_customer
from saas.core.customers.queries.details import within_reach
from saas.core.customers.sharing import may_reach
from saas.core.customers.values import CustomerDetails
from saas.core.organisation.models import LegalEntity, Store
from saas.core.privacy.models import ConsentDecision
from saas.core.privacy.notices import publish_notice
from saas.core.privacy.operations import record_consent
from saas.core.privacy.sharing import shared_with, shares_of
from saas.platform.database import session
from saas.platform.errors import Invalid, NotFound
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.members import as_member

GRANT, WITHDRAW = ConsentDecision.GRANT, ConsentDecision.WITHDRAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """A group of two companies; somebody of the first looks after a customer of the second."""

    group: Group
    mine: int
    theirs: int
    specialist: Person
    customer_id: int


@pytest.fixture
def two(app: Flask) -> Two:
    there = groups.group()
    mine, theirs = groups.store(there), groups.store(there)
    specialist = members.member(there, role="followup_specialist", stores=[mine])
    with inside(there.id):
        made = customer("王晓明", store_id=theirs, owner_id=specialist.member_id)
        customer_id = made.id
    return Two(group=there, mine=mine, theirs=theirs, specialist=specialist, customer_id=customer_id)


def company_of(store_id: int) -> int:
    return session().scalars(select(Store.legal_entity_id).where(Store.id == store_id)).one()


def sees(two: Two) -> bool:
    """Whether the specialist finds the customer, by the page and, alike, in lists."""
    with inside(two.group.id, as_member(two.specialist)) as work:
        listed = work.scalars(select(Customer.id).where(within_reach(READ))).all()
        try:
            visible_customer(two.customer_id, READ)
        except NotFound:
            assert listed == []
            return False
        assert listed == [two.customer_id]
        return True


def say(two: Two, decision: ConsentDecision, company: int | None = None) -> None:
    with inside(two.group.id):
        record_consent(two.customer_id, "share", decision, legal_entity_id=company)


@pytest.mark.req("C-52")
def test_customer_of_another_company_is_seen_with_their_agreement_only(two: Two) -> None:
    with inside(two.group.id):
        mine, theirs = company_of(two.mine), company_of(two.theirs)
    assert not sees(two)
    say(two, GRANT, theirs)
    assert not sees(two)
    say(two, GRANT, mine)
    assert sees(two)
    say(two, WITHDRAW, mine)
    assert not sees(two)
    say(two, GRANT)
    assert sees(two)
    with inside(two.group.id):
        assert shared_with(two.customer_id) == [""]
    say(two, WITHDRAW, mine)
    assert not sees(two)


def test_notice_that_asks_again_ends_sharing(two: Two) -> None:
    say(two, GRANT)
    assert sees(two)
    with inside(two.group.id):
        publish_notice("share", text_zh="新的接收方", asks_again=True)
    assert not sees(two)


def test_companies_under_one_agreement_see_each_others_customers(two: Two) -> None:
    with inside(two.group.id) as work:
        for store in (two.mine, two.theirs):
            work.get_one(LegalEntity, (two.group.id, company_of(store))).joint_agreement = "2026-07"
            work.commit()
            assert may_reach(two.customer_id, two.mine) is (store == two.theirs)
    assert sees(two)


def test_stores_of_one_company_need_no_agreement(two: Two) -> None:
    with inside(two.group.id) as work:
        work.get_one(Store, (two.group.id, two.theirs)).legal_entity_id = company_of(two.mine)
    assert sees(two)


def test_head_office_sees_the_customers_of_all_companies(two: Two) -> None:
    officer = members.member(two.group, role="privacy_officer")
    with inside(two.group.id, as_member(officer)):
        assert visible_customer(two.customer_id, READ).id == two.customer_id


def test_customer_goes_to_another_company_with_their_agreement_only(two: Two) -> None:
    def move() -> None:
        with inside(two.group.id) as work:
            held = work.get_one(Customer, (two.group.id, two.customer_id))
            details = CustomerDetails(**{**details_of(held), "store_id": two.mine})  # type: ignore[arg-type]  # its own values
            edit_customer(two.customer_id, details, version=held.row_version)

    with pytest.raises(Invalid) as refused:
        move()
    assert "store_id" in refused.value.fields
    with inside(two.group.id):
        record_consent(two.customer_id, "share", GRANT, legal_entity_id=company_of(two.mine))
    move()
    with inside(two.group.id) as work:
        assert work.get_one(Customer, (two.group.id, two.customer_id)).store_id == two.mine


statements = st.lists(st.tuples(st.sampled_from([None, 1, 2, 3]), st.sampled_from([GRANT, WITHDRAW])))


@given(statements, st.sampled_from([1, 2, 3]))
def test_last_word_about_a_company_decides(
    said: list[tuple[int | None, ConsentDecision]], company: int
) -> None:
    held = shares_of(said, [1, 2, 3])
    about = [decision for one, decision in said if one in (None, company)]
    assert bool({None, company} & held) is (bool(about) and about[-1] is GRANT)
