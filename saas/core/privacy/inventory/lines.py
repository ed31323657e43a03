"""The inventory's lines: personal columns as the models declare them, with what is said of their tables and plugins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Table

from saas.core.accounts.queries import role_titles
from saas.core.organisation.plugin_words import kept_for
from saas.core.privacy.inventory.roles import roles_by_permission
from saas.core.privacy.inventory.uses import CORE_USES, TableUse
from saas.platform.i18n import LazyStr
from saas.platform.permissions import current_catalogue
from saas.platform.plugin_life import table_title
from saas.platform.plugins import CORE, DataUse, LegalBasis, PluginInfo, current_registry, effective_plugins
from saas.platform.security.sealed import Sealed
from saas.platform.tenancy import Base, DataCategory, TenantModel
from saas.platform.tenancy.columns import DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldColumn:
    """One personal column. sealed: encrypted with the group's key. hashed: only a keyed hash of the value."""

    name: str
    category: DataCategory
    sealed: bool
    hashed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    """One kind of data: a table of the core, or what a plugin declares as one.

    owner: `core` or the plugin's name. on: whether it is on for the group; what it kept stays when it is off. kept: how
    long. permissions: with which rights it is seen. roles: who holds these in the group. leaves: to whom it is sent
    outside, `""` for nobody.
    """

    owner: str
    on: bool
    what: LazyStr
    columns: Sequence[HeldColumn]
    purpose: LazyStr
    basis: LegalBasis
    kept: LazyStr
    permissions: Sequence[LazyStr]
    roles: Sequence[LazyStr]
    leaves: LazyStr = ""

    @property
    def categories(self) -> Sequence[DataCategory]:
        """The kinds of data, each once."""
        return list(dict.fromkeys(column.category for column in self.columns))


def data_lines() -> list[DataLine]:
    """The whole inventory for the current group: the core's tables first, then each loaded plugin's."""
    held = {table.name: personal_columns(table) for table in Base.metadata.sorted_tables}
    plugins = {name: info for info in current_registry().loaded() for name in [info.name]}
    of_plugins = _tables_of_plugins()
    seen = _Seen()
    core = [
        _core_line(use, held[table], seen)
        for table, use in CORE_USES.items()
        if table in held and table not in of_plugins
    ]
    return core + [
        _plugin_line(info, use, held, seen) for info in plugins.values() for use in info.data_categories
    ]


def undeclared_columns() -> list[str]:
    """Personal columns of which nobody says why they are kept, as `table.column`; none in a sound house."""
    declared = {
        column
        for info in current_registry().loaded()
        for use in info.data_categories
        for column in use.columns
    }
    return [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in personal_columns(table)
        if table.name not in CORE_USES and f"{table.name}.{column.name}" not in declared
    ]


def personal_columns(table: Table) -> list[HeldColumn]:
    """The columns of a table that say they hold personal data."""
    return [_held(column) for column in table.columns if _category(column) is not DataCategory.NONE]


class _Seen:
    """Rights and the roles that hold them, read once for all lines."""

    def __init__(self) -> None:
        self._catalogue = current_catalogue()
        self._titles = role_titles()
        self._roles = roles_by_permission()

    def rights(self, names: Iterable[str]) -> list[LazyStr]:
        """What the declared ones of these rights are called."""
        return [self._catalogue.permissions[name].value.title for name in names if self._known(name)]

    def roles(self, names: Iterable[str]) -> list[LazyStr]:
        """The roles of the group that hold one of these rights, each once."""
        codes = {code for name in names if self._known(name) for code in self._roles(name)}
        return [title for code, title in self._titles.items() if code in codes]

    def readings_of(self, plugin: str) -> list[str]:
        """The rights of a plugin to see something."""
        found = self._catalogue.permissions.items()
        return [name for name, one in found if one.owner == plugin and name.endswith(":read")]

    def _known(self, name: str) -> bool:
        return name in self._catalogue.permissions


def _core_line(use: TableUse, columns: Sequence[HeldColumn], seen: _Seen) -> DataLine:
    return DataLine(
        owner=CORE,
        on=True,
        what=use.what or table_title(use.table),
        columns=columns,
        purpose=use.purpose,
        basis=use.basis,
        kept=use.kept,
        permissions=seen.rights(use.seen_with),
        roles=seen.roles(use.seen_with),
    )


def _plugin_line(info: PluginInfo, use: DataUse, held: dict[str, list[HeldColumn]], seen: _Seen) -> DataLine:
    rights = use.seen_with or seen.readings_of(info.name)
    return DataLine(
        owner=info.name,
        on=info.name in effective_plugins(),
        what=use.what,
        columns=[
            column
            for name in use.columns
            for column in held.get(name.partition(".")[0], [])
            if column.name == name.partition(".")[2]
        ],
        purpose=use.purpose,
        basis=use.basis,
        kept=kept_for(use.retention_days),
        permissions=seen.rights(rights),
        roles=seen.roles(rights),
        leaves=use.leaves_the_system,
    )


def _tables_of_plugins() -> set[str]:
    declared = current_registry().declared_classes(TenantModel)
    return {one.value.__tablename__ for one in declared if one.owner != CORE}


def _held(column: Column[object]) -> HeldColumn:
    return HeldColumn(
        name=column.name,
        category=_category(column),
        sealed=isinstance(column.type, Sealed),
        hashed=column.name.endswith("_hash"),
    )


def _category(column: Column[object]) -> DataCategory:
    found = column.info.get(DATA, DataCategory.NONE)
    return found if isinstance(found, DataCategory) else DataCategory.NONE
