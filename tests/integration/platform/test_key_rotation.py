"""A newer key for a group: everything is sealed anew in the background, in pieces, and the older key destroyed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Connection, LargeBinary, create_engine, select, text

from plugins.complaints.models import NOTE, CaseEvent
from plugins.complaints.operations import acknowledge_case
from saas.cli.keys import command
from saas.config import Settings
from saas.core.customers.models import ContactPoint, Customer
from saas.platform.clock import moved, now
from saas.platform.database import session
from saas.platform.errors import Conflict
from saas.platform.files import Attachment, open_file, store_file
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.key_rotation import jobs as work_of_rotation
from saas.platform.key_rotation import operations, rotate, standing, values
from saas.platform.security.keys import UnreadableValue, keys, seal, unseal
from saas.platform.security.object_keys import KEYED, open_keyed
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import Base
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import complaint, switch

LATER = timedelta(minutes=10)
SETTLED = operations.SETTLED + LATER
NUMBERS = [f"1370000{number:04d}" for number in range(5)]
_DIGEST = "a digest, which says nothing"
NEITHER = {
    "tenant_secret.wrapped": "wrapped by the platform's key, which this does not change",
    "audit_seal.digests": _DIGEST,
    "audit_seal.previous": _DIGEST,
    "audit_seal.chain": _DIGEST,
}
"""Columns of bytes that no group's data key seals."""


@pytest.fixture
def home(app: Flask) -> Group:
    """A group with five customers, a file and a complaint."""
    made = group()
    with inside(made.id):
        for number in NUMBERS:
            customer(phones=[number])
        store_file(io.BytesIO(b"a file" * 9), name="a.txt", owner_type="x", owner_id=1)
    switch(made, on=True)
    place = store(made)
    with inside(made.id, as_member(member(made, role="complaint_manager", stores=[place]))):
        acknowledge_case(complaint(place).id, text="an entry that is never changed")
    return made


@pytest.fixture
def system(settings: Settings) -> Iterator[Connection]:
    engine = create_engine(settings.system_database_url)
    with engine.connect() as work:
        yield work
    engine.dispose()


def of(home: Group) -> tuple[list[str], list[str | None], bytes]:
    """What a group reads of its numbers, of what was said in complaints, and of its file."""
    with inside(home.id) as work:
        numbers = list(work.scalars(select(ContactPoint.value).order_by(ContactPoint.id)))
        with open_file(work.scalars(select(Attachment)).one()) as opened:
            said = open_keyed(NOTE, list(work.scalars(select(CaseEvent.sealed_note).order_by(CaseEvent.id))))
            return numbers, said, opened.read()


def sealed(system: Connection, home: Group) -> list[bytes]:
    found = system.execute(
        text("SELECT value FROM customer_contact_point WHERE tenant_id = :t ORDER BY id"), {"t": home.id}
    )
    values = [bytes(one) for one in found.scalars()]
    system.rollback()
    return values


def work(app: Flask, home: Group, *, after: timedelta = LATER) -> None:
    with app.app_context(), moved(now() + after):
        run_waiting(home.id)


def ask(home: Group) -> None:
    with inside(home.id):
        operations.enqueue(operations.RESEAL, {"period": ""})


@pytest.mark.req("C-51")
def test_everything_is_sealed_anew_and_reads_as_before(app: Flask, home: Group, system: Connection) -> None:
    other = group()
    with inside(other.id):
        customer(phones=NUMBERS[:1])
    before, of_other, others = of(home), sealed(system, home), sealed(system, other)
    with inside(home.id) as now_there:
        marks = now_there.execute(select(Customer.id, Customer.row_version, Customer.updated_at)).all()
        assert rotate() == 2
        assert standing().values >= len(NUMBERS)
        assert standing().files == 1
    work(app, home)
    with inside(home.id) as now_there:
        found = standing()
        assert (found.versions, found.whole) == ((1, 2), True)
        assert (
            now_there.execute(select(Customer.id, Customer.row_version, Customer.updated_at)).all() == marks
        )
    assert {value[:2] for value in sealed(system, home)} == {b"\x00\x02"}
    assert of(home) == before
    assert sealed(system, home) != of_other
    assert sealed(system, other) == others


def test_entry_of_an_older_release_is_sealed_anew_where_it_lies(
    app: Flask, home: Group, system: Connection
) -> None:
    """Notes lay under the group's key before each complaint had one; the application may not change their rows."""
    with inside(home.id):
        old = seal(home.id, NOTE, "as it was said")
    mine = {"t": home.id, "old": old}
    system.execute(text("UPDATE complaints_event SET note = :old WHERE tenant_id = :t AND note <> ''"), mine)
    system.commit()
    before = of(home)
    assert "as it was said" in before[1]
    with inside(home.id):
        rotate()
    work(app, home)
    ask(home)
    work(app, home, after=SETTLED)
    with inside(home.id):
        assert standing().versions == (2,)
        keys().forget(home.id)
    assert of(home) == before


