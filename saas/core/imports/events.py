"""What the imports publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCompleted(Event):
    """A file was brought in to its end. Whoever needs the rows finds them in the import's pieces by its id.

    importer: the key of what the file held, empty for customers, vehicles and visits.
    created, updated, unchanged: how many things, of all kinds together; failed: rows that were not taken.
    """

    name: ClassVar[str] = "imports.completed"
    ordered_by: ClassVar[str] = "import_id"

    import_id: int
    importer: str = ""
    rows: int
    created: int
    updated: int
    unchanged: int
    failed: int
