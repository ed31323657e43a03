"""Handing out and erasing a customer: every room and plugin is asked, a failing one loses only its own part."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.complaints import duties as complaints_duties
from plugins.complaints.models import Case
from plugins.complaints.quality.models import IssueContact, QualityIssue
from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, RetentionReport, Subject
from saas.core.customers.models import Customer
from saas.core.imports.models import ImportRow
from saas.core.messaging.models import Message
from saas.core.privacy.models import (
    ConsentEvent,
    ContactChannel,
    DoNotContact,
    DutyPart,
    DutyRun,
    DutyState,
    PartState,
)
from saas.core.privacy.queries import find_blocks
from saas.core.privacy.runner import (
    apply_group_retention,
    erase_subject,
    export_subject,
    plan_erasure,
    try_again,
)
from saas.core.privacy.runner.parts import parts_of
from saas.core.privacy.runner.queries import duty_lines
from saas.platform.audit.models import ExportLog
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid
from saas.platform.files import Attachment, open_file
from saas.platform.jobs.models import JobRow
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer, phone_number
from saas.testing.factories.groups import group
from saas.testing.factories.members import as_member
from tests.factories.complaints import switch
from tests.integration.privacy.conftest import House, house_of
from tests.integration.privacy.life import full_life, planted, snapshot

MARK = "Kanarie"
OF_COMPLAINTS = {model.__tablename__ for model in (Case, *complaints_duties.WORK, QualityIssue, IssueContact)}


def life(house: House, *, mark: str = MARK, phone: str = "", blocked: bool = False) -> Customer:
    return full_life(
        f"张{mark}",
        store_id=house.store_id,
        member_id=house.officer.member_id,
        phone=phone,
        mark=mark,
        blocked=blocked,
    )


def package(run: DutyRun) -> dict[str, bytes]:
    stored = session().get_one(Attachment, (run.tenant_id, run.attachment_id))
    with open_file(stored) as content, zipfile.ZipFile(io.BytesIO(content.read())) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


@pytest.mark.shows("export_personal_data")
def test_export_holds_what_every_room_and_plugin_keeps(at_work: House) -> None:
    phone = phone_number()
    made = life(at_work, phone=phone)
    life(at_work, mark="Somebodyelse")

    run = export_subject(made.id, reason="the customer asked")

    files = package(run)
    assert set(files) >= {
        "index.html",
        "core/customer.json",
        "core/customer_contact_point.json",
        "core/vehicle.json",
        "core/service_record.json",
        "core/consent_event.json",
        "core/message.json",
        "core/contact_attempt.json",
        "core/followup_answer.json",
        "complaints/complaints_case.json",
        "complaints/complaints_event.json",
    }
    assert phone in files["core/customer_contact_point.json"].decode()
    assert MARK in json.loads(files["complaints/complaints_case.json"])[0]["description"]
    assert MARK in files["index.html"].decode()
    assert all(b"Somebodyelse" not in content for content in files.values())
    assert run.state is DutyState.DONE
    logged = session().scalars(select(ExportLog).where(ExportLog.kind == "privacy.subject.zip")).one()
    assert (logged.masked, logged.reason) == (False, "the customer asked")


def test_export_wants_a_reason(at_work: House) -> None:
    made = customer(store_id=at_work.store_id)
    with pytest.raises(Invalid):
        export_subject(made.id, reason=" ")


@pytest.mark.shows("erase_personal_data")
@pytest.mark.parametrize("mode", list(EraseMode))
def test_nothing_is_left_of_an_erased_customer_but_what_the_report_names(
    at_work: House, mode: EraseMode
) -> None:
    made = life(at_work, blocked=True)
    other = life(at_work, mark="Somebodyelse")
    theirs = planted("Somebodyelse")
    assert set(planted(MARK)) >= {
        "customer",
        "customer_contact_point",
        "service_record",
        "contact_attempt",
        "followup_answer",
        "message",
        "do_not_contact",
        "complaints_case",
    }

    run = erase_subject(made.id, mode, reason="asked for it")

    kept = {name for part in parts_of(run) for name in part.told.get("kept", {})}
    assert planted(MARK) == {}
    assert "audit_entry" in kept
    assert planted("Somebodyelse") == theirs
    assert session().get_one(Customer, (at_work.group.id, made.id)).gone_at is not None
    assert run.state is DutyState.DONE
    assert run.subject is None
    assert {"consent_event", "contact_decision", "complaints_event", "do_not_contact"} <= kept
    assert session().scalars(select(ConsentEvent).where(ConsentEvent.customer_id == made.id)).all()
    cases = session().scalars(select(Case).where(Case.tenant_id == at_work.group.id).order_by(Case.id)).all()
    assert [case.customer_id for case in cases] == [None, other.id]


def test_anonymising_keeps_rows_for_the_figures(at_work: House) -> None:
    made = life(at_work)

    erase_subject(made.id, EraseMode.ANONYMISE, reason="asked for it")

    message = session().scalars(select(Message).where(Message.customer_id == made.id)).one()
    assert (message.subject, message.body) == ("", "")


def test_the_plan_is_the_work_undone(at_work: House) -> None:
    made = life(at_work, blocked=True)
    before = snapshot()

    plan = plan_erasure(made.id, EraseMode.ERASE)

    assert snapshot() == before
    run = erase_subject(made.id, EraseMode.ERASE, reason="asked for it")
    done = {part.owner: part.told for part in parts_of(run)}
    for owner, report in plan.reports.items():
        assert done[owner]["deleted"] == dict(report.deleted), owner
        assert done[owner]["anonymised"] == dict(report.anonymised), owner
    assert plan.reports["complaints"].anonymised == dict.fromkeys(OF_COMPLAINTS, 1)


def test_an_erased_customer_is_not_erased_again(at_work: House) -> None:
    made = life(at_work)
    erase_subject(made.id, EraseMode.ERASE, reason="asked for it")

    with pytest.raises(Conflict):
        erase_subject(made.id, EraseMode.ERASE, reason="asked for it")
    with pytest.raises(Conflict):
        plan_erasure(made.id, EraseMode.ERASE)


def test_a_number_that_wants_no_contact_is_left_in_peace_when_it_comes_again(at_work: House) -> None:
    phone = phone_number()
    made = life(at_work, phone=phone, blocked=True)
    erase_subject(made.id, EraseMode.ERASE, reason="asked for it")

    again = customer("张又来", phones=[phone], store_id=at_work.store_id)

    assert again.id != made.id
    assert find_blocks({again.id}, ContactChannel.SMS).numbers == {again.id}
    assert session().scalars(select(DoNotContact.reason).distinct()).all() == [""]


def test_erasing_takes_earlier_packages_along(at_work: House) -> None:
    made = life(at_work)
    run = export_subject(made.id, reason="the customer asked")
    stored = run.attachment_id

    erase_subject(made.id, EraseMode.ERASE, reason="asked for it")

    assert session().get(Attachment, (at_work.group.id, stored)) is None
    assert run.attachment_id is None


def test_a_package_that_waits_for_a_part_is_not_made_after_an_erasure(
    at_work: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = life(at_work)
    sound = complaints_duties.export, complaints_duties.erase
    monkeypatch.setattr(complaints_duties, "export", lambda subject: 1 / 0)
    monkeypatch.setattr(complaints_duties, "erase", lambda subject: 1 / 0)
    waiting = export_subject(made.id, reason="the customer asked")

    erased = erase_subject(made.id, EraseMode.ERASE, reason="asked for it")

    assert (waiting.state, waiting.attachment_id) == (DutyState.DONE, None)
    assert [len(line.failed) for line in duty_lines()] == [1, 0], "nobody owes the package any more"
    assert erased.state is DutyState.OPEN
    monkeypatch.setattr(complaints_duties, "export", sound[0])
    monkeypatch.setattr(complaints_duties, "erase", sound[1])
    assert try_again(waiting.id, session().flush) is DutyState.DONE
    assert session().scalars(select(Attachment).where(Attachment.owner_type == "duty_run")).all() == []


def test_duties_reach_a_plugin_that_is_off(at_work: House) -> None:
    made = life(at_work)
    session().commit()
    switch(at_work.group, on=False)

    run = erase_subject(made.id, EraseMode.ERASE, reason="asked for it")

    assert "complaints" in {part.owner for part in parts_of(run)}
    assert planted(MARK) == {}


def test_a_failing_plugin_loses_only_its_part_and_is_asked_again(
    at_work: House, monkeypatch: pytest.MonkeyPatch, clock: Callable[..., None]
) -> None:
    made = life(at_work)
    sound = complaints_duties.erase

    def broken(subject: Subject) -> ErasureReport:
        sound(subject)
        raise RuntimeError("a defect of the plugin")

    monkeypatch.setattr(complaints_duties, "erase", broken)
    run = erase_subject(made.id, EraseMode.ERASE, reason="asked for it")

    parts = {part.owner: part for part in parts_of(run)}
    assert parts["core"].state is PartState.DONE
    assert (parts["complaints"].state, parts["complaints"].tries) == (PartState.FAILED, 1)
    assert parts["complaints"].error_id
    assert run.state is DutyState.OPEN
    assert set(planted(MARK)) == OF_COMPLAINTS | {"duty_run"}
    job = session().scalars(select(JobRow).where(JobRow.key == "privacy.duty_retry")).one()
    assert job.run_after > now() + timedelta(minutes=4)

    assert try_again(run.id, session().flush) is DutyState.OPEN
    waits = session().scalars(select(JobRow.run_after).where(JobRow.key == "privacy.duty_retry")).all()
    assert len(waits) == 2
    assert max(waits) > now() + timedelta(minutes=9)

    monkeypatch.setattr(complaints_duties, "erase", sound)
    assert try_again(run.id, session().flush) is DutyState.DONE
    assert planted(MARK) == {}
    parts = {part.owner: part for part in parts_of(run)}
    assert (parts["complaints"].state, parts["complaints"].tries) == (PartState.DONE, 3)
    assert parts["core"].tries == 1
    assert try_again(run.id, session().flush) is DutyState.DONE


def test_a_package_without_a_failing_part_says_so_and_is_made_whole_later(
    at_work: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = life(at_work)
    sound = complaints_duties.export

    def broken(subject: Subject) -> list[ExportFile]:
        raise RuntimeError(f"a defect with {subject.customer_id}")

    monkeypatch.setattr(complaints_duties, "export", broken)
    run = export_subject(made.id, reason="the customer asked")

    first = run.attachment_id
    assert not [name for name in package(run) if name.startswith("complaints/")]
    assert "Not complete" in package(run)["index.html"].decode()

    monkeypatch.setattr(complaints_duties, "export", sound)
    assert try_again(run.id, session().flush) is DutyState.DONE

    assert run.attachment_id != first
    assert "complaints/complaints_case.json" in package(run)
    assert "core/customer.json" in package(run)
    assert "Not complete" not in package(run)["index.html"].decode()


def test_another_group_keeps_every_byte(app: Flask, at_work: House) -> None:
    made = life(at_work)
    session().commit()
    other = house_of(group())
    switch(other.group, on=True)
    with app.app_context(), tenant_context(other.group.id, as_member(other.officer)):
        life(other)
        session().commit()
        before = snapshot()
    export_subject(made.id, reason="the customer asked")
    erase_subject(made.id, EraseMode.ERASE, reason="asked for it")
    session().commit()
    with app.app_context(), tenant_context(other.group.id, as_member(other.officer)):
        assert snapshot() == before


def test_rows_of_files_that_name_the_customer_go_and_others_stay(at_work: House) -> None:
    phone = phone_number()
    made = life(at_work, phone=phone)
    _import_rows(at_work, ["李四", "13900000000"], [f"张{MARK}", phone])

    run = export_subject(made.id, reason="the customer asked")
    assert phone in package(run)["core/import_row.json"].decode()
    erase_subject(made.id, EraseMode.ERASE, reason="asked for it")

    rows = session().scalars(select(ImportRow)).all()
    assert [json.loads(row.cells)[0] for row in rows] == ["李四"]


@pytest.mark.shows("apply_retention")
def test_retention_lets_go_and_keeps_a_run_only_where_something_went(at_work: House) -> None:
    life(at_work)
    assert apply_group_retention(now(), session().flush) is None
    case = session().scalars(select(Case)).one()
    case.state, case.closed_at = type(case.state).CLOSED, now()
    session().flush()

    assert apply_group_retention(now() + timedelta(days=1000), session().flush) is None
    run = apply_group_retention(now() + timedelta(days=1100), session().flush)

    assert run is not None
    assert run.state is DutyState.DONE
    session().refresh(case)
    assert (case.description, case.customer_id) == ("", None)
    assert apply_group_retention(now() + timedelta(days=1100), session().flush) is None


def test_retention_asks_on_while_more_is_due_and_retries_who_failed(
    at_work: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saas.core.contracts.duty_rows.MOST_AT_ONCE", 1)
    _import_rows(at_work, ["一"], ["二"], ["三"])
    sound = complaints_duties.apply_retention
    monkeypatch.setattr(complaints_duties, "apply_retention", lambda at: 1 / 0)
    pieces: list[int] = []

    run = apply_group_retention(
        now() + timedelta(days=91), lambda: pieces.append(len(session().scalars(select(ImportRow)).all()))
    )

    assert run is not None
    assert run.state is DutyState.OPEN
    assert pieces == [2, 1, 0, 0]
    monkeypatch.setattr(complaints_duties, "apply_retention", sound)
    assert try_again(run.id, session().flush) is DutyState.DONE
    told = {part.owner: part.told for part in session().scalars(select(DutyPart))}
    assert told["core"]["deleted"] == {"import_row": 3, "attachment": 1}


def test_a_retry_of_retention_keeps_others_out_from_piece_to_piece(
    at_work: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaints_duties, "apply_retention", lambda at: 1 / 0)
    run = apply_group_retention(now(), session().commit)
    assert run is not None
    session().commit()
    free: list[int] = []

    def in_two_pieces(at: datetime) -> RetentionReport:
        with inside(at_work.group.id) as work:
            waiting = select(DutyRun.id).where(DutyRun.state == DutyState.OPEN)
            free.append(len(work.scalars(waiting.with_for_update(skip_locked=True)).all()))
        return RetentionReport(deleted={"complaints_case": 1}, more=len(free) < 2)

    monkeypatch.setattr(complaints_duties, "apply_retention", in_two_pieces)
    assert try_again(run.id, session().commit) is DutyState.DONE
    assert free == [0, 0]


def _import_rows(house: House, *cells: list[str]) -> None:
    from saas.core.imports.models import ImportRun, Phase, RowVerdict

    stored = Attachment(
        owner_type="import_run",
        owner_id=None,
        name="f.csv",
        mime="text/csv",
        size=1,
        sha256="0" * 64,
        storage_key="none",
    )
    session().add(stored)
    session().flush()
    run = ImportRun(attachment_id=stored.id, filename="f.csv")
    session().add(run)
    session().flush()
    for number, row in enumerate(cells, start=2):
        session().add(
            ImportRow(
                import_run_id=run.id,
                phase=Phase.RUN,
                row_no=number,
                verdict=RowVerdict.FAILED,
                problems=[],
                cells=json.dumps(row, ensure_ascii=False),
            )
        )
    session().flush()
