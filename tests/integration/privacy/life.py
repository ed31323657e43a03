"""A customer with something in every room and in complaints, and what the database holds of a group."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import select, text

import saas.models  # noqa: F401
from plugins.complaints.states import ResultKind
from plugins.complaints.work_models import CaseTask, Investigation, SolutionOption, ThirdParty
from saas.core.customers.models import ContactKind, ContactPoint, Customer
from saas.core.customers.operations import set_id_document
from saas.core.followups.models import AttemptResult, ContactAttempt, FollowupAnswer
from saas.core.messaging.models import Message
from saas.core.messaging.operations import take_reply
from saas.core.messaging.operations.receiving import Told
from saas.core.privacy.contact_gate import may_contact
from saas.core.privacy.models import BlockSource, ConsentDecision, ContactChannel, DoNotContact
from saas.core.privacy.operations import block_contact, record_consent
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.tenancy import Base, current_tenant
from saas.testing.factories.customers import customer, phone_number
from saas.testing.factories.followups import task
from saas.testing.factories.vehicles import service_record, vehicle
from tests.factories.complaints import complaint
from tests.factories.quality import quality_issue

_numbers = count(1)
_DAY = date(2026, 11, 20)
OWN_TABLES = {"customer_merge", "duty_run", "duty_part", "audit_entry", "export_log", "outbox_event", "job"}
"""What a duty itself writes down; everything else a merge and its undoing leave as it was."""


def full_life(
    name: str, *, store_id: int, member_id: int, phone: str = "", mark: str = "", blocked: bool = False
) -> Customer:
    """A customer who drove, called, complained, agreed and refused; `mark` stands in every text that was typed."""
    said = mark or "无"
    number = phone or phone_number()
    made = customer(
        name,
        phones=[number],
        email=f"{mark.lower() or 'kunde'}{phone_number()}@example.com",
        address=f"浦东新区世纪大道{said}1号",
        store_id=store_id,
        owner_id=member_id,
        note=f"喜欢周末来店 {mark}",
    )
    car = vehicle(owner_id=made.id, store_id=store_id)
    service_record(car.id, store_id, customer_id=made.id, note=f"更换机油 {mark}")
    _call(made, member_id, said)
    _mail(made, said)
    _reply(number, said)
    case = complaint(store_id, customer_id=made.id, description=f"异响 {mark}", demand=f"修好 {mark}")
    _work_on(case.id, member_id, said)
    quality_issue(store_id, case.id, text=said, answer=said)
    record_consent(made.id, purpose="marketing", decision=ConsentDecision.GRANT, channel=ContactChannel.ANY)
    if blocked:
        block_contact(
            made.id, channel=ContactChannel.SMS, source=BlockSource.VERBAL, reason=f"太多短信 {mark}"
        )
    session().flush()
    return made


def _reply(number: str, said: str) -> None:
    told = Told(
        channel=ContactChannel.SMS, sender=number, text=f"好的 {said}", provider_ref=f"r{next(_numbers)}"
    )
    take_reply(told)


def give_document(of: Customer, number: str) -> None:
    """An identity number."""
    set_id_document(of.id, number)


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the group as PostgreSQL writes it, by table, but for what duties write down themselves."""
    session().flush()
    tables = [table for table in Base.metadata.sorted_tables if "tenant_id" in table.columns]
    return {table.name: _rows(table.name) for table in tables if table.name not in OWN_TABLES}


def _rows(table: str) -> list[tuple[Any, ...]]:
    statement = text(f'SELECT t::text FROM "{table}" t WHERE tenant_id = :tenant')  # our own tables
    return sorted(tuple(row) for row in session().execute(statement, {"tenant": current_tenant()}))


def planted(mark: str) -> dict[str, int]:
    """Table to how many rows still hold the mark anywhere, sealed columns opened."""
    session().expire_all()
    found: dict[str, int] = {}
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if not hasattr(model, "tenant_id"):
            continue
        for row in session().scalars(select(model)):
            texts = [str(getattr(row, attribute.key)) for attribute in mapper.column_attrs]
            if any(mark.lower() in one.lower() for one in texts):
                found[model.__tablename__] = found.get(model.__tablename__, 0) + 1
    return found


def _work_on(case_id: int, member_id: int, said: str) -> None:
    """What hangs on a complaint that was investigated and solved."""
    solution = {"kind": ResultKind.REPAIRED, "text": said, "legal_basis": said, "agreed_with": said}
    session().add_all(
        [
            Investigation(case_id=case_id, round=1, facts=said, root_cause=said),
            ThirdParty(case_id=case_id, body=said, question=said, answer=said, due_on=_DAY),
            SolutionOption(case_id=case_id, **solution),
            CaseTask(case_id=case_id, what=said, assignee_id=member_id, due_on=_DAY),
        ]
    )


def _call(made: Customer, member_id: int, said: str) -> None:
    todo = task(made, assignee_id=member_id)
    decision = may_contact(made.id, "service", ContactChannel.PHONE, module="followups")
    attempt = ContactAttempt(
        task_id=todo.id,
        customer_id=made.id,
        decision_id=decision.id,
        operator_id=member_id,
        started_at=now(),
        ended_at=now(),
        result=AttemptResult.CONNECTED,
        note=f"很满意 {said}",
    )
    session().add(attempt)
    session().flush()
    session().add(FollowupAnswer(attempt_id=attempt.id, question="satisfied", value=f"是 {said}"))


def _mail(made: Customer, said: str) -> None:
    mine = (ContactPoint.customer_id == made.id, ContactPoint.kind == ContactKind.EMAIL)
    point = session().scalars(select(ContactPoint).where(*mine)).one()
    decision = may_contact(made.id, "service", ContactChannel.EMAIL, module="messaging")
    session().add(
        Message(
            customer_id=made.id,
            contact_point_id=point.id,
            decision_id=decision.id,
            channel=ContactChannel.EMAIL,
            purpose="service",
            subject=f"保养提醒 {said}",
            body=f"您好 {said}",
        )
    )


def blocks() -> list[tuple[int | None, str, bool]]:
    """All blocks of the group."""
    mine = DoNotContact.tenant_id == current_tenant()
    rows = session().scalars(select(DoNotContact).where(mine).order_by(DoNotContact.id))
    return [(row.customer_id, row.value_hash, row.is_active) for row in rows]
