"""A ZIP archive, which workbooks and text documents are, judged by its directory before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import IO, Final

from saas.platform.files.kinds import DOCX, XLSX, ZIP

MOST_ENTRIES: Final = 10_000
MOST_ENTRIES_OF_OFFICE: Final = 2_000
MOST_UNFOLDED: Final = 1 << 30
MOST_RATIO: Final = 150  # a plain table of repeated values reaches 40; a bomb 600 and more
_RATIO_MATTERS_FROM: Final = 16 << 20
_MAIN: Final = (("xl/workbook.xml", XLSX), ("word/document.xml", DOCX))
_ACTIVE: Final = (
    "vbaProject",
    "externalLinks/",
    "activeX/",
    "embeddings/",
    "macrosheets/",
    "connections.xml",
)


class ArchiveFault(StrEnum):
    """Why an archive is not taken."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE = "active_content"
    TOO_LARGE = "too_large"


class ArchiveRefused(ValueError):
    """An archive that is not to be unpacked."""

    def __init__(self, fault: ArchiveFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def open_archive(source: Path | IO[bytes]) -> zipfile.ZipFile:
    """The open archive, once its directory shows nothing hostile; only the directory was read.

    source: a path, or a stream that can seek. Raises ArchiveRefused for a damaged or encrypted one, macros and links to
    other files in a document, too many entries, too much or too strongly packed content.
    """
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveRefused(ArchiveFault.DAMAGED) from error
    fault = _fault(archive)
    if fault is not None:
        archive.close()
        raise ArchiveRefused(fault)
    return archive


def kind_of_archive(archive: zipfile.ZipFile) -> str:
    """The MIME type by the entry that makes it a workbook or a text document; else a plain archive."""
    names = set(archive.namelist())
    return next((kind for entry, kind in _MAIN if entry in names), ZIP)


def _fault(archive: zipfile.ZipFile) -> ArchiveFault | None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    office = kind_of_archive(archive) != ZIP
    if any(entry.flag_bits & 1 for entry in entries):
        return ArchiveFault.ENCRYPTED
    if office and any(part in name for name in names for part in _ACTIVE):
        return ArchiveFault.ACTIVE
    unfolded = sum(entry.file_size for entry in entries)
    too_dense = unfolded > _RATIO_MATTERS_FROM and unfolded > MOST_RATIO * _length(archive)
    too_many = len(entries) > (MOST_ENTRIES_OF_OFFICE if office else MOST_ENTRIES)
    # Two entries of one name, or several that lie over each other, are read differently by different programs.
    if too_many or len(names) != len(entries) or unfolded > MOST_UNFOLDED or too_dense or _overlap(entries):
        return ArchiveFault.TOO_LARGE
    return None


def _length(archive: zipfile.ZipFile) -> int:
    # Of the file itself: what the directory says of packed sizes is only what its writer claims.
    source = archive.fp
    return source.seek(0, io.SEEK_END) if source else 0


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    ends_at = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < ends_at:
            return True
        ends_at = entry.header_offset + entry.compress_size
    return False
