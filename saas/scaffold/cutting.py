"""Cutting the skeleton down to the features that were chosen.

The skeleton is a whole plugin with all features. In its files, `>>> a|b` and `<<<` in comments of whatever language
stand around lines that are there for the feature a or b; `file: a|b` in the first line says so of the whole file.
What a file imports and no longer needs is left out by itself.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable

WIDTH = 110
_FILE = re.compile(r"^\W*file: ([\w|]+)\W*$")
_BEGIN = re.compile(r"^\W*>>> ([\w|]+)\W*$")
_END = re.compile(r"^\W*<<<\W*$")


def cut(text: str, features: Collection[str]) -> str | None:
    """The text for these features, none for a file that is not for them. Raises ValueError for a stray mark."""
    lines = text.splitlines()
    if lines and (only := _FILE.match(lines[0])):
        if not _meant(only, features):
            return None
        lines = lines[1:]
    kept = _without_gaps("\n".join(_chosen(lines, features)))
    return f"{kept.strip()}\n" if kept.strip() else ""


def without_unused_imports(source: str) -> str:
    """The Python source without imports of names that it does not use; those that are left fit into their lines."""
    tree = ast.parse(source)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = source.splitlines()
    for node in reversed(tree.body):
        if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__":
            wanted = [alias for alias in node.names if (alias.asname or alias.name).split(".")[0] in used]
            if len(wanted) < len(node.names) or len(lines[node.lineno - 1]) > WIDTH:
                lines[node.lineno - 1 : node.end_lineno] = _statement(node, wanted)
    return _with_room_below_imports("\n".join(lines)).rstrip() + "\n"


def _chosen(lines: Iterable[str], features: Collection[str]) -> list[str]:
    kept, inside = list[str](), list[bool]()
    for line in lines:
        if begin := _BEGIN.match(line):
            inside.append(_meant(begin, features))
        elif _END.match(line):
            inside.pop()
        elif all(inside):
            kept.append(line)
    if inside:
        raise ValueError("a region of the skeleton does not end")
    return kept


def _meant(mark: re.Match[str], features: Collection[str]) -> bool:
    return not set(mark[1].split("|")).isdisjoint(features)


def _without_gaps(text: str) -> str:
    # Two empty lines at most, one before what is indented, none at the end of a bracket.
    text = re.sub(r"\n{4,}", "\n\n\n", text)
    return re.sub(r"\n{3,}(?=[ \t])", "\n\n", text)


def _with_room_below_imports(source: str) -> str:
    """One empty line between blocks of imports, one after them, two before a function or class."""
    body = ast.parse(source).body
    last = max((n.end_lineno or 0 for n in body if isinstance(n, ast.Import | ast.ImportFrom)), default=0)
    lines = source.splitlines()
    head = re.sub(r"\n{3,}", "\n\n", "\n".join(lines[:last]))
    rest = "\n".join(lines[last:]).lstrip("\n")
    room = 3 if rest.startswith(("def ", "class ", "@")) else 2
    return head + "\n" * room + rest if last else source


def _statement(node: ast.Import | ast.ImportFrom, wanted: list[ast.alias]) -> list[str]:
    if not wanted:
        return []
    if isinstance(node, ast.Import):
        return [f"import {alias.name}" for alias in wanted]
    names = [f"{alias.name} as {alias.asname}" if alias.asname else alias.name for alias in wanted]
    line = f"from {node.module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"from {node.module} import (", *(f"    {name}," for name in names), ")"]
