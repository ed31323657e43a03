"""Files that lie about what they are, unfold without end or bring something along: refused, or kept without it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection

import pytest
from PIL import Image

from saas.platform.errors import Invalid
from saas.platform.files.kinds import DOCX, GIF, IMAGES, JPEG, ORDINARY, PNG, WEBP, XLSX, ZIP
from saas.platform.files.looking import look_at
from saas.platform.i18n import locale_context
from tests.factories.files import Change, archive, huge_png, photograph, picture

MB = 1 << 20
BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
LETTER = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
FORMS = {PNG: "PNG", JPEG: "JPEG", GIF: "GIF", WEBP: "WEBP"}


class Pipe(io.RawIOBase):
    """A stream that can only be read, a little at a time."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._rest = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # RawIOBase asks for Buffer
        return self._rest.readinto(memoryview(buffer)[:1000])


def looked(
    content: bytes, name: str = "a.bin", accepted: Collection[str] = ORDINARY, most: int = 200 * MB
) -> tuple[str, bytes]:
    found = look_at(io.BytesIO(content), name, accepted=accepted, most_bytes=most)
    return found.kind, found.head + found.rest.read()


def refusal(
    content: bytes, name: str = "a.bin", accepted: Collection[str] = ORDINARY, most: int = 200 * MB
) -> str:
    with locale_context("en"), pytest.raises(Invalid) as refused:
        looked(content, name, accepted, most)
    return " ".join(refused.value.fields["file"])


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.png", "empty"),
        (b"MZ\x90\0" + bytes(200), "customers.xlsx", "octet-stream"),
        (b"\x7fELF" + bytes(200), "photo.jpg", "octet-stream"),
        (b"<html><script>steal()</script>", "photo.jpg", "text/html"),
        (b"<?xml version='1.0'?><svg onload='steal()'/>", "photo.png", "image/svg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.xls", "ole"),
        (archive({"run.exe": b"MZ"}), "customers.xlsx", "application/zip"),
        (archive({"xl/readme.txt": b"no workbook"}), "customers.xlsx", "application/zip"),
        (b"\x1f\x8b" + bytes(200), "customers.csv", "octet-stream"),
    ],
)
def test_name_is_not_believed(content: bytes, name: str, says: str) -> None:
    assert says in refusal(content, name)


