"""What others may hear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.plugin_api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDone(Event):
    """A note was done."""

    name: ClassVar[str] = "sound.note_done"

    note_id: int
