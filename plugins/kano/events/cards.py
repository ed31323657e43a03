"""What others may hear of appraisal cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.plugin_api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRaised(Event):
    """An employee objected to a value on their own published card."""

    name: ClassVar[str] = "kano.objection_raised"
    ordered_by: ClassVar[str] = "objection_id"

    objection_id: int
    card_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDecided(Event):
    """An objection to a card was decided. upheld: the value is another one now, and score and grade may be."""

    name: ClassVar[str] = "kano.objection_decided"
    ordered_by: ClassVar[str] = "objection_id"

    objection_id: int
    card_id: int
    upheld: bool


EVENTS = [ObjectionRaised, ObjectionDecided]
