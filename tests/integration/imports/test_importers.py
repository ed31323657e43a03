"""Files for an importer of a plugin: the same way as for customers, and what a plugin that is off or fails costs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields, validate
from sqlalchemy import insert, select, text, update

from plugins.complaints.models import Category
from plugins.complaints.permissions import CATEGORIES
from saas.core.contracts.importers import (
    CellKind,
    ImportColumn,
    ImportContext,
    ImportedRow,
    Importer,
    ImportResult,
)
from saas.core.imports import jobs as import_jobs
from saas.core.imports import kinds
from saas.core.imports.models import ImportRun, ImportStatus, Phase
from saas.platform.clock import now
from saas.platform.database import global_session, session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.jobs.models import JobRow
from saas.platform.plugins import Contribution, contributions, effective_plugins
from saas.platform.plugins.models import PluginFailure
from saas.platform.tenancy import current_tenant
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group
from saas.testing.factories.members import as_member, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.complaints import switch
from tests.factories.imports import (
    Dealer,
    check,
    csv_file,
    dealer,
    kept,
    run,
    settle,
    state,
    upload,
    work_off,
)

KEY = "complaints.test_categories"


class RowSchema(Schema):
    """A category as a file has it."""

    code = fields.String(required=True, validate=validate.Length(max=8))
    name = fields.String(load_default="")
    position = fields.Integer(load_default=1)


def write(rows: Sequence[ImportedRow], _context: ImportContext) -> ImportResult:
    """Categories by their codes; the name "forbidden" is refused."""
    faulty = {row.number: "This name is not allowed." for row in rows if row.values["name"] == "forbidden"}
    good = [row for row in rows if row.number not in faulty]
    known = {
        one.code: one
        for one in session().scalars(
            select(Category).where(
                Category.tenant_id == current_tenant(), Category.code.in_([r.values["code"] for r in good])
            )
        )
    }
    created, updated, unchanged = set(), set(), set()
    for row in good:
        code, names = row.values["code"], {"zh_CN": row.values["name"]}
        if code not in known:
            known[code] = Category(code=code, names=names, position=row.values["position"])
            session().add(known[code])
            created.add(code)
        elif known[code].names != names:
            known[code].names = names
            updated.add(code)
        else:
            unchanged.add(code)
    session().flush()
    return ImportResult(created=created, updated=updated, unchanged=unchanged, faulty=faulty)


IMPORTER = Importer(
    key=KEY,
    title="Categories",
    summary="One row is a category.",
    columns=(
        ImportColumn(key="code", title="Code", words=("编号",), kind=CellKind.CODE, required=True),
        ImportColumn(key="name", title="Name", words=("名称",), personal=True),
        ImportColumn(key="position", title="Position", kind=CellKind.WHOLE),
    ),
    schema=RowSchema,
    write=write,
    permission=CATEGORIES,
    piece_rows=2,
)


@contextmanager
def declared(importer: Importer) -> Iterator[None]:
    """The importer, as complaints would declare it."""

    def found(kind: type[Any]) -> tuple[Contribution[Any], ...]:
        mine = (Contribution(owner="complaints", value=importer),) if kind is Importer else ()
        return (*contributions(kind), *(mine if "complaints" in effective_plugins() else ()))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kinds, "contributions", found)
        yield


@pytest.fixture
def there(app: Flask) -> Iterator[Dealer]:
    """A group with complaints on, which declares the importer."""
    made = dealer(group())
    switch(made.group, on=True)
    with declared(IMPORTER):
        yield made


def names(of: Dealer) -> dict[str, str]:
    with inside(of.id) as work:
        found = work.scalars(select(Category).where(Category.code.like("T%")))
        return {one.code: one.names["zh_CN"] for one in found}


LINES = [
    ["某经销商分类表", "", "", ""],
    ["编号(必填)", "名称", "Position", "备注"],
    ["t1", "异响", "3", "x"],
    ["t2", "漏油", "", ""],
    ["t3", "forbidden", "", ""],
    ["t4", "油漆", "many", ""],
    ["t1", "异响", "3", "x"],
    ["t5-much-too-long", "空调", "", ""],
    ["", "无编号", "", ""],
    ["t6", "空调", "1,000", ""],
]


def test_importer_takes_a_file_from_upload_to_report(there: Dealer) -> None:
    run_id = upload(there, csv_file(LINES), importer=KEY)
    seen = state(there, run_id)
    assert seen.mapping["fields"] == ["code", "name", "position", ""]
    assert (seen.status, seen.layout["header_row"], seen.layout["rows"]) == (ImportStatus.MAPPED, 2, 8)

    settle(there, run_id, source="")
    checked = check(there, run_id).checked
    assert names(there) == {}
    assert checked["tables"] == {KEY: {"created": 3, "updated": 0, "unchanged": 0}}
    assert (checked["failed"], checked["duplicates"]) == (4, 1)
    assert {row.row_no: row.problems for row in kept(there, run_id, Phase.CHECK)} == {
        5: ["text:This name is not allowed."],
        6: ["integer.unreadable"],
        8: ["text:Code: 最多输入 8 个字符。"],
        9: ["text:Code: 请填写此项。"],
    }
    report = run(there, run_id).report
    assert report["tables"] == checked["tables"]
    assert names(there) == {"T1": "异响", "T2": "漏油", "T6": "空调"}


def test_importing_again_updates_and_remembers_the_columns(there: Dealer) -> None:
    first = upload(there, csv_file([["编号", "甲"], ["T1", "旧"], ["T2", "同"]]), importer=KEY)
    settle(there, first, fields=["code", "name"], source="")
    check(there, first)
    run(there, first)

    second = upload(there, csv_file([["编号", "甲"], ["T1", "新"], ["T2", "同"]]), importer=KEY)
    assert state(there, second).mapping["fields"] == ["code", "name"]
    settle(there, second, source="")
    check(there, second)
    assert run(there, second).report["tables"][KEY] == {"created": 0, "updated": 1, "unchanged": 1}
    assert names(there) == {"T1": "新", "T2": "同"}


def test_file_of_the_importer_is_not_taken_for_customers(there: Dealer) -> None:
    own = upload(there, csv_file([["车主", "手机号"], ["王晓明", "13800001234"]]))
    assert state(there, own).mapping["fields"] == ["customer_name", "phone"]
    run_id = upload(there, csv_file([["车主", "手机号"], ["王晓明", "13800001234"]]), importer=KEY)
    assert state(there, run_id).mapping["fields"] == ["", ""]


@pytest.mark.parametrize(
    "chosen", [["", "name"], ["phone", "name"], ["code", "code"], ["", ""]], ids="+".join
)
def test_columns_that_cannot_work_are_refused(there: Dealer, chosen: list[str]) -> None:
    run_id = upload(there, csv_file([["编号", "名称"], ["T1", "旧"]]), importer=KEY)
    with pytest.raises(Invalid):
        settle(there, run_id, fields=chosen, source="")


def test_importer_is_for_those_with_its_permission(there: Dealer) -> None:
    store_person = member(there.group, role="crm_specialist", stores=[there.stores["浦东店"]])
    with inside(there.id, as_member(store_person)):
        assert [kind.key for kind in kinds.offered()] == [""]
        with pytest.raises(Forbidden):
            kinds.kind_to_take(KEY)
        with pytest.raises(NotFound):
            kinds.kind_to_take("nobody.things")
    with inside(there.id, there.actor):
        assert [kind.key for kind in kinds.offered()] == ["", KEY]


def ready(there: Dealer, rows: int = 6) -> int:
    lines = [["编号", "名称"], *([f"T{n}", f"名{n}"] for n in range(rows))]
    run_id = upload(there, csv_file(lines), importer=KEY)
    settle(there, run_id, source="")
    check(there, run_id)
    return run_id


def test_import_of_a_plugin_that_is_off_rests_and_goes_on(there: Dealer, client: FlaskClient) -> None:
    run_id = ready(there)
    browser = signed_in(client, there.group.admin)
    address = f"/t/{there.group.code}/imports/{run_id}"
    switch(there.group, on=False)

    with inside(there.id, there.actor), pytest.raises(Conflict):
        kinds.kind_to_go_on(session().get_one(ImportRun, (there.id, run_id)))
    page = browser.get(f"{address}/check")
    assert page.status_code == 200
    assert KEY in browser.get(f"/t/{there.group.code}/imports/").text
    assert f"{address}/run" not in page.text
    token = csrf_token(browser, f"/t/{there.group.code}/")
    assert browser.post(f"{address}/run", data={"_csrf": token}).status_code == 303
    assert state(there, run_id).status is ImportStatus.CHECKED

    switch(there.group, on=True)
    assert run(there, run_id).report["tables"][KEY]["created"] == 6


def test_plugin_switched_off_amid_a_run_leaves_what_was_written(
    there: Dealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = ready(there)
    take, pieces = import_jobs.take, iter((1, 2, 3))

    def then_off(*args: Any) -> None:
        take(*args)
        if next(pieces) == 2:
            monkeypatch.setattr(kinds, "contributions", lambda _kind: ())

    monkeypatch.setattr(import_jobs, "take", then_off)
    stopped = run(there, run_id)
    assert (stopped.status, stopped.position, len(names(there))) == (ImportStatus.CANCELLED, 5, 4)

    monkeypatch.undo()
    with declared(IMPORTER):
        done = run(there, run_id)
    assert (done.status, len(names(there))) == (ImportStatus.DONE, 6)
    assert done.report["tables"][KEY] == {"created": 6, "updated": 0, "unchanged": 0}


def test_run_that_is_killed_goes_on_and_counts_each_thing_once(
    there: Dealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = ready(there)
    take, pieces = import_jobs.take, iter((1, 2, 3, 4))

    def killed(*args: Any) -> None:
        take(*args)
        if next(pieces) == 2:
            raise RuntimeError("the process ends here")

    monkeypatch.setattr(import_jobs, "take", killed)
    run(there, run_id)
    assert len(names(there)) == 2
    with inside(there.id) as work:
        work.execute(update(JobRow).values(run_after=now()))
    work_off(there)
    done = state(there, run_id)
    assert done.status is ImportStatus.DONE
    assert done.report["tables"][KEY]["created"] == 6


def breaking(_rows: Sequence[ImportedRow], _context: ImportContext) -> ImportResult:
    session().add(Category(code="T-half", names={"zh_CN": "x"}, position=1))
    session().flush()
    raise RuntimeError("a plugin's mistake")


def ending(_rows: Sequence[ImportedRow], _context: ImportContext) -> ImportResult:
    session().commit()
    return ImportResult()


def wrong_return(_rows: Sequence[ImportedRow], _context: ImportContext) -> Any:
    return {"created": 5}


def leaving(_rows: Sequence[ImportedRow], _context: ImportContext) -> ImportResult:
    raise SystemExit


@pytest.mark.parametrize("fault", [breaking, ending, wrong_return, leaving])
def test_importer_that_fails_ends_the_check_and_writes_nothing(there: Dealer, fault: Any) -> None:
    run_id = upload(there, csv_file([["编号", "名称"], ["T1", "一"]]), importer=KEY)
    settle(there, run_id, source="")
    with declared(replace(IMPORTER, write=fault)):
        checked = check(there, run_id)
    assert checked.checked == {}
    assert names(there) == {}
    with inside(there.id) as work:
        job = work.get_one(JobRow, (there.id, checked.job_id))
        assert (job.failures, job.error_kind) == (1, "ImporterFailed")


def leaving_a_row(_row: object) -> None:
    raise SystemExit


class UnmadeSchema(RowSchema):
    """One that cannot even be made."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        raise ZeroDivisionError


