"""Where budgets are entered: in the menu, and in the index of settings."""

from plugins.budget.navigation.audits import AUDIT_NAV
from plugins.budget.navigation.claims import CLAIM_NAV
from plugins.budget.navigation.sheets import SETTINGS_PAGES as _OF_SHEETS
from plugins.budget.navigation.sheets import SHEET_NAV

NAV = [*SHEET_NAV, *CLAIM_NAV, *AUDIT_NAV]
SETTINGS_PAGES = [*_OF_SHEETS]

__all__ = ["NAV", "SETTINGS_PAGES"]
