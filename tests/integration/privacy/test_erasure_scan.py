"""Who is erased is nowhere any more: identifiers are planted in every column that can hold them, and looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from plugins.complaints.duties import WORK
from plugins.complaints.models import Case, EventKind
from plugins.complaints.operations.history import note
from saas.core.contracts.duties import EraseMode
from saas.core.customers.bulk import CustomerRow, upsert
from saas.core.customers.models import ContactPoint, Customer
from saas.core.customers.operations import reveal_contact
from saas.core.followups.models import ContactAttempt, FollowupAnswer
from saas.core.privacy.contact_gate import may_contact
from saas.core.privacy.models import BlockSource, ContactChannel, DutyState, GateResult
from saas.core.privacy.operations import block_contact
from saas.core.privacy.request_models import RequestKind
from saas.core.privacy.requesting import receive_request
from saas.core.privacy.runner import erase_subject, export_subject, merge
from saas.core.vehicles.models import CustomerVehicle, PlateHistory, Vehicle
from saas.platform.audit import record
from saas.platform.audit_chain import seal_entries, verify
from saas.platform.database import load, session
from saas.platform.files import sweep_orphans
from saas.platform.files.exports import log_export
from saas.platform.i18n import locale_context
from saas.platform.security.idempotency import IdempotencyKey
from saas.platform.security.keys import keyed_hash
from saas.platform.security.object_keys import ObjectKey
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import Base, DataCategory, TenantScoped
from saas.platform.tenancy.columns import DATA
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.audit import until_earlier_ones_have_ended
from tests.factories.complaints import group_with_complaints
from tests.factories.imports import Dealer, check, csv_file, run, settle, upload
from tests.integration.privacy.conftest import House, house_of
from tests.integration.privacy.life import full_life, give_document
from tests.integration.privacy.scanning import (
    OF_STAFF,
    age_files,
    columns_with,
    everything,
    files_with,
    keys_with,
    telling_columns,
)

NAME, PINYIN, PHONE = "欧阳卡纳莉", "ouyangkanali", "13877712345"
DOCUMENT, PLATE, MARK = "11010519491231002X", "沪K7N4L9", "Kanarie77"
WORDS = (NAME, NAME[2:], PINYIN, "kanali", PHONE, PHONE[3:], DOCUMENT[6:], PLATE[1:], MARK)
PLANT = f"{MARK} {NAME} {PINYIN} {PHONE} {PLATE}"

KEPT = {"vehicle.vin"}
"""What stays of a person's vehicle by law: its number, for recalls and repair records."""
ELSEWHERE = {
    "duty_run.subject",  # only while a part is owed: test_duties.py
    "vehicle.vin",
    "complaints_alert_event.note",  # what staff found of many complaints together, of no customer; three years at most
    "parts_answer.remark",  # what suppliers write to orders, of no customer; three years after the order at most
    "support_grant.reason",  # why the operator may come in, of no customer; numbers in it go all the same
}
"""Where nothing is planted, and who looks at it."""
_CODED = (
    "_hash",
    "_key",
    "vin",
    "plate",
    "token",
    "contact_point.value",
    "document.number",
    "customer.name",
    "run.subject",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is to be erased, in a group; and the same one in another group."""

    house: House
    id: int


@pytest.fixture
def two(app: Flask) -> Iterator[tuple[Person, Person]]:
    """One person with the same life in two groups."""
    with locale_context("en"):
        made = [_lived(house_of(group_with_complaints())) for _number in range(2)]
        yield made[0], made[1]


@pytest.mark.parametrize("mode", list(EraseMode))
def test_nothing_that_leads_to_the_erased_is_left_anywhere(
    two: tuple[Person, Person], mode: EraseMode, capfd: pytest.CaptureFixture[str]
) -> None:
    person, namesake = two
    home, other = person.house.group, namesake.house.group
    with inside(home.id):
        assert columns_with(WORDS) >= telling_columns() - ELSEWHERE, "each column is planted, and found"
        assert files_with(WORDS)
        assert columns_with(_hashes())
        seal_entries()
    with inside(other.id):
        before = everything()

    with inside(home.id, as_member(person.house.officer)):
        done = erase_subject(person.id, mode, reason="asked for it at the desk")
        assert done.state is DutyState.DONE
    with inside(home.id):
        age_files()
        sweep_orphans()

    until_earlier_ones_have_ended(home.id)
    with inside(home.id):
        assert columns_with(WORDS) - KEPT == set()
        assert files_with(WORDS) == set()
        assert columns_with(_hashes()) == {"do_not_contact.value_hash"}
        of_theirs = (ObjectKey.object_type == "customer", ObjectKey.object_id == person.id)
        reasons = session().scalars(select(ObjectKey).where(*of_theirs)).all()
        assert len(reasons) == 1, "only why they were erased, said after it"
        assert seal_entries() > 0
        assert verify().broken is None, "the bytes of the audit stay"
        assert keys_with(WORDS) == set()
    told = capfd.readouterr()
    assert [word for word in WORDS if word in told.out + told.err] == []
    with inside(other.id):
        after = everything()
        assert {name for name in before if before[name] != after.get(name)} == set()
        assert before.keys() == after.keys()


def test_who_wanted_no_contact_is_refused_when_a_file_brings_them_again(two: tuple[Person, Person]) -> None:
    person, _namesake = two
    home = person.house.group
    with inside(home.id, as_member(person.house.officer)):
        erase_subject(person.id, EraseMode.ERASE, reason="asked for it at the desk")
    with inside(home.id):
        row = CustomerRow(source_system="dms", source_id="K-1", name=NAME, phones=(f"+86{PHONE}",))
        (again,) = upsert([row]).ids
        assert again is not None
        assert again != person.id
        decision = may_contact(again, "service", ContactChannel.SMS, module="test")
        assert (decision.result, decision.reasons) == (GateResult.DENY, ["number_blocked"])


def _lived(house: House) -> Person:
    """A person with something of theirs in every column that can hold it."""
    imported = _imported(house)
    with inside(house.group.id, as_member(house.officer)):
        made = full_life(
            NAME, store_id=house.store_id, member_id=house.officer.member_id, phone=PHONE, mark=MARK, blocked=True
        )  # fmt: skip
        person_id = made.id
        give_document(made, DOCUMENT)
        _blocked_number(made)
        receive_request(made.id, RequestKind.COPY, said=PLANT, zone="Asia/Shanghai")
        record("test.import.looked_at", "import_run", 1, reason=f"asked by {NAME}")
        log_export("customers.customer.csv", 1, filters={"q": NAME}, reason=PLANT, masked=True)
        kept = IdempotencyKey(actor="member:1", key=MARK[:2], request_hash="0", status=201, body=PLANT)
        session().add(kept)
        points = select(ContactPoint.id).where(ContactPoint.customer_id == made.id)
        reveal_contact(made.id, session().scalars(points.limit(1)).one(), reason=PLANT)
    with inside(house.group.id, as_member(house.officer)):
        versions = {one: load(Customer, one).row_version for one in (person_id, imported)}
        merge(person_id, [imported], versions=versions)
        export_subject(person_id, reason="the customer asked")
    with inside(house.group.id, as_member(house.officer)):
        _plant(person_id)
    return Person(house=house, id=person_id)


def _imported(house: House) -> int:
    """The same person out of a file, with a row beside that could not be taken."""
    of = Dealer(group=house.group, stores={})
    lines = [["客户姓名", "手机号码", "地址"], [f"{NAME}华", PHONE, f"世纪大道{PLANT}"], [NAME, "1", PLANT]]
    run_id = upload(of, csv_file(lines), f"{NAME}.csv")
    settle(of, run_id, default_store_id=house.store_id)
    check(of, run_id)
    run(of, run_id)
    with inside(house.group.id):
        return session().scalars(select(Customer.id).order_by(Customer.id).limit(1)).one()


def _blocked_number(made: Customer) -> None:
    mine = select(ContactPoint.id).where(ContactPoint.customer_id == made.id).order_by(ContactPoint.id)
    point = session().scalars(mine.limit(1)).one()
    block_contact(made.id, source=BlockSource.VERBAL, reason=PLANT, contact_point_id=point)


def _plant(customer_id: int) -> None:
    """Write what tells of the person into every typed column of their rows, past the operations."""
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if (
            issubclass(model, TenantScoped)
            and not model.append_only
            and inspect(session().connection()).has_table(model.__tablename__)
        ):
            for row in _rows_of(model, customer_id):
                for attribute in mapper.column_attrs:
                    if _is_typed(attribute.columns[0]):
                        setattr(row, attribute.key, f"{getattr(row, attribute.key) or ''} {PLANT}")
    for case in _rows_of(Case, customer_id):
        note(case, EventKind.EDITED, text=PLANT)
        case.link_token = f"{MARK}{case.id}"
    for vehicle in _rows_of(Vehicle, customer_id):
        vehicle.plate = PLATE
        session().add(PlateHistory(vehicle_id=vehicle.id, plate=PLATE, valid_from=vehicle.created_at.date()))
    session().flush()


def _rows_of(model: type, customer_id: int) -> list:  # type: ignore[type-arg]  # of any model
    tied = select(CustomerVehicle.vehicle_id).where(CustomerVehicle.customer_id == customer_id)
    tries = select(ContactAttempt.id).where(ContactAttempt.customer_id == customer_id)
    through: dict[type, tuple[str, Any]] = {
        Customer: ("id", [customer_id]),
        Vehicle: ("id", tied),
        FollowupAnswer: ("attempt_id", tries),
    }
    cases = select(Case.id).where(Case.customer_id == customer_id)
    through |= dict.fromkeys(WORK, ("case_id", cases))
    column, ids = through.get(model, ("customer_id", [customer_id]))
    if not hasattr(model, column):
        return []
    return list(session().scalars(select(model).where(getattr(model, column).in_(ids))))


def _is_typed(column) -> bool:  # type: ignore[no-untyped-def]  # a column of any type
    text = column.type.python_type is str or isinstance(column.type, Sealed)
    theirs = column.info.get(DATA, DataCategory.NONE) not in OF_STAFF
    return text and theirs and not str(column).endswith(_CODED)


def _hashes() -> list[str]:
    return [
        keyed_hash("phone", f"+86{PHONE}"),
        keyed_hash("id", DOCUMENT),
    ]
