"""Reading the files of a plugin without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Source:
    """A Python file below `root`."""

    path: Path
    root: Path

    @property
    def name(self) -> str:
        """The file as a report names it."""
        return str(self.path.relative_to(self.root))

    @cached_property
    def text(self) -> str:
        """What stands in it."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, filename=str(self.path))

    def at(self, node: ast.stmt | ast.expr) -> str:
        """The place of a node: `file:line`."""
        return f"{self.name}:{node.lineno}"

    def imports(self) -> Iterator[tuple[str, str]]:
        """Each module that it imports absolutely, with the place; `from a import b` gives `a.b` too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, self.at(node)) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield node.module, self.at(node)
                yield from ((f"{node.module}.{alias.name}", self.at(node)) for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """All functions and methods."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def is_below(module: str, package: str) -> bool:
    """Whether a module is a package or lies in it."""
    return module == package or module.startswith(f"{package}.")
