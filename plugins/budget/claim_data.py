"""What personal data expense claims keep, of the staff who claim."""

from __future__ import annotations

from plugins.budget.permissions.claims import CLAIM_READ
from saas.plugin_api import DataUse, _l

CLAIM_DATA = (
    DataUse(
        what=_l("What staff laid out money for, and whom they paid"),
        purpose=_l("Pay back expenses, and show later what the money was for, as bookkeeping has to"),
        columns=("budget_expense_claim.title", "budget_claim_line.vendor", "budget_claim_line.note"),
        seen_with=(CLAIM_READ,),
    ),
    DataUse(
        what=_l("Why the budget had to be exceeded"),
        purpose=_l("Decide on it, and show later who decided what"),
        columns=("budget_overbudget_request.reason",),
        seen_with=(CLAIM_READ,),
    ),
    DataUse(
        what=_l("Notes in the history of a claim, sealed"),
        purpose=_l("Show who did what with the claim, and when"),
        columns=("budget_claim_event.note",),
        seen_with=(CLAIM_READ,),
    ),
)
