"""Every separation of duty that is declared has a case in which it refuses, and is kept to by an operation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from saas.parts import load_registry
from saas.platform.errors import Invalid
from saas.platform.permissions import Separation, UndeclaredSeparation, keep_apart, require_another
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group
from tests.contract.promises.shown import ROOT, modules_of_tests

DECLARED = sorted(one.value.key for one in load_registry().declared(Separation))


def test_hook_register_separations_is_asked_of_plugins() -> None:
    assert {one.owner for one in load_registry().declared(Separation)} >= {"complaints"}


@pytest.mark.parametrize("key", DECLARED)
def test_separation_has_a_case_that_is_refused(key: str) -> None:
    """A module of tests that is marked with it, and in which something is refused."""
    assert any(_shows(path, key) and _refuses(path) for path in modules_of_tests())


@pytest.mark.parametrize("key", DECLARED)
def test_separation_is_asked_for_by_an_operation(key: str) -> None:
    assert {key, *_constants(key)} & _asked_anywhere()


def test_separation_that_nobody_declares_is_a_defect(app: Flask) -> None:
    with inside(group().id), pytest.raises(UndeclaredSeparation):
        require_another("nobody.thing:one-other", "accounts.member:read", than=[1])
    with inside(group().id), pytest.raises(UndeclaredSeparation):
        keep_apart("nobody.thing:one-other", 1, than=[1], field="member_id")


def test_part_that_no_member_did_keeps_nobody_out(app: Flask) -> None:
    with inside(group().id):
        keep_apart(DECLARED[0], None, than=[None], field="member_id")
        keep_apart(DECLARED[0], 1, than=[None, 2], field="member_id")
        with pytest.raises(Invalid):
            keep_apart(DECLARED[0], 1, than=[None, 1], field="member_id")


def _shows(path: Path, key: str) -> bool:
    return f'"{key}"' in path.read_text(encoding="utf-8")


def _refuses(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return "raises(Forbidden" in text or "raises(Invalid" in text


def _sources() -> Iterator[Path]:
    yield from (path for folder in ("saas", "plugins") for path in ROOT.glob(f"{folder}/**/*.py"))


def _constants(key: str) -> Iterator[str]:
    """What modules call the key: an operation asks by the name, not by the text."""
    for path in _sources():
        if f'"{key}"' in (text := path.read_text(encoding="utf-8")):
            named = (node for node in ast.parse(text).body if isinstance(node, ast.Assign))
            given = (node for node in named if ast.unparse(node.value).strip("'") == key)
            yield from (ast.unparse(target) for node in given for target in node.targets)


@cache
def _asked_anywhere() -> frozenset[str]:
    """What the code of the product and its modules asks for."""
    texts = (path.read_text(encoding="utf-8") for path in _sources())
    return frozenset(name for text in texts for name in _asked(ast.parse(text)))


def _asked(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("require_another", "keep_apart"):
            yield ast.unparse(node.args[0]).strip("'\"")
