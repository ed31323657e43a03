"""In which order plugins are loaded and migrated: what is required first, then by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from saas.platform.plugins.manifest import PluginInfo, accepts
from saas.platform.plugins.records import PluginRecord, Problem, ProblemKind


def in_requirement_order(records: Iterable[PluginRecord]) -> list[PluginRecord]:
    """All records, required ones before those that require them; each whose requirements fail is marked so."""
    by_name = {record.name: record for record in records}
    _refuse_cycles(by_name)
    _refuse_unmet(by_name)
    return [by_name[name] for name in _order(by_name)]


def _refuse_cycles(by_name: dict[str, PluginRecord]) -> None:
    while True:
        sorter = TopologicalSorter({r.name: _required(r, by_name) for r in by_name.values() if r.loaded})
        try:
            sorter.prepare()
        except CycleError as error:
            circle = error.args[1]
            for name in set(circle):
                _refuse(by_name, name, f"the requirements go in a circle: {' → '.join(circle)}")
        else:
            return


def _refuse_unmet(by_name: dict[str, PluginRecord]) -> None:
    # A plugin that falls takes those that require it along, so look until nothing changes.
    changed = True
    while changed:
        changed = False
        for record in list(by_name.values()):
            if record.loaded and record.info and (missing := unmet(record.info, by_name)):
                _refuse(by_name, record.name, "; ".join(missing))
                changed = True


def unmet(info: PluginInfo, by_name: Mapping[str, PluginRecord]) -> list[str]:
    """What a plugin requires and does not find among these records, in words for the operator."""
    found = []
    for name, versions in sorted(info.requires.items()):
        record = by_name.get(name)
        if record is None or not record.loaded or record.info is None:
            found.append(f"it requires {name}, which is {'not loaded' if record else 'not installed'}")
        elif not accepts(versions, record.info.version):
            found.append(f"it requires {name} {versions}, this is {record.info.version}")
    return found


def _order(by_name: Mapping[str, PluginRecord]) -> list[str]:
    hard = {name: sorted(_required(record, by_name)) for name, record in by_name.items() if record.loaded}
    soft = {name: sorted({*needs, *_used(by_name[name], hard)}) for name, needs in hard.items()}
    try:
        loaded = list(TopologicalSorter(dict(sorted(soft.items()))).static_order())
    except CycleError:
        # Two plugins may each use the other; then only what is required decides.
        loaded = list(TopologicalSorter(dict(sorted(hard.items()))).static_order())
    return [*loaded, *sorted(by_name.keys() - hard.keys())]


def _required(record: PluginRecord, by_name: Mapping[str, PluginRecord]) -> set[str]:
    wanted = set(record.info.requires) if record.info else set()
    return {name for name in wanted if name in by_name and by_name[name].loaded}


def _used(record: PluginRecord, loaded: Mapping[str, object]) -> set[str]:
    return {name for name in (record.info.uses if record.info else ()) if name in loaded}


def _refuse(by_name: dict[str, PluginRecord], name: str, message: str) -> None:
    problem = Problem(kind=ProblemKind.REQUIREMENT, message=message)
    by_name[name] = replace(by_name[name], problem=problem)
