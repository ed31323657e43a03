"""The rows behind settings: of the installation, of a group, of its stores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from saas.platform.database import session
from saas.platform.plugins.declared_settings import SettingLevel
from saas.platform.plugins.models import PluginInstallation, PluginSetting
from saas.platform.plugins.settings.values import Layer
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSettings:
    """What is stored for a plugin, from the platform to one store.

    row_version: of the narrowest level's row, 0 where it has none.
    """

    layers: tuple[Layer, ...]
    row_version: int

    def own(self, level: SettingLevel) -> Mapping[str, Any]:
        """What one level itself sets."""
        return next((layer.values for layer in self.layers if layer.level is level), {})

    def sealed(self, level: SettingLevel) -> frozenset[str]:
        """The names of what one level has stored sealed."""
        return next((layer.sealed for layer in self.layers if layer.level is level), frozenset())


def stored_layers(name: str, store_id: int | None) -> StoredSettings:
    """What is stored for the current tenant, and for one store where it is given: one query."""
    setting = PluginSetting.__table__
    rows = _rows(name, or_(setting.c.store_id.is_(None), setting.c.store_id == store_id))
    version = next((row.row_version for row in rows if row.row_version and row.store_id == store_id), 0)
    shared, own = _layers(rows)
    return StoredSettings(layers=(*shared, *own.get(store_id, ())), row_version=version)


def layers_of_stores(name: str, store_ids: Iterable[int]) -> dict[int, tuple[Layer, ...]]:
    """What is stored for the current tenant, for each of several stores: one query."""
    shared, own = _layers(_rows(name, true()))
    return {store: (*shared, *own.get(store, ())) for store in store_ids}


def _rows(name: str, which: ColumnElement[bool]) -> Sequence[Any]:
    installation, setting = PluginInstallation.__table__, PluginSetting.__table__
    mine = and_(setting.c.plugin == installation.c.name, setting.c.tenant_id == current_tenant(), which)
    columns = (
        installation.c["values"].label("wide"),
        installation.c.secrets.label("wide_secrets"),
        setting.c.store_id,
        setting.c["values"].label("narrow"),
        setting.c.secrets,
        setting.c.row_version,
    )
    statement = select(*columns).select_from(installation.outerjoin(setting, mine))
    return session().execute(statement.where(installation.c.name == name)).all()


def _layers(rows: Sequence[Any]) -> tuple[list[Layer], dict[int | None, tuple[Layer]]]:
    # Those that all stores share, and each store's own. Every row repeats what the installation holds.
    shared = [_layer(SettingLevel.PLATFORM, row.wide, row.wide_secrets) for row in rows[:1]]
    own: dict[int | None, tuple[Layer]] = {}
    for row in rows:
        if not row.row_version:
            continue
        if row.store_id is None:
            shared.append(_layer(SettingLevel.GROUP, row.narrow, row.secrets))
        else:
            own[row.store_id] = (_layer(SettingLevel.STORE, row.narrow, row.secrets),)
    return shared, own


def opened(values: Mapping[str, Any], secrets: str | None) -> dict[str, Any]:
    """The values of a row with its secrets among them."""
    return {**values, **(json.loads(secrets) if secrets else {})}


def sealed_names(secrets: str | None) -> frozenset[str]:
    """The names of what a row has sealed."""
    return frozenset(opened({}, secrets))


def sealed(values: Mapping[str, Any], secret_names: frozenset[str]) -> tuple[dict[str, Any], str | None]:
    """Values parted into the open ones and the text to seal, none without secrets."""
    hidden = {name: value for name, value in values.items() if name in secret_names}
    return (
        {name: value for name, value in values.items() if name not in hidden},
        json.dumps(hidden, sort_keys=True) if hidden else None,
    )


def _layer(level: SettingLevel, values: Mapping[str, Any], secrets: str | None) -> Layer:
    return Layer(level=level, values=opened(values, secrets), sealed=sealed_names(secrets))


def setting_row(name: str, store_id: int | None) -> PluginSetting | None:
    """The row of the group, or of one store, locked."""
    statement = select(PluginSetting).where(
        PluginSetting.tenant_id == current_tenant(),
        PluginSetting.plugin == name,
        PluginSetting.store_id == store_id if store_id is not None else PluginSetting.store_id.is_(None),
    )
    locked = statement.with_for_update().execution_options(populate_existing=True)
    return session().scalars(locked).one_or_none()


def installation_row(work: Session, name: str) -> PluginInstallation | None:
    """The row of the installation, locked."""
    found = select(PluginInstallation).where(PluginInstallation.name == name).with_for_update()
    return work.scalars(found).one_or_none()
