"""Authors copy the scaffold and the example: nothing of ours stands in them but what authors may rely on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECTS = ("saas/scaffold/skeleton", "examples/vehicle-recalls")
CODE = ("saas.plugin_api",)
TESTS = (*CODE, "saas.testing.factories")


def imported(source: str) -> Iterator[str]:
    """The modules of ours that a module imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] in ("saas", "plugins", "tests"))


def strangers(source: str, allowed: tuple[str, ...]) -> set[str]:
    """Those of them that authors cannot rely on."""
    return {name for name in imported(source) if not any(f"{name}.".startswith(f"{one}.") for one in allowed)}


@pytest.mark.parametrize("project", PROJECTS)
def test_project_imports_only_what_stays(project: str) -> None:
    folder = ROOT / project
    modules = [path.relative_to(folder) for path in folder.rglob("*.py") if ".venv" not in path.parts]
    found = {
        path.as_posix(): told
        for path in modules
        if (told := strangers((folder / path).read_text(), TESTS if path.parts[0] == "tests" else CODE))
    }
    assert len(modules) > 20
    assert found == {}


@pytest.mark.parametrize("project", PROJECTS)
def test_project_links_to_nothing_beside_itself(project: str) -> None:
    folder = ROOT / project
    texts = [path.read_text() for path in folder.rglob("*.md")]
    links = [link for told in texts for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", told)]
    assert len(texts) >= 2
    assert [link for link in links if ".." in link or not (folder / link).exists()] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from saas.platform.i18n import locale_context", {"saas.platform.i18n"}),
        ("import saas.core.customers.models", {"saas.core.customers.models"}),
        ("def test():\n    from saas import create_app", {"saas"}),
        ("from saas.testing.fixtures.kit import INI", {"saas.testing.fixtures.kit"}),
        ("from saas.testing.factories.groups import Group", set()),
        ("from saas.plugin_api import session", set()),
    ],
)
def test_stranger_is_found(line: str, found: set[str]) -> None:
    assert strangers(line, TESTS) == found
