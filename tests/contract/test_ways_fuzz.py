"""Exports, search, files and kept keys: each way on which words of one group could come to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from saas.core.contracts.exporters import Exporter
from saas.parts import load_registry
from saas.platform.clock import today
from saas.platform.web.extending import SearchSource
from tests.contract.fuzz.attacks import Route, all_findings, routes
from tests.contract.fuzz.kept import files_found, keys_found
from tests.contract.fuzz.kinds import scene_of
from tests.contract.fuzz.probes import Own, Probe
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.searching import SEARCHED, Search, search_findings
from tests.contract.fuzz.work import declared
from tests.contract.fuzz.worlds import Worlds

_YEAR = str((today("Asia/Shanghai") - timedelta(days=2)).year)
"""Of the expenses that the kinds have."""
EXPORTS: Mapping[str, Probe] = {
    "customers.customer": Probe(query={"store_id": Own("store")}, with_rows=("customer",)),
    "auditing.entry": Probe(query={"object_id": Own("customer")}, with_rows=("audit_entry",)),
    "followups.task": Probe(query={"assignee_id": Own("me"), "store_id": Own("store")}, with_rows=("task",)),
    "complaints.case": Probe(query={"store_id": Own("store")}, with_rows=("case",)),
    "complaints.figures": Probe(query={"store_id": Own("store")}, with_rows=("case",), shows=""),
    "kano.result": Probe(query={"study_id": Own("analysed_study")}, with_rows=("analysed_study",)),
    "parts.stock": Probe(query={"store_id": Own("store")}, with_rows=("stocked_part",)),
    "parts.figures": Probe(query={"store_id": Own("store")}, with_rows=("stocked_part",), shows=""),
    "budget.findings": Probe(query={"audit_id": Own("audit")}, with_rows=("finding",)),
    "budget.months": Probe(query={"year": "2027", "store_id": Own("store")}, with_rows=("budget_pot",)),
    "budget.structure": Probe(query={"year": "2027", "store_id": Own("store")}, with_rows=("budget_pot",)),
    "budget.variances": Probe(query={"year": "2027", "store_id": Own("store")}, with_rows=("budget_pot",)),
    "budget.objects": Probe(query={"year": _YEAR, "store_id": Own("store")}, with_rows=("waiting_claim",)),
    "privacy.inventory": Probe(shows=""),
}
"""For each table that may be taken out what narrows it, and which rows it then shows."""


def route_of(worlds: Worlds, name: str, probe: Probe) -> Route:
    (rule,) = [one.rule for one in routes(worlds.app, TABLE) if one.name == name]
    return Route(rule=rule, method=name.partition(" ")[0], probe=probe)


def test_every_exporter_has_an_example(worlds: Worlds) -> None:
    assert {one.key for one in declared(worlds, Exporter)} == EXPORTS.keys()


@pytest.mark.req("C-29", "C-06")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("key", EXPORTS)
def test_export_holds_rows_of_its_own_group_only(key: str, form: str, worlds: Worlds) -> None:
    probe = export_probe(key, form, EXPORTS[key])
    assert all_findings(worlds, route_of(worlds, "POST exports.export", probe)) == []


def export_probe(key: str, form: str, probe: Probe) -> Probe:
    return Probe(
        path={"table_key": key},
        query=probe.query,
        body={"reason": "Pruefung", "form": form},
        with_rows=probe.with_rows,
        shows="row" if probe.shows is None else probe.shows,
    )


def test_every_section_of_the_search_is_tried() -> None:
    sections = {f"{one.owner}.{one.value.key}" for one in load_registry().declared(SearchSource)}
    assert sections == {one.section for one in SEARCHED} - {""}


@pytest.mark.req("C-06")
@pytest.mark.parametrize("search", SEARCHED, ids=lambda one: f"{one.route} {one.section}".strip())
def test_search_finds_its_own_group_only(search: Search, worlds: Worlds) -> None:
    probe = Probe(path={"name": search.section} if search.section else {}, shows="")
    assert list(search_findings(worlds, route_of(worlds, search.route, probe), search)) == []


@pytest.mark.req("C-06")
def test_files_open_for_their_own_group_only(worlds: Worlds) -> None:
    _made = scene_of(worlds.a, worlds.a.user)["file"]
    assert list(files_found(worlds, reader=worlds.a, owner=worlds.b)) == []


@pytest.mark.req("C-06")
def test_kept_keys_say_whose_they_are(worlds: Worlds) -> None:
    """Both groups are used, also by strangers, whose tries are counted."""
    for browser, code in ((worlds.a.browser, worlds.a.code), (worlds.both, worlds.b.code)):
        browser.send("GET", f"/t/{code}/customers/?q=1", body={}, version=None)
    worlds.stranger.send("GET", f"/p/{worlds.b.code}/preferences/{'X' * 43}", body={}, version=None)
    worlds.a.program.send("GET", f"/api/v1/t/{worlds.a.code}/customers/", body={}, version=None)
    assert list(keys_found(worlds)) == []
