"""The list of requirements and the tests that name them agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([A-Z]-\d{2,3}) \| .+ \| (done|begun|open) \|", re.MULTILINE)


def listed() -> dict[str, str]:
    """ID to state."""
    return dict(ROW.findall((ROOT / "docs" / "requirements.md").read_text()))


@cache
def named_by_tests() -> Set[str]:
    """The IDs in `@pytest.mark.req(…)` of all tests."""
    files = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("plugins/*/tests/**/*.py")]
    return {name for file in files for name in _marks(ast.parse(file.read_text()))}


def _marks(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "req":
            yield from (str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))


def test_requirements_are_all_listed_once() -> None:
    text = (ROOT / "docs" / "requirements.md").read_text()
    assert len(listed()) == len(re.findall(r"^\| [A-Z]-\d", text, re.MULTILINE)) == 202


def test_requirements_that_are_done_have_a_test() -> None:
    done = {name for name, state in listed().items() if state == "done"}
    assert done - named_by_tests() == set()


def test_requirements_that_tests_name_are_listed_and_begun() -> None:
    begun = {name for name, state in listed().items() if state != "open"}
    assert named_by_tests() - begun == set()
    assert named_by_tests()
