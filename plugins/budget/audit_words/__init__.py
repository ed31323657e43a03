"""What the audit calls the acts of this plugin."""

from plugins.budget.audit_words.audits import AUDIT_LABELS
from plugins.budget.audit_words.claims import CLAIM_LABELS
from plugins.budget.audit_words.sheets import LABELS as _OF_SHEETS

LABELS = (*_OF_SHEETS, *CLAIM_LABELS, *AUDIT_LABELS)

__all__ = ["LABELS"]
