"""What others may hear of studies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.plugin_api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPublished(Event):
    """The result of a Kano study was published. run_id: the analysis that it rests on."""

    name: ClassVar[str] = "kano.study_published"
    ordered_by: ClassVar[str] = "study_id"

    study_id: int
    run_id: int


EVENTS = [StudyPublished]
