"""The plugin that is checked: its record, its declarations, its files."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from saas.parts import SPECIFICATIONS, load_registry
from saas.platform.plugins import Candidate, Contribution, PluginInfo, Registry, installed
from saas.platform.plugins.markers import HookKind, policy_of
from saas.platform.plugins.records import PluginRecord
from saas.platform.plugins.registry import Hook, Implementation
from saas.platform.tenancy import TenantModel
from saas.testing.kit.sources import Source

SPECS: dict[str, Callable[..., Any]] = {
    name: value
    for module in SPECIFICATIONS
    for name, value in vars(module).items()
    if hasattr(value, "saas_spec")
}
"""The hook specifications by name."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A plugin among the candidates of an environment, loaded or refused."""

    name: str
    candidates: Sequence[Candidate]

    @cached_property
    def registry(self) -> Registry:
        """The rooms and all candidates, loaded."""
        return load_registry(self.candidates)

    @cached_property
    def record(self) -> PluginRecord:
        """What the engine knows of the plugin; a LookupError for one that is not installed."""
        try:
            return self.registry.records[self.name]
        except KeyError:
            known = ", ".join(sorted(self.registry.records)) or "none"
            raise LookupError(f"no plugin {self.name!r} is installed; there are: {known}") from None

    @property
    def candidate(self) -> Candidate:
        """Where it comes from."""
        return next(one for one in self.candidates if one.name == self.name)

    @property
    def loaded(self) -> bool:
        """Whether the engine admitted it."""
        return self.record.loaded

    @property
    def info(self) -> PluginInfo:
        """Its manifest."""
        assert self.record.info is not None, "checks that read the manifest need a loaded plugin"
        return self.record.info

    @property
    def package(self) -> str:
        """Import name of its package."""
        return self.candidate.reference.partition(":")[0].rpartition(".")[0]

    @cached_property
    def folder(self) -> Path:
        """The folder of its package."""
        spec = find_spec(self.package)
        assert spec is not None, f"{self.package} cannot be found"
        assert spec.origin is not None, f"{self.package} is no regular package"
        return Path(spec.origin).parent

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Its Python files without tests and migrations."""
        paths = sorted(self.folder.rglob("*.py"))
        own = (
            path for path in paths if not {"tests", "migrations"} & set(path.relative_to(self.folder).parts)
        )
        return tuple(Source(path=path, root=self.folder.parent) for path in own)

    @cached_property
    def templates(self) -> tuple[Path, ...]:
        """Its templates."""
        return tuple(sorted((self.folder / "templates").rglob("*.html")))

    def declared(self, kind: type[Any]) -> list[Any]:
        """What it declares of a class."""
        found: Sequence[Contribution[Any]] = self.registry.contributions.get(kind, ())
        return [one.value for one in found if one.owner == self.name]

    def everything_declared(self) -> Iterator[tuple[type[Any], Any]]:
        """Each value that it declares, with its class."""
        for kind, found in self.registry.contributions.items():
            yield from ((kind, one.value) for one in found if one.owner == self.name)

    def hooks(self, *kinds: HookKind) -> Iterator[tuple[Hook, Implementation]]:
        """Its implementations of runtime hooks of these kinds."""
        for hook in self.registry.hooks.values():
            if hook.policy.kind in kinds:
                yield from ((hook, one) for one in hook.implementations if one.owner == self.name)

    @property
    def models(self) -> list[type[TenantModel]]:
        """Its tables, those that others refer to first."""
        order = {table.name: place for place, table in enumerate(TenantModel.metadata.sorted_tables)}
        return sorted(self.declared(TenantModel), key=lambda model: order[model.__tablename__])


def installed_subject(name: str) -> Subject:
    """A plugin of this environment."""
    return Subject(name=name, candidates=installed())


def implementations(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """The functions of a module that are marked as hook implementations, specified or not."""
    return {name: value for name, value in inspect.getmembers(module) if hasattr(value, "saas_impl")}


def is_declaration(name: str) -> bool:
    """Whether a hook of this name declares."""
    return name in SPECS and policy_of(SPECS[name]).kind is HookKind.REGISTER
