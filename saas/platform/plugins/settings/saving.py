"""Changing settings: strict, with an optimistic lock, told to audit and plugin; secrets are written and never shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, ValidationError

from saas.platform.audit import Change, record
from saas.platform.audit.recording import record_platform
from saas.platform.database import global_session, session
from saas.platform.errors import Conflict, Invalid, NotFound, Unavailable, VersionConflict
from saas.platform.i18n import _
from saas.platform.plugins.calls import tell_plugin
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.declared_settings import PluginSettings, SettingLevel
from saas.platform.plugins.gate import effective_plugins
from saas.platform.plugins.hooks import tenant_settings_changed
from saas.platform.plugins.models import PluginSetting
from saas.platform.plugins.settings.asking import by_schema, settings_to_change
from saas.platform.plugins.settings.reading import forget_settings
from saas.platform.plugins.settings.schemas import level_schema, secret_names
from saas.platform.plugins.settings.storing import (
    StoredSettings,
    installation_row,
    opened,
    sealed,
    sealed_names,
    setting_row,
    stored_layers,
)
from saas.platform.plugins.settings.values import ResolvedSettings, as_json, faults, resolved
from saas.platform.tenancy import current_tenant

MASK = "••••••••"
"""Stands for a secret that is set; sent back, it leaves the secret as it is."""


def change_settings(
    name: str, values: Mapping[str, Any], *, store_id: int | None = None, version: int | None = None
) -> ResolvedSettings:
    """Change settings of the current group, or of one of its stores; what is not named stays as it is.

    values: as in JSON, None to inherit from the level above, MASK to leave a secret. version: the row version that the
    person saw. Raises NotFound for a plugin without settings; Invalid with each fault at its field, also for a name
    that this level does not know; VersionConflict; Unavailable when the plugin refuses or fails.
    """
    declared = settings_to_change(name)
    level = SettingLevel.GROUP if store_id is None else SettingLevel.STORE
    decision = locked_decision(name)
    if decision.settings_version not in (0, declared.version):
        raise Conflict(_("The settings of this plugin are still being brought up to date. Try again later."))
    row, before = setting_row(name, store_id), stored_layers(name, store_id)
    if version is not None and before.row_version != version:
        raise VersionConflict(_("Somebody else changed this in the meantime."))
    own = before.own(level)
    secret = by_schema(name, lambda: secret_names(declared, before.sealed(level)))
    changed = by_schema(name, lambda: changed_values(declared, level, own, values, secret))
    if changed == own:
        return by_schema(name, lambda: resolved(name, declared, before.layers))
    if row is None:
        row = PluginSetting(plugin=name, store_id=store_id)
        session().add(row)
    row.values, row.secrets = sealed(changed, secret)
    decision.settings_version = declared.version
    session().flush()
    forget_settings()
    _record(row, own, changed, secret)
    return _told(name, declared, store_id, before)


def change_platform_settings(name: str, values: Mapping[str, Any]) -> None:
    """Change the operator's settings of a plugin, which count for all groups; what is not named stays as it is.

    Raises NotFound for a plugin without settings or one that `saas db upgrade` has not seen; Invalid.
    """
    declared = settings_to_change(name)
    with global_session() as work:
        row = installation_row(work, name)
        if row is None:
            raise NotFound(_("This plugin is not set up yet: run `saas db upgrade`."))
        own, secret = opened(row.values, row.secrets), secret_names(declared, sealed_names(row.secrets))
        changed = changed_values(declared, SettingLevel.PLATFORM, own, values, secret)
        row.values, row.secrets = sealed(changed, secret)
        row.settings_version = declared.version
        names = sorted(key for key in {*own, *changed} if own.get(key) != changed.get(key))
        record_platform(work, "plugins.settings.changed", detail={"plugin": name, "names": names})


def changed_values(
    declared: PluginSettings,
    level: SettingLevel,
    own: Mapping[str, Any],
    values: Mapping[str, Any],
    secret: frozenset[str],
) -> dict[str, Any]:
    """What a level sets after a change; raises Invalid with each fault at its field."""
    sent = {key: value for key, value in values.items() if not (key in secret and value == MASK)}
    given = {key: value for key, value in sent.items() if value is not None}
    schema = level_schema(declared, level)
    if unknown := sent.keys() - schema.fields.keys():
        raise Invalid.many({key: [_("This cannot be set here.")] for key in sorted(unknown)})
    try:
        stored = as_json(schema, schema.load(given, unknown=RAISE))
    except ValidationError as error:
        raise _invalid(error.messages_dict) from None
    kept = {key: value for key, value in own.items() if key not in sent}
    return {**kept, **stored}


def _told(
    name: str, declared: PluginSettings, store_id: int | None, before: StoredSettings
) -> ResolvedSettings:
    after = stored_layers(name, store_id)
    if wrong := by_schema(name, lambda: faults(declared, after.layers)):
        raise _invalid(wrong)
    old, new = by_schema(name, lambda: tuple(resolved(name, declared, one.layers) for one in (before, after)))
    if name not in effective_plugins():
        return new
    if new.missing:
        raise Invalid.many({key: [_("This is needed while the plugin is on.")] for key in new.missing})
    if old.values != new.values:
        _tell(name, old, new, store_id)
    return new


def _tell(name: str, old: ResolvedSettings, new: ResolvedSettings, store_id: int | None) -> None:
    answers = tell_plugin(
        name,
        tenant_settings_changed,
        tenant_id=current_tenant(),
        old=dict(old.values),
        new=dict(new.values),
        store_id=store_id,
    )
    for answer in answers:
        if answer.failed:
            raise Unavailable(
                _("The plugin could not take the change, so nothing was saved. The operator finds the reason under %(id)s.",
                  id=answer.error_id)
            )  # fmt: skip


def _record(
    row: PluginSetting, own: Mapping[str, Any], changed: Mapping[str, Any], secret: frozenset[str]
) -> None:
    changes = {
        key: Change() if key in secret else Change(before=own.get(key), after=changed.get(key))
        for key in sorted({*own, *changed})
        if own.get(key) != changed.get(key)
    }
    detail: dict[str, object] = {"plugin": row.plugin}
    if row.store_id is not None:
        detail["store_id"] = row.store_id
    record("plugins.settings.changed", "plugin_setting", row.id, changes=changes, detail=detail)


def _invalid(messages: Mapping[str, Any]) -> Invalid:
    flat = {
        "" if name == "_schema" else str(name): [str(text) for text in found]
        if isinstance(found, list)
        else [str(found)]
        for name, found in messages.items()
    }
    return Invalid.many(flat)
