"""Quality issues: begun from facts or a warning, taken step by step, with their complaints, letters and history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from plugins.complaints.models import Case
from plugins.complaints.quality import operations
from plugins.complaints.quality.beginning import (
    Problem,
    begin_from_alert,
    begin_from_case,
    link_case,
    link_numbered,
    unlink_case,
)
from plugins.complaints.quality.duties import let_words_go
from plugins.complaints.quality.models import NOTE, IssueCase, IssueContact, IssueEvent, QualityIssue
from plugins.complaints.quality.operations import Analysis, Letter, Watch
from plugins.complaints.quality.states import Department, IssueState, Outcome, Subcause
from plugins.complaints.states import ResultKind
from plugins.complaints.tests.conftest import Browser, House
from plugins.complaints.tests.flowing import acting, assigned, verified
from plugins.complaints.warning.states import AlertState
from plugins.complaints.work_models import CauseClass
from saas.platform.audit import AuditEntry
from saas.platform.clock import moved, now, today
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from saas.platform.security.object_keys import open_keyed
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import api_token, member
from tests.factories.complaints import complaint, switch
from tests.factories.warnings import alert

pytestmark = pytest.mark.req("Q-06")

Open = Callable[[Person], Browser]
WRONG = Problem(problem="刹车片异响", part_no="L1TD698151")
FOUND = Analysis(
    cause=CauseClass.PRODUCT,
    subcause=Subcause.MATERIAL,
    how_found="送检硬度超差",
    lot="2026-08-B",
    supplier="华东",
)


def begun(house: House) -> tuple[int, int]:
    """A complaint whose facts are settled, and the issue that was begun from it."""
    case_id = verified(house)
    with acting(house.handler):
        return case_id, begin_from_case(case_id, WRONG).id


def until(days: int) -> date:
    return today("Asia/Shanghai") + timedelta(days=days)


def brought_to_watching(issue_id: int) -> None:
    operations.analyse_issue(issue_id, FOUND)
    operations.implement_issue(issue_id, measure=ResultKind.REPLACED, done="更换新批次")
    watch = Watch(watched="同款异响", watched_until=until(30), improved="入库抽检")
    operations.track_issue(issue_id, watch)


def notes(issue_id: int) -> list[tuple[str, str | None]]:
    mine = select(IssueEvent).where(IssueEvent.issue_id == issue_id).order_by(IssueEvent.id)
    lines = session().scalars(mine).all()
    return [
        (line.kind.value, text)
        for line, text in zip(lines, open_keyed(NOTE, [one.sealed_note or b"" for one in lines]), strict=True)
    ]


def test_way_from_the_facts_to_whether_it_has_helped(house: House) -> None:
    case_id, issue_id = begun(house)
    with acting(house.handler):
        issue = load(QualityIssue, issue_id)
        # The facts said a mistake of ours in the work: among quality issues that is "other".
        assert (issue.state, issue.cause, issue.store_id) == (
            IssueState.CONFIRMED,
            CauseClass.OTHER,
            house.store_id,
        )
        assert issue.number.startswith("ZL-")
        with pytest.raises(Conflict, match=issue.number):
            begin_from_case(case_id, WRONG)
        with pytest.raises(Conflict):
            operations.implement_issue(issue_id, measure=ResultKind.REPLACED, done="x")
        for wrong in (
            {"cause": CauseClass.PROCESS},
            {"cause": CauseClass.PRODUCT, "subcause": Subcause.TRANSPORT},
            {"cause": CauseClass.PRODUCT},
            {"cause": CauseClass.USAGE, "subcause": Subcause.ELSE},
        ):
            with pytest.raises(Invalid):
                operations.analyse_issue(issue_id, Analysis(how_found="x", **wrong))
        operations.analyse_issue(issue_id, Analysis(cause=CauseClass.INSTALLATION, how_found="装反"))
        brought_to_watching(issue_id)
        late = Watch(watched="x", watched_until=until(-1), improved="x")
        with pytest.raises(Invalid, match="passed"):
            operations.track_issue(issue_id, late)
        session().expire_all()
        operations.close_issue(issue_id, outcome=Outcome.FAILED, outcome_text="仍有投诉")
        with pytest.raises(Conflict, match="closed"):
            link_case(issue_id, case_id)
        operations.reopen_issue(issue_id, reason="再次出现")
        session().flush()
        again = load(QualityIssue, issue_id)
        assert (again.state, again.is_running, again.outcome, again.reopen_count) == (
            IssueState.CONFIRMED, True, None, 1,
        )  # fmt: skip
        assert (again.part_no, again.lot, again.supplier) == ("L1TD698151", "2026-08-B", "华东")
        told = notes(issue_id)
        assert [kind for kind, _text in told] == [
            "begun", "analyse", "analyse", "implement", "track", "close", "reopen",
        ]  # fmt: skip
        assert told[0][1] == "刹车片异响"
        assert told[-1][1] == "再次出现"
        acts = set(session().scalars(select(AuditEntry.action).where(AuditEntry.object_id == issue_id)))
        assert {"complaints.issue.begun", "complaints.issue.close", "complaints.issue.reopen"} <= acts


def test_facts_must_name_a_cause_that_makes_a_quality_issue(house: House) -> None:
    bare = assigned(house)
    with acting(house.handler), pytest.raises(Conflict, match="First settle the facts"):
        begin_from_case(bare, WRONG)


def test_begins_from_a_confirmed_warning_with_its_complaints(house: House) -> None:
    with acting(house.head):
        case_id = complaint(house.store_id).id
        suspected = alert(house.store_id, case_id=case_id).id
        confirmed = alert(house.store_id, case_id=case_id, state=AlertState.CONFIRMED).id
        session().flush()
        with pytest.raises(Conflict, match="First confirm"):
            begin_from_alert(suspected, WRONG)
        issue_id = begin_from_alert(confirmed, WRONG).id
        assert session().scalars(select(IssueCase.case_id).where(IssueCase.issue_id == issue_id)).all() == [
            case_id
        ]
        with pytest.raises(Conflict, match="already"):
            begin_from_alert(confirmed, WRONG)


def test_complaints_are_added_and_taken_out_but_for_the_last(house: House) -> None:
    case_id, issue_id = begun(house)
    with acting(house.manager):
        other = complaint(house.store_id)
        number, other_id = other.document_no, other.id
        link_numbered(issue_id, f" {number.lower()} ")
        link_case(issue_id, other_id)
        with pytest.raises(Invalid, match="number"):
            link_numbered(issue_id, "TS-NONE")
        unlink_case(issue_id, case_id)
        with pytest.raises(NotFound):
            unlink_case(issue_id, case_id)
        with pytest.raises(Conflict, match="at least one"):
            unlink_case(issue_id, other_id)
        assert [kind for kind, _text in notes(issue_id)] == ["begun", "linked", "unlinked"]
        assert notes(issue_id)[1][1] == number


def test_letters_and_their_answers_are_kept(house: House) -> None:
    _case_id, issue_id = begun(house)
    with acting(house.handler):
        letter = Letter(department=Department.PURCHASING, who="周工", question="请核实批次")
        contact = operations.write_to(issue_id, letter)
        session().flush()
        assert contact.written_on == until(0)
        assert contact.written_by_id == house.handler.member_id
        tomorrow = Letter(department=Department.SUPPLIER, who="x", question="x", written_on=until(1))
        with pytest.raises(Invalid, match="yet to come"):
            operations.write_to(issue_id, tomorrow)
        with pytest.raises(Invalid, match="before"):
            operations.answer_of(issue_id, contact.id, answer="x", answered_on=until(-1))
        operations.answer_of(issue_id, contact.id, answer="同意退换")
        with pytest.raises(Conflict, match="already"):
            operations.answer_of(issue_id, contact.id, answer="x")
        assert [kind for kind, _text in notes(issue_id)] == ["begun", "asked", "answered"]


def test_whom_a_complaint_is_about_and_who_is_elsewhere_stay_out(house: House) -> None:
    """The key of the rule is "complaints.case:subject-investigator"."""
    colleague = member(house.group, role="complaint_handler", stores=[house.store_id])
    elsewhere = member(house.group, role="complaint_manager", stores=[store(house.group)])
    auditor = member(house.group, role="auditor")
    case_id = verified(house, concerned_id=colleague.member_id)
    with acting(house.handler):
        issue_id = begin_from_case(case_id, WRONG).id
        version = load(QualityIssue, issue_id).row_version
        with pytest.raises(VersionConflict):
            operations.analyse_issue(issue_id, FOUND, version=version + 1)
    with acting(colleague), pytest.raises(Forbidden):
        operations.analyse_issue(issue_id, FOUND)
    with acting(elsewhere), pytest.raises(NotFound):
        operations.analyse_issue(issue_id, FOUND)
    with acting(auditor), pytest.raises(Forbidden):
        operations.analyse_issue(issue_id, FOUND)


def test_words_go_three_years_after_the_end_and_the_thing_stays(house: House) -> None:
    _case_id, issue_id = begun(house)
    with acting(house.handler):
        brought_to_watching(issue_id)
        operations.write_to(issue_id, Letter(department=Department.PRODUCTION, who="周工", question="请核实"))
        operations.close_issue(issue_id, outcome=Outcome.WORKED, outcome_text="无新投诉")
    with inside(house.group.id), moved(now() + timedelta(days=4 * 365)):
        let_words_go(now() - timedelta(days=3 * 365))
        kept = load(QualityIssue, issue_id)
        assert (kept.problem, kept.how_found, kept.done, kept.outcome_text) == ("", "", "", "")
        assert (kept.part_no, kept.cause, kept.measure) == (
            "L1TD698151",
            CauseClass.PRODUCT,
            ResultKind.REPLACED,
        )
        assert {text for _kind, text in notes(issue_id)} <= {None, ""}
        mine = IssueContact.issue_id == issue_id
        assert session().scalars(select(IssueContact.id).where(mine)).all() == []


def version_of(house: House, issue_id: int) -> int:
    with inside(house.group.id):
        return load(QualityIssue, issue_id).row_version


def newest(house: House) -> int:
    with inside(house.group.id) as work:
        return work.scalars(select(QualityIssue.id).order_by(QualityIssue.id.desc())).first() or 0


def test_pages_lead_from_a_complaint_to_the_end(house: House, browser: Open) -> None:
    case_id, at = verified(house), browser(house.handler)
    assert f"/issues/new?case_id={case_id}" in at.get(f"/{case_id}").text
    assert at.get(f"/issues/new?case_id={case_id}").status_code == 200
    assert at.get("/issues/new").location.endswith("/issues/")
    assert at.get(f"/issues/new?case_id={case_id}&alert_id=1").status_code == 404
    new = f"/issues/new?case_id={case_id}"
    assert at.post(new, problem="").status_code == 422
    assert at.post(new, problem="放油螺栓渗油", part_no="N908").status_code == 303
    assert at.post(new, problem="放油螺栓渗油").status_code == 409
    issue_id = newest(house)
    path = f"/issues/{issue_id}"

    def send(to: str, **typed: Any) -> int:
        return at.post(f"{path}/{to}", **typed, _version=version_of(house, issue_id)).status_code

    assert at.post(f"{path}/analyse", cause="usage", how_found="x", _version=0).status_code == 409
    assert send("analyse", cause="product", how_found="x") == 422
    assert send("analyse", cause="other", subcause="repair", how_found="扭矩不足") == 303
    contact = {"department": "production", "who": "陈主管", "question": "请说明紧固做法"}
    assert send("contacts", **contact) == 303
    with inside(house.group.id) as work:
        mine = select(IssueContact.id).where(IssueContact.issue_id == issue_id)
        contact_id = work.scalars(mine).one()
    assert "陈主管" in at.get(f"{path}?step=answer-{contact_id}").text
    assert send(f"contacts/{contact_id}/answer", answer="已补做复核") == 303
    with acting(house.handler):
        other = complaint(house.store_id)
        number, other_id = other.document_no, other.id
    assert send("cases", number=number) == 303
    assert send("cases", number="TS-NONE") == 422
    assert send(f"cases/{other_id}/unlink") == 303
    assert send(f"cases/{case_id}/unlink") == 409
    assert send("implement", measure="repaired", done="免费返修") == 303
    assert send("track", watched="渗油投诉", watched_until=until(30), improved="扭矩复核") == 303
    assert send("close", outcome="worked", outcome_text="无新投诉") == 303
    shown = at.get(path).text
    for word in ("放油螺栓渗油", "扭矩不足", "免费返修", "扭矩复核", "无新投诉", "It has helped", number):
        assert word in shown, word
    assert path in at.get(f"/{case_id}").text
    listed = at.get("/issues/?state=closed&cause=other").text
    assert path in listed
    assert f'{path}"' not in at.get("/issues/?state=closed&cause=product").text
    assert f'{path}"' not in at.get("/issues/").text
    assert send("reopen", reason="再次出现") == 303
    watcher = browser(member(house.group, role="parts_clerk", stores=[house.store_id]))
    seen = watcher.get(path).text
    assert 'id="issue-step"' not in seen
    # Who may not see the complaints sees how many there are.
    assert "1 complaint counts" in seen
    assert watcher.post(f"{path}/analyse", cause="usage", how_found="x").status_code == 403
    elsewhere = browser(member(house.group, role="complaint_manager", stores=[store(house.group)]))
    assert elsewhere.get(path).status_code == 404


def test_list_says_where_the_first_is_begun_and_an_alert_leads_there(house: House, browser: Open) -> None:
    nowhere = browser(member(house.group, role="complaint_manager", stores=[store(house.group)]))
    empty = nowhere.get("/issues/").text
    assert "No quality issue here" in empty
    assert "state=all" in empty
    with acting(house.head):
        case_id = complaint(house.store_id).id
        alert_id = alert(house.store_id, case_id=case_id, state=AlertState.CONFIRMED).id
    at = browser(house.manager)
    assert f"/issues/new?alert_id={alert_id}" in at.get(f"/alerts/{alert_id}").text
    assert at.post(f"/issues/new?alert_id={alert_id}", problem="批次缺陷").status_code == 303
    page = at.get(f"/alerts/{alert_id}").text
    assert f"/issues/{newest(house)}" in page
    assert f"/issues/new?alert_id={alert_id}" not in page


def test_api_begins_steps_and_tells(app: Flask, house: House) -> None:
    case_id, client = verified(house), app.test_client()
    base = f"/api/v1/t/{house.group.code}/x/complaints/issues"
    token = api_token(house.group, "complaints.issue:read", "complaints.issue:write", "complaints.case:read")
    headers = {"Authorization": f"Bearer {token}"}
    both = {"case_id": case_id, "alert_id": 1, "problem": "x"}
    assert client.post(base, json=both, headers=headers).status_code == 422
    made = client.post(base, json={"case_id": case_id, "problem": "渗油"}, headers=headers)
    assert made.status_code == 201
    path = f"{base}/{made.get_json()['id']}"
    stale = {**headers, "If-Match": made.headers["ETag"]}
    sent = {"cause": "product", "subcause": "manufacturing", "how_found": "砂眼", "supplier": "华东"}
    assert client.post(f"{path}/analyse", json=sent, headers=stale).get_json()["state"] == "analysed"
    assert client.post(f"{path}/analyse", json=sent, headers=stale).status_code == 412

    def send(to: str, **typed: Any) -> TestResponse:
        seen = client.get(path, headers=headers).headers["ETag"]
        return client.post(f"{path}/{to}", json=typed, headers={**headers, "If-Match": seen})

    contact = send("contacts", department="purchasing", who="周工", question="请核实").get_json()["id"]
    assert send(f"contacts/{contact}/answer", answer="已核实").get_json()["answer"] == "已核实"
    assert send("cases", case_id=case_id).status_code == 200
    assert send(f"cases/{case_id}/unlink").status_code == 409
    work = client.get(f"{path}/work", headers=headers).get_json()
    assert work["case_ids"] == [case_id]
    assert [line["kind"] for line in work["history"]] == ["answered", "asked", "analyse", "begun"]
    assert work["history"][-1]["note"] == "渗油"
    listed = client.get(f"{base}?state=analysed&cause=product", headers=headers).get_json()["items"]
    assert made.get_json()["id"] in [row["id"] for row in listed]
    assert client.get(path, headers=headers).get_json()["supplier"] == "华东"


def test_switched_off_nothing_is_reachable_and_nothing_is_lost(house: House, browser: Open) -> None:
    case_id, issue_id = begun(house)
    at = browser(house.handler)
    switch(house.group, on=False)
    assert at.get(f"/issues/{issue_id}").status_code == 404
    switch(house.group, on=True)
    assert at.get(f"/issues/{issue_id}").status_code == 200
    with inside(house.group.id):
        assert load(Case, case_id).document_no in at.get(f"/issues/{issue_id}").text
