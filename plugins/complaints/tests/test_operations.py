"""Registering, handling, closing: numbers, history, refusals, concurrency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from plugins.complaints.models import Case, CaseEvent, Category, EventKind
from plugins.complaints.operations import (
    CaseDetails,
    acknowledge_case,
    assign_case,
    classify_case,
    close_case,
    edit_case,
    flag_overdue,
    reopen_case,
)
from plugins.complaints.states import CaseState, ResultKind
from plugins.complaints.tests.conftest import House
from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from saas.platform.events.models import OutboxEvent
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import complaint, group_with_complaints, switch

ZONE = ZoneInfo("Asia/Shanghai")


@contextmanager
def acting(person: Person) -> Iterator[None]:
    with inside(person.tenant_id, as_member(person)):
        yield


def registered(house: House, **fields: object) -> int:
    with acting(house.manager):
        return complaint(house.store_id, **fields).id


def category(house: House) -> int:
    with inside(house.group.id):
        return session().scalars(select(Category.id).order_by(Category.position)).first() or 0


def kinds(house: House, case_id: int) -> list[EventKind]:
    with inside(house.group.id):
        mine = select(CaseEvent.kind).where(CaseEvent.case_id == case_id)
        return list(session().scalars(mine.order_by(CaseEvent.id)))


@pytest.mark.req("Q-01")
def test_number_counts_by_store_and_month(house: House) -> None:
    other = store(house.group, code="BJ02")
    with inside(house.group.id, as_member(house.group.admin)), pytest.raises(Forbidden):
        complaint(other)
    boss = member(house.group, role="complaint_manager")
    with acting(boss):
        numbers = [complaint(other).document_no for _ in range(2)]
        earlier = complaint(other, received_at=now() - timedelta(days=62)).document_no

    month = now().astimezone(ZONE).strftime("%Y%m")
    assert numbers == [f"TS-BJ02-{month}-0001", f"TS-BJ02-{month}-0002"]
    assert re.fullmatch(r"TS-BJ02-\d{6}-0001", earlier)
    assert earlier != numbers[0]


def test_number_of_a_refused_complaint_is_given_again(house: House) -> None:
    with acting(house.manager):
        before = complaint(house.store_id).document_no
    with acting(house.manager):
        complaint(house.store_id)
        session().rollback()
    with acting(house.manager):
        after = complaint(house.store_id).document_no

    assert int(after[-4:]) == int(before[-4:]) + 1


def test_numbers_taken_at_once_are_all_different(house: House) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _n: registered(house), range(8)))

    with inside(house.group.id):
        numbers = session().scalars(select(Case.document_no).where(Case.id.in_(made))).all()
        assert len(set(numbers)) == 8


def test_complaint_goes_its_way_and_every_step_is_written_down(house: House) -> None:
    case_id = registered(house)
    with acting(house.manager):
        assign_case(case_id, house.handler.member_id, text="请今天联系")
    with acting(house.handler):
        acknowledge_case(case_id, text="已致电确认")
        case = classify_case(case_id, category_id=category(house), severity=3, safety=False)
        assert case.state is CaseState.ASSIGNED
        settled = close_case(case_id, result=ResultKind.REPAIRED, text="更换支架")
        assert settled.state.value == "resolved"
    with acting(house.handler):
        reopened = reopen_case(case_id, reason="异响又出现")
        assert (reopened.state, reopened.reopen_count, reopened.result_kind) == (CaseState.REOPENED, 1, None)
        close_case(case_id, result=ResultKind.WITHDRAWN, text="客户撤回")

    assert kinds(house, case_id) == [
        EventKind.REGISTERED,
        EventKind.ASSIGNED,
        EventKind.ACKNOWLEDGED,
        EventKind.CLASSIFIED,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.CLOSED,
    ]
    with inside(house.group.id):
        audited = session().scalars(
            select(AuditEntry.action).where(
                AuditEntry.object_type == "complaints_case", AuditEntry.object_id == case_id
            )
        )
        assert [action.rpartition(".")[2] for action in audited] == [k.value for k in kinds(house, case_id)]
        events = session().scalars(
            select(OutboxEvent.name).where(OutboxEvent.payload["case_id"].as_integer() == case_id)
        )
        assert sorted(events) == [
            "complaints.closed",
            "complaints.received",
            "complaints.reopened",
            "complaints.resolved",
        ]


@pytest.mark.req("Q-12")
def test_history_cannot_be_changed_by_the_application(house: House) -> None:
    case_id = registered(house)
    with pytest.raises(ProgrammingError, match="permission denied"), inside(house.group.id):
        session().execute(
            text("UPDATE complaints_event SET note = NULL WHERE case_id = :id"), {"id": case_id}
        )


@pytest.mark.req("Q-02")
def test_incomplete_complaint_cannot_be_acknowledged_until_it_is_complete(house: House) -> None:
    case_id = registered(house, demand="", model_text="")
    with acting(house.manager), pytest.raises(Invalid, match=r"vehicle.*asks for"):
        acknowledge_case(case_id, text="已确认")
    with acting(house.manager):
        case = session().scalars(select(Case).where(Case.id == case_id)).one()
        told = CaseDetails(
            description=case.description, demand="退款", model_text="朗逸", complainant_name="赵先生"
        )
        edit_case(case_id, told, version=case.row_version)
        assert acknowledge_case(case_id, text="已确认").state is CaseState.ACCEPTED
        assert case.complainant_tail == "1234"


def test_unclassified_complaint_can_be_withdrawn_but_not_closed(house: House) -> None:
    case_id = registered(house)
    with acting(house.manager), pytest.raises(Conflict):
        close_case(case_id, result=ResultKind.REPAIRED, text="好了")
    with acting(house.manager):
        ended = close_case(case_id, result=ResultKind.WITHDRAWN, text="客户撤回")
        assert ended.state is CaseState.WITHDRAWN
    with acting(house.manager), pytest.raises(Conflict):
        assign_case(case_id, house.handler.member_id)


@pytest.mark.req("Q-04")
def test_only_who_handles_complaints_of_the_store_can_be_given_one(house: House) -> None:
    elsewhere = member(house.group, role="complaint_handler", stores=[store(house.group)])
    case_id = registered(house)
    for person in (elsewhere, house.specialist):
        with acting(house.manager), pytest.raises(Invalid, match="cannot be given"):
            assign_case(case_id, person.member_id)


def test_handler_reaches_only_what_is_theirs(house: House) -> None:
    case_id = registered(house)
    with acting(house.handler), pytest.raises(NotFound):
        acknowledge_case(case_id, text="已确认")
    with acting(house.manager):
        assign_case(case_id, house.handler.member_id)
    with acting(house.handler):
        assert acknowledge_case(case_id, text="已确认").acknowledged_at


def test_who_registered_may_see_but_not_handle(house: House) -> None:
    with acting(house.specialist):
        case_id = complaint(house.store_id).id
    with acting(house.specialist), pytest.raises(Forbidden):
        acknowledge_case(case_id, text="已确认")


def test_second_of_two_who_change_at_once_is_told(house: House) -> None:
    case_id = registered(house)
    with acting(house.manager):
        seen = session().scalars(select(Case.row_version).where(Case.id == case_id)).one()
        assign_case(case_id, house.handler.member_id, version=seen)
    with acting(house.manager), pytest.raises(VersionConflict):
        acknowledge_case(case_id, text="已确认", version=seen)


def test_customer_of_another_group_is_not_there(house: House) -> None:
    other = group_with_complaints()
    with inside(other.id):
        foreign = customer().id
    with acting(house.manager), pytest.raises(Invalid) as refused:
        complaint(house.store_id, customer_id=foreign)
    assert list(refused.value.fields) == ["customer_id"]


@pytest.mark.req("Q-03")
def test_overdue_is_flagged_once_and_only_what_was_not_acknowledged(house: House) -> None:
    late = registered(house, received_at=now() - timedelta(days=20))
    in_time = registered(house)
    with inside(house.group.id):
        first, second = flag_overdue(), flag_overdue()

    assert (first >= 1, second) == (True, 0)
    assert kinds(house, late).count(EventKind.OVERDUE) == 1
    assert EventKind.OVERDUE not in kinds(house, in_time)


def test_number_of_a_stranger_is_sealed(house: House) -> None:
    case_id = registered(house)
    with inside(house.group.id):
        raw = session().execute(
            text(
                "SELECT complainant_phone, complainant_tail FROM complaints_case WHERE id = :id AND tenant_id = :t"
            ),
            {"id": case_id, "t": house.group.id},
        )
        sealed, tail = raw.one()
        assert b"13900001234" not in bytes(sealed)
        assert tail == "1234"


def test_categories_are_given_once_and_stay_the_groups_own(house: House) -> None:
    made = group_with_complaints()
    with inside(made.id):
        own = session().scalars(select(Category).order_by(Category.position)).all()
        assert [one.names["en"] for one in own][:2] == ["Product quality", "Quality of repair"]
        own[0].names = {"en": "Our word", "zh_CN": "本店用语"}
    switch(made, on=False)
    switch(made, on=True)
    with inside(made.id):
        names = [one.names["en"] for one in session().scalars(select(Category).order_by(Category.position))]
        assert (len(names), names[0]) == (8, "Our word")
