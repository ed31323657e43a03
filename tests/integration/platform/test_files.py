"""Files: sealed at rest, read back whole or in part, judged by content, swept when nobody names them."""

import io
import os
import tracemalloc
from pathlib import Path
from typing import IO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import text

from saas.config import Settings
from saas.platform.database import session, unit_of_work
from saas.platform.errors import Invalid
from saas.platform.files import (
    Attachment,
    answer_file,
    install_files,
    open_file,
    remove_file,
    show_file,
    store_file,
    sweep_orphans,
)
from saas.platform.files.kinds import CSV, JPEG, OGG, PDF, XLSX, kind_of
from saas.platform.files.sealing import CHUNK
from saas.platform.security.keys import UnreadableValue, keys
from saas.platform.tenancy import tenant_context
from tests.factories.files import picture

OGG_START = b"OggS"
PNG_START = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def root(platform: Flask, platform_settings: Settings, group: int) -> Path:
    install_files(platform, platform_settings)
    return platform_settings.var / "files"


def store(content: bytes, name: str = "手机.txt", **options: object) -> Attachment:
    with unit_of_work():
        attachment = store_file(
            io.BytesIO(content),
            name=name,
            owner_type="test",
            owner_id=1,
            **options,  # type: ignore[arg-type]
        )
        session().flush()
        session().refresh(attachment)
        session().expunge(attachment)
    return attachment


def test_picture_is_kept_as_it_was_drawn_anew(root: Path) -> None:
    attachment = store(picture("JPEG", comment=b"<script>alert(1)</script>") + b"<?php evil ?>", "a.php")
    kept = _read(attachment)
    assert (attachment.mime, attachment.size) == (JPEG, len(kept))
    assert kept.startswith(b"\xff\xd8\xff")
    assert b"<script>" not in kept
    assert b"<?php" not in kept


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_file_comes_back_as_it_was(root: Path, size: int) -> None:
    content = OGG_START + os.urandom(size)
    attachment = store(content)
    assert (attachment.size, attachment.mime) == (len(content), OGG)
    with open_file(attachment) as file:
        assert file.read() == content


def test_file_can_be_read_from_any_place(root: Path) -> None:
    content = OGG_START + os.urandom(2 * CHUNK)
    with open_file(store(content)) as file:
        file.seek(CHUNK - 5)
        assert file.read(10) == content[CHUNK - 5 : CHUNK + 5]
        file.seek(-3, io.SEEK_END)
        assert file.read() == content[-3:]


def test_workbook_can_be_opened_from_the_store(root: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "手机号"
    raw = io.BytesIO()
    book.save(raw)
    attachment = store(raw.getvalue(), "客户.xlsx")
    assert attachment.mime == XLSX
    with open_file(attachment) as file:
        assert openpyxl.load_workbook(file).active["A1"].value == "手机号"


def test_stored_bytes_and_names_tell_nothing(root: Path, group: int) -> None:
    attachment = store(b"13800000000 " * 100, "13800000000.txt")
    path = root / attachment.storage_key
    assert b"13800000000" not in path.read_bytes()
    assert attachment.storage_key.startswith(f"t/{group}/")
    assert "13800000000" not in attachment.storage_key


def test_same_content_lies_there_once(root: Path) -> None:
    first, second = store(b"twice"), store(b"twice")
    assert first.id != second.id
    assert first.storage_key == second.storage_key


@pytest.mark.parametrize("change", ["flip", "cut", "swap", "empty"])
def test_altered_file_does_not_open(root: Path, change: str) -> None:
    attachment = store(OGG_START + os.urandom(2 * CHUNK))
    path = root / attachment.storage_key
    raw = path.read_bytes()
    head, sealed = raw[:38], CHUNK + 16
    changed = {
        "flip": raw[:100] + bytes([raw[100] ^ 1]) + raw[101:],
        "cut": raw[: 38 + sealed],
        "swap": head + raw[38 + sealed : 38 + 2 * sealed] + raw[38 : 38 + sealed] + raw[38 + 2 * sealed :],
        "empty": b"",
    }
    path.write_bytes(changed[change])
    with pytest.raises(UnreadableValue):
        _read(attachment)


def _read(attachment: Attachment) -> bytes:
    with open_file(attachment) as file:
        return file.read()


def test_file_of_one_group_does_not_open_for_another(root: Path, group: int) -> None:
    attachment = store(b"ours")
    with tenant_context(group + 600_000), unit_of_work():
        keys().create(group + 600_000)
        attachment.tenant_id = group + 600_000
        with pytest.raises(UnreadableValue):
            _read(attachment)


@pytest.mark.parametrize(
    ("content", "name", "options", "message"),
    [
        (b"", "a.txt", {}, "empty"),
        (b"x" * 11, "a.txt", {"most_bytes": 10}, "larger"),
        (b"MZ\x90\0program", "a.txt", {}, "not accepted"),
        (b"<script>alert(1)</script>", "a.csv", {}, "text/html"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "a.png", {}, "image/svg"),
        (PNG_START, "a.csv", {"accepted": {CSV}}, "image/png"),
    ],
)
def test_unwanted_file_is_refused_and_leaves_nothing(
    root: Path, content: bytes, name: str, options: dict[str, object], message: str
) -> None:
    before = set(root.rglob("*"))
    with pytest.raises(Invalid, match=message):
        store(content, name, **options)
    assert {path for path in set(root.rglob("*")) - before if path.is_file()} == set()


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7", "a.doc", PDF),
        ("门店,车主姓名".encode("gb18030"), "a.csv", CSV),
        ("门店,车主姓名".encode()[:-1], "a.CSV", CSV),
        ("门店".encode("utf-16"), "a.csv", CSV),
        (b"\xef\xbb\xbfname,phone", "a.csv", CSV),
    ],
)
def test_kind_is_told_by_content(head: bytes, name: str, kind: str) -> None:
    assert kind_of(head, name) == kind


