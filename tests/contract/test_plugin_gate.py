"""What a group sees of a plugin that it has switched off: nothing, at once, in every process; its data stay.

Shown on complaints, a real plugin, with one group that has it and one that has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError
from werkzeug.routing import Rule

from plugins.complaints.models import Case
from saas.config import Settings
from saas.core.customers.hooks import customer_list_facts, customer_timeline
from saas.platform.audit import AuditEntry
from saas.platform.database import session
from saas.platform.jobs import Job, Schedule
from saas.platform.permissions import Permission, allowed
from saas.platform.plugins import Answer, ask, contributions
from saas.platform.web import Action, FactSource, NavItem, Panel
from saas.testing.applications import running_application
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import api_token, as_member, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.complaints import complaint, group_with_complaints, switch

FLAG = "complaints.flag_overdue"
READ = "complaints.case:read"


def rules(app: Flask, prefix: str) -> list[tuple[str, str]]:
    """Every address of the plugin below a prefix with each of its methods."""
    found: list[Rule] = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(prefix)]
    assert found
    return [(method, rule.rule) for rule in found for method in sorted(rule.methods or ())]


def filled(rule: str, of: Group, number: int = 1) -> str:
    return re.sub(r"<(?:int:)?\w+>", str(number), rule.replace("<group>", of.code))


def boss(of: Group) -> Person:
    """A member who may do everything with complaints."""
    return member(of, role="complaint_manager")


def test_pages_answer_like_unknown_ones_where_the_plugin_is_off(app: Flask) -> None:
    off = group()
    client = signed_in(app.test_client(), boss(off))
    form = {"_csrf": csrf_token(client, f"/t/{off.code}/")}
    for method, rule in rules(app, "/t/<group>/x/complaints"):
        data = form if method == "POST" else None
        answer = client.open(filled(rule, off), method=method, data=data)
        address, nowhere = filled(rule, off), f"/t/{off.code}/x/nothing/here"
        unknown = client.open(nowhere, method=method, data=data)
        assert (answer.status_code, unknown.status_code) == (404, 404), (method, rule)
        assert _bare(answer.text, address) == _bare(unknown.text, nowhere), (method, rule)
        assert answer.headers.get("Allow") == unknown.headers.get("Allow")


def _bare(page: str, address: str) -> str:
    # A page names its own address; its token against forged requests carries the second in which it was made.
    return re.sub(r'(name="csrf-token" content=|name="_csrf" value=)"[^"]*"', "", page).replace(address, "")


def test_api_answers_like_unknown_addresses_where_the_plugin_is_off(client: FlaskClient, app: Flask) -> None:
    off = group()
    can = {"Authorization": f"Bearer {api_token(off, READ)}"}
    for method, rule in rules(app, "/api/v1/t/<group>/x/complaints"):
        answer = client.open(filled(rule, off), method=method, headers=can, json={})
        unknown = client.open(f"/api/v1/t/{off.code}/x/nothing/here", method=method, headers=can, json={})
        assert answer.status_code == unknown.status_code == 404, (method, rule)
        assert _told(answer.text, filled(rule, off)) == _told(unknown.text, "/x/nothing/here"), (method, rule)


def _told(body: str, address: str) -> str:
    # A problem names the address that was asked and the request's id, and nothing else of it.
    kept = [line for line in body.splitlines() if "request_id" not in line and "instance" not in line]
    return "\n".join(kept).replace(address, "")


@pytest.mark.parametrize("path", ["/t/{}/x/complaints/", "/t/{}/x/complaints/new"])
def test_page_is_there_for_one_group_and_not_for_the_other(app: Flask, path: str) -> None:
    on, off = group_with_complaints(), group()
    answers = [
        signed_in(app.test_client(), boss(of)).get(path.format(of.code)).status_code for of in (on, off)
    ]
    assert answers == [200, 404]


def test_menu_is_there_for_one_group_and_not_for_the_other(app: Flask) -> None:
    on, off = group_with_complaints(), group()
    pages = [signed_in(app.test_client(), boss(of)).get(f"/t/{of.code}/").text for of in (on, off)]
    assert f"/t/{on.code}/x/complaints/" in pages[0]
    assert "x/complaints" not in pages[1]


@pytest.mark.parametrize("kind", [NavItem, Panel, FactSource, Action, Permission, Job, Schedule])
def test_declarations_count_for_one_group_and_not_for_the_other(app: Flask, kind: type[object]) -> None:
    on, off = group_with_complaints(), group()
    counted = []
    for of in (on, off):
        with inside(of.id):
            counted.append({found.owner for found in contributions(kind)})
    assert "complaints" in counted[0]
    assert "complaints" not in counted[1]


def test_permission_is_nobodys_while_off_and_comes_back(app: Flask) -> None:
    one = group_with_complaints()
    person = boss(one)
    held = []
    for on in (True, False, True):
        switch(one, on=on)
        with inside(one.id, as_member(person)):
            held.append(allowed(READ))
    assert held == [True, False, True]


def test_document_of_the_api_names_the_plugin_only_where_it_is_on(client: FlaskClient) -> None:
    documents = []
    for of in (group_with_complaints(), group()):
        can = {"Authorization": f"Bearer {api_token(of, READ)}"}
        answer = client.get(f"/api/v1/t/{of.code}/openapi.json", headers=can)
        assert answer.status_code == 200
        documents.append(answer.text)
    assert "/x/complaints/cases" in documents[0]
    assert "complaint" not in documents[1].lower()
    assert "/x/complaints/cases" not in client.get("/api/v1/openapi.json").text


def _shown(of: Group, person: Person, customer_id: int) -> list[list[Answer[object]]]:
    with inside(of.id, as_member(person)):
        return [
            [one for one in ask(customer_list_facts, of.id, [customer_id]) if one.owner == "complaints"],
            [
                one
                for one in ask(customer_timeline, of.id, customer_id, None, 10)
                if one.owner == "complaints"
            ],
        ]


def test_customer_shows_chip_and_timeline_only_while_on(app: Flask) -> None:
    one = group_with_complaints()
    person, at = boss(one), store(one)
    with inside(one.id, as_member(person)):
        owner = customer(store_id=at).id
        number = complaint(at, customer_id=owner).document_no

    while_on = _shown(one, person, owner)
    switch(one, on=False)
    while_off = _shown(one, person, owner)

    list_facts, entries = (answers[0].value for answers in while_on)
    assert list(list_facts) == [owner]  # type: ignore[call-overload]
    assert number in str(entries[0].title)  # type: ignore[index]
    assert while_off == [[], []]


def test_card_chip_timeline_and_button_are_on_the_customers_page_only_while_on(app: Flask) -> None:
    one = group_with_complaints()
    at = store(one)
    person = member(one, role="store_manager", stores=[at])
    with inside(one.id, as_member(person)):
        owner = customer(store_id=at).id
        number = complaint(at, customer_id=owner).document_no
    client = signed_in(app.test_client(), person)
    base = f"/t/{one.code}/customers/{owner}"
    fragment = {"HX-Request": "true"}

    def look() -> tuple[bool, bool, int, bool]:
        page = client.get(base).text
        card = client.get(f"{base}/panels/complaints.cases", headers=fragment)
        chips = client.get(f"/t/{one.code}/later/facts/core.customer/{owner}/complaints", headers=fragment)
        timeline = client.get(f"{base}/timeline/complaints", headers=fragment)
        assert (f"{base}/timeline/complaints" in client.get(f"{base}/timeline").text) is (
            timeline.status_code == 200
        )
        button = f"/x/complaints/new?customer_id={owner}" in page
        return "未结投诉" in chips.text, button, card.status_code, number in timeline.text

    while_on = look()
    switch(one, on=False)
    while_off = look()

    assert while_on == (True, True, 200, True)
    assert while_off == (False, False, 404, False)


def test_switching_off_keeps_data_and_what_was_written_down(app: Flask) -> None:
    one = group_with_complaints()
    at = store(one)
    with inside(one.id, as_member(boss(one))):
        case_id = complaint(at).id
    switch(one, on=False)
    with inside(one.id) as work:
        assert work.scalar(select(func.count()).select_from(Case)) == 1
        audited = select(AuditEntry.action).where(AuditEntry.object_type == "complaints_case")
        assert work.scalars(audited).all() == ["complaints.case.registered"]
    switch(one, on=True)
    client = signed_in(app.test_client(), boss(one))
    assert client.get(f"/t/{one.code}/x/complaints/{case_id}").status_code == 200


@pytest.fixture(scope="module")
def second_process(settings: Settings, app: Flask) -> Iterator[Flask]:
    """Another application on the same database, as another web process is."""
    with running_application(settings) as other:
        yield other


def test_switch_counts_at_once_in_another_process(app: Flask, second_process: Flask) -> None:
    one = group()
    client = signed_in(second_process.test_client(), boss(one))
    seen = []
    for on in (False, True, False, True):
        switch(one, on=on)
        seen.append(client.get(f"/t/{one.code}/x/complaints/").status_code)
    assert seen == [404, 200, 404, 200]


def test_history_of_a_group_that_is_off_cannot_be_changed_either(app: Flask) -> None:
    one = group_with_complaints()
    at = store(one)
    with inside(one.id, as_member(boss(one))):
        complaint(at)
    switch(one, on=False)
    with pytest.raises(ProgrammingError, match="permission denied"), inside(one.id):
        session().execute(text("DELETE FROM complaints_event"))
