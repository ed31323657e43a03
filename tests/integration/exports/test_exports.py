"""Exports of rooms and plugins: one page and one API, for whom, with what said of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from sqlalchemy import select

from plugins.complaints.exporting import EXPORTER
from saas.core.contracts.exporters import Exporter
from saas.core.exports.tables import table_of, take_table
from saas.parts import load_registry
from saas.platform.audit.models import ExportLog
from saas.platform.database import global_session
from saas.platform.errors import Invalid, Unavailable
from saas.platform.files import exports
from saas.platform.files.sheets import SheetKind
from saas.platform.permissions import current_catalogue
from saas.platform.plugins import Contribution, disable_plugin
from saas.platform.plugins.attempts import TOO_SLOW_SECONDS
from saas.platform.plugins.breaker import FAILURES
from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.models import PluginFailure
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import api_token, as_member, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.complaints import complaint, group_with_complaints

REASON = "核对数据"


@pytest.fixture
def home() -> Group:
    return group_with_complaints()


@pytest.fixture
def shop(home: Group) -> int:
    return store(home)


@pytest.fixture
def head(home: Group) -> Person:
    return member(home, role="complaint_manager", name="总监")


@pytest.fixture
def open_browser(app: Flask) -> Callable[[Person], FlaskClient]:
    return lambda person: signed_in(app.test_client(), person)


def address(home: Group, key: str = "") -> str:
    return f"/t/{home.code}/exports/{key}"


def taken(browser: FlaskClient, home: Group, key: str, query: str = "", reason: str = REASON) -> str:
    """The CSV that a person takes away."""
    token = csrf_token(browser, f"/t/{home.code}/")
    answer = browser.post(address(home, key) + query, data={"_csrf": token, "form": "csv", "reason": reason})
    assert answer.status_code == 200, answer.text
    return answer.data.decode("utf-8-sig")


def test_list_names_what_a_person_may_take_out(
    home: Group, head: Person, open_browser: Callable[[Person], FlaskClient]
) -> None:
    seen = open_browser(head).get(address(home)).text

    assert address(home, "complaints.case") in seen
    assert address(home, "followups.task") not in seen


def test_export_of_a_plugin_is_narrowed_as_its_list_and_logged(
    home: Group, shop: int, head: Person, open_browser: Callable[[Person], FlaskClient]
) -> None:
    with inside(home.id, as_member(head)):
        grave, slight = complaint(shop, severity=4), complaint(shop, severity=1)
        numbers = grave.document_no, slight.document_no
    browser = open_browser(head)
    page = browser.get(address(home, "complaints.case") + "?severity=4&nonsense=1").text

    assert f'action="{address(home, "complaints.case")}?severity=4"' in page
    lines = taken(browser, home, "complaints.case", "?severity=4&state=broken").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(numbers[0])
    with inside(home.id) as work:
        (entry,) = work.scalars(select(ExportLog))
        assert (entry.kind, entry.row_count, entry.masked, entry.reason, entry.member_id) == (
            "complaints.case.csv", 1, True, REASON, head.member_id,
        )  # fmt: skip
        assert entry.filters == {"state": "open", "severity": "4"}


def test_export_of_a_plugin_that_is_off_is_not_there(
    home: Group, head: Person, open_browser: Callable[[Person], FlaskClient]
) -> None:
    browser = open_browser(head)
    assert browser.get(address(home, "complaints.case")).status_code == 200
    with inside(home.id, as_member(head)):
        disable_plugin("complaints")

    assert browser.get(address(home, "complaints.case")).status_code == 404
    assert browser.get(address(home, "nobody.thing")).status_code == 404


def test_log_keeps_that_was_searched_but_not_for_what(
    app: Flask, open_browser: Callable[[Person], FlaskClient]
) -> None:
    home = group()
    with inside(home.id):
        customer("王晓明", phones=["13812345678"])
    taken(open_browser(home.admin), home, "customers.customer", "?q=王晓明")

    with inside(home.id) as work:
        assert work.scalars(select(ExportLog)).one().filters == {"text": "***"}


def test_api_lists_and_gives_tables(home: Group, shop: int, head: Person, client: FlaskClient) -> None:
    with inside(home.id, as_member(head)):
        complaint(shop)
    headers = {"Authorization": f"Bearer {api_token(home, 'complaints.case:export', 'exports.table:read')}"}
    base = f"/api/v1/t/{home.code}/exports/"
    listed = next(
        one for one in client.get(base, headers=headers).json["items"] if one["key"] == "complaints.case"
    )
    body = {"reason": REASON, "form": "csv", "filters": {"state": "all"}}
    answer = client.post(f"{base}complaints.case", headers=headers, json=body)

    assert listed["filters"][0] == "state"
    assert answer.status_code == 200
    assert len(answer.data.decode("utf-8-sig").splitlines()) == 2
    assert client.post(f"{base}customers.customer", headers=headers, json=body).status_code == 403
    assert client.post(f"{base}complaints.case", headers=headers, json={"form": "csv"}).status_code == 422


def breaking(_filters: object, _limit: int) -> list[list[str]]:
    raise RuntimeError("a plugin's mistake")


def wrong_cells(_filters: object, _limit: int) -> list[list[object]]:
    return [[object()]]


@pytest.mark.parametrize("rows", [breaking, wrong_cells])
def test_failing_rows_lose_the_export_and_log_nothing(
    home: Group, head: Person, rows: Callable[..., list[list[str]]]
) -> None:
    broken = Exporter(key="complaints.broken", title="x", columns=("a",), rows=rows, permission="x")
    with inside(home.id, as_member(head)) as work:
        with pytest.raises(Unavailable):
            take_table(Contribution(owner="complaints", value=broken), {}, SheetKind.CSV, reason=REASON)
        assert work.scalars(select(ExportLog)).all() == []


class UnmadeFilters(Schema):
    """Filters that cannot even be made."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        raise ZeroDivisionError


