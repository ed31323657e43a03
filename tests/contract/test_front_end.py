"""What the browser is given: the budget of the first page, exact versions, icons that exist, pages made of macros."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from saas.platform.web.static import DIST

ROOT = Path(__file__).parents[2]
BUDGET = 180 * 1024
FIRST_PAGE = ("boot.js", "app.js", "app.css")

_ICON = re.compile(r"""(?:\bicon\(|\bicon_name=|\bicon=|["']icon["']:\s*)["']([a-z][a-z0-9-]+)["']""")
_STYLE = re.compile(
    r"<[^>]+\s(?:style|on[a-z]+|hx-on[^=]*)=|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)


def sources(*suffixes: str) -> Iterator[Path]:
    for top in ("saas", "plugins"):
        found = (ROOT / top).rglob("*")
        yield from (path for path in found if path.suffix in suffixes and "static" not in path.parts)


def templates() -> list[Path]:
    return [path for path in sources(".html") if "mail" not in path.parts]


def test_first_page_is_within_its_budget() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text())
    sizes = {name: len(gzip.compress((DIST / manifest[name]).read_bytes(), 9)) for name in FIRST_PAGE}
    assert sum(sizes.values()) <= BUDGET, sizes


def test_htmx_is_pinned_and_the_lock_names_no_host() -> None:
    package = json.loads((ROOT / "frontend/package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert versions["htmx.org"].startswith("4.0.")
    assert not [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)]
    lock = (ROOT / "frontend/package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_icons_that_are_named_are_drawn() -> None:
    known = set((ROOT / "frontend/icons.txt").read_text().split())
    named = {
        (name, str(path.relative_to(ROOT)))
        for path in sources(".html", ".py")
        for name in _ICON.findall(path.read_text())
    }
    assert {pair for pair in named if pair[0] not in known} == set()
    assert known == set(json.loads((DIST / "icons.json").read_text()))


@pytest.mark.parametrize("path", templates(), ids=lambda path: "/".join(path.parts[-2:]))
def test_templates_write_no_style_or_script(path: Path) -> None:
    # comments of the template and the data blocks inside attributes are not the page
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert _STYLE.findall(text) == []


@pytest.mark.parametrize(
    "written",
    [
        '<p style="color:red">',
        '<a onclick="go()">',
        '<p hx-on:click="x">',
        "<style>",
        "<script>",
        '<a href="javascript:x">',
    ],
)
def test_templates_fault_is_found(written: str) -> None:
    assert _STYLE.search(written)
