"""Every table that leaves the system: no cell of it acts when a spreadsheet opens it, whatever people typed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from saas.config import Settings
from saas.core.contracts.exporters import Exporter
from saas.parts import load_registry
from saas.platform.audit import record
from saas.platform.files.sheets import harmless
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.contract.fuzz.rows import paint
from tests.factories.imports import Dealer, csv_file, import_file
from tests.factories.many import Town, town

ROOT = Path(__file__).parents[2]
HOSTILE = "=cmd|' /C calc'!A0&A1"
WRITERS = {
    "saas/platform/files/sheets.py": "every exporter, of rooms and plugins: tables",
    "saas/platform/plugin_life/dumping.py": "the data of a plugin, and of a group that leaves: plugin_data",
    "saas/core/imports/fault_files.py": "rows of an import that need attention: faults",
    "saas/core/imports/samples.py": "a sample of made-up rows: samples",
}
"""All that writes CSV or workbooks, with the way out below that goes through it."""
_WRITES = re.compile(r"csv\.(?:writer|DictWriter)\(|xlsxwriter\.Workbook\(|import openpyxl")
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TELEPHONE = re.compile(r"\+86 ?\d{11}")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Cells = Sequence[tuple[object, bool]]


def test_nothing_else_writes_tables() -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in ("saas", "plugins", "examples")
        for path in (ROOT / folder).rglob("*.py")
        if "tests" not in path.parts and _WRITES.search(path.read_text(encoding="utf-8"))
    }
    ours = {path for path in found if not path.startswith("saas/testing/")}
    assert ours == WRITERS.keys(), "let it use write_sheet or harmless, and give it a way out in this test"


@pytest.fixture(scope="module")
def painted(app: Flask, settings: Settings) -> Town:
    """A group whose every text begins as a formula does."""
    made = town(2)
    with inside(made.group.id, as_member(made.group.admin)):
        # Nothing can be written into an entry of the audit once it is there.
        record("customers.contact_point.revealed", "customer", made.ids["other_id"], reason=HOSTILE)
    system = create_engine(settings.system_database_url)
    # Whoever is signed in is looked up by these.
    paint(system, made.group.id, HOSTILE, leave_out={"role", "member"}, in_front=True)
    system.dispose()
    return made


@pytest.fixture
def browser(app: Flask, painted: Town) -> FlaskClient:
    return signed_in(app.test_client(), painted.group.admin)


def post(browser: FlaskClient, of: Town, path: str, **typed: str) -> bytes:
    token = csrf_token(browser, f"/t/{of.group.code}/")
    answer = browser.post(f"/t/{of.group.code}{path}", data={"_csrf": token, "reason": "an audit", **typed})
    assert answer.status_code == 200, answer.text[:400]
    return answer.data


def csv_cells(content: bytes) -> Cells:
    text = content.decode("utf-8-sig")
    return [(cell, False) for row in csv.reader(io.StringIO(text)) for cell in row]


def xlsx_cells(content: bytes) -> Cells:
    """Each cell, and whether a spreadsheet calculates it or follows it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        (cell.value, cell.data_type == "f" or cell.hyperlink is not None)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    ]


def active(cells: Cells, *, of_csv: bool) -> list[object]:
    """The cells that would act: in a workbook what it says is a formula, in CSV what looks like one."""
    return [
        value
        for value, acts in cells
        if acts or (of_csv and str(value).lstrip(" \u3000\u00a0").startswith(_ACTIVE) and not _number(value))
    ]


def _number(value: object) -> bool:
    return _NUMBER.fullmatch(str(value)) is not None


def hostile(cells: Cells) -> int:
    return sum(HOSTILE in str(value) for value, _acts in cells)


TOLD_BY_THE_CODE = {"privacy.inventory", "complaints.figures", "parts.figures"}
"""Tables without a word that people wrote of customers: made from columns and manifests, or figures beside the names of
stores, classes and categories."""
NARROWED = dict.fromkeys(("budget.months", "budget.structure", "budget.variances"), "?year=2027&until=12")
"""Where the rows are that a town has."""
EXPORTERS = sorted({one.value.key for one in load_registry().declared(Exporter)} - TOLD_BY_THE_CODE)


@pytest.mark.req("C-29", "C-06")
@pytest.mark.parametrize("key", EXPORTERS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_tables(key: str, form: str, painted: Town, browser: FlaskClient) -> None:
    content = post(browser, painted, f"/exports/{key}{NARROWED.get(key, '')}", form=form)
    cells = csv_cells(content) if form == "csv" else xlsx_cells(content)
    assert hostile(cells), "the table holds nothing hostile: this shows nothing"
    assert active(cells, of_csv=form == "csv") == []
    # A workbook that is saved as CSV becomes what the CSV is.
    assert active([(value, False) for value, _acts in cells], of_csv=True) == []


def test_plugin_data(painted: Town, browser: FlaskClient) -> None:
    content = post(browser, painted, "/settings/plugins/complaints/data/export")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        tables = {name: csv_cells(package.read(name)) for name in package.namelist() if name.endswith(".csv")}
    assert sum(map(hostile, tables.values()))
    assert {name: found for name, cells in tables.items() if (found := active(cells, of_csv=True))} == {}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_faults(form: str, painted: Town, browser: FlaskClient) -> None:
    head = ["车主姓名", "手机号", "车牌号", f"{HOSTILE} 备注"]
    lines = [
        head,
        [HOSTILE, "12", "沪A12346", "@SUM(A1)"],
        ["  +cmd|' /C calc'!A0", "13", "沪A12347", "＝1+1"],
    ]
    run = import_file(Dealer(group=painted.group, stores={}), csv_file(lines), "a.csv")
    answer = browser.get(f"/t/{painted.group.code}/imports/{run.id}/rows/run.{form}")
    assert answer.status_code == 200
    cells = csv_cells(answer.data) if form == "csv" else xlsx_cells(answer.data)
    assert hostile(cells)
    assert active(cells, of_csv=form == "csv") == []


@pytest.mark.parametrize(
    "path", ["/imports/sample.csv", "/imports/sample.xlsx", "/settings/staff-file/sample.csv"]
)
def test_samples(path: str, painted: Town, browser: FlaskClient) -> None:
    content = browser.get(f"/t/{painted.group.code}{path}").data
    if path.endswith(".xlsx"):
        assert active(xlsx_cells(content), of_csv=False) == []
        return
    text = content.decode("gb18030" if "imports" in path else "utf-8-sig")
    cells = [(cell, False) for row in csv.reader(io.StringIO(text)) for cell in row]
    # Made-up numbers, written as dealers' systems write them: that is what the sample is for.
    assert [one for one in active(cells, of_csv=True) if not _TELEPHONE.fullmatch(str(one))] == []


@pytest.mark.parametrize("before", ["", " ", "\u3000", "\u00a0  "])
@pytest.mark.parametrize("sign", _ACTIVE)
def test_sign_of_a_formula_is_no_longer_the_first(sign: str, before: str) -> None:
    assert harmless(f"{before}{sign}1+1") == f"'{before}{sign}1+1"
    assert harmless(f"1{sign}1") == f"1{sign}1"
    assert harmless(-1) == -1