def test_sweep_removes_old_bytes_without_a_row_and_nothing_else(root: Path) -> None:
    kept, gone, young = store(b"kept"), store(b"gone"), store(b"young")
    with unit_of_work() as work:
        for attachment in (gone, young):
            remove_file(work.get_one(Attachment, (attachment.tenant_id, attachment.id)))
    for attachment in (kept, gone):
        os.utime(root / attachment.storage_key, (1, 1))
    with unit_of_work():
        assert sweep_orphans() == {"removed": 1}
    assert (root / kept.storage_key).exists()
    assert (root / young.storage_key).exists()
    assert not (root / gone.storage_key).exists()


def test_sweep_leaves_bytes_that_somebody_is_storing_again(root: Path) -> None:
    first = store(b"the same again")
    with unit_of_work() as work:
        remove_file(work.get_one(Attachment, (first.tenant_id, first.id)))
    with unit_of_work():
        again = store_file(io.BytesIO(b"the same again"), name="x.txt", owner_type="test", owner_id=1)
        assert again.storage_key == first.storage_key
        # As the sweep knew them: it listed the bytes before they were replaced.
        os.utime(root / again.storage_key, (1, 1))
        with unit_of_work():
            assert sweep_orphans() == {"removed": 0}
        assert (root / again.storage_key).exists()
        session().rollback()
    with unit_of_work():
        assert sweep_orphans() == {"removed": 1}
    assert not (root / first.storage_key).exists()


def test_sweep_gives_its_locks_back_at_once(root: Path) -> None:
    gone = store(b"stored, removed, stored")
    with unit_of_work() as work:
        remove_file(work.get_one(Attachment, (gone.tenant_id, gone.id)))
    os.utime(root / gone.storage_key, (1, 1))
    with unit_of_work():
        assert sweep_orphans() == {"removed": 1}
        with unit_of_work() as other:
            other.execute(text("SET LOCAL lock_timeout = '1s'"))
            store_file(io.BytesIO(b"stored, removed, stored"), name="x.txt", owner_type="test", owner_id=1)
    assert (root / gone.storage_key).exists()


class Zeros(io.RawIOBase):
    """A long stream that is nowhere kept."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        size = min(self.left, len(buffer))
        buffer[:size] = b"0" * size
        self.left -= size
        return size


def test_big_file_passes_through_little_memory(root: Path) -> None:
    size = 60 * CHUNK
    tracemalloc.start()
    try:
        with unit_of_work():
            stream: IO[bytes] = io.BufferedReader(Zeros(size))
            attachment = store_file(stream, name="big.txt", owner_type="test", owner_id=1)
            session().flush()
            with open_file(attachment) as file:
                assert sum(len(piece) for piece in iter(lambda: file.read(CHUNK), b"")) == size
        assert tracemalloc.get_traced_memory()[1] < 16 * CHUNK
    finally:
        tracemalloc.stop()


def test_download_has_name_and_length_and_runs_nothing(platform: Flask, root: Path) -> None:
    attachment = store(b"name,phone\n", "客户 名单.csv")
    with platform.test_request_context():
        response = answer_file(attachment)
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert "UTF-8''%E5%AE%A2%E6%88%B7" in response.headers["Content-Disposition"]
    assert (response.content_length, response.mimetype) == (11, CSV)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.direct_passthrough = False
    assert response.get_data() == b"name,phone\n"
    response.close()


def test_only_harmless_kinds_are_shown_in_place(platform: Flask, root: Path) -> None:
    with platform.test_request_context():
        for content, name, how in ((picture("PNG"), "a.png", "inline"), (b"a,b", "a.csv", "attachment")):
            response = show_file(store(content, name))
            assert response.headers["Content-Disposition"].startswith(how)
            response.close()