@pytest.mark.parametrize(("entries", "kind"), [(BOOK, XLSX), (LETTER, DOCX), ({"a.txt": b"x"}, ZIP)])
@pytest.mark.parametrize("filler", [0, 20_000])
def test_kind_of_an_archive_is_told_by_its_directory(
    entries: dict[str, bytes], kind: str, filler: int
) -> None:
    content = archive({"customXml/item1.xml": bytes(range(256)) * (filler // 256), **entries})
    assert looked(content, "a.pdf", {kind}) == (kind, content)


def test_workbook_from_a_stream_that_cannot_go_back_is_whole() -> None:
    content = archive({**BOOK, "xl/media/a.bin": bytes(range(256)) * 100})
    found = look_at(io.BufferedReader(Pipe(content)), "a.xlsx", accepted={XLSX}, most_bytes=MB)
    with found.rest as rest:
        assert (found.kind, found.head + rest.read()) == (XLSX, content)
    assert "larger" in _refused_pipe(archive({**BOOK, "a": b"x"}), most=100)


def _refused_pipe(content: bytes, most: int) -> str:
    with locale_context("en"), pytest.raises(Invalid) as refused:
        look_at(io.BufferedReader(Pipe(content)), "a.xlsx", accepted={XLSX}, most_bytes=most)
    return " ".join(refused.value.fields["file"])


def encrypted(directory: list[zipfile.ZipInfo]) -> None:
    directory[0].flag_bits |= 1


def lying_over_each_other(directory: list[zipfile.ZipInfo]) -> None:
    directory[1].header_offset = directory[0].header_offset


def of_one_name(directory: list[zipfile.ZipInfo]) -> None:
    directory[1].filename = directory[0].filename


def claiming_to_be_packed_less(directory: list[zipfile.ZipInfo]) -> None:
    directory[-1].compress_size = 40 * MB


@pytest.mark.parametrize(
    ("entries", "change", "says"),
    [
        ({**BOOK, "xl/media/a.bin": bytes(40 * MB)}, None, "unfolds"),
        ({**LETTER, "word/media/a.bin": bytes(40 * MB)}, None, "unfolds"),
        ({**BOOK, "xl/media/a.bin": bytes(40 * MB)}, claiming_to_be_packed_less, "unfolds"),
        ({**BOOK, **{f"xl/a{n}": b"" for n in range(2000)}}, None, "unfolds"),
        (BOOK, lying_over_each_other, "unfolds"),
        ({"a.xml": b"", "b.xml": b"", **BOOK}, of_one_name, "unfolds"),
        (BOOK, encrypted, "password"),
        ({**BOOK, "xl/vbaProject.bin": b"x"}, None, "macros"),
        ({**LETTER, "word/vbaProject.bin": b"x"}, None, "macros"),
        ({**LETTER, "word/embeddings/oleObject1.bin": b"x"}, None, "macros"),
        ({**BOOK, "xl/externalLinks/externalLink1.xml": b"x"}, None, "macros"),
    ],
)
def test_archive_is_judged_before_it_is_unpacked(
    entries: dict[str, bytes], change: Change | None, says: str
) -> None:
    content = archive(entries, change) if change else archive(entries)
    assert says in refusal(content, "a.xlsx")
    assert says in refusal(content, "a.zip", {ZIP, XLSX, DOCX})


def test_archive_that_is_cut_off_is_damaged() -> None:
    assert "damaged" in refusal(archive(BOOK)[:-10], "a.xlsx")
    assert "damaged" in refusal(b"PK\x03\x04 and no more", "a.xlsx")


@pytest.mark.parametrize("kind", sorted(IMAGES))
def test_picture_keeps_its_points_and_nothing_else(kind: str) -> None:
    sent = picture(FORMS[kind], comment=b"<script>steal()</script>") + b"<?php steal() ?>"
    found, kept = looked(sent, "a.bin", IMAGES)
    assert found == kind
    assert b"<script>" not in kept
    assert b"<?php" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.format, shown.size) == (FORMS[kind], (8, 4))
        red, blue = shown.convert("RGB").getpixel((1, 0)), shown.convert("RGB").getpixel((1, 3))
    assert red[0] > 100 + red[2]  # type: ignore[index]  # three numbers in this mode
    assert blue[2] > 100 + blue[0]  # type: ignore[index]  # likewise


def test_photograph_loses_where_it_was_taken_and_stands_upright() -> None:
    sent = photograph(orientation=6)
    assert b"Telephone 9" in sent
    _kind, kept = looked(sent, "photo.jpg")
    assert b"Telephone 9" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.size == (4, 8)
        assert dict(shown.getexif()) == {}


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_what_is_clear_in_a_picture_stays_clear(form: str) -> None:
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    target = io.BytesIO()
    clear.save(target, format=form)
    _kind, kept = looked(target.getvalue())
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]  # four numbers in this mode


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 8_000), (2_000_000_000, 1)])
def test_picture_with_too_many_points_is_refused_before_they_are_drawn(width: int, height: int) -> None:
    assert "too large" in refusal(huge_png(width, height), "a.png")


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG")[:-30],
        picture("JPEG", size=(200, 200))[:-400],
        b"GIF89a/*" + b"<script>steal()</script>" * 20 + b"*/=1;",
        b"\xff\xd8\xff\xe0" + bytes(300),
        b"RIFF\x10\0\0\0WEBPVP8 " + bytes(8),
        huge_png(100, 100),
    ],
)
def test_broken_picture_is_refused(content: bytes) -> None:
    assert "damaged" in refusal(content)


def test_picture_that_is_longer_than_it_may_be_is_refused() -> None:
    assert "larger than 1 MB" in refusal(picture("PNG") + bytes(2 * MB), "a.png", IMAGES, MB)
