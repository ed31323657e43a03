"""A workbook of several sheets: which one was taken is shown, another can be, and the choice is remembered."""

import re

import pytest
from flask.testing import FlaskClient

from saas.core.imports.models import ImportStatus, Phase
from saas.core.imports.operations import choose_sheet
from saas.platform.errors import Conflict, Invalid, VersionConflict
from saas.testing.factories.application import inside
from saas.testing.factories.members import signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.imports import (
    Dealer,
    check,
    import_file,
    kept,
    run,
    settle,
    state,
    upload,
    work_off,
    workbook,
)

NOTES = [["本表由系统导出"], ["联系人：王经理"]]
NEW = [["车主姓名", "手机号", "车架号"], ["王晓明", "13800001234", "LSVAA49J1R2000017"]]
OLD = [["车主姓名", "手机号", "车架号"], ["李芳", "13900005678", "LSVAA49J1R2000034"]]
BOOK = workbook({"说明": NOTES, "在册": NEW, "历史": OLD})


def choose(of: Dealer, run_id: int, sheet: str, version: int | None = None) -> None:
    with inside(of.id, of.actor):
        choose_sheet(run_id, sheet, version=version or state(of, run_id).row_version)
    work_off(of)


def test_sheet_with_known_headers_is_taken_and_shown(client: FlaskClient, there: Dealer) -> None:
    run_id = upload(there, BOOK, "a.xlsx")
    found = state(there, run_id)
    assert (found.layout["sheet"], found.layout["sheets"]) == ("在册", ["在册", "历史"])
    browser = signed_in(client, there.group.admin)
    address = f"/t/{there.group.code}/imports/{run_id}"
    page = browser.get(f"{address}/columns").text
    assert "王**" in page
    assert re.findall(r'<option value="(在册|历史|说明)"( selected)?>', page) == [
        ("在册", " selected"),
        ("历史", ""),
    ]
    answer = browser.post(
        f"{address}/sheet",
        data={
            "sheet": "历史",
            "_version": found.row_version,
            "_csrf": csrf_token(browser, f"/t/{there.group.code}/imports/"),
        },
    )
    assert answer.status_code == 303
    work_off(there)
    page = browser.get(f"{address}/columns").text
    assert "李*" in page
    assert "王**" not in page


def test_sheet_that_was_chosen_is_imported(there: Dealer) -> None:
    run_id = upload(there, BOOK, "a.xlsx")
    settle(there, run_id)
    check(there, run_id)
    choose(there, run_id, "历史")
    again = state(there, run_id)
    assert (again.status, again.checked, again.layout["sheet"]) == (ImportStatus.MAPPED, {}, "历史")
    assert len(kept(there, run_id, Phase.SAMPLE)) == 1
    settle(there, run_id)
    check(there, run_id)
    assert run(there, run_id).report["tables"]["customer"]["created"] == 1
    assert kept(there, run_id, Phase.SAMPLE)[0].cells.startswith('["李芳"')


def test_sheet_of_a_source_is_taken_again(there: Dealer) -> None:
    first = upload(there, BOOK, "a.xlsx")
    choose(there, first, "历史")
    settle(there, first)
    assert state(there, upload(there, BOOK, "b.xlsx")).layout["sheet"] == "历史"
    settle(there, upload(there, workbook({"在册": NEW}), "c.xlsx"))
    assert state(there, upload(there, BOOK, "d.xlsx")).layout["sheet"] == "历史"


def test_sheet_that_cannot_be_read_is_refused(there: Dealer) -> None:
    run_id = upload(there, BOOK, "a.xlsx")
    for name in ("说明", "无此表"):
        with pytest.raises(Invalid):
            choose(there, run_id, name)
    with pytest.raises(VersionConflict):
        choose(there, run_id, "历史", version=99)
    done = import_file(there, BOOK, "b.xlsx")
    with pytest.raises(Conflict):
        choose(there, done.id, "历史")
