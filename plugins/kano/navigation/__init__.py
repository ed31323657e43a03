"""Where Kano appraisal is entered: in the menu."""

from plugins.kano.navigation.cards import NAV as _OF_CARDS
from plugins.kano.navigation.study import NAV as _OF_STUDIES

NAV = [*_OF_STUDIES, *_OF_CARDS]

__all__ = ["NAV"]
