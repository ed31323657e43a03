"""What a fault is: an edit of the sound plugin, the same edit of complaints, and the one check that must find it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SOUND = Path(__file__).parent / "sound"


class StaleEdit(LookupError):
    """What an edit replaces is no longer there: the plugin was changed, and the fault must follow."""


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


def edit(file: str, old: str, new: str) -> Edit:
    """Replace a text, once."""
    return Edit(file=file, old=old, new=new)


def more(file: str, text: str) -> Edit:
    """Add a text at the end of a file, which is made where there is none."""
    return Edit(file=file, new=text)


def without(file: str) -> Edit:
    """Take a file away."""
    return Edit(file=file, new=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to break the contract.

    name: what a bad plugin is called. check: the id of the one check that finds it. sound, complaints: the edits that
    make it. twice: two distributions carry it. beside: further plugins, each with what it requires.
    """

    name: str
    check: str
    sound: Sequence[Edit] = ()
    complaints: Sequence[Edit] = ()
    twice: bool = False
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def written(base: Path, edits: Sequence[Edit], folder: Path) -> Path:
    """A copy of a plugin's package in a folder, with the edits made; raises StaleEdit."""
    made = folder / base.name
    shutil.copytree(base, made, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    for edit in edits:
        edit.apply(made)
    return made
