"""Kinds of actors and areas of the audit, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.exporters import Exporter
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.plugins import CORE, Contribution, current_registry, loaded_plugin
from saas.platform.tenancy import ActorKind

ACTORS: Mapping[ActorKind, LazyStr] = {
    ActorKind.MEMBER: _l("Member"),
    ActorKind.API_CLIENT: _l("Program"),
    ActorKind.SUPPORT: _l("Support"),
    ActorKind.CUSTOMER: _l("Customer"),
    ActorKind.JOB: _l("Background work"),
    ActorKind.SYSTEM: _l("System"),
}

AREAS: Mapping[str, LazyStr] = {
    "accounts": _l("Members and tokens"),
    "customers": _l("Customers"),
    "followups": _l("Follow-ups"),
    "imports": _l("Imports"),
    "messaging": _l("Messages"),
    "organisation": _l("Organisation"),
    "permissions": _l("Roles"),
    "plugins": _l("Plugins"),
    "privacy": _l("Privacy"),
    "security": _l("Security"),
    "vehicles": _l("Vehicles"),
}
"""The first part of an action to what people call it; plugins have their own titles."""


def labels() -> dict[str, Contribution[AuditLabel]]:
    """What actions are called, by action, also those of plugins that are off."""
    return {one.value.key: one for one in current_registry().declared(AuditLabel)}


def title_of(action: str, known: Mapping[str, Contribution[AuditLabel]]) -> str:
    """What an action is called; of one that nobody names any more, its own name."""
    if action in known:
        return str(known[action].value.title)
    if action.endswith(".exported"):
        tables = {one.value.key: one.value.title for one in current_registry().declared(Exporter)}
        return _("Table taken out: %(table)s", table=tables.get(action.removesuffix(".exported"), action))
    return action


def areas() -> list[tuple[str, str]]:
    """The areas one can narrow to, those of plugins after the system's own."""
    registry = current_registry()
    plugins = {one.owner for one in registry.declared(AuditLabel) if one.owner != CORE}
    named = [(name, str(loaded_plugin(name).title)) for name in sorted(plugins)]
    return [*((key, str(title)) for key, title in AREAS.items()), *named]
