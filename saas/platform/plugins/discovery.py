"""Which plugins are installed: the entry points of the group `saas.plugins`, imported one by one, each alone."""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from saas.platform.database.migrations import CORE
from saas.platform.plugins.manifest import PluginInfo, compatibility_problems, manifest_problems
from saas.platform.plugins.process_state import Watch
from saas.platform.plugins.records import PluginRecord, Problem, ProblemKind, migrations_folder
from saas.platform.plugins.revisions import head_revision, revisions_from

GROUP = "saas.plugins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An installed plugin before anything of it was imported."""

    name: str
    """The entry point's name."""
    reference: str
    """What the entry point names, for the operator."""
    load: Callable[[], ModuleType]
    """Imports the module."""


def installed() -> list[Candidate]:
    """The plugins of this environment, by name; imports nothing."""
    return [_candidate(point) for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value))]


def _candidate(point: EntryPoint) -> Candidate:
    return Candidate(name=point.name, reference=point.value, load=point.load)


def examine(candidates: Iterable[Candidate], *, core_version: str, watch: Watch) -> list[PluginRecord]:
    """Import each plugin and read its manifest; what is wrong with one is noted in its record and stops no other."""
    by_name: defaultdict[str, dict[str, Candidate]] = defaultdict(dict)
    for candidate in candidates:
        # The same reference twice is one plugin that two installations mention.
        by_name[candidate.name][candidate.reference] = candidate
    return [
        _watched(watch, name, list(found.values()), core_version) for name, found in sorted(by_name.items())
    ]


def _watched(watch: Watch, name: str, found: list[Candidate], core_version: str) -> PluginRecord:
    record = _examine(name, found, core_version)
    changes = watch.changes()
    if changes and record.problem is None:
        return replace(record, problem=Problem(kind=ProblemKind.INVALID, message="; ".join(changes)))
    return record


def _examine(name: str, found: list[Candidate], core_version: str) -> PluginRecord:
    if len(found) > 1:
        references = ", ".join(sorted(candidate.reference for candidate in found))
        return _refused(name, ProblemKind.INVALID, f"several plugins have this name: {references}")
    try:
        module = found[0].load()
        info = getattr(module, "info", None)
        if not isinstance(info, PluginInfo):
            return _refused(name, ProblemKind.INVALID, "the module has no `info = PluginInfo(…)`")
        if "." not in module.__name__:
            return _refused(name, ProblemKind.INVALID, _without_package(module.__name__))
        core = revisions_from(CORE.versions, info.core_schema) if info.core_schema else None
        problem = _problem(info, name, core_version, core)
        folder = migrations_folder(info, module)
        head = head_revision(folder) if folder else None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin's import may fail in any way
        return _refused(name, ProblemKind.BROKEN, repr(error), traceback.format_exc())
    return PluginRecord(name=name, info=info, module=module, head=head, core_revisions=core, problem=problem)


def _without_package(module: str) -> str:
    # Templates, translations and migrations are looked for in the package around the module.
    return f"the entry point names {module!r}, which stands in no package; name a module in one, as `{module}.plugin`"


def _problem(
    info: PluginInfo, name: str, core_version: str, core_revisions: frozenset[str] | None
) -> Problem | None:
    if invalid := manifest_problems(info, entry_point=name):
        return Problem(kind=ProblemKind.INVALID, message="; ".join(invalid))
    unfit = compatibility_problems(info, core_version=core_version)
    if core_revisions is not None and not core_revisions:
        unfit.append(f"it needs the core's tables from revision {info.core_schema} on, unknown to this core")
    if unfit:
        return Problem(kind=ProblemKind.INCOMPATIBLE, message="; ".join(unfit))
    return None


def _refused(name: str, kind: ProblemKind, message: str, trace: str = "") -> PluginRecord:
    return PluginRecord(name=name, problem=Problem(kind=kind, message=message, trace=trace))
