"""The reference for plugin authors is what the code says."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

import pytest
from flask import Flask

from saas import plugin_api
from saas.platform.plugins import hookspec
from saas.scaffold.reference import FOLDER, reference_pages
from saas.scaffold.reference.pages import specifications
from saas.scaffold.reference.source import members, signature


def test_reference_is_what_the_code_says(app: Flask) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    made = reference_pages()
    stale = sorted(name for name in {*made, *written} if made.get(name) != written.get(name))
    assert stale == [], "run python -m saas.scaffold.reference"


def test_reference_has_a_page_for_each_hook_and_a_heading_for_each_name() -> None:
    made = reference_pages()
    assert {f"{spec.__name__}.md" for spec in specifications()} <= made.keys()
    missing = [name for name in plugin_api.__all__ if f"\n### {name}\n" not in made["plugin_api.md"]]
    assert missing == []


def test_reference_changes_with_a_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    @hookspec
    def register_planted() -> Sequence[str]:  # type: ignore[empty-body]
        """A hook that no page tells of."""

    planted = ModuleType("planted")
    planted.register_planted = register_planted  # type: ignore[attr-defined]
    monkeypatch.setattr("saas.scaffold.reference.pages.SPECIFICATIONS", (planted,))
    assert "A hook that no page tells of." in reference_pages()["register_planted.md"]


def test_signature_is_written_as_in_the_source() -> None:
    def short(one: int, *rest: str, two: bool = True) -> list[int]:
        return [one, len(rest), two]

    def long(
        first_argument: str, second_argument: str = "x", *, third_argument_with_a_name: int, fourth: int = 4
    ) -> None: ...

    assert signature(short) == "short(one: int, *rest: str, two: bool=True) -> list[int]"
    assert signature(long).splitlines() == [
        "long(",
        "    first_argument: str,",
        "    second_argument: str = 'x',",
        "    *,",
        "    third_argument_with_a_name: int,",
        "    fourth: int = 4,",
        ") -> None",
    ]


def test_members_have_the_docstrings_below_them() -> None:
    found = {one.name: one for one in members(plugin_api.PluginInfo)}
    assert found["licence"].text == "Licence identifier (SPDX)."
    assert found["name"].default == ""
    assert found["icon"].default == "'puzzle'"
