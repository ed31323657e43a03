"""The rights over Kano appraisal, and the roles that have them from the start."""

from plugins.kano.permissions.cards import (
    CARD_PUBLISH,
    CARD_READ,
    CYCLE,
    NOT_ONESELF,
    OBJECTION_DECIDE,
    OBJECTION_OTHERS,
    RATE,
    SEPARATIONS,
    SUBJECT,
    TREE_APPROVE,
    TREE_READ,
    TREE_WRITE,
)
from plugins.kano.permissions.cards import PERMISSIONS as _OF_CARDS
from plugins.kano.permissions.study import ENTER, EXPORT, FACTORS, PUBLISH, READ, SEND, WRITE
from plugins.kano.permissions.study import PERMISSIONS as _OF_STUDIES

PERMISSIONS = (*_OF_STUDIES, *_OF_CARDS)

__all__ = [
    "CARD_PUBLISH",
    "CARD_READ",
    "CYCLE",
    "ENTER",
    "EXPORT",
    "FACTORS",
    "NOT_ONESELF",
    "OBJECTION_DECIDE",
    "OBJECTION_OTHERS",
    "PERMISSIONS",
    "PUBLISH",
    "RATE",
    "READ",
    "SEND",
    "SEPARATIONS",
    "SUBJECT",
    "TREE_APPROVE",
    "TREE_READ",
    "TREE_WRITE",
    "WRITE",
]