def raising(_value: object) -> None:
    raise ZeroDivisionError


RaisingFilters = Schema.from_dict({"state": fields.String(validate=raising)})


def places(home: Group) -> set[tuple[str, str]]:
    """Which plugins failed where."""
    with inside(home.id), global_session() as work:
        found = select(PluginFailure.plugin, PluginFailure.place).where(PluginFailure.tenant == home.id)
        return {(row.plugin, row.place) for row in work.execute(found)}


@contextmanager
def exporter_with(**changes: Any) -> Iterator[None]:
    """The exporter of complaints declares something else."""
    # The declaration is frozen for authors, and the very object is what the registry holds.
    before = {name: getattr(EXPORTER, name) for name in changes}
    for name, value in changes.items():
        object.__setattr__(EXPORTER, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            object.__setattr__(EXPORTER, name, value)


@pytest.mark.parametrize("filters", [UnmadeFilters, RaisingFilters])
def test_failing_filters_lose_the_export_alone_and_are_the_plugins_failure(
    home: Group, head: Person, client: FlaskClient, filters: type[Schema]
) -> None:
    headers = {"Authorization": f"Bearer {api_token(home, 'complaints.case:export', 'exports.table:read')}"}
    base = f"/api/v1/t/{home.code}/exports/"
    body = {"reason": REASON, "form": "csv", "filters": {"state": "all"}}
    browser = signed_in(client.application.test_client(), head)
    with exporter_with(filters=filters):
        listed = client.get(base, headers=headers)
        taken_out = client.post(f"{base}complaints.case", headers=headers, json=body)
        page = browser.get(address(home, "complaints.case") + "?state=all")
        token = csrf_token(browser, f"/t/{home.code}/")
        sent = {"_csrf": token, "form": "csv", "reason": REASON}
        posted = browser.post(address(home, "complaints.case") + "?state=all", data=sent)

    assert (listed.status_code, taken_out.status_code, posted.status_code) == (200, 503, 503)
    assert page.status_code == (503 if filters is UnmadeFilters else 200)
    assert places(home) == {("complaints", "exports.complaints.case")}


def test_list_that_does_not_exist_loses_the_way_back_alone(
    home: Group, head: Person, open_browser: Callable[[Person], FlaskClient]
) -> None:
    with exporter_with(list_endpoint="complaints.nothing"):
        page = open_browser(head).get(address(home, "complaints.case"))

    assert page.status_code == 200
    assert places(home) == {("complaints", "exports.complaints.case")}


def test_rows_may_take_longer_than_a_part_of_a_page(
    home: Group, head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TOO_SLOW_SECONDS, HookKind.UI, 0.0)
    slow = Exporter(key="complaints.slow", title="x", columns=("a",), rows=lambda *_: [["1"]], permission="x")
    with inside(home.id, as_member(head)):
        for _ in range(FAILURES + 1):
            take_table(Contribution(owner="complaints", value=slow), {}, SheetKind.CSV, reason=REASON)

    assert places(home) == set()


def test_more_rows_than_fit_are_refused(
    home: Group, shop: int, head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 1)
    with inside(home.id, as_member(head)):
        complaint(shop), complaint(shop)
        with pytest.raises(Invalid):
            take_table(table_of(EXPORTER.key), {}, SheetKind.CSV, reason=REASON)


def test_every_exporter_asks_for_a_declared_permission_and_names_its_list(app: Flask) -> None:
    declared = load_registry().declared(Exporter)

    assert {"customers.customer", "followups.task", "complaints.case"} <= {one.value.key for one in declared}
    with app.app_context():
        assert {one.value.permission for one in declared} <= set(current_catalogue().permissions)
    endpoints = {one.value.list_endpoint for one in declared} - {""}
    assert endpoints <= set(app.view_functions)