def test_older_key_is_destroyed_when_nothing_needs_it(app: Flask, home: Group, system: Connection) -> None:
    kept = sealed(system, home)[0]
    with inside(home.id):
        rotate()
    work(app, home)
    with inside(home.id):
        assert standing().versions == (1, 2), "who sealed with the older key may not have committed yet"
        with pytest.raises(Conflict):
            rotate()
        assert unseal(home.id, "customer_contact_point.value", kept) == f"+86{NUMBERS[0]}"
    ask(home)
    work(app, home, after=SETTLED)
    with inside(home.id):
        assert standing().versions == (2,)
        keys().forget(home.id)
        with pytest.raises(UnreadableValue):
            unseal(home.id, "customer_contact_point.value", kept)
    assert of(home)[0] == [f"+86{number}" for number in NUMBERS]


def test_key_stays_while_anything_is_under_it(
    app: Flask, home: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(home.id):
        rotate()
    monkeypatch.setattr(operations, "strangers", lambda: ["gone_plugin_note"])
    work(app, home, after=SETTLED)
    with inside(home.id):
        assert standing().versions == (1, 2)
        assert standing().strangers == ("gone_plugin_note",)


def test_work_goes_on_where_it_was_stopped(app: Flask, home: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "BATCH", 2)
    sealing, rows = work_of_rotation.reseal_file, []
    write = values.SealedTable._write

    def count(self: values.SealedTable, work: object, row_id: int, opened: object) -> None:
        rows.append((self.table.name, row_id))
        write(self, work, row_id, opened)  # type: ignore[arg-type]  # handed on as it came

    def fail(key: str) -> None:
        raise RuntimeError(key)

    monkeypatch.setattr(values.SealedTable, "_write", count)
    monkeypatch.setattr(work_of_rotation, "reseal_file", fail)
    with inside(home.id):
        rotate()
    work(app, home)
    with inside(home.id) as there:
        job = there.scalars(select(JobRow).where(JobRow.key == operations.RESEAL)).one()
        assert job.state is JobState.WAITING, "it failed at the file, and is tried again"
        assert job.position is not None
        assert standing().values == 0
    monkeypatch.setattr(work_of_rotation, "reseal_file", sealing)
    work(app, home, after=timedelta(hours=6))
    with inside(home.id):
        assert standing().whole
    assert len(rows) == len(set(rows)), "no row was sealed twice"
    assert of(home)[2] == b"a file" * 9


def test_process_that_kept_the_older_key_sees_the_newer_one(
    app: Flask, home: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(home.id):
        rotate()
    with inside(home.id):
        customer(phones=["13800001111"])
        newest = select(ContactPoint.id).order_by(ContactPoint.id.desc()).limit(1)
        first = session().scalars(newest).one()
    monkeypatch.setattr("saas.platform.security.keys.RENEWED_EVERY", -1.0)
    with inside(home.id):
        customer(phones=["13800002222"])
        second = session().scalars(newest).one()
        found = text("SELECT id, substr(value, 1, 2) FROM customer_contact_point WHERE id >= :i")
        begins = {row[0]: bytes(row[1]) for row in session().execute(found, {"i": first})}
    assert (begins[first], begins[second]) == (b"\x00\x01", b"\x00\x02")


def test_every_column_of_bytes_is_sealed_anew() -> None:
    """Bytes that are sealed by hand would be lost with the older key."""
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and KEYED not in column.info and "tenant_id" in table.c
    }
    assert found == NEITHER.keys()


def test_sealed_columns_are_found() -> None:
    found = {f"{one.table.name}.{column.name}" for one in values.sealed_tables() for column in one.columns}
    assert "customer_contact_point.value" in found
    assert "account.login" not in found
    assert all(isinstance(column.type, Sealed) for one in values.sealed_tables() for column in one.columns)


def test_table_of_a_plugin_that_is_gone_is_a_stranger(home: Group, settings: Settings) -> None:
    owner = create_engine(settings.owner_database_url)
    with owner.begin() as superuser:
        superuser.execute(text("CREATE TABLE gone_note (tenant_id bigint, id bigint, value bytea)"))
    try:
        with inside(home.id):
            assert "gone_note" in values.strangers()
    finally:
        with owner.begin() as superuser:
            superuser.execute(text("DROP TABLE gone_note"))
        owner.dispose()


def test_commands_rotate_and_tell(home: Group, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saas.cli.keys.application", app.app_context)

    def told(*arguments: str) -> str:
        answer = CliRunner().invoke(command, [*arguments, "--tenant", home.code], catch_exceptions=False)
        assert answer.exit_code == 0
        return answer.output

    assert "versions 1: whole" in told("status")
    assert "version 2" in told("rotate")
    assert "and 1 files under older ones" in told("status")
    assert "nothing done" in told("rotate")
    work(app, home)
    assert "versions 1, 2: whole" in told("status")
