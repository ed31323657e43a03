"""Whatever an operation records has a name that people read, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

import pytest

from saas.core.contracts.audit_labels import AuditLabel
from saas.parts import load_registry

ROOT = Path(__file__).parents[2]
FOLDERS = ("saas/core", "saas/platform", "plugins")
MADE_OF_PARTS = {
    "{}.exported": "the title of the table that was taken out",
    "complaints.alert.{}": "",
    "complaints.case.{}": "",
    "complaints.issue.{}": "",
    "customers.customer.{}": "",
    "organisation.{}.changed": "",
    "organisation.{}.created": "",
    "parts.count.{}": "",
    "parts.order.{}": "",
    "parts.reservation.{}": "",
    "parts.stock.{}": "",
    "parts.transfer.{}": "",
    "plugins.plugin.{}": "",
}
"""Actions with a part that is chosen when they are recorded; the reason where no label is wanted."""
TAKEN_FROM_A_CALLER = {"_note", "_move"}
"""Functions that are handed the action: their callers' texts count."""


def labels() -> dict[str, AuditLabel]:
    return {one.value.key: one.value for one in load_registry().declared(AuditLabel)}


@cache
def recorded() -> frozenset[str]:
    sources = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))
    return frozenset(
        one for path in sources if "tests" not in path.parts for one in recorded_in(path.read_text())
    )


def recorded_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "")
            if name == "record" and node.args:
                yield from texts(node.args[0])
            elif name in TAKEN_FROM_A_CALLER:
                yield from texts(node.args[-1])


def texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") == 2:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from [*texts(node.body), *texts(node.orelse)]
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def unnamed(actions: Set[str], known: Set[str]) -> set[str]:
    """Actions that no label names, with those of parts standing for at least one label."""
    return {
        one
        for one in actions
        if one not in known
        and not MADE_OF_PARTS.get(one)
        and not any(re.fullmatch(re.escape(one).replace(r"\{\}", "[a-z_]+"), label) for label in known)
    }


def test_hook_register_audit_labels_is_asked_of_rooms_and_plugins() -> None:
    assert {"core", "complaints"} <= {one.owner for one in load_registry().declared(AuditLabel)}


def test_every_recorded_action_has_a_label() -> None:
    assert len(recorded()) > 80
    assert unnamed(recorded(), set(labels())) == set()


def test_every_label_names_an_action_that_is_recorded() -> None:
    patterns = [re.escape(one).replace(r"\{\}", "[a-z_]+") for one in recorded()]
    assert {key for key in labels() if not any(re.fullmatch(pattern, key) for pattern in patterns)} == set()


def test_planted_action_without_a_label_is_found() -> None:
    planted = set(recorded_in('record("customers.customer.beamed", "customer", 1)'))
    assert unnamed(planted, set(labels())) == planted == {"customers.customer.beamed"}


@pytest.mark.parametrize("pattern", MADE_OF_PARTS)
def test_listed_patterns_are_recorded(pattern: str) -> None:
    assert pattern in recorded()
