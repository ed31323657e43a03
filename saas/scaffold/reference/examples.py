"""How a plugin of ours implements a hook: the function itself and the declaration that it returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
LONGEST = 40
_PLACES = (
    "plugins/complaints/plugin.py",
    "plugins/*/plugin.py",
    "examples/**/plugin.py",
    "saas/core/*/room.py",
)

WITHOUT_PLUGIN: Mapping[str, str] = {
    "register_roles": "the core alone has roles; a plugin gives its rights to them with `default_roles`",
    "group_created": "the core's rooms give a new group what it starts with; a plugin does so in `tenant_enabled`",
    "tenant_disabled": "it is for what goes on at a service outside, and no plugin of ours has one",
    "check_health": "it is for what a plugin needs around it, and no plugin of ours needs anything",
    "purge_tenant": "it is for what is kept outside the tables, and no plugin of ours keeps any",
}
"""Why a hook is here although no plugin of ours implements it; every other one has a plugin that tries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Lines of a file. path: from the root of the repository."""

    path: str
    code: str


def excerpts_of(hook: str) -> list[Excerpt]:
    """The first implementation of a hook and what it returns, where that stands beside it; empty when nobody has one."""
    for path in _sources():
        module = _parsed(path)
        function = _definition(module, hook)
        if isinstance(function, ast.FunctionDef):
            returned = _returned(path, module, function)
            return [_excerpt(path, function), *([returned] if returned else [])]
    return []


def users_of(hook: str) -> list[str]:
    """The paths of all implementations, those of plugins first."""
    return [_relative(path) for path in _sources() if _definition(_parsed(path), hook)]


def plugins_with(hook: str) -> list[str]:
    """The paths of the plugins of ours that implement a hook; the core's rooms do not count."""
    return [path for path in users_of(hook) if not path.startswith("saas/")]


def _sources() -> Iterator[Path]:
    seen = set()
    for pattern in _PLACES:
        for path in sorted(ROOT.glob(pattern)):
            if path not in seen and "build" not in path.parts:
                seen.add(path)
                yield path


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _definition(module: ast.Module, name: str) -> ast.stmt | None:
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return node
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return node
    return None


def _returned(path: Path, module: ast.Module, function: ast.FunctionDef) -> Excerpt | None:
    """What `return panels.PANELS` or `return panels.facts(…)` leads to."""
    last = function.body[-1]
    value = last.value if isinstance(last, ast.Return | ast.Expr) else None
    if isinstance(value, ast.Call):
        value = value.func
    for node in module.body:
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        names = {alias.asname or alias.name: alias.name for alias in node.names}
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id in names:
            return _found(path, f"{node.module}.{names[value.value.id]}", value.attr)
        if isinstance(value, ast.Name) and value.id in names:
            return _found(path, node.module, names[value.id])
    return None


def _found(path: Path, module: str, name: str) -> Excerpt | None:
    # Modules of the plugin's own package stand below its folder.
    parts = module.split(".")
    if path.parent.name not in parts:
        return None
    below = parts[len(parts) - parts[::-1].index(path.parent.name) :]
    base = path.parent.joinpath(*below)
    for file in (base.with_suffix(".py"), base / "__init__.py"):
        found = _definition(_parsed(file), name) if file.is_file() else None
        if found:
            return _excerpt(file, *_first_of(_parsed(file), found), found)
    return None


def _first_of(module: ast.Module, found: ast.stmt) -> list[ast.stmt]:
    """What a list of names begins with, where that stands in the same module."""
    value = found.value if isinstance(found, ast.Assign | ast.AnnAssign) else None
    if isinstance(value, ast.List | ast.Tuple) and value.elts and isinstance(value.elts[0], ast.Name):
        first = _definition(module, value.elts[0].id)
        return [first] if first else []
    return []


def _excerpt(path: Path, *nodes: ast.stmt) -> Excerpt:
    text, lines = path.read_text(encoding="utf-8").splitlines(), []
    for node in nodes:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(one.lineno for one in decorators)])
        lines += text[first - 1 : node.end_lineno]
    if len(lines) > LONGEST:
        lines = [*lines[: LONGEST - 1], "# … and so on"]
    return Excerpt(path=_relative(path), code="\n".join(lines))


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
