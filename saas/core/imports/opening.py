"""An uploaded file opened for reading: a private decrypted copy, and the table in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory, TemporaryFile
from typing import IO, Any

from saas.core.imports.csv_rows import read_csv
from saas.core.imports.detect import Detected, FileKind
from saas.core.imports.headers import OWN, Vocabulary
from saas.core.imports.tables import Table
from saas.core.imports.workbook import Known, read_workbook

_OWN_FILES = Path("/proc/self/fd")
_PIECE = 1 << 20


@contextmanager
def private_copy(source: IO[bytes]) -> Iterator[Path]:
    """A decrypted copy that nobody else can open, under a path that holds for this process only.

    The file has no name, so that nothing of it is left when the process is killed; where the system has no such
    thing, it lies in a folder of its own and goes with the block.
    """
    if _OWN_FILES.is_dir():
        with TemporaryFile(prefix="import-") as copy:
            shutil.copyfileobj(source, copy, _PIECE)
            copy.flush()
            yield _OWN_FILES / str(copy.fileno())
        return
    with TemporaryDirectory(prefix="import-") as folder, NamedTemporaryFile(dir=folder) as named:
        shutil.copyfileobj(source, named, _PIECE)
        named.flush()
        yield Path(named.name)


def open_table(
    path: Path, layout: Mapping[str, Any], known: Known | None = None, vocabulary: Vocabulary = OWN
) -> Table:
    """The table of a file whose layout is known.

    layout: kind, encoding, delimiter, sheet. known: which sheet to prefer where none is said. Raises FileRefusedError,
    also while the rows are walked.
    """
    if layout["kind"] == FileKind.XLSX:
        return read_workbook(path, layout.get("sheet", ""), known, vocabulary)
    return read_csv(path, detected_of(layout), vocabulary)


def layout_of(found: Detected) -> dict[str, Any]:
    """What was detected, as it is kept."""
    return {
        "kind": found.kind.value,
        "misnamed": found.misnamed,
        "encoding": found.encoding,
        "delimiter": found.delimiter,
    }


def detected_of(layout: Mapping[str, Any]) -> Detected:
    """What `layout_of` kept."""
    return Detected(
        kind=FileKind(layout["kind"]),
        misnamed=layout["misnamed"],
        encoding=layout["encoding"],
        delimiter=layout["delimiter"],
    )
