"""What people call states, kinds, drivers and actions, and how amounts are written."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.budget.models import CostKind, Driver, EntryKind, OverAction, TransferState, VersionState
from saas.plugin_api import LazyStr, _l, current_locale

STATES: Mapping[VersionState, tuple[LazyStr, str]] = {
    VersionState.DRAFT: (_l("Draft"), "plain"),
    VersionState.SUBMITTED: (_l("Submitted"), "info"),
    VersionState.FINANCE_REVIEW: (_l("In finance review"), "accent"),
    VersionState.RETURNED: (_l("Returned"), "warn"),
    VersionState.APPROVED: (_l("Approved"), "good"),
    VersionState.ACTIVE: (_l("In force"), "good"),
    VersionState.SUPERSEDED: (_l("Superseded"), "plain"),
    VersionState.CLOSED: (_l("Year closed"), "plain"),
    VersionState.DROPPED: (_l("Dropped"), "plain"),
}
"""A state's name and its tone."""

COST_KINDS: Mapping[CostKind, LazyStr] = {
    CostKind.DIRECT: _l("Direct cost"),
    CostKind.INDIRECT: _l("Indirect cost"),
}

OVER_ACTIONS: Mapping[OverAction, LazyStr] = {
    OverAction.WARN: _l("Warn only"),
    OverAction.APPROVE: _l("Needs an over-budget approval"),
    OverAction.STOP: _l("Refuse it"),
}

SPANS: Mapping[str, LazyStr] = {
    "month": _l("Its month alone"),
    "to_date": _l("From January to its month"),
    "year": _l("The whole year"),
}

DRIVERS: Mapping[Driver, LazyStr] = {
    Driver.FIXED: _l("Fixed amount a month"),
    Driver.VISITS: _l("Workshop visits"),
    Driver.LABOUR_HOURS: _l("Labour hours"),
    Driver.PARTS_LINES: _l("Parts sold"),
    Driver.VEHICLES: _l("Vehicles in care"),
    Driver.STAFF: _l("Employees"),
}

ENTRIES: Mapping[EntryKind, tuple[LazyStr, str]] = {
    EntryKind.REVISE: (_l("Budget set"), "info"),
    EntryKind.TRANSFER: (_l("Budget transferred"), "info"),
    EntryKind.COMMIT: (_l("Committed"), "warn"),
    EntryKind.RELEASE: (_l("Released"), "plain"),
    EntryKind.ACTUAL: (_l("Spent"), "accent"),
    EntryKind.REVERSE: (_l("Reversed"), "plain"),
}

TRANSFERS: Mapping[TransferState, tuple[LazyStr, str]] = {
    TransferState.REQUESTED: (_l("Requested"), "warn"),
    TransferState.APPROVED: (_l("Approved"), "good"),
    TransferState.REJECTED: (_l("Rejected"), "bad"),
    TransferState.CANCELLED: (_l("Cancelled"), "plain"),
}


def in_locale(names: Mapping[str, str]) -> str:
    """A name that the group keeps in several languages, in the page's, else in whichever it has."""
    return names.get(current_locale()) or next(iter(names.values()), "")
