"""The pages of internal audits: from the first audit to its end, all evidence without a right over claims, the answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.budget.auditing_export import finding_lines
from plugins.budget.auditing_states import AuditState
from plugins.budget.models.audits import Audit, AuditFinding
from plugins.budget.models.claims import ClaimLine
from plugins.budget.tests.auditing import FOUR, Office, audit_of, finding, office, sample_of, sampled
from plugins.budget.tests.claiming import acting, approved, stored
from plugins.budget.tests.conftest import Browser
from saas.core.accounts.operations import edit_role, make_role
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.files import attached_files
from saas.platform.i18n import locale_context
from saas.platform.permissions import Scope, assign_role
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import member

Open = Callable[[Person], Browser]


@pytest.fixture(scope="module")
def at(app: Flask) -> Office:
    with locale_context("en"):
        return office()


def newest(at: Office, model: type[Audit] | type[AuditFinding]) -> int:
    with inside(at.desk.group.id):
        return session().scalars(select(model.id).order_by(model.id.desc())).first() or 0


def new_audit(at: Office, **fields: object) -> dict[str, object]:
    day = today("Asia/Shanghai")
    return {
        "title": "三季度报销抽查",
        "period_from": day - timedelta(days=5),
        "period_until": day + timedelta(days=1),
        "store_ids": at.desk.store_id,
        "points": "客户签字\n三家比价",
        **fields,
    }


@pytest.mark.req("B-09")
def test_audit_is_begun_drawn_looked_at_answered_and_closed(at: Office, browser: Open) -> None:
    mine = browser(at.auditor)
    assert "Begin the first audit" in mine.get("/audits/").text
    claim_id = approved(at.desk)
    assert mine.get("/audits/new").status_code == 200
    refused = mine.post("/audits/new", **new_audit(at, store_ids=None))
    assert refused.status_code == 422
    assert "三季度报销抽查" in refused.text
    assert mine.post("/audits/new", **new_audit(at)).status_code == 303
    audit_id = newest(at, Audit)
    page = mine.get(f"/audits/{audit_id}").text
    assert "There is 1 claim to draw from" in page
    assert "三家比价" in page
    assert mine.post(f"/audits/{audit_id}/points", points="车辆出入记录").status_code == 303
    assert mine.post(f"/audits/{audit_id}/draw", method="risk", size="0").status_code == 422
    assert mine.post(f"/audits/{audit_id}/draw", method="risk", size=5, seed=4711).status_code == 303
    assert mine.post(f"/audits/{audit_id}/draw", method="risk", size=5, seed=4711).status_code == 409
    page = mine.get(f"/audits/{audit_id}").text
    assert "4711" in page
    assert stored(at.desk, claim_id).document_no in page
    audited = sample_of(at, audit_id)[claim_id]
    here = f"/audits/{audit_id}/claims/{audited}"
    page = mine.get(here).text
    for shown in ("Passed by finance", "Committed", "车辆出入记录", "can change none of it", "东方宾馆"):
        assert shown in page
    assert mine.post(f"{here}/pass", points=FOUR[0]).status_code == 422
    wrong = mine.post(f"{here}/findings", **finding(at, due_on="2020-01-01"))
    assert wrong.status_code == 422
    assert "住宿超过标准" in wrong.text
    assert mine.post(f"{here}/findings", **finding(at)).status_code == 303
    finding_id = newest(at, AuditFinding)
    assert "F1 · Serious finding" in mine.get(here).text
    for view, shown in (("findings", "To be answered"), ("history", "Sample drawn")):
        assert shown in mine.get(f"/audits/{audit_id}?view={view}").text

    head = browser(at.desk.head)
    assert (
        'class="ui-nav-badge' in head.get("/findings/").text or "住宿超过标准" in head.get("/findings/").text
    )
    assert head.get(f"/audits/{audit_id}").status_code == 403
    assert head.post(f"/findings/{finding_id}/answer", text="").status_code == 422
    assert head.post(f"/findings/{finding_id}/answer", text="已退回差额").status_code == 303
    assert "已退回差额" in head.get(f"/findings/{finding_id}").text
    assert "住宿超过标准" not in head.get("/findings/").text
    assert "住宿超过标准" in head.get("/findings/?view=all").text
    assert browser(at.desk.finance).get(f"/findings/{finding_id}").status_code == 404

    assert "1 answer" in mine.get("/audits/").text
    assert "已退回差额" in mine.get(here).text
    with acting(at.auditor):
        (line,) = finding_lines({"audit_id": audit_id}, 9)
    assert line[5:8] == ["Serious finding", "Answered", "住宿超过标准"]
    with acting(at.far_auditor):
        assert list(finding_lines({"audit_id": None}, 9)) == []
    assert mine.post(f"{here}/findings/{finding_id}/return", reason="").status_code == 422
    assert mine.post(f"{here}/findings/{finding_id}/return", reason="请附凭证").status_code == 303
    assert mine.post(f"/audits/{audit_id}/close").status_code == 409
    assert head.post(f"/findings/{finding_id}/answer", text="凭证已附").status_code == 303
    assert mine.post(f"{here}/findings/{finding_id}/close", text="已核实").status_code == 303
    assert mine.post(f"/audits/{audit_id}/close", text="完成").status_code == 303
    assert audit_of(at, audit_id).state is AuditState.CLOSED
    assert "三季度报销抽查" in mine.get("/audits/?view=closed").text
    assert "No audit here" in mine.get("/audits/").text


@pytest.mark.req("B-09")
def test_right_over_audits_alone_shows_all_evidence_of_the_sample_and_nothing_else(
    at: Office, browser: Open
) -> None:
    claim_id, other = approved(at.desk), approved(at.desk)
    audit_id = sampled(at)
    reader = member(at.desk.group, role="", name="外部审计")
    with inside(at.desk.group.id):
        role = make_role("外部审计")
        edit_role(role.id, wanted={"budget.audit:read": Scope.STORE})
        assign_role(reader.member_id, role.code, store_id=at.desk.store_id)
        line_id = session().scalars(select(ClaimLine.id).where(ClaimLine.claim_id == claim_id)).one()
        elsewhere = session().scalars(select(ClaimLine.id).where(ClaimLine.claim_id == other)).one()
        file_id = attached_files(ClaimLine, [line_id])[line_id][0].id
    theirs = browser(reader)
    here = f"/audits/{audit_id}/claims/{sample_of(at, audit_id)[claim_id]}"
    page = theirs.get(here).text
    assert f"/lines/{line_id}/receipts/{file_id}" in page
    assert "Write a finding down" not in page
    with theirs.get(f"{here}/lines/{line_id}/receipts/{file_id}") as shown:
        assert shown.status_code == 200
    assert theirs.get(f"{here}/lines/{elsewhere}/receipts/{file_id}").status_code == 404
    assert theirs.get(f"/claims/{claim_id}").status_code == 403
    assert theirs.post(f"{here}/pass", points=FOUR[0]).status_code == 403
    far = browser(at.far_auditor)
    assert far.get(f"/audits/{audit_id}").status_code == 404
    assert far.get(here).status_code == 404
    assert far.get(f"{here}/lines/{line_id}/receipts/{file_id}").status_code == 404
    assert "三季度" not in far.get("/audits/?view=all").text
