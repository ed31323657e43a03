"""Every route called with another group's ids, users and addresses: it answers as if that group did not exist."""

from __future__ import annotations

import pytest

from tests.contract.fuzz.attacks import all_findings, routes
from tests.contract.fuzz.routes import LEFT_OUT, TABLE
from tests.contract.fuzz.rows import empty_tables
from tests.contract.fuzz.worlds import Worlds

_WORK = (
    "written by relay and scheduler, which do not run here; tests/contract/test_jobs_fuzz.py runs the jobs"
)
_NO_ROUTE = "no route reads or writes it"
EMPTY = {
    "audit_seal": _WORK,
    "schedule_run": _WORK,
    "followup_run": _WORK,
    "idempotency_key": "keys of requests that were sent twice; found by the whole key under the own group only",
    "export_log": _NO_ROUTE,
    "message": _NO_ROUTE,
    "plugin_setting": _NO_ROUTE,
    "role_permission": _NO_ROUTE,
}
"""Tables in which the other group has no row, and why that hides nothing."""


def test_every_route_has_an_entry(worlds: Worlds) -> None:
    known = {
        f"{method} {rule.endpoint}": rule.rule
        for rule in worlds.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    missing = {
        name: rule for name, rule in sorted(known.items()) if name not in TABLE.keys() | LEFT_OUT.keys()
    }
    assert not missing, (
        f"give each an entry in tests/contract/fuzz/routes/, or a reason in left_out.py: {missing}"
    )
    assert not (TABLE.keys() | LEFT_OUT.keys()) - known.keys(), "entries of routes that are gone"


@pytest.mark.parametrize("name", TABLE)
def test_route_keeps_groups_apart(name: str, worlds: Worlds) -> None:
    (route,) = [one for one in routes(worlds.app, TABLE) if one.name == name]
    found = all_findings(worlds, route)
    assert not found, f"{name} {route.rule.rule}\n" + "\n".join(found)


def test_group_that_must_be_left_alone_has_rows_everywhere(worlds: Worlds) -> None:
    empty = set(empty_tables(worlds.system, worlds.b.id)) - EMPTY.keys()
    assert not empty, f"give them a maker in tests/contract/fuzz/kinds/, or a reason: {sorted(empty)}"
