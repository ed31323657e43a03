"""What plugins import of us: one list that defines nothing, each entry documented."""

import ast
from dataclasses import is_dataclass
from pathlib import Path

import pytest

from saas import plugin_api

SOURCE = ast.parse(Path(plugin_api.__file__ or "").read_text(encoding="utf-8"))


def imported() -> set[str]:
    lines = [node for node in SOURCE.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for line in lines for alias in line.names}


def test_plugin_api_only_imports_and_lists() -> None:
    docstring, *rest = SOURCE.body
    others = [node for node in rest if not isinstance(node, ast.ImportFrom)]

    assert isinstance(docstring, ast.Expr)
    assert [node.targets[0].id for node in others if isinstance(node, ast.Assign)] == ["__all__"]  # type: ignore[attr-defined]
    assert len(others) == 1


def test_plugin_api_lists_exactly_what_it_imports() -> None:
    assert set(plugin_api.__all__) == imported()


@pytest.mark.parametrize("name", [name for name in plugin_api.__all__ if callable(getattr(plugin_api, name))])
def test_entry_of_plugin_api_is_documented(name: str) -> None:
    entry = getattr(plugin_api, name)

    assert entry.__doc__, name
    # A dataclass without docstring of its own is given its signature for one.
    assert not (is_dataclass(entry) and entry.__doc__.startswith(f"{name}("))
