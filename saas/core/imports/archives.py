"""A workbook looked at before it is opened: its directory, its true size, and what its sheet holds."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from defusedxml.ElementTree import fromstring

from saas.core.imports.problems import FileRefusedError
from saas.platform.files.archives import ArchiveFault, ArchiveRefused, kind_of_archive, open_archive
from saas.platform.files.kinds import XLSX

MAX_SHEET_CELLS: Final = (
    16_000_000  # the reader holds about 100 bytes for each place of the sheet's rectangle
)
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 512
_MESSAGES: Final = {
    ArchiveFault.DAMAGED: "The workbook is damaged: save it again.",
    ArchiveFault.ENCRYPTED: "The workbook has a password: save it without one.",
    ArchiveFault.ACTIVE: "The workbook has macros or links to other files: save it as plain .xlsx.",
    ArchiveFault.TOO_LARGE: "The workbook unfolds to too much: split it, or save it as CSV.",
}
_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_COLUMN = re.compile(rb'<c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})\d{1,8}"[^<>]*(?<!/)>')
_ROW = re.compile(rb'<row\s(?:[^<>]*?\s)?r="(\d{1,8})"|<c\s[^<>]*?r="[A-Z]{1,3}(\d{7,8})"')
_FORMULA = re.compile(rb'<c\s(?:[^<>]*?\s)?r="([A-Z]{1,3})(\d{1,8})"[^<>]*><f[ />]')


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScan:
    """What a look through a sheet's XML found: its size and the formula cells by row."""

    rows: int
    columns: int
    formulas: dict[int, tuple[int, ...]]


def check_archive(path: Path) -> zipfile.ZipFile:
    """The open archive, once its directory shows nothing hostile.

    Raises FileRefusedError for a damaged or encrypted archive, one that is no workbook, macros, links to
    other files, too many entries, too much or too strongly packed content.
    """
    try:
        archive = open_archive(path)
    except ArchiveRefused as refused:
        raise FileRefusedError(refused.fault, _MESSAGES[refused.fault]) from refused
    if kind_of_archive(archive) != XLSX:
        kind = "an XLSB workbook" if "xl/workbook.bin" in archive.namelist() else "an archive, not a workbook"
        archive.close()
        raise FileRefusedError("wrong_kind", f"This is {kind}: save it as .xlsx or CSV.")
    return archive


def unfolded_chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The content of an entry, piece by piece, unpacked by ourselves.

    The directory's sizes are only what its writer claims, and the reader behind us unpacks to the real end;
    so an entry that goes on past its claimed size is refused here.
    """
    entry = archive.getinfo(name)
    left = entry.file_size
    for chunk in _inflate(archive, entry):
        left -= len(chunk)
        if left < 0:
            raise FileRefusedError("too_large", "The workbook's directory is wrong about its size.")
        yield chunk


def scan_sheet(archive: zipfile.ZipFile, name: str) -> SheetScan:
    """A pass over the sheet's XML without building it. Raises FileRefusedError when it is too large."""
    formulas: dict[int, list[int]] = {}
    letters: set[bytes] = set()
    rows, tail = 0, b""
    for chunk in unfolded_chunks(archive, name):
        window = tail + chunk
        letters.update(_COLUMN.findall(window))
        rows = max([rows, *(int(a or b) for a, b in _ROW.findall(window))])
        if b"<f" in window:
            for match in _FORMULA.finditer(window):
                formulas.setdefault(int(match[2]), []).append(column_index(match[1]))
        tail = window[-_OVERLAP:]  # a cell may lie across two pieces
    columns = max(map(column_index, letters), default=-1) + 1
    if rows * columns > MAX_SHEET_CELLS:
        raise FileRefusedError("too_large", "The sheet is too large: split it, or save it as CSV.")
    flagged = {row: tuple(dict.fromkeys(at)) for row, at in formulas.items()}
    return SheetScan(rows=rows, columns=columns, formulas=flagged)


def column_index(letters: bytes) -> int:
    """The position from 0 of a column named by letters: A is 0, XFD is 16383."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def sheet_paths(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(name, entry) of each sheet in the order of the workbook."""
    links = {
        relation.get("Id"): relation
        for relation in fromstring(_whole(archive, "xl/_rels/workbook.xml.rels")).iter(
            _RELATIONS + "Relationship"
        )
    }
    if any(relation.get("TargetMode") == "External" for relation in links.values()):
        raise FileRefusedError("active_content", "The workbook links to other files: save it without links.")
    found = []
    for sheet in fromstring(_whole(archive, "xl/workbook.xml")).iter():
        if sheet.tag.endswith("}sheet"):
            key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
            target = links[key].get("Target", "") if key in links else ""
            entry = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            found.append((sheet.get("name", ""), entry))
    return found


def is_1904(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook counts its days from 1904."""
    return any(
        node.get("date1904") in ("1", "true", "on")
        for node in fromstring(_whole(archive, "xl/workbook.xml")).iter()
        if node.tag.endswith("}workbookPr")
    )


def _whole(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        raise FileRefusedError("damaged", "The workbook is damaged: save it again.")
    return b"".join(unfolded_chunks(archive, name))


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with Path(str(archive.filename)).open("rb") as source:
        _seek_content(source, entry)
        packed_left = entry.compress_size
        unpack = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
        while packed_left > 0 and (packed := source.read(min(_CHUNK // 4, packed_left))):
            packed_left -= len(packed)
            if unpack is None:
                yield packed
                continue
            while packed:
                try:
                    yield unpack.decompress(packed, _CHUNK)
                except zlib.error as error:
                    raise FileRefusedError("damaged", "The workbook is damaged: save it again.") from error
                packed = unpack.unconsumed_tail


def _seek_content(source: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """To the entry's first byte, behind its local header with lengths of its own."""
    source.seek(entry.header_offset + 26)
    name_length = int.from_bytes(source.read(2), "little")
    extra_length = int.from_bytes(source.read(2), "little")
    source.seek(name_length + extra_length, 1)
