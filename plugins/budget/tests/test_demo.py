"""The years that a group gets to look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.budget import demo
from plugins.budget.analysis.trend import trend
from plugins.budget.auditing_states import AuditResult, FindingState
from plugins.budget.claim_states import ClaimState
from plugins.budget.models import Driver, DriverVolume
from plugins.budget.models.audits import AuditedClaim, AuditFinding
from plugins.budget.models.claims import ExpenseClaim, OverbudgetRequest
from plugins.budget.queries.analysis import Extent
from plugins.budget.queries.board import standing
from plugins.budget.tests.conftest import Browser
from saas.platform.clock import moved, now
from saas.platform.permissions import assign_role
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member
from saas.testing.factories.vehicles import service_record, vehicle
from tests.factories.budget import group_with_budget

NOVEMBER = datetime(2027, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.req("B-06", "B-13", "B-17", "B-18")
def test_demo_shows_years_of_spending_and_claims_in_every_state(app: Flask) -> None:
    with moved(NOVEMBER):
        made = group_with_budget()
        at = store(made, code="SH01")
        keeper = member(made, role="finance_reviewer", name="财务")
        for role in ("store_manager", "department_head"):
            member(made, role=role, stores=[at])
        member(made, role="service_advisor", stores=[at], name="顾问")
        member(made, role="payer")
        member(made, role="auditor", name="严立")
        both = member(made, role="finance_reviewer", name="运营总监")
        with inside(made.id):
            assign_role(both.member_id, "department_head")
        with inside(made.id):
            car = vehicle().id
            for months in range(1, 24):
                for _number in range(1 + months % 3):
                    service_record(car, at, completed_at=now() - timedelta(days=30 * months))
        with inside(made.id, as_member(both)):
            demo.seed(Random(1), 0.1)
        with inside(made.id, as_member(keeper)) as work:
            states = sorted(work.scalars(select(ExpenseClaim.state)))
            assert set(states) == set(ClaimState) - {ClaimState.CANCELLED}
            assert len(work.scalars(select(OverbudgetRequest)).all()) == 1
            four = work.execute(
                select(ExpenseClaim.claimant_id, ExpenseClaim.dept_by_id, ExpenseClaim.finance_by_id,
                       ExpenseClaim.paid_by_id).where(ExpenseClaim.state == ClaimState.PAID)
            )  # fmt: skip
            assert all(len(set(row)) == 4 for row in four)
            results = sorted(work.scalars(select(AuditedClaim.result)))
            assert results == [*[AuditResult.FINDING] * 2, AuditResult.OK, AuditResult.PENDING]
            findings = sorted(work.scalars(select(AuditFinding.state)))
            assert findings == [FindingState.ANSWERED, FindingState.OPEN]
            hours = select(func.count()).where(DriverVolume.driver == Driver.LABOUR_HOURS)
            assert work.scalars(hours).one() >= 20
            now_and_before = [standing(year) for year in (2025, 2026, 2027)]
            assert all(one.actual_fen > 0 for one in now_and_before)
            assert now_and_before[2].committed_fen > 0
            found = trend(Extent(), 2027, 2027 * 12 + 9)
            assert found.forecast is not None
            assert found.forecasts > 0
        reader = Browser(app.test_client(), keeper)
        for path in ("/board", "/analysis/volume", "/claims/"):
            assert reader.get(path).status_code == 200, path
