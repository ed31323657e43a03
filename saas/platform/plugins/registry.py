"""What all loaded plugins and core rooms contribute, each value with its owner."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from saas.platform.plugins.declared_settings import PluginSettings
from saas.platform.plugins.manifest import CORE, PluginInfo
from saas.platform.plugins.markers import HookPolicy
from saas.platform.plugins.records import PluginRecord

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Generic[T]):
    """A declared value and who declared it; authors never write the owner, the engine stamps it."""

    owner: str
    """Name of the plugin, or `core`."""
    value: T
    """What was declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """One implementation of a runtime hook."""

    owner: str
    """Name of the plugin, or `core`."""
    function: Callable[..., object]
    """The function itself."""
    accepts: frozenset[str]
    """The arguments of the specification that it wants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A runtime hook with its implementations in the order of calling."""

    name: str
    """Name of the specification."""
    policy: HookPolicy
    """How it is called."""
    returns: Any
    """The return type that its specification promises."""
    arguments: tuple[str, ...]
    """The arguments of the specification, in order."""
    implementations: tuple[Implementation, ...]
    """Marked first, unmarked, marked last; among equals core, then plugins by name; never by load order."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registry:
    """The result of loading; it does not change while the process lives. What a group has on is asked of the gate."""

    records: Mapping[str, PluginRecord]
    """All installed plugins, required ones before those that require them, the broken ones last."""
    contributions: Mapping[type, tuple[Contribution[Any], ...]]
    """Declared values by their class."""
    hooks: Mapping[str, Hook]
    """Runtime hooks by name."""
    blueprint_owners: Mapping[str, str]
    """The plugin of each plugin blueprint, as recorded when it was admitted; core's are not in it."""

    def declared(self, kind: type[T]) -> tuple[Contribution[T], ...]:
        """Everything declared of a class, by core and all loaded plugins, whoever has them on.

        Raises LookupError for a class that no declaration hook returns.
        """
        try:
            return self.contributions[kind]
        except KeyError:
            raise LookupError(f"no declaration hook returns {kind.__name__}") from None

    def declared_classes(self, kind: type[T]) -> tuple[Contribution[type[T]], ...]:
        """Like `declared`, for hooks that declare classes (`Sequence[type[X]]`)."""
        return cast("tuple[Contribution[type[T]], ...]", self.declared(kind))

    def for_tenant(self, kind: type[T], effective: frozenset[str]) -> tuple[Contribution[T], ...]:
        """What of a class counts for a group: core's and that of the plugins that are effective for it."""
        # Groups with the same plugins share the answer: one look-up, however many are installed.
        return cast("tuple[Contribution[T], ...]", _of_owners(self, cast(Hashable, kind), effective))

    def loaded(self) -> tuple[PluginInfo, ...]:
        """The manifests of the loaded plugins, required ones first."""
        return tuple(record.info for record in self.records.values() if record.loaded and record.info)

    def failed(self) -> tuple[PluginRecord, ...]:
        """The installed plugins that were not loaded."""
        return tuple(record for record in self.records.values() if not record.loaded)

    def info(self, name: str) -> PluginInfo | None:
        """The manifest of a loaded plugin, or none."""
        record = self.records.get(name)
        return record.info if record and record.loaded else None


@lru_cache(maxsize=4096)
def _of_owners(registry: Registry, kind: Any, effective: frozenset[str]) -> tuple[Contribution[Any], ...]:
    return tuple(c for c in registry.declared(kind) if c.owner == CORE or c.owner in effective)


@lru_cache(maxsize=512)
def settings_of(registry: Registry, name: str) -> PluginSettings | None:
    """What a loaded plugin declares of its settings, or none."""
    declared = registry.contributions.get(PluginSettings, ())
    return next((one.value for one in declared if one.owner == name), None)
