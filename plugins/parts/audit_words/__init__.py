"""What the audit calls the acts of this plugin."""

from plugins.parts.audit_words.buying import BUYING_LABELS
from plugins.parts.audit_words.stock import STOCK_LABELS

LABELS = (*STOCK_LABELS, *BUYING_LABELS)

__all__ = ["LABELS"]
