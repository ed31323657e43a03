"""Tenancy of what is kept between requests: it must not be one group's and be given to all."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.sources import Source
from saas.testing.kit.stage import Stage

_CACHES = {"lru_cache", "cache", "cached_property", "cached"}
_READING = {"session", "current_tenant", "load", "load_for_change", "settings", "stored_settings", "of_group"}
_METHODS = {"of_group"}
_HOLDING = {"dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque"}
_STORING = {"append", "add", "update", "setdefault", "extend", "insert"}
_MEND = "build the key with tenant_key()"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@check("KIT-T06", Family.TENANCY, "What is kept between requests is kept for a group", Needs.LOADED)
def caches_have_the_tenant(stage: Stage, report: Report) -> None:
    """A cached function, and one that fills a list or dictionary of its module, reads rows neither itself nor through others."""
    readers = _readers(stage.subject.sources)
    for source in stage.subject.sources:
        held = _held(source.tree)
        for function in source.functions():
            reads = bool(_calls(function) & readers)
            if _decorators(function) & _CACHES:
                report.expect(not reads, source.at(function), "keeps what it read for one group", _MEND)
            for node, name in _stored(function, held):
                what = f"keeps in {name} what it read for one group"
                report.expect(not reads or "tenant" in ast.unparse(node), source.at(function), what, _MEND)


def _readers(sources: Iterable[Source]) -> set[str]:
    """The names of functions that read a group's rows, of ours and, by what they call, of the plugin."""
    calls: dict[str, set[str]] = {}
    for source in sources:
        for node in source.tree.body:
            if isinstance(node, Function):
                calls.setdefault(node.name, set()).update(_calls(node))
    found = set(_READING)
    while more := {name for name, called in calls.items() if called & found} - found:
        found |= more
    return found


def _calls(function: Function) -> set[str]:
    """What a function calls by name or as a name of a module."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    # What is called on an object may have the name of a function of ours: `schema.load()` reads no row.
    return {_name(one) for one in calls if not _owner(one) or _name(one) not in _READING - _METHODS}


def _name(node: ast.expr) -> str:
    inner = node.func if isinstance(node, ast.Call) else node
    return str(getattr(inner, "attr", getattr(inner, "id", "")))


def _decorators(function: Function) -> set[str]:
    return {_name(one) for one in function.decorator_list}


def _held(module: ast.Module) -> set[str]:
    """The names of lists, sets and dictionaries of a module."""
    found = set()
    for node in module.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        value = node.value
        if isinstance(value, ast.Dict | ast.List | ast.Set) or (
            isinstance(value, ast.Call) and _name(value) in _HOLDING
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def _stored(function: Function, held: set[str]) -> Iterator[tuple[ast.expr, str]]:
    """Where a function fills one of them, or a name that it declares global."""
    wide = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _name(node.value) in held:
            yield node, _name(node.value)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in wide:
            yield node, node.id
        elif isinstance(node, ast.Call) and _name(node) in _STORING and _owner(node) in held:
            yield node, _owner(node)


def _owner(call: ast.Call) -> str:
    """The name before the dot of a call, or nothing."""
    return _name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
