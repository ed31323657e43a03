"""Faults that one bad plugin can have at a time, so that the whole kit need not run for each of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from saas.testing.bad_plugins.faults import SOUND, Fault, StaleEdit, written

MOST = 5
"""Faults of one plugin. With more of them it is ever likelier that two get in each other's way."""


def shared(groups: Sequence[Sequence[Fault]]) -> list[tuple[Fault, ...]]:
    """The faults in as few plugins as it takes, each fault in one.

    Those of one plugin are of different groups, found by different checks, and change `sound` at different places: what one
    of them does to a neighbouring check of its own would otherwise not be seen.
    """
    plugins: list[list[tuple[int, Fault]]] = []
    with tempfile.TemporaryDirectory(prefix="shared-") as folder:
        for number, (group, fault) in enumerate(_in_turn(groups)):
            for at, plugin in enumerate(plugins):
                if _apart(plugin, group, fault) and _fit(plugin, fault, Path(folder, f"{number}-{at}")):
                    plugin.append((group, fault))
                    break
            else:
                plugins.append([(group, fault)])
    return [tuple(fault for _group, fault in plugin) for plugin in plugins]


def joint(faults: Sequence[Fault]) -> Fault:
    """One fault of `sound` that is all of these; itself for a single one."""
    if len(faults) == 1:
        return faults[0]
    changes = [change for fault in faults for change in fault.changes("sound")]
    return Fault(name="-and-".join(fault.name for fault in faults), check="", sound=changes)


def _in_turn(groups: Sequence[Sequence[Fault]]) -> Iterator[tuple[int, Fault]]:
    """One of each group after the other, so that neighbours in a list are of different groups."""
    for row in zip_longest(*groups):
        for group, fault in enumerate(row):
            if fault is not None:
                yield group, fault


def _apart(plugin: Sequence[tuple[int, Fault]], group: int, fault: Fault) -> bool:
    return (
        len(plugin) < MOST
        and not fault.alone
        and not any(there.alone or there.check == fault.check or of == group for of, there in plugin)
    )


def _fit(plugin: Sequence[tuple[int, Fault]], fault: Fault, folder: Path) -> bool:
    """Whether all edits find what they change, and what comes of them is Python."""
    folder.mkdir()
    try:
        made = written(SOUND, joint([*(there for _group, there in plugin), fault]).changes("sound"), folder)
        for path in made.rglob("*.py"):
            compile(path.read_text(encoding="utf-8"), path, "exec")
    except (StaleEdit, OSError, SyntaxError):
        return False
    return True
