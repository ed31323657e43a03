"""Which promises tests show: by a test's name (`test_hook_<name>…`), by the marker `shows`, or by naming the thing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
HOOK = "test_hook_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the tests show. tests: names of test functions. marked: arguments of `shows`. named: texts and names used."""

    tests: frozenset[str]
    marked: frozenset[str]
    named: frozenset[str]

    def hook(self, name: str) -> bool:
        """Whether a test is named after a hook or marked with it."""
        own = f"{HOOK}{name}"
        return name in self.marked or any(test == own or test.startswith(f"{own}_") for test in self.tests)

    def thing(self, *names: str) -> bool:
        """Whether a test uses one of these names or is marked with it."""
        return not self.marked.isdisjoint(names) or not self.named.isdisjoint(names)


def modules_of_tests() -> list[Path]:
    """Every module of tests, of the product and of the plugins in this repository."""
    patterns = ("tests/**/*.py", "plugins/*/tests/**/*.py", "examples/*/tests/**/*.py")
    found = (path for pattern in patterns for path in ROOT.glob(pattern))
    return sorted(path for path in found if "promises" not in path.parts)


def shown(sources: Iterable[str]) -> Shown:
    """What the tests in these sources show."""
    tests, marked, named = set[str](), set[str](), set[str]()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                tests.add(node.name)
            elif isinstance(node, ast.Name):
                named.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                named.add(node.value)
            elif isinstance(node, ast.Call):
                marked |= set(_marks(node))
    return Shown(tests=frozenset(tests), marked=frozenset(marked), named=frozenset(named))


def _marks(call: ast.Call) -> Iterator[str]:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "shows":
        for argument in call.args:
            if isinstance(argument, ast.Constant):
                yield str(argument.value)
