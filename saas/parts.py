"""What the application is made of: the hook specifications and the core rooms, each listed once."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

from saas.core.accounts import room as accounts_room
from saas.core.auditing import room as auditing_room
from saas.core.contracts import duties as duties_hooks
from saas.core.contracts import hooks as contracts_hooks
from saas.core.contracts import room as contracts_room
from saas.core.customers import hooks as customers_hooks
from saas.core.customers import room as customers_room
from saas.core.exports import room as exports_room
from saas.core.followups import hooks as followups_hooks
from saas.core.followups import room as followups_room
from saas.core.imports import room as imports_room
from saas.core.messaging import room as messaging_room
from saas.core.organisation import hooks as organisation_hooks
from saas.core.organisation import room as organisation_room
from saas.core.privacy import room as privacy_room
from saas.core.sla import room as sla_room
from saas.core.vehicles import room as vehicles_room
from saas.core.webhooks import room as webhooks_room
from saas.platform.api import room as api_room
from saas.platform.events import hooks as events_hooks
from saas.platform.files import room as files_room
from saas.platform.jobs import hooks as jobs_hooks
from saas.platform.key_rotation import room as key_rotation_room
from saas.platform.mail import room as mail_room
from saas.platform.permissions import hooks as permissions_hooks
from saas.platform.plugin_life import room as plugin_life_room
from saas.platform.plugins import Candidate, Registry, installed, load_plugins
from saas.platform.plugins import hooks as plugins_hooks
from saas.platform.web import hooks as web_hooks

SPECIFICATIONS = (
    plugins_hooks,
    permissions_hooks,
    events_hooks,
    jobs_hooks,
    web_hooks,
    contracts_hooks,
    duties_hooks,
    organisation_hooks,
    customers_hooks,
    followups_hooks,
)
"""Modules of hook specifications, from the lowest floor up."""

ROOMS = (
    mail_room,
    files_room,
    key_rotation_room,
    plugin_life_room,
    api_room,
    contracts_room,
    organisation_room,
    accounts_room,
    customers_room,
    vehicles_room,
    privacy_room,
    messaging_room,
    sla_room,
    imports_room,
    exports_room,
    auditing_room,
    webhooks_room,
    followups_room,
)
"""The tables of contents of the platform's and the core's rooms, in the order of their layers."""


def load_registry(candidates: Iterable[Candidate] | None = None) -> Registry:
    """Load the rooms and the plugins, those of this environment unless others are given."""
    found = installed() if candidates is None else candidates
    return load_plugins(
        specs=SPECIFICATIONS, rooms=ROOMS, candidates=found, core_version=version("aftercare")
    )
