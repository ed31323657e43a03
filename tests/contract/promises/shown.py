"""Which promises tests show: by a test's name (`test_hook_<name>…`), by the marker `shows`, or by naming the thing."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
HOOK = "test_hook_"
ASKING = {
    "change_platform_settings",
    "change_settings",
    "own_values",
    "set_settings",
    "settings",
    "stored_settings",
}
"""What is called to set or read a plugin's settings, with the plugin's name and theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the tests show.

    tests: names of test functions. marked: arguments of `shows`. named: texts and names used. asked: the texts and names
    of each call that sets or reads settings.
    """

    tests: frozenset[str]
    marked: frozenset[str]
    named: frozenset[str]
    asked: tuple[frozenset[str], ...] = ()

    def hook(self, name: str) -> bool:
        """Whether a test is named after a hook or marked with it."""
        own = f"{HOOK}{name}"
        return name in self.marked or any(test == own or test.startswith(f"{own}_") for test in self.tests)

    def thing(self, *names: str) -> bool:
        """Whether a test uses one of these names or is marked with it."""
        return not self.marked.isdisjoint(names) or not self.named.isdisjoint(names)

    def setting(self, plugin: str, name: str) -> bool:
        """Whether a test sets or reads a setting of a plugin; its bare name elsewhere may be anything."""
        return any({plugin, name} <= words for words in self.asked)


def modules_of_tests() -> list[Path]:
    """Every module of tests, of the product and of the plugins in this repository."""
    patterns = ("tests/**/*.py", "plugins/*/tests/**/*.py", "examples/*/tests/**/*.py")
    found = (path for pattern in patterns for path in ROOT.glob(pattern))
    return sorted(path for path in found if "promises" not in path.relative_to(ROOT).parts)


def shown(sources: Iterable[str]) -> Shown:
    """What the tests in these sources show."""
    tests, marked, named, asked = set[str](), set[str](), set[str](), list[frozenset[str]]()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            named |= set(_word(node))
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                tests.add(node.name)
            elif isinstance(node, ast.Call):
                marked |= set(_marks(node))
            if asking := _asking(node):
                asked.append(frozenset(word for part in ast.walk(asking) for word in _word(part)))
    return Shown(tests=frozenset(tests), marked=frozenset(marked), named=frozenset(named), asked=tuple(asked))


def _word(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg


def _asking(node: ast.AST) -> ast.AST | None:
    """The call that sets or reads settings, with what is picked from its answer: `settings("recalls")["days"]`."""
    call = node.value if isinstance(node, ast.Subscript) else node
    if not isinstance(call, ast.Call):
        return None
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return node if name in ASKING else None


def _marks(call: ast.Call) -> Iterator[str]:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "shows":
        for argument in call.args:
            if isinstance(argument, ast.Constant):
                yield str(argument.value)
