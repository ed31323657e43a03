"""The probes find a leak of each kind: job, event, export, search, file, key."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from saas.config import Settings
from saas.platform.files.models import Attachment
from saas.platform.files.storage import storage
from saas.platform.valkey import valkey
from saas.testing.applications import running_application
from tests.contract.fuzz.answers import unpacked
from tests.contract.fuzz.attacks import Route, all_findings, routes
from tests.contract.fuzz.kept import files_found, keys_found
from tests.contract.fuzz.planted_work import Touched, planted_registry
from tests.contract.fuzz.probes import Own, Probe
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.rows import paint
from tests.contract.fuzz.searching import Search, search_findings
from tests.contract.fuzz.work import event_findings, job_findings
from tests.contract.fuzz.worlds import Browser, Worlds, working_in

_ONE = {"customer_id": "customer"}


@pytest.fixture(scope="module")
def _leaking(_worlds: Worlds) -> Iterator[Worlds]:
    settings: Settings = _worlds.app.extensions["saas_settings"]
    with running_application(settings, planted_registry()) as app:
        with working_in(app):
            a = replace(_worlds.a, browser=Browser(app, _worlds.a.user))
            both = Browser(app, _worlds.both_in_a)
        yield replace(_worlds, app=app, a=a, both=both, stranger=Browser(app))


@pytest.fixture
def leaking(_leaking: Worlds) -> Iterator[Worlds]:
    """The same two groups, worked for by an application with leaks; whoever uses it leaves both as they were."""
    with working_in(_leaking.app):
        yield _leaking


def route_of(worlds: Worlds, name: str, probe: Probe) -> Route:
    (rule,) = [one.rule for one in routes(worlds.app, TABLE) if one.name == name]
    return Route(rule=rule, method=name.partition(" ")[0], probe=probe)


def test_job_that_reads_without_its_group_is_found(leaking: Worlds) -> None:
    found = "\n".join(job_findings(leaking, "planted.copy", _ONE))
    assert "'Quobelo' of B stands in ['customer'] of A" in found
    with leaking.system.begin() as work:
        work.execute(text("UPDATE customer SET note = '' WHERE tenant_id = :a"), {"a": leaking.a.id})
    paint(leaking.system, leaking.a.id, leaking.a.words.row, leave_out={"member", "store"})


def test_sound_job_is_left_in_peace_but_must_do_its_work(leaking: Worlds) -> None:
    assert list(job_findings(leaking, "planted.sound", _ONE)) == []
    (found,) = job_findings(leaking, "planted.sound", {"customer_id": "task"})
    assert found.startswith("twin: planted.sound is")


def test_subscriber_that_writes_without_its_group_is_found(leaking: Worlds) -> None:
    one = {"id": leaking.b_ids["customer"]}
    with leaking.system.connect() as work:
        note = work.execute(text("SELECT note FROM customer WHERE id = :id"), one).scalar_one()
    found = list(event_findings(leaking, Touched, {"customer_id": Own("customer")}))
    with leaking.system.begin() as work:
        work.execute(text("UPDATE customer SET note = :note WHERE id = :id"), {**one, "note": note})
    assert found == ["rows of B changed: ['customer']"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_export_without_its_group_is_found(form: str, leaking: Worlds) -> None:
    probe = Probe(
        path={"table_key": "planted.names"},
        body={"reason": "Pruefung", "form": form},
        with_rows=("customer",),
        shows="row",
    )
    found = all_findings(leaking, route_of(leaking, "POST exports.export", probe))
    assert any("twin: shows 'Quobelo'" in one for one in found)


def test_search_without_its_group_is_found(leaking: Worlds) -> None:
    search = Search(route="GET search.section", kind="vehicle", by=("name",), section="core.planted")
    route = route_of(leaking, search.route, Probe(path={"name": search.section}, shows=""))
    assert any("of B" in one for one in search_findings(leaking, route, search))


def test_key_without_its_group_is_found(leaking: Worlds) -> None:
    with leaking.app.app_context():
        valkey().set("names", "x", ex=60)
        valkey().set(f"t:{leaking.a.id}:names", leaking.b.words.row, ex=60)
        try:
            found = list(keys_found(leaking))
        finally:
            valkey().delete("names", f"t:{leaking.a.id}:names")
    assert "key 'names' does not say whose it is" in found
    assert f"key 't:{leaking.a.id}:names' holds a word of {leaking.b.code}" in found


def test_file_outside_its_group_is_found(leaking: Worlds) -> None:
    with leaking.b.acting() as work:
        upload = storage().write([leaking.b.words.row.encode()])
        upload.finish("common/names")
        row = Attachment(
            owner_type="x", name="x", mime="text/plain", size=1, sha256="", storage_key="common/names"
        )
        work.add(row)
        work.flush()
        made = row.id
    found = list(files_found(leaking, reader=leaking.a, owner=leaking.b))
    with leaking.b.acting() as work:
        work.delete(work.get_one(Attachment, (leaking.b.id, made)))
        storage().delete("common/names")
    assert f"file {made} lies outside its group's folder: common/names" in found
    assert f"file {made} can be read where it lies" in found


def test_words_in_archives_are_seen() -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    _pack(inner, "a.csv", b"Quobelo" * 99)
    _pack(outer, "b.zip", inner.getvalue())
    assert "Quobelo" in unpacked(outer.getvalue())


def _pack(into: io.BytesIO, name: str, content: bytes) -> None:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
