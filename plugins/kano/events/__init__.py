"""What others may hear of Kano appraisal."""

from plugins.kano.events.cards import EVENTS as _OF_CARDS
from plugins.kano.events.cards import ObjectionDecided, ObjectionRaised
from plugins.kano.events.study import EVENTS as _OF_STUDIES
from plugins.kano.events.study import StudyPublished

EVENTS = [*_OF_STUDIES, *_OF_CARDS]

__all__ = ["EVENTS", "ObjectionDecided", "ObjectionRaised", "StudyPublished"]
