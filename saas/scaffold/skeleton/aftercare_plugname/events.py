# file: event
"""What others may hear of notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.plugin_api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Event):
    """A note was written on a customer."""

    name: ClassVar[str] = "plugname.note_added"
    ordered_by: ClassVar[str] = "customer_id"

    note_id: int
    customer_id: int


EVENTS = [NoteAdded]
