"""The wizard in a browser without scripts: every step, left and resumed, refused and stopped."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from saas.core.imports.models import ImportStatus, Phase
from saas.platform.audit.models import ExportLog
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.imports import (
    Dealer,
    check,
    csv_file,
    dealer,
    kept,
    run,
    sample_file,
    settle,
    state,
    upload,
    work_off,
)

LINES = [
    ["门店", "车主姓名", "手机号", "车牌号", "车架号", "备注栏"],
    ["浦东店", "王晓明", "13800001234", "沪A12345", "LSVAA49J1R2000017", "甲"],
    ["南汇店", "李小红", "13900005678", "沪A54321", "LSVAA49J1R2000034", "乙"],
]


def send(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    data = {"_csrf": csrf_token(client, f"{address.partition('/imports')[0]}/imports/"), **fields}
    return client.post(address, data=data, content_type="multipart/form-data")


@pytest.fixture
def browser(client: FlaskClient, there: Dealer) -> FlaskClient:
    return signed_in(client, there.group.admin)


def base(of: Dealer) -> str:
    return f"/t/{of.group.code}/imports"


def form_values(page: str) -> dict[str, str]:
    """What the columns form would send as it stands."""
    form = re.search(r'<form id="import-columns".*?</form>', page, re.DOTALL)
    assert form
    found = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form[0]))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    source = re.search(r'id="f-source_name" name="source_name" value="([^"]*)"', form[0])
    assert source
    return {name: unescape(value) for name, value in {**found, "source_name": source[1]}.items()}


def test_wizard_from_upload_to_report(browser: FlaskClient, there: Dealer) -> None:
    at = base(there)
    answer = send(browser, f"{at}/new", file=(io.BytesIO(csv_file(LINES)), "客户2026-11.csv"))
    assert answer.status_code == 303
    address = answer.location
    assert "data-poll" in browser.get(address).text
    work_off(there)
    columns = browser.get(address, follow_redirects=True).text
    assert "王**" in columns
    assert "138****1234" in columns
    assert "13800001234" not in columns
    values = form_values(columns)
    assert values["source_name"] == "客户"
    assert [values[f"columns-{n}-field"] for n in range(6)] == [
        "store", "customer_name", "phone", "plate", "vin", "",
    ]  # fmt: skip
    assert values["stores-0-store_id"] == str(there.stores["浦东店"])
    assert values["stores-1-store_id"] == ""

    values["stores-1-store_id"] = str(there.stores["虹桥店"])
    answer = browser.post(
        f"{address}/columns", data={**values, "_csrf": csrf_token(browser, f"{base(there)}/")}
    )
    assert answer.status_code == 303
    work_off(there)
    checked = browser.get(address, follow_redirects=True)
    assert checked.request.path.endswith("/check")
    answer = send(browser, f"{address}/run")
    work_off(there)
    report = browser.get(address, follow_redirects=True)
    assert report.request.path.endswith("/report")
    run_id = int(address.rpartition("/")[2])
    assert state(there, run_id).report["tables"]["customer"]["created"] == 2
    assert "客户2026-11.csv" in browser.get(f"{at}/").text


def test_wizard_remembers_columns_and_stores_of_a_source(there: Dealer) -> None:
    first = upload(there, csv_file(LINES), "a.csv")
    settle(
        there,
        first,
        source="旧系统",
        fields=["store", "customer_name", "phone", "plate", "vin", "note"],
        stores={"南汇店": there.stores["松江店"]},
    )
    run(there, check(there, first).id)
    second = state(there, upload(there, csv_file(LINES), "b.csv"))
    assert second.mapping["fields"][5] == "note"
    assert second.mapping["stores"] == {"南汇店": there.stores["松江店"]}
    assert second.source_id == state(there, first).source_id


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"columns-1-field": "phone"}, "two columns"),
        ({"source_name": ""}, "no source"),
        ({"columns-0-field": "nonsense"}, "unknown field"),
        ({"default_store_id": "999999"}, "unknown store"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wizard_refuses_a_mapping_and_keeps_what_was_typed(
    browser: FlaskClient, there: Dealer, changes: dict[str, str], name: str
) -> None:
    run_id = upload(there, csv_file(LINES))
    address = f"{base(there)}/{run_id}/columns"
    values = {**form_values(browser.get(address).text), "columns-5-field": "note", **changes}
    answer = browser.post(address, data={**values, "_csrf": csrf_token(browser, f"{base(there)}/")})
    assert answer.status_code == 422
    kept_values = form_values(answer.text)
    assert kept_values["columns-5-field"] == "note"
    assert state(there, run_id).status is ImportStatus.MAPPED


def test_wizard_stops_a_check_and_keeps_the_columns(browser: FlaskClient, there: Dealer) -> None:
    run_id = upload(there, csv_file(LINES))
    settle(there, run_id)
    address = f"{base(there)}/{run_id}"
    assert send(browser, f"{address}/check").status_code == 303
    assert send(browser, f"{address}/cancel").status_code == 303
    work_off(there)
    assert state(there, run_id).status is ImportStatus.MAPPED
    assert browser.get(address, follow_redirects=True).request.path.endswith("/columns")


def test_wizard_download_holds_the_original_rows_and_is_noted(
    browser: FlaskClient, there: Dealer, tmp_path: Path
) -> None:
    path, sample = sample_file(tmp_path, kind="csv", rows=600)
    run_id = upload(there, path)
    settle(there, run_id)
    check(there, run_id)
    run(there, run_id)
    faults = kept(there, run_id, Phase.RUN)
    assert len(faults) == sample.counts.failed + sample.counts.with_warnings
    page = browser.get(f"{base(there)}/{run_id}/report")
    assert page.status_code == 200
    for kind in ("csv", "xlsx"):
        answer = browser.get(f"{base(there)}/{run_id}/rows/run.{kind}")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
    assert browser.get(f"{base(there)}/{run_id}/rows/sample.csv").status_code == 404
    with inside(there.id) as work:
        logged = work.scalars(select(ExportLog).order_by(ExportLog.id)).all()
        assert [(one.kind, one.row_count, one.masked) for one in logged] == [
            ("imports.rows.csv", len(faults), False),
            ("imports.rows.xlsx", len(faults), False),
        ]
        assert logged[0].filters == {"import_run": str(run_id), "phase": "run"}
        assert (logged[0].member_id, bool(logged[0].reason)) == (there.group.admin.member_id, True)


def test_wizard_is_closed_to_those_without_the_right(client: FlaskClient, there: Dealer) -> None:
    run_id = upload(there, csv_file(LINES))
    specialist = signed_in(client, member(there.group, role="followup_specialist"))
    for address in ("/", "/new", f"/{run_id}", f"/{run_id}/columns", f"/{run_id}/report", "/sample.csv"):
        assert specialist.get(base(there) + address).status_code == 403


def test_wizard_of_another_store_is_not_there(client: FlaskClient, there: Dealer) -> None:
    run_id = upload(there, csv_file(LINES))
    manager = signed_in(client, member(there.group, role="store_manager", stores=[there.stores["虹桥店"]]))
    assert manager.get(f"{base(there)}/{run_id}").status_code == 404
    assert "a.csv" not in manager.get(f"{base(there)}/").text
    with locale_context("en"):
        settle(there, run_id, default_store_id=there.stores["虹桥店"])
    assert "a.csv" in manager.get(f"{base(there)}/").text


def test_wizard_of_another_group_is_not_there(client: FlaskClient, there: Dealer) -> None:
    other = dealer(group())
    run_id = upload(there, csv_file(LINES))
    foreign = signed_in(client, other.group.admin)
    answers = [foreign.get(f"{base(other)}/{n}/report") for n in (run_id, 999_999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_wizard_sample_can_be_imported(browser: FlaskClient, there: Dealer, kind: str) -> None:
    answer = browser.get(f"{base(there)}/sample.{kind}")
    assert answer.status_code == 200
    found = state(there, upload(there, answer.data, f"sample.{kind}"))
    assert (found.status, found.layout["rows"]) == (ImportStatus.MAPPED, 5_000)
