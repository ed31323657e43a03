"""The newest revision in a plugin's migration folder, read without running or importing anything of it."""

from __future__ import annotations

import ast
from pathlib import Path


def head_revision(folder: Path) -> str | None:
    """The one revision that no other of the folder follows, none in an empty folder.

    Raises ValueError when the chain has several ends: nobody could say which one is wanted.
    """
    follows = _chain(folder)
    ends = sorted(follows.keys() - set().union(*follows.values()))
    if len(ends) > 1:
        raise ValueError(f"the migrations in {folder} have several ends: {', '.join(ends)}")
    return ends[0] if ends else None


def revisions_from(folder: Path, first: str) -> frozenset[str]:
    """A revision of the folder with all that follow it; empty when the folder does not have it."""
    follows = _chain(folder)
    found = {first} & follows.keys()
    while more := {name for name, before in follows.items() if before & found} - found:
        found |= more
    return frozenset(found)


def _chain(folder: Path) -> dict[str, set[str]]:
    follows: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.py")):
        names = _assigned(path)
        if "revision" in names:
            follows[str(names["revision"])] = _as_set(names.get("down_revision"))
    return follows


def _assigned(path: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and target.id in ("revision", "down_revision"):
                found[target.id] = ast.literal_eval(node.value)
    return found


def _as_set(value: object) -> set[str]:
    if value is None:
        return set()
    return (
        {value}
        if isinstance(value, str)
        else {str(item) for item in value}
        if isinstance(value, tuple | list)
        else set()
    )
