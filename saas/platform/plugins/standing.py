"""How a plugin stands for a group: the one rule, on plain values, that gate, page, command and tests share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from saas.platform.plugins.declared_settings import PluginSettings, is_older
from saas.platform.plugins.manifest import Availability
from saas.platform.plugins.models import PlatformState, Switch
from saas.platform.plugins.records import PluginRecord, ProblemKind
from saas.platform.plugins.registry import Registry, settings_of


class Reason(StrEnum):
    """Why a plugin is or is not effective for a group; the first that applies, in this order."""

    NOT_INSTALLED = "not_installed"
    """Its code is not in this environment."""
    BROKEN = "broken"
    """Its code could not be loaded or breaks the contract."""
    INCOMPATIBLE = "incompatible"
    """It does not fit this version of the core."""
    REQUIREMENT_MISSING = "requirement_missing"
    """A plugin that it requires is not installed here or not loaded."""
    MIGRATIONS_PENDING = "migrations_pending"
    """Its tables are not as its code needs them; `saas db upgrade` brings them there."""
    UPGRADE_FAILED = "upgrade_failed"
    """It could not be set up for this group when it became newer; the next `saas db upgrade` tries again."""
    SUSPENDED = "suspended"
    """The operator has suspended it for everybody."""
    NOT_ENTITLED = "not_entitled"
    """It is restricted and the operator has not entitled this group."""
    NOT_ENABLED = "not_enabled"
    """The group has not switched it on."""
    REQUIREMENT_INACTIVE = "requirement_inactive"
    """A plugin that it requires is not effective for this group."""
    EFFECTIVE = "effective"
    """It runs for this group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredState:
    """What the database says of a plugin and a group."""

    plugin: str
    """Name of the plugin."""
    platform_state: PlatformState
    """What the operator decided."""
    schema_revision: str | None
    """The revision its tables are at; none without tables."""
    switch: Switch | None
    """What the group decided, none if nothing."""
    entitled: bool
    """Whether the operator entitled the group."""
    core_revision: str | None = None
    """What the core's tables were at when its own were last upgraded."""
    settings_versions: tuple[int, ...] = ()
    """Of the operator's and of the group's stored settings; 0 where nothing is stored."""
    problem: str | None = None
    """Why it could not be set up for the group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a plugin stands for a group."""

    plugin: str
    """Name of the plugin."""
    reason: Reason
    """The first reason that applies."""
    detail: str = ""
    """What exactly, for the operator: the requirement, the problem of loading."""

    @property
    def effective(self) -> bool:
        """Whether it runs for the group."""
        return self.reason is Reason.EFFECTIVE


_BY_PROBLEM = {
    ProblemKind.BROKEN: Reason.BROKEN,
    ProblemKind.INVALID: Reason.BROKEN,
    ProblemKind.INCOMPATIBLE: Reason.INCOMPATIBLE,
    ProblemKind.REQUIREMENT: Reason.REQUIREMENT_MISSING,
}


def standing(
    registry: Registry,
    name: str,
    stored: StoredState | None,
    is_effective: Callable[[str], bool],
) -> Standing:
    """How the plugin stands.

    stored: what the database says; none where `saas db upgrade` has not seen the plugin.
    is_effective: the same question about another plugin of the same group.
    """
    record = registry.records.get(name)
    if record is None:
        return Standing(plugin=name, reason=Reason.NOT_INSTALLED)
    if record.problem or record.info is None:
        problem = record.problem
        reason = _BY_PROBLEM[problem.kind] if problem else Reason.BROKEN
        return Standing(plugin=name, reason=reason, detail=problem.message if problem else "")
    if stored is None:
        return Standing(plugin=name, reason=Reason.MIGRATIONS_PENDING)
    behind = behind_code(
        record,
        settings_of(registry, name),
        schema_revision=stored.schema_revision,
        core_revision=stored.core_revision,
        settings_versions=stored.settings_versions,
    )
    if behind is not None:
        return Standing(plugin=name, reason=Reason.MIGRATIONS_PENDING, detail=behind)
    if stored.problem:
        return Standing(plugin=name, reason=Reason.UPGRADE_FAILED, detail=stored.problem)
    if reason_stored := _decided(record.info.availability, stored):
        return Standing(plugin=name, reason=reason_stored)
    for required in sorted(record.info.requires):
        if not is_effective(required):
            return Standing(plugin=name, reason=Reason.REQUIREMENT_INACTIVE, detail=required)
    return Standing(plugin=name, reason=Reason.EFFECTIVE)


def behind_code(
    record: PluginRecord,
    declared: PluginSettings | None,
    *,
    schema_revision: str | None,
    core_revision: str | None,
    settings_versions: tuple[int, ...],
) -> str | None:
    """What of the database is older than a plugin's code needs, none where all is as it should be."""
    if schema_revision != record.head:
        return f"tables at {schema_revision}, the code wants {record.head}"
    if record.core_revisions is not None and core_revision not in record.core_revisions:
        return f"the core's tables are at {core_revision}, older than it needs"
    if any(is_older(version, declared) for version in settings_versions):
        return "its settings are those of an older version"
    return None


def _decided(availability: Availability, stored: StoredState) -> Reason | None:
    if stored.platform_state is PlatformState.SUSPENDED:
        return Reason.SUSPENDED
    if availability is Availability.RESTRICTED and not stored.entitled:
        return Reason.NOT_ENTITLED
    if availability is Availability.SYSTEM:
        return None
    silent = Switch.ENABLED if availability is Availability.DEFAULT_ON else Switch.DISABLED
    return None if (stored.switch or silent) is Switch.ENABLED else Reason.NOT_ENABLED
