"""What others may hear of Kano appraisal."""

from plugins.kano.events.study import EVENTS as _OF_STUDIES
from plugins.kano.events.study import StudyPublished

EVENTS = [*_OF_STUDIES]

__all__ = ["EVENTS", "StudyPublished"]
