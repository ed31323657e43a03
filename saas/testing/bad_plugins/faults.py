"""What a fault is: edits of the sound plugin and of complaints, and the one check that must find it."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from saas.platform.plugins.markers import HookKind, policy_of
from saas.testing.kit.subject import SPECS

SOUND = Path(__file__).parent / "sound"


class StaleEdit(LookupError):
    """What an edit changes is no longer there: the plugin was changed, and the fault must follow."""


class Change(Protocol):
    """A change of one of a plugin's files."""

    @property
    def file(self) -> str:
        """Its path below the plugin's package."""

    def apply(self, folder: Path) -> None:
        """Change what lies below a folder; raises StaleEdit."""

    def found(self, folder: Path) -> Sequence[str]:
        """What the check must name, for a plugin that lies in this folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change of one file. old: what is replaced, once; empty: `new` is added at the end. A new of `None` removes the file."""

    file: str
    old: str = ""
    new: str | None = ""

    def apply(self, folder: Path) -> None:
        """Change the file below a folder; raises StaleEdit."""
        path = folder / self.file
        if self.new is None:
            path.unlink()
            return
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if self.old and self.old not in text:
            raise StaleEdit(f"{path.name} no longer holds {self.old!r}")
        changed = text.replace(self.old, self.new, 1) if self.old else text + self.new
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed, encoding="utf-8")

    def found(self, folder: Path) -> Sequence[str]:
        """Nothing beyond the check itself."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Lines at the beginning of functions of a file.

    names: functions; those that are there are changed. lines: `<name>` in them is the function's name. told: what the
    check must name for each.
    """

    file: str
    names: Collection[str]
    lines: Sequence[str]
    told: str = ""

    def apply(self, folder: Path) -> None:
        """Change the file below a folder; raises StaleEdit where it has none of the functions."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8").splitlines(keepends=True)
        # From the end, so that the lines above keep their numbers.
        for function in reversed(self._functions(folder)):
            first = function.body[0]
            documented = ast.get_docstring(function) is not None
            place = (first.end_lineno or first.lineno) if documented else first.lineno - 1
            own = (f"{' ' * first.col_offset}{line}\n" for line in _named(self.lines, function.name))
            text.insert(place, "".join(own))
        path.write_text("".join(text), encoding="utf-8")

    def found(self, folder: Path) -> Sequence[str]:
        """What is told of each of the functions."""
        names = [function.name for function in self._functions(folder)] if self.told else []
        return [one for name in names for one in _named([self.told], name)]

    def _functions(self, folder: Path) -> list[ast.FunctionDef]:
        tree = ast.parse((folder / self.file).read_text(encoding="utf-8"))
        found = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name in self.names]
        if not found:
            raise StaleEdit(f"{self.file} has none of {', '.join(sorted(self.names))}")
        return found


def _named(lines: Sequence[str], name: str) -> list[str]:
    return [line.replace("<name>", name) for line in lines]


def edit(file: str, old: str, new: str) -> Edit:
    """Replace a text, once."""
    return Edit(file=file, old=old, new=new)


def more(file: str, text: str) -> Edit:
    """Add a text at the end of a file, which is made where there is none."""
    return Edit(file=file, new=text)


def without(file: str) -> Edit:
    """Take a file away."""
    return Edit(file=file, new=None)


def at_start(file: str, function: str, *lines: str) -> Beginning:
    """Let a function begin with some lines."""
    return Beginning(file=file, names=[function], lines=lines)


def raising(file: str, *functions: str) -> Beginning:
    """Let functions raise, each of which the check must name."""
    told = "<name> cannot"
    return Beginning(file=file, names=functions, lines=[f'raise RuntimeError("{told}")'], told=told)


def raising_hooks(kind: HookKind) -> Beginning:
    """Let every hook of a kind that the plugin implements raise."""
    return raising("plugin.py", *(name for name, spec in SPECS.items() if policy_of(spec).kind is kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to break the contract.

    name: what a bad plugin is called. check: the id of the one check that finds it. both: the edits that make it, where
    they are the same for the sound plugin and for complaints; sound, complaints: further edits of one of them. twice: two
    distributions carry it. beside: further plugins, each with what it requires. outdated: a name of the plugin API that
    the next version is said to drop. unpacked: a folder of the package that its wheel does not hold. hides: nothing of
    the plugin is reached any more, so that no other fault would be found beside it.
    """

    name: str
    check: str
    both: Sequence[Change] = ()
    sound: Sequence[Change] = ()
    complaints: Sequence[Change] = ()
    twice: bool = False
    unpacked: str = ""
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    outdated: str = ""
    hides: bool = False

    @property
    def alone(self) -> bool:
        """Whether a plugin can have no other fault at the same time."""
        return self.hides or self.twice or bool(self.unpacked or self.beside or self.outdated)

    def changes(self, of: str) -> Sequence[Change]:
        """The edits of `sound` or `complaints`."""
        return [*self.both, *(self.sound if of == "sound" else self.complaints)]

    def found(self, of: str, folder: Path) -> Iterator[str]:
        """What the check must name in the plugin that lies in this folder, beyond finding something."""
        for change in self.changes(of):
            yield from change.found(folder)


def home_of(name: str) -> Path:
    """The folder of the plugin that is varied."""
    if name == "sound":
        return SOUND
    spec = find_spec("plugins")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))) / name


def written(base: Path, changes: Sequence[Change], folder: Path) -> Path:
    """A copy of a plugin's package in a folder, with the edits made; raises StaleEdit."""
    made = folder / base.name
    shutil.copytree(base, made, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    for change in changes:
        change.apply(made)
    return made
