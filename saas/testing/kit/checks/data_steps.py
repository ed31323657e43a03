"""Schema: a migration that changes rows does so for one group after the other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.sources import Source
from saas.testing.kit.stage import Stage

_STEPPING = "for_each_tenant"
_WRITES = re.compile(
    r"\s*(?:WITH\b.*?\b)?(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\b", re.IGNORECASE | re.DOTALL
)
_SENDING = {"execute", "scalar", "scalars"}
_CHANGING = {"insert", "update", "delete"}
_MEND = "give for_each_tenant(connection, step) a step that does it, in batches"


@check("KIT-M07", Family.SCHEMA, "Its data steps go from group to group", Needs.LOADED)
def data_steps(stage: Stage, report: Report) -> None:
    """What a migration sends to change rows stands in a step given to for_each_tenant(), or in what such a step calls."""
    folder = stage.subject.record.migrations
    for path in sorted(folder.glob("*.py")) if folder else ():
        source = Source(path=path, root=stage.subject.folder.parent)
        stepped = set(_inside_steps(source.tree))
        for node, told in _changes(source.tree):
            what = f"changes rows of all groups: {' '.join(told.split())[:80]}"
            report.expect(node in stepped, source.at(node), what, _MEND)
        report.expect(True, source.name, "", "")


def _inside_steps(tree: ast.Module) -> Iterator[ast.AST]:
    """All nodes of what is given to for_each_tenant(), and of the functions that are named there."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    waiting: list[ast.AST] = [
        given
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) == _STEPPING
        for given in (*node.args, *(one.value for one in node.keywords))
    ]
    seen: set[str] = set()
    while waiting:
        for node in ast.walk(waiting.pop()):
            yield node
            if isinstance(node, ast.Name) and node.id in functions.keys() - seen:
                seen.add(node.id)
                waiting.append(functions[node.id])


def _changes(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """The calls that change rows, with what they send."""
    kept = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "bulk_insert":
            yield node, "bulk_insert"
        elif isinstance(node, ast.Call) and _name(node.func) in _SENDING:
            told = [_told(one) for given in node.args for one in _meant(given, kept)]
            yield from ((node, one) for one in told if one)


def _meant(given: ast.expr, kept: dict[str, ast.expr]) -> Iterator[ast.AST]:
    """The nodes of an argument, and of what the names in it were set to."""
    for node in ast.walk(given):
        yield node
        if isinstance(node, ast.Name) and node.id in kept:
            yield from ast.walk(kept[node.id])


def _told(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _WRITES.match(node.value):
        return node.value
    if isinstance(node, ast.Call) and _name(node.func) in _CHANGING:
        return ast.unparse(node)
    return ""


def _name(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))
