"""CSV files as tables: streamed, whatever their encoding and line ends."""

import csv
from collections.abc import Iterator
from pathlib import Path

from saas.core.imports.detect import Detected
from saas.core.imports.headers import OWN, Vocabulary
from saas.core.imports.problems import FileRefusedError
from saas.core.imports.tables import MAX_CELL, NumberedRow, Table, build_table
from saas.core.imports.values import CellValue

# The reader's limit is the process's; a cell beyond it means a quote that was never closed.
_MAX_FIELD = 4 * MAX_CELL


def read_csv(path: Path, detected: Detected, vocabulary: Vocabulary = OWN) -> Table:
    """The file as a table. Raises FileRefusedError, also while its rows are walked (an unclosed quote)."""
    return build_table(_numbered(path, detected), vocabulary=vocabulary)


def _numbered(path: Path, detected: Detected) -> Iterator[NumberedRow]:
    csv.field_size_limit(_MAX_FIELD)
    with path.open(encoding=detected.encoding, newline="") as source:
        reader = csv.reader(source, delimiter=detected.delimiter)
        number = 0
        try:
            for number, row in enumerate(reader, start=1):
                yield number, list[CellValue](row)
        except csv.Error as error:
            raise FileRefusedError(
                "damaged_csv", f"After row {number} a quotation mark is not closed, or the file is damaged."
            ) from error
