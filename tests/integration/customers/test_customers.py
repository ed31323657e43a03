"""Customers, contacts, tokens, duplicates and revealing on the real database."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from saas.core.customers.models import (
    ContactKind,
    ContactPoint,
    ContactStatus,
    Customer,
    DuplicateCandidate,
    Gender,
    Lifecycle,
    SearchToken,
)
from saas.core.customers.operations import (
    add_contact_point,
    change_lifecycle,
    edit_contact_point,
    edit_customer,
    remove_contact_point,
    reveal_contact,
    set_contact_status,
    set_id_document,
    set_primary,
)
from saas.core.customers.values import CustomerDetails, NewContact
from saas.platform.audit.models import AuditEntry
from saas.platform.clock import now, today
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.security.object_keys import DIGEST
from saas.testing.factories.customers import customer, phone_number
from tests.integration.customers.conftest import Dealer


def tokens(customer_id: int) -> set[tuple[str, str]]:
    rows = session().execute(
        select(SearchToken.kind, SearchToken.token).where(SearchToken.customer_id == customer_id)
    )
    return {(row.kind, row.token) for row in rows}


def points(customer_id: int) -> list[ContactPoint]:
    mine = select(ContactPoint).where(ContactPoint.customer_id == customer_id).order_by(ContactPoint.id)
    return list(session().scalars(mine))


def actions(customer_id: int) -> list[str]:
    mine = select(AuditEntry.action).where(
        AuditEntry.object_type == "customer", AuditEntry.object_id == customer_id
    )
    return list(session().scalars(mine.order_by(AuditEntry.id)))


def test_create_customer_keeps_a_normalised_name_and_a_sealed_number(dealer: Dealer) -> None:
    made = customer(" 王 晓明 先生", phones=["138-1234-5678"], gender=Gender.MALE)
    assert (made.name, made.name_sort) == ("王晓明", "wang王 xiao晓 ming明")
    (point,) = points(made.id)
    assert (point.value, point.tail, point.is_primary) == ("+8613812345678", "5678", True)
    stored = (
        session()
        .execute(
            text("SELECT value FROM customer_contact_point WHERE tenant_id = :t AND id = :i"),
            {"t": dealer.tenant_id, "i": point.id},
        )
        .scalar_one()
    )
    assert b"5678" not in bytes(stored)


def test_create_customer_is_found_by_name_pinyin_and_tail(dealer: Dealer) -> None:
    made = customer("单于晓", phones=["13812345678"])
    found = tokens(made.id)
    assert {("name", "晓"), ("phone", "5678")} <= found
    assert any(kind == "pinyin" and token.endswith("xiao") for kind, token in found)


def test_create_customer_twice_with_one_number_is_a_conflict(dealer: Dealer) -> None:
    made = customer("王晓明", phones=["13812345678"])
    with pytest.raises(Conflict) as refused:
        customer("王晓明", phones=["138 1234 5678"])
    assert refused.value.current == {"customer_id": made.id}


def test_create_customer_of_a_family_is_a_duplicate_candidate(dealer: Dealer) -> None:
    first, second = customer("王晓明", phones=["13812345678"]), customer("李芳", phones=["13812345678"])
    (candidate,) = session().scalars(select(DuplicateCandidate)).all()
    assert (candidate.first_id, candidate.second_id, candidate.reason) == (first.id, second.id, "phone")


@pytest.mark.parametrize(
    ("details", "field"),
    [({"name": " "}, "name"), ({"store_id": 1}, "store_id"), ({"owner_id": 1}, "owner_id")],
)
def test_create_customer_refuses_what_is_not_there(
    dealer: Dealer, details: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        customer(**details)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_edit_customer_changes_tokens_and_tells_no_name_to_the_audit(dealer: Dealer) -> None:
    made = customer("王晓明", phones=[])
    edit_customer(made.id, CustomerDetails(name="赵晓明", gender=Gender.MALE), version=made.row_version)
    assert ("name", "王晓明") not in tokens(made.id)
    assert ("name", "赵晓明") in tokens(made.id)
    entry = (
        session().scalars(select(AuditEntry).where(AuditEntry.action == "customers.customer.edited")).one()
    )
    before, after = entry.changes["name"]
    assert before.startswith(DIGEST)
    assert after.startswith(DIGEST)
    assert before != after
    assert entry.changes["gender"] == ["unknown", "male"]


def test_edit_customer_after_another_shows_what_is_stored(dealer: Dealer) -> None:
    made = customer("王晓明")
    seen = made.row_version
    edit_customer(made.id, CustomerDetails(name="王小明", note="先改"), version=seen)
    with pytest.raises(Conflict) as refused:
        edit_customer(made.id, CustomerDetails(name="王大明"), version=seen)
    assert (refused.value.current["name"], refused.value.current["note"]) == ("王小明", "先改")


def test_edit_customer_without_a_change_leaves_the_version(dealer: Dealer) -> None:
    made = customer("王晓明")
    seen = made.row_version
    edit_customer(made.id, CustomerDetails(name="王晓明"), version=seen)
    assert made.row_version == seen
    assert actions(made.id) == ["customers.customer.created"]


def test_add_contact_point_gives_one_primary_a_kind(dealer: Dealer) -> None:
    made = customer(phones=["13812345678"])
    add_contact_point(made.id, NewContact(kind=ContactKind.PHONE, value="13912345679", is_primary=True))
    add_contact_point(made.id, NewContact(kind=ContactKind.EMAIL, value="Zhang@Example.com"))
    session().expire_all()
    assert [(p.kind, p.is_primary) for p in points(made.id)] == [
        (ContactKind.PHONE, False),
        (ContactKind.PHONE, True),
        (ContactKind.EMAIL, True),
    ]
    assert ("phone", "5679") in tokens(made.id)


def test_add_contact_point_twice_is_a_conflict(dealer: Dealer) -> None:
    made = customer(phones=["13812345678"])
    with pytest.raises(Conflict):
        add_contact_point(made.id, NewContact(kind=ContactKind.PHONE, value="+86 138 1234 5678"))


def test_nobody_is_born_on_a_day_to_come(dealer: Dealer) -> None:
    born = today("Asia/Shanghai")
    made = customer(birth_date=born)
    with pytest.raises(Invalid) as refused:
        customer(birth_date=born + timedelta(days=1))
    assert list(refused.value.fields) == ["birth_date"]
    assert made.birth_date == born


def test_add_contact_point_refuses_what_is_no_number(dealer: Dealer) -> None:
    with pytest.raises(Invalid):
        add_contact_point(customer().id, NewContact(kind=ContactKind.PHONE, value="无"))


def test_edit_contact_point_forgets_the_old_tail_and_that_it_worked(dealer: Dealer) -> None:
    made = customer(phones=["13812345678"])
    (point,) = points(made.id)
    set_contact_status(point.id, ContactStatus.VALID)
    edit_contact_point(
        point.id, NewContact(kind=ContactKind.PHONE, value="13912340000"), version=point.row_version
    )
    assert point.status is ContactStatus.UNVERIFIED
    assert {token for kind, token in tokens(made.id) if kind == "phone"} == {"0000"}


def test_remove_contact_point_lets_the_next_be_primary(dealer: Dealer) -> None:
    made = customer(phones=["13812345678", "13912345679"])
    first, second = points(made.id)
    remove_contact_point(first.id)
    assert [(p.id, p.is_primary) for p in points(made.id)] == [(second.id, True)]
    set_primary(second.id)
    assert actions(made.id)[-1] == "customers.contact_point.removed"


def test_set_id_document_notes_the_same_person(dealer: Dealer) -> None:
    first, second = customer("王晓明"), customer("王小明")
    set_id_document(first.id, "11010519491231002X")
    set_id_document(second.id, "110105 19491231 002x")
    (candidate,) = session().scalars(select(DuplicateCandidate)).all()
    assert candidate.reason == "document"
    with pytest.raises(Invalid):
        set_id_document(first.id, "110105194912310021")


def test_change_lifecycle_is_dated_and_follows_its_paths(dealer: Dealer) -> None:
    made, today = customer(), now().date()
    change_lifecycle(made.id, Lifecycle.OWNER, on=today)
    assert (made.lifecycle, made.lifecycle_on) == (Lifecycle.OWNER, today)
    with pytest.raises(Conflict):
        change_lifecycle(made.id, Lifecycle.PROSPECT, on=today)


def test_reveal_contact_is_in_the_audit_without_the_number(dealer: Dealer) -> None:
    made, other = customer(phones=["13812345678"]), customer(phones=[phone_number()])
    (point,) = points(made.id)
    assert reveal_contact(made.id, point.id) == "+8613812345678"
    entry = (
        session()
        .scalars(select(AuditEntry).where(AuditEntry.action == "customers.contact_point.revealed"))
        .one()
    )
    assert (entry.object_id, entry.actor_id) == (made.id, dealer.member_id)
    assert "5678" not in str(entry.changes)
    with pytest.raises(NotFound):
        reveal_contact(other.id, point.id)


def test_customers_carry_the_acting_member(dealer: Dealer) -> None:
    made = session().get(Customer, (dealer.tenant_id, customer().id))
    assert made is not None
    assert made.created_by == dealer.member_id
