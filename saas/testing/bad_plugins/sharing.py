"""Faults that one bad plugin can have at a time, so that the whole kit need not run for each of them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from saas.testing.bad_plugins.faults import Fault, StaleEdit, home_of

MOST = 5
"""Faults of one plugin. With more of them it is ever likelier that two get in each other's way."""


def shared(groups: Sequence[Sequence[Fault]], of: str = "sound") -> list[tuple[Fault, ...]]:
    """The faults in as few variations of a plugin as it takes, each fault in one.

    Those of one plugin are of different groups, found by different checks, and change it at different places: what one
    of them does to a neighbouring check of its own would otherwise not be seen.
    """
    plugins: list[_Variation] = []
    with tempfile.TemporaryDirectory(prefix="shared-") as folder:
        for group, fault in _in_turn(groups):
            if not any(plugin.takes(group, fault) for plugin in plugins):
                plugins.append(_Variation(home_of(of), Path(folder, fault.name), of, group, fault))
    return [tuple(fault for _group, fault in plugin.faults) for plugin in plugins]


def joint(faults: Sequence[Fault], of: str = "sound") -> Fault:
    """One fault of a plugin that is all of these; itself for a single one."""
    if len(faults) == 1:
        return faults[0]
    changes = [change for fault in faults for change in fault.changes(of)]
    return Fault(name="-and-".join(fault.name for fault in faults), check="", both=changes)


def _in_turn(groups: Sequence[Sequence[Fault]]) -> Iterator[tuple[int, Fault]]:
    """One of each group after the other, so that neighbours in a list are of different groups."""
    for row in zip_longest(*groups):
        for group, fault in enumerate(row):
            if fault is not None:
                yield group, fault


class _Variation:
    """A plugin that gets one fault after the other: the files of its package that they change."""

    def __init__(self, home: Path, folder: Path, of: str, group: int, fault: Fault) -> None:
        self._home, self._folder, self._of = home, folder, of
        self._copied: set[Path] = set()
        self.faults = [(group, fault)]
        if not fault.alone:
            self._copy(fault)
            self._change(fault)

    def takes(self, group: int, fault: Fault) -> bool:
        """Whether it has the fault now as well: all edits found what they change, and what came of them is Python."""
        if not self._apart(group, fault):
            return False
        self._copy(fault)
        before = {path: path.read_bytes() for path in self._paths(fault) if path.exists()}
        try:
            self._change(fault)
        except (StaleEdit, OSError, SyntaxError):
            for path in self._paths(fault):
                path.unlink(missing_ok=True)
            for path, text in before.items():
                path.write_bytes(text)
            return False
        self.faults.append((group, fault))
        return True

    def _apart(self, group: int, fault: Fault) -> bool:
        return (
            len(self.faults) < MOST
            and not fault.alone
            and not any(there.alone or there.check == fault.check or of == group for of, there in self.faults)
        )

    def _paths(self, fault: Fault) -> set[Path]:
        return {self._folder / change.file for change in fault.changes(self._of)}

    def _copy(self, fault: Fault) -> None:
        # A file that an earlier fault took away stays away.
        for path in self._paths(fault) - self._copied:
            original = self._home / path.relative_to(self._folder)
            if original.is_file():
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(original, path)
            self._copied.add(path)

    def _change(self, fault: Fault) -> None:
        for change in fault.changes(self._of):
            change.apply(self._folder)
        for path in self._paths(fault):
            if path.suffix == ".py" and path.exists():
                compile(path.read_text(encoding="utf-8"), path, "exec")
