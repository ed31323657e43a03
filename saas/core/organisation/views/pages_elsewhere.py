"""The pages that a step of the set-up leads to; those of rooms that are not installed are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app, g, url_for

from saas.core.organisation.onboarding import Step
from saas.platform.i18n import LazyStr, _l


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way to do a step."""

    label: LazyStr
    endpoint: str
    icon: str
    primary: bool = False

    def url(self, step: Step) -> str:
        """Its address; the page leads back to the step."""
        return url_for(self.endpoint, group=g.tenant.code, step=step.value)


_DOORS: Mapping[Step, Sequence[Door]] = {
    Step.LEGAL_ENTITIES: (
        Door(
            label=_l("Add a legal entity"),
            endpoint="organisation.legal_entities_new",
            icon="plus",
            primary=True,
        ),
        Door(label=_l("Show all"), endpoint="organisation.legal_entities_list", icon="list"),
    ),
    Step.STORES: (
        Door(label=_l("Add a store"), endpoint="organisation.stores_new", icon="plus", primary=True),
        Door(label=_l("Show all"), endpoint="organisation.stores_list", icon="list"),
    ),
    Step.DEPARTMENTS: (
        Door(
            label=_l("Add a department"), endpoint="organisation.departments_new", icon="plus", primary=True
        ),
        Door(label=_l("Show all"), endpoint="organisation.departments_list", icon="list"),
    ),
    Step.STAFF: (
        Door(label=_l("Bring in a file"), endpoint="accounts.staff_file", icon="file-import", primary=True),
        Door(label=_l("Add an employee"), endpoint="organisation.employees_new", icon="plus"),
        Door(label=_l("Invite a member"), endpoint="accounts.members_new", icon="user-plus"),
    ),
    Step.CALENDAR: (
        Door(
            label=_l("Look at the calendar"), endpoint="organisation.calendar", icon="calendar", primary=True
        ),
    ),
    Step.PLUGINS: (
        Door(label=_l("Choose plugins"), endpoint="organisation.plugins", icon="plug", primary=True),
    ),
    Step.IMPORT: (
        Door(label=_l("Import customers"), endpoint="imports.new", icon="database-import", primary=True),
    ),
}


def doors(step: Step) -> list[Door]:
    """The ways to do a step that this installation has."""
    return [door for door in _DOORS[step] if door.endpoint in current_app.view_functions]
