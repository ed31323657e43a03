"""Hostile, broken and odd files: refused with words that say what to do, or read for what they hold."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask.testing import FlaskClient

from saas.core.imports import plans
from saas.core.imports.fault_files import write_csv
from saas.core.imports.faults import kept_rows
from saas.core.imports.models import ImportStatus, Phase
from saas.core.imports.operations import upload_file
from saas.core.imports.problems import FileRefusedError
from saas.core.imports.tables import RawRow, Table
from saas.core.imports.words import PROBLEMS, REFUSALS, problem_in_words, refusal_in_words
from saas.platform.errors import Invalid
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.members import signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.imports import (
    Dealer,
    check,
    csv_file,
    import_file,
    run,
    sample_file,
    settle,
    state,
    upload,
    work_off,
)

HEADER = ["车主姓名", "手机号", "车牌号"]
ROW = ["王晓明", "13800001234", "沪A12345"]


def workbook(*, macro: bool = False, bomb: bool = False, formulas: bool = False) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "客户信息")
        for number, line in enumerate((HEADER, ROW, ["=1+1", *ROW[1:]]), start=1):
            for column, cell in enumerate(line):
                if cell.startswith("=") and formulas:
                    sheet.write_formula(number, column, cell, value="2")
                else:
                    sheet.write_string(number, column, cell)
        sheet.write_row(4, 0, ["合计", "", "2"])
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        if macro:
            archive.writestr("xl/vbaProject.bin", b"macro")
        if bomb:
            archive.writestr("xl/worksheets/sheet9.xml", b"\0" * (64 << 20))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"  \r\n ", "empty"),
        (b"%PDF-1.7\n%...", "wrong_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_xls"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (workbook(macro=True), "active_content"),
        (workbook(bomb=True), "too_large"),
        (b"PK\x03\x04 not an archive", "damaged"),
        (bytes(range(256)) * 40, "binary"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_file_refused_at_upload_says_what_to_do(there: Dealer, content: bytes, code: str) -> None:
    for locale in ("zh_CN", "en"):
        with inside(there.id, there.actor) as work, locale_context(locale):
            with pytest.raises(Invalid) as refused:
                upload_file(io.BytesIO(content), "客户.xlsx")
            assert refused.value.fields == {"file": [str(REFUSALS[code])]}
            work.rollback()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (csv_file([HEADER]), "empty"),
        (b"12\n14\n", "no_header"),
        (csv_file([HEADER, ROW]) + b'\n"' + b"x" * 200_000, "damaged_csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_file_that_cannot_be_read_ends_with_the_reason(
    client: FlaskClient, there: Dealer, content: bytes, code: str
) -> None:
    run_id = upload(there, content)
    found = state(there, run_id)
    assert (found.status, found.error) == (ImportStatus.FAILED, code)
    page = signed_in(client, there.group.admin).get(
        f"/t/{there.group.code}/imports/{run_id}", follow_redirects=True
    )
    with locale_context("zh_CN"):
        assert str(REFUSALS[code]) in page.text


def test_file_upload_refused_keeps_the_page(client: FlaskClient, there: Dealer) -> None:
    browser = signed_in(client, there.group.admin)
    base = f"/t/{there.group.code}/imports"
    data = {"_csrf": csrf_token(browser, f"{base}/"), "file": (io.BytesIO(workbook(macro=True)), "a.xlsx")}
    answer = browser.post(f"{base}/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    with locale_context("zh_CN"):
        assert str(REFUSALS["active_content"]) in answer.text


def test_file_with_merged_title_formulas_and_totals_is_read(there: Dealer) -> None:
    done = import_file(there, workbook(formulas=True), "a.csv")
    assert done.status is ImportStatus.DONE
    assert (done.layout["kind"], done.layout["misnamed"]) == ("xlsx", True)
    # The formula's stored value is the name "2"; it is a text like any other and never reckoned.
    assert (done.report["rows"], done.report["passed_over"]) == (2, 1)


def test_file_of_a_formula_comes_back_harmless(there: Dealer) -> None:
    content = csv_file([[*HEADER, "备注栏"], ["=cmd|' /C calc'!A0", "12", "沪A12345", "@SUM(A1)"]])
    done = import_file(there, content)
    assert done.report["failed"] == 1
    with inside(there.id):
        target = io.BytesIO()
        write_csv(kept_rows(done.id, Phase.RUN), done.columns, target)
    line = target.getvalue().decode("utf-8-sig").splitlines()[1]
    assert line.startswith("'=cmd|")
    assert ",'@SUM(A1)," in line


def test_file_breaking_off_in_the_run_keeps_what_was_before(
    there: Dealer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saas.core.imports.works.PIECE_ROWS", 100)
    path, _ = sample_file(tmp_path, kind="csv", rows=300)
    run_id = upload(there, path)
    settle(there, run_id)
    check(there, run_id)
    opened = plans.open_table

    def broken(path: Path, layout: dict[str, Any], *more: Any) -> Table:
        table = opened(path, layout, *more)

        def rows() -> Iterator[RawRow]:
            for number, row in enumerate(table.rows):
                if number == 150:
                    raise FileRefusedError("damaged_csv", "")
                yield row

        return replace(table, rows=rows())

    monkeypatch.setattr(plans, "open_table", broken)
    ended = run(there, run_id)
    assert (ended.status, ended.error, ended.report["rows"]) == (ImportStatus.FAILED, "damaged_csv", 100)


def test_words_are_there_for_every_code() -> None:
    sources = "".join(
        path.read_text() for path in Path("saas/core/imports").glob("*.py") if path.name != "words.py"
    )
    refusals = set(re.findall(r'FileRefusedError\(\s*"([a-z_0-9]+)"', sources))
    problems = set(re.findall(r'(?:error|warning|_problem)\(\s*"([a-z_]+\.[a-z_]+)"', sources))
    problems |= set(re.findall(r'code="([a-z_]+\.[a-z_]+)"', sources))
    assert refusals <= REFUSALS.keys()
    assert problems <= PROBLEMS.keys()
    assert problem_in_words("unheard.of") not in PROBLEMS.values()
    assert refusal_in_words("unheard_of") not in REFUSALS.values()


def test_pages_ask_a_constant_number_of_times(
    client: FlaskClient,
    there: Dealer,
    tmp_path: Path,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    browser = signed_in(client, there.group.admin)
    base = f"/t/{there.group.code}/imports"

    def asked(address: str) -> int:
        browser.get(address)
        with count_queries() as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    few, _ = sample_file(tmp_path, kind="csv", rows=100)
    first = import_file(there, few).id
    counted = [asked(f"{base}/"), asked(f"{base}/{first}/report")]
    many, _ = sample_file(tmp_path, kind="csv", rows=2_000)
    second = import_file(there, many).id
    for _ in range(3):
        upload(there, few)
    work_off(there)
    assert [asked(f"{base}/"), asked(f"{base}/{second}/report")] == counted
    assert max(counted) <= 20
