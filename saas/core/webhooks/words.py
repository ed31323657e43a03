"""How tellings and endpoints stand, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.webhooks.models import TellingState
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.outbound import Problem

STATES: Mapping[TellingState, tuple[LazyStr, str]] = {
    TellingState.WAITING: (_l("on its way"), "info"),
    TellingState.DONE: (_l("taken"), "good"),
    TellingState.DEAD: (_l("given up"), "bad"),
}
OFF: Mapping[str, LazyStr] = {
    "": _l("switched off"),
    "failing": _l("switched off: it took nothing for five days"),
    "gone": _l("switched off: it said that it is gone"),
}
EVENTS: Mapping[str, LazyStr] = {
    "customers.customer_created": _l("Customer added"),
    "customers.customer_changed": _l("Customer changed"),
    "customers.customer_moved": _l("Customer came into another state"),
    "customers.customers_merged": _l("Customers merged"),
    "customers.customers_unmerged": _l("Merge undone"),
    "customers.customer_erased": _l("Customer erased"),
    "vehicles.vehicle_added": _l("Vehicle added"),
    "imports.completed": _l("Import completed"),
    "followups.closed": _l("Follow-up closed"),
}
"""Those of the core; a plugin's is called by its name, and described in the API."""

_PROBLEMS: Mapping[str, LazyStr] = {
    "off": _l("The webhook was switched off."),
    Problem.ADDRESS: _l("The address cannot be called."),
    Problem.PORT: _l("The address cannot be called."),
    Problem.INTERNAL_HOST: _l("The address leads into our own network."),
    Problem.UNKNOWN_HOST: _l("Nobody knows this host."),
    Problem.TLS: _l("The certificate is not right."),
    Problem.TIMEOUT: _l("No answer in time."),
}


def event_in_words(name: str) -> str:
    """An event as it is chosen from a list."""
    title = EVENTS.get(name)
    return f"{title} ({name})" if title else name


def problem_in_words(problem: str) -> str:
    """Why a telling was not taken; empty for none."""
    if not problem:
        return ""
    if problem.startswith("http "):
        return _("It answers with code %(code)s.", code=problem.removeprefix("http "))
    return str(_PROBLEMS.get(problem) or _("It could not be reached."))
