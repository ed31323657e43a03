"""What the catalogue of plugins calls things: states and what to do about them, categories, legal bases, times."""

from __future__ import annotations

from collections.abc import Mapping

from saas.platform.i18n import LazyStr, _l, ngettext
from saas.platform.plugins import Category, LegalBasis, Reason

STATES: Mapping[Reason, LazyStr] = {
    Reason.EFFECTIVE: _l("On"),
    Reason.NOT_ENABLED: _l("Off"),
    Reason.REQUIREMENT_INACTIVE: _l("Needs another plugin that is off"),
    Reason.NOT_ENTITLED: _l("Not released for this group"),
    Reason.SUSPENDED: _l("Suspended by the operator"),
    Reason.MIGRATIONS_PENDING: _l("Still being set up"),
    Reason.UPGRADE_FAILED: _l("Could not be brought up to date"),
    Reason.INCOMPATIBLE: _l("Does not fit this version"),
    Reason.REQUIREMENT_MISSING: _l("Lacks another plugin"),
    Reason.NOT_INSTALLED: _l("No longer installed"),
    Reason.BROKEN: _l("Does not work at the moment"),
}
_OPERATOR = _l("Its data are kept. The operator of this service can see why and mend it.")
ADVICE: Mapping[Reason, LazyStr] = {
    Reason.REQUIREMENT_INACTIVE: _l("It runs again as soon as everything that it needs is on."),
    Reason.NOT_ENTITLED: _l("The operator of this service can release it."),
    Reason.SUSPENDED: _l("The operator has stopped it for all groups. Its data are kept."),
    Reason.MIGRATIONS_PENDING: _l("The operator is upgrading. It runs again by itself; its data are kept."),
    Reason.UPGRADE_FAILED: _OPERATOR,
    Reason.INCOMPATIBLE: _OPERATOR,
    Reason.REQUIREMENT_MISSING: _OPERATOR,
    Reason.NOT_INSTALLED: _OPERATOR,
    Reason.BROKEN: _OPERATOR,
}
"""What somebody can do about a state, where anything is to be done."""
CATEGORIES: Mapping[Category, LazyStr] = {
    Category.QUALITY: _l("Quality"),
    Category.APPRAISAL: _l("Appraisal of needs"),
    Category.PARTS: _l("Parts"),
    Category.FINANCE: _l("Finance"),
    Category.CHANNEL: _l("Channels"),
    Category.INTEGRATION: _l("Connections"),
    Category.REPORT: _l("Reports"),
}
BASES: Mapping[LegalBasis, LazyStr] = {
    LegalBasis.CONSENT: _l("Consent"),
    LegalBasis.CONTRACT: _l("Contract with the customer"),
    LegalBasis.LEGAL_DUTY: _l("Duty by law"),
    LegalBasis.EMPLOYMENT: _l("Management of staff"),
    LegalBasis.LEGITIMATE_INTEREST: _l("Legitimate interest"),
}
_YEAR = 365


def kept_for(days: int | None) -> LazyStr:
    """How long data are kept: in years where they are whole ones; none is as long as the customer."""
    if not days:
        return _l("As long as the customer's own data")
    if days % _YEAR == 0:
        return ngettext("%(num)s year", "%(num)s years", days // _YEAR, num=days // _YEAR)
    return ngettext("%(num)s day", "%(num)s days", days, num=days)
