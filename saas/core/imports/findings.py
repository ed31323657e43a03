"""Reading one row's cells while noting what is wrong with them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, TypeVar

from saas.core.imports.fields import ImportField
from saas.core.imports.judged import RowContext
from saas.core.imports.problems import Problem
from saas.core.imports.values import CellValue, cell_text, half_width, is_nothing, read_instant, read_moment

Value = TypeVar("Value")


class Findings:
    """The cells of one row, read by field; problems gather as errors (the row fails) or warnings (it is kept)."""

    __slots__ = ("cells", "context", "errors", "warnings")

    def __init__(self, cells: Mapping[ImportField, CellValue], context: RowContext) -> None:
        self.cells = cells
        self.context = context
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def text(self, field: ImportField) -> str:
        """The cell's text, "" when it is empty or says that there is nothing."""
        value = self.cells.get(field)
        if value is None:
            return ""
        text = cell_text(value)
        return "" if not text or is_nothing(text) else half_width(text)

    def error(self, code: str, raw: str = "") -> None:
        """Note something for which the row fails."""
        self.errors.append(Problem(code=code, message=f"import.{code}", raw=raw))

    def warning(self, code: str, raw: str = "") -> None:
        """Note something for which a value is left out, or doubtful."""
        self.warnings.append(Problem(code=code, message=f"import.{code}", raw=raw))

    def value(self, read: Value | Problem | None, severity: Literal["error", "warning"]) -> Value | None:
        """What was read, or None with its problem noted."""
        if isinstance(read, Problem):
            (self.errors if severity == "error" else self.warnings).append(read)
            return None
        return read

    def day(self, field: ImportField, severity: Literal["error", "warning"] = "error") -> date | None:
        """The day in a cell; one that is still to come is a problem too."""
        value = self.cells.get(field)
        if value is None or value == "":
            return None
        moment = self.value(read_moment(value, date1904=self.context.date1904), severity)
        return self._past(moment.date(), severity) if moment else None

    def instant(self, field: ImportField) -> datetime | None:
        """The moment in a cell, aware in the store's zone; one still to come is an error."""
        value = self.cells.get(field)
        if value is None or value == "":
            return None
        moment = self.value(read_instant(value, self.context.tz, date1904=self.context.date1904), "error")
        return moment if moment and self._past(moment.date(), "error") else None

    def _past(self, day: date, severity: Literal["error", "warning"]) -> date | None:
        if day <= self.context.today:
            return day
        (self.error if severity == "error" else self.warning)("date.future", day.isoformat())
        return None
