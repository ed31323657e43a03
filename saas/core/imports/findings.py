"""Reading one row's cells while noting what is wrong with them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, TypeVar

from saas.core.imports.fields import ImportField
from saas.core.imports.judged import RowContext
from saas.core.imports.problems import Problem
from saas.core.imports.values import CellValue, cell_text, clean_text, read_moment

Value = TypeVar("Value")
# Begins and ends with a letter or digit: nothing to strip, and no way to write "nothing" is so long.
_CLEAN = re.compile(r"[A-Za-z0-9+].*[A-Za-z0-9)]\Z", re.DOTALL)
Severity = Literal["error", "warning"]


class Findings:
    """The cells of one row, read by field; problems gather as errors (the row fails) or warnings (it is kept)."""

    __slots__ = ("cells", "context", "errors", "texts", "warnings")

    def __init__(self, cells: Mapping[ImportField, CellValue], context: RowContext) -> None:
        self.cells = cells
        self.context = context
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        # Cleaned once, for most cells are asked for several times; an empty cell is not in it.
        self.texts = _texts(cells)

    def error(self, code: str, raw: str = "") -> None:
        """Note something for which the row fails."""
        self.errors.append(Problem(code=code, message=f"import.{code}", raw=raw))

    def warning(self, code: str, raw: str = "") -> None:
        """Note something for which a value is left out, or doubtful."""
        self.warnings.append(Problem(code=code, message=f"import.{code}", raw=raw))

    def value(self, read: Value | Problem | None, severity: Severity) -> Value | None:
        """What was read, or None with its problem noted."""
        if isinstance(read, Problem):
            (self.errors if severity == "error" else self.warnings).append(read)
            return None
        return read

    def day(self, field: ImportField, severity: Severity = "error") -> date | None:
        """The day in a cell; one that is still to come is a problem too."""
        moment = self._moment(field, severity)
        return moment.date() if moment else None

    def instant(self, field: ImportField) -> datetime | None:
        """The moment in a cell, aware in the store's zone; one still to come is an error."""
        moment = self._moment(field, "error")
        return moment.replace(tzinfo=self.context.tz) if moment else None

    def _moment(self, field: ImportField, severity: Severity) -> datetime | None:
        if field not in self.texts:
            return None
        moment = self.value(read_moment(self.cells[field], date1904=self.context.date1904), severity)
        if moment is None or moment.date() <= self.context.today:
            return moment
        (self.error if severity == "error" else self.warning)("date.future", moment.date().isoformat())
        return None


def _texts(cells: Mapping[ImportField, CellValue]) -> dict[ImportField, str]:
    texts: dict[ImportField, str] = {}
    for field, value in cells.items():
        if isinstance(value, str):
            # A longer plain text (VIN, number, date) is clean already, and seldom comes again.
            text = value if len(value) > 4 and value.isascii() and _CLEAN.match(value) else clean_text(value)
        elif value is None:
            continue
        else:
            text = cell_text(value)
        if text:
            texts[field] = text
    return texts