def raising(_row: object) -> None:
    raise ZeroDivisionError


def writing(_row: object) -> None:
    session().add(Category(code="T-half", names={"zh_CN": "x"}, position=1))
    session().flush()
    raise ZeroDivisionError


def broken_sql(_row: object) -> None:
    session().execute(text("SELECT * FROM no_such_table"))


def judging_by(act: Callable[[object], None]) -> type[Schema]:
    """A schema whose validator goes wrong."""
    return RowSchema.from_dict({"name": fields.String(load_default="", validate=act)})


SCHEMAS = {
    "unmade": UnmadeSchema,
    **{act.__name__: judging_by(act) for act in (raising, writing, broken_sql, leaving_a_row)},
}


@pytest.mark.parametrize("fault", SCHEMAS)
def test_schema_that_fails_is_the_plugins_failure_and_writes_nothing(there: Dealer, fault: str) -> None:
    run_id = upload(there, csv_file([["编号", "名称"], ["T1", "一"]]), importer=KEY)
    settle(there, run_id, source="")
    with declared(replace(IMPORTER, schema=SCHEMAS[fault])):
        checked = check(there, run_id)
    assert (checked.checked, names(there)) == ({}, {})
    with inside(there.id) as work:
        job = work.get_one(JobRow, (there.id, checked.job_id))
        assert (job.failures, job.error_kind) == (1, "ImporterFailed")
        told = select(PluginFailure.place, PluginFailure.plugin).where(PluginFailure.tenant == there.id)
        with global_session() as wide:
            assert wide.execute(told).all() == [(f"importer.{KEY}", "complaints")]


