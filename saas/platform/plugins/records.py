"""What the engine knows of each installed plugin, also of one that could not be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType

from saas.platform.plugins.manifest import PluginInfo


class ProblemKind(StrEnum):
    """Why a plugin was not loaded."""

    BROKEN = "broken"
    """Its import or one of its declaration hooks failed."""
    INVALID = "invalid"
    """Its manifest, hooks or declarations break the contract."""
    INCOMPATIBLE = "incompatible"
    """It does not fit this version of the core, or says itself that it cannot run here."""
    REQUIREMENT = "requirement"
    """A plugin that it requires is missing, unfit or not loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a plugin was not loaded, for the operator."""

    kind: ProblemKind
    """Which sort of reason."""
    message: str
    """The reason in words."""
    trace: str = ""
    """The traceback, when there was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginRecord:
    """An installed plugin."""

    name: str
    """The entry point's name."""
    info: PluginInfo | None = None
    """Its manifest, if it could be read."""
    module: ModuleType | None = None
    """The module with its manifest and hook implementations, if it could be imported."""
    head: str | None = None
    """The revision that its code needs its tables at; none without tables."""
    core_revisions: frozenset[str] | None = None
    """The revisions of the core's tables that it works with; none for any."""
    problem: Problem | None = None
    """Why it was not loaded; none for a loaded one."""

    @property
    def loaded(self) -> bool:
        """Whether its code may run."""
        return self.problem is None and self.info is not None and self.module is not None

    @property
    def readable(self) -> bool:
        """Whether people may be shown what its manifest says: it is whole, whatever else keeps the plugin from running."""
        breaks = self.problem is not None and self.problem.kind is ProblemKind.INVALID
        return self.info is not None and self.module is not None and not breaks

    @property
    def package(self) -> str:
        """Import name of the package around its module: where its templates and translations are."""
        return self.module.__name__.rpartition(".")[0] if self.module else ""

    @property
    def migrations(self) -> Path | None:
        """Folder of its migration chain, or none when it has no tables."""
        if self.info is None or self.module is None:
            return None
        return migrations_folder(self.info, self.module)


def migrations_folder(info: PluginInfo, module: ModuleType) -> Path | None:
    """Folder of the migration chain that a manifest names beside its module, or none."""
    if not info.migrations or not module.__file__:
        return None
    return Path(module.__file__).parent / info.migrations
