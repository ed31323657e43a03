"""Files of rows: kept by content, seen by their row alone, found again when they are used twice, let go with their row."""

import io

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from saas.config import Settings
from saas.core.contracts.duty_files import erase_files, files_of_rows, let_go_files
from saas.platform.audit.models import AuditEntry
from saas.platform.audit.recording import record
from saas.platform.database import session, unit_of_work
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.files import (
    Attachment,
    FileKind,
    FileRules,
    UploadedFile,
    attach_file,
    attached_file,
    attached_files,
    detach_file,
    detach_files,
    files_used_before,
    install_files,
)
from saas.platform.tenancy import current_tenant, tenant_context
from saas.platform.web.forms import Form, upload_field

PAPERS = FileRules()
TEXTS = FileRules(kinds=(FileKind.DOCUMENT,), most_files=2)


@pytest.fixture(autouse=True)
def _store(platform: Flask, platform_settings: Settings, group: int) -> None:
    install_files(platform, platform_settings)


def _owner() -> AuditEntry:
    """Any row may have files; an entry of the audit is at hand."""
    record("test.row.made", "test", None)
    session().flush()
    newest = select(AuditEntry).where(AuditEntry.tenant_id == current_tenant())
    return session().scalars(newest.order_by(AuditEntry.id.desc())).first()  # type: ignore[return-value]  # just made


def _upload(content: bytes, name: str = "发票.txt") -> UploadedFile:
    return UploadedFile(stream=io.BytesIO(content), name=name)


def test_files_of_rows_are_found_by_their_rows_alone() -> None:
    with unit_of_work():
        one, other = _owner(), _owner()
        first = attach_file(one, _upload(b"first"), TEXTS)
        second = attach_file(one, _upload(b"second"), TEXTS)
        theirs = attach_file(other, _upload(b"third"), TEXTS)
        assert first.owner_type == AuditEntry.__tablename__
        found = attached_files(AuditEntry, [one.id, other.id, 0])
        assert found == {one.id: [first, second], other.id: [theirs]}
        assert attached_file(one, first.id) is first
        with pytest.raises(NotFound):
            attached_file(one, theirs.id)
    assert attached_files(AuditEntry, []) == {}


def test_file_of_another_group_is_not_there(group: int) -> None:
    with unit_of_work():
        owner = _owner()
        owner_id, file_id = owner.id, attach_file(owner, _upload(b"ours"), TEXTS).id
        session().expunge(owner)
    with tenant_context(group + 1), unit_of_work():
        assert attached_files(AuditEntry, [owner_id]) == {}
        with pytest.raises(NotFound):
            attached_file(owner, file_id)


@pytest.mark.parametrize(
    ("rules", "content"),
    [(PAPERS, b"no paper"), (TEXTS, b""), (FileRules(most_bytes=4), b"%PDF-1.7 too long")],
)
def test_what_the_rules_do_not_take_is_refused(rules: FileRules, content: bytes) -> None:
    with unit_of_work():
        with pytest.raises(Invalid) as refused:
            attach_file(_owner(), _upload(content), rules)
        assert list(refused.value.fields) == ["file"]


def test_row_has_no_more_files_than_it_may() -> None:
    with unit_of_work():
        owner = _owner()
        for content in (b"1", b"2"):
            attach_file(owner, _upload(content), TEXTS)
        with pytest.raises(Conflict):
            attach_file(owner, _upload(b"3"), TEXTS)


def test_row_that_has_no_id_yet_takes_no_file() -> None:
    with pytest.raises(ValueError, match="flush"):
        attach_file(Attachment(), _upload(b"1"), TEXTS)


def test_same_content_of_another_row_is_found_under_any_name() -> None:
    with unit_of_work():
        one, other, third = _owner(), _owner(), _owner()
        mine = attach_file(one, _upload(b"the same", "a.txt"), TEXTS)
        attach_file(one, _upload(b"the same", "b.txt"), TEXTS)
        attach_file(other, _upload(b"the same", "c.txt"), TEXTS)
        attach_file(third, _upload(b"something else"), TEXTS)
        assert files_used_before(AuditEntry, [one.id])[mine.id] == {other.id}
        assert files_used_before(AuditEntry, [third.id]) == {}
    assert files_used_before(AuditEntry, []) == {}


def test_files_are_taken_away_one_by_one_and_with_their_row() -> None:
    with unit_of_work():
        one, other = _owner(), _owner()
        first = attach_file(one, _upload(b"1"), TEXTS)
        attach_file(one, _upload(b"2"), TEXTS)
        kept = attach_file(other, _upload(b"3"), TEXTS)
        detach_file(one, first.id)
        with pytest.raises(NotFound):
            detach_file(one, first.id)
        assert detach_files(one) == 1
        assert attached_files(AuditEntry, [one.id, other.id]) == {other.id: [kept]}


def test_duties_hand_out_and_take_away_the_files_of_rows() -> None:
    with unit_of_work():
        one, other = _owner(), _owner()
        file = attach_file(one, _upload(b"what was said", "13800000000 张.txt"), TEXTS)
        attach_file(other, _upload(b"of somebody else"), TEXTS)
        mine = select(AuditEntry.id).where(AuditEntry.tenant_id == current_tenant(), AuditEntry.id == one.id)
        (handed,) = files_of_rows(AuditEntry, mine, title="Files")
        assert handed.content == b"what was said"
        assert handed.name == f"audit_entry-{file.id}-13800000000...txt"
        assert erase_files(AuditEntry, mine).files == 1
        assert erase_files(AuditEntry, mine).files == 0
        theirs = select(AuditEntry.id).where(
            AuditEntry.tenant_id == current_tenant(), AuditEntry.id == other.id
        )
        gone = let_go_files(AuditEntry, theirs)
        assert (gone.deleted, gone.more) == ({"attachment": 1}, False)
        assert attached_files(AuditEntry, [one.id, other.id]) == {}


class _Papers(Schema):
    file = upload_field("Receipt", PAPERS)
    more = upload_field("Another", PAPERS, required=False)


def test_field_gives_the_upload_and_asks_for_one() -> None:
    sent = FileStorage(stream=io.BytesIO(b"%PDF-1.7"), filename="a.pdf")
    taken = _Papers().load({"file": sent})
    assert (taken["file"].name, taken["file"].stream.read(), taken["more"]) == ("a.pdf", b"%PDF-1.7", None)


@pytest.mark.parametrize("sent", ["text", None, FileStorage(stream=io.BytesIO(b""), filename="")])
def test_field_refuses_what_is_no_file(sent: object) -> None:
    with pytest.raises(ValidationError):
        _Papers().load({"file": sent})


def test_field_offers_the_files_that_are_taken(platform: Flask) -> None:
    with platform.test_request_context():
        drawn = Form(_Papers).field("file")
    assert drawn.widget == "file"
    assert "application/pdf" in drawn.about["accept"]
    assert "audio/mpeg" not in drawn.about["accept"]