def breaks_a_constraint(rows: Sequence[ImportedRow], context: ImportContext) -> ImportResult:
    for row in rows:
        if row.values["code"] == "T2":
            values = {"code": None, "names": {}, "position": 1, "tenant_id": current_tenant()}
            session().execute(insert(Category).values(**values))
    return write(rows, context)


def test_row_that_breaks_a_constraint_fails_alone(there: Dealer) -> None:
    lines = [["编号", "名称"], ["T1", "一"], ["T2", "二"], ["T3", "三"]]
    run_id = upload(there, csv_file(lines), importer=KEY)
    settle(there, run_id, source="")
    with declared(replace(IMPORTER, write=breaks_a_constraint)):
        check(there, run_id)
        report = run(there, run_id).report
    assert report["problems"] == {"row.refused": 1}
    assert names(there) == {"T1": "一", "T3": "三"}


def test_pages_offer_the_importer_and_hide_personal_cells(there: Dealer, client: FlaskClient) -> None:
    browser = signed_in(client, there.group.admin)
    at = f"/t/{there.group.code}/imports"
    assert "One row is a category." in browser.get(f"{at}/new").text
    token = csrf_token(browser, f"{at}/")
    file = (io.BytesIO(csv_file([["编号", "名称"], ["T1", "秘密名"]])), "a.csv")
    answer = browser.post(f"{at}/new", data={"_csrf": token, "importer": KEY, "file": file})
    work_off(there)
    columns = browser.get(answer.location, follow_redirects=True).text
    assert 'value="code" selected' in columns
    assert "秘***" in columns
    assert "秘密名" not in columns
    assert 'name="source_name"' not in columns
    sent = {"columns-0-at": 0, "columns-0-field": "code", "columns-1-at": 1, "columns-1-field": "name"}
    version = state(there, int(answer.location.rpartition("/")[2])).row_version
    settled = browser.post(f"{answer.location}/columns", data={"_csrf": token, "_version": version, **sent})
    assert settled.status_code == 303
    work_off(there)
    assert "Categories" in browser.get(answer.location, follow_redirects=True).text
