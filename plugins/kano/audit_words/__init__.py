"""What the audit calls the acts of this plugin."""

from plugins.kano.audit_words.cards import LABELS as _OF_CARDS
from plugins.kano.audit_words.study import LABELS as _OF_STUDIES

LABELS = (*_OF_STUDIES, *_OF_CARDS)

__all__ = ["LABELS"]
