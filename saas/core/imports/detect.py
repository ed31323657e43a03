"""What an uploaded file really is, by its content: its name is only what somebody called it."""

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from saas.core.imports.problems import FileRefusedError


class FileKind(StrEnum):
    """The kinds of file that are read."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """The kind by content, whether the name said another, and for text its encoding and delimiter."""

    kind: FileKind
    misnamed: bool = False
    encoding: str = ""
    delimiter: str = ""


_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_KINDS: Final = ((b"%PDF", "PDF"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"))
_HTML: Final = (b"<html", b"<!doctype html", b"<table", b"<?xml")
_DELIMITERS: Final = ",\t;|"
_CHUNK: Final = 1 << 20
_SAMPLE_LINES: Final = 30


def detect(path: Path, name: str) -> Detected:
    """What the file at `path`, uploaded as `name`, is.

    Raises FileRefusedError for what is not read (old .xls, encrypted, HTML, other archives, unknown bytes),
    with a text that says what to do instead.
    """
    with path.open("rb") as source:
        head = source.read(_CHUNK)
    if not head.strip():
        raise FileRefusedError("empty", "The file is empty.")
    suffix = Path(name).suffix.lower()
    if head.startswith(_ZIP):
        return Detected(kind=FileKind.XLSX, misnamed=suffix not in (".xlsx", ".xlsm"))
    _refuse_other_kinds(head)
    encoding = _encoding(path, head)
    return Detected(
        kind=FileKind.CSV,
        misnamed=suffix not in (".csv", ".txt", ".tsv"),
        encoding=encoding,
        delimiter=_delimiter(head, encoding),
    )


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(_OLE):
        if _ENCRYPTED_STREAM in head:
            raise FileRefusedError("encrypted", "The workbook has a password: save it without one.")
        raise FileRefusedError("old_xls", "This is an old .xls file: open it and save it as .xlsx or CSV.")
    for magic, kind in _OTHER_KINDS:
        if head.startswith(magic):
            raise FileRefusedError("wrong_kind", f"This is a {kind} file: send XLSX or CSV.")
    if head.lstrip(codecs.BOM_UTF8 + b" \r\n\t").lower().startswith(_HTML):
        raise FileRefusedError(
            "html", "This is a web page that was named as a table: save it as .xlsx or CSV."
        )


def _encoding(path: Path, head: bytes) -> str:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return _checked(path, encoding)
    if b"\x00" in head:
        return _checked(path, _utf16_by_zeros(head))
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise FileRefusedError("encoding", "The text is neither UTF-8, UTF-16 nor GB18030: save it as UTF-8.")


def _utf16_by_zeros(head: bytes) -> str:
    """Text in UTF-16 has the zeros of its commas and digits on one side; other files have them anywhere."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 8 * min(even, odd) or max(even, odd) * 50 < len(head):
        raise FileRefusedError("binary", "This is not a text file: send XLSX or CSV.")
    return "utf-16-le" if odd > even else "utf-16-be"


def _checked(path: Path, encoding: str) -> str:
    if not _decodes(path, encoding):
        raise FileRefusedError("encoding", "The text is damaged: save it again as UTF-8.")
    return encoding


def _decodes(path: Path, encoding: str) -> bool:
    """Whether the whole file, not only its beginning, is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(head: bytes, encoding: str) -> str:
    """The sign that cuts most of the first lines into the same number of columns, the most columns."""
    text = head.decode(encoding, errors="ignore")
    lines = [line for line in text.splitlines()[: _SAMPLE_LINES + 1] if line.strip()][:_SAMPLE_LINES]

    def merit(sign: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        except csv.Error:
            return 0, 0  # a quotation mark that is never closed: said when the rows are read
        if not widths:
            return 0, 0
        width, lines_of_it = widths.most_common(1)[0]
        return lines_of_it, width

    return max(_DELIMITERS, key=merit)
