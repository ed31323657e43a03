"""What core and the plugins in this repository declare and others may refer to: events, permissions, jobs, slots."""

from __future__ import annotations

from typing import Any

from saas.platform.events import Event
from saas.platform.i18n import locale_context
from saas.platform.jobs import Job, Schedule
from saas.platform.permissions import Permission, Role, Separation
from saas.platform.plugins import PluginSettings, Registry, Slot
from saas.scaffold.reference.source import members, paragraphs

Rows = list[dict[str, Any]]


def declarations(registry: Registry) -> dict[str, Rows]:
    """Rows for the tables, by what they are of; in English, whatever the language of whoever asks."""
    with locale_context("en"):
        return {
            "events": _events(registry),
            "permissions": [
                {"name": found.value.name, "title": str(found.value.title), "owner": found.owner}
                for found in registry.declared(Permission)
            ],
            "jobs": [
                {"key": found.value.key, "title": str(found.value.title), "owner": found.owner}
                for found in registry.declared(Job)
            ],
            "slots": [
                {"name": found.value.name, "title": str(found.value.title), "kind": found.value.kind.value}
                for found in registry.declared(Slot)
            ],
            "settings": _settings(registry),
            "roles": [
                {
                    "code": found.value.code,
                    "title": str(found.value.title),
                    "summary": str(found.value.summary),
                    "scope": found.value.scope.value,
                    "owner": found.owner,
                }
                for found in registry.declared(Role)
            ],
            "separations": [
                {"key": found.value.key, "rule": str(found.value.rule), "owner": found.owner}
                for found in registry.declared(Separation)
            ],
            "schedules": [
                {"key": found.value.key, "job": found.value.job, "cron": found.value.cron}
                for found in registry.declared(Schedule)
            ],
        }


def _events(registry: Registry) -> Rows:
    return [
        {
            "name": found.value.name,
            "kind": found.value.__name__,
            "module": found.value.__module__,
            "owner": found.owner,
            "text": paragraphs(found.value).split("\n\n")[0],
            "fields": [one.name for one in members(found.value) if "ClassVar" not in one.type],
        }
        for found in registry.declared_classes(Event)
    ]


def _settings(registry: Registry) -> Rows:
    return [
        {
            "name": f"{found.owner}.{name}",
            "title": str(field.metadata.get("title", "")),
            "help": str(field.metadata.get("help", "")),
            "level": str(field.metadata.get("level", "group")),
        }
        for found in registry.declared(PluginSettings)
        for name, field in found.value.schema().fields.items()
    ]
