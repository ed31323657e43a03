"""The history that complaints make for a demo."""

from __future__ import annotations

from random import Random

from sqlalchemy import select

from plugins.complaints.models import Case
from plugins.complaints.quality.models import QualityIssue
from plugins.complaints.quality.states import IssueState
from plugins.complaints.tests.conftest import House
from saas.platform.plugins.calls import tell_plugin
from saas.platform.plugins.hooks import seed_demo
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import group_with_complaints


def test_seed_demo_registers_complaints_and_brings_them_some_way(house: House) -> None:
    with inside(house.group.id, as_member(house.head)) as work:
        people = {customer(store_id=house.store_id).id for _ in range(8)}
        (answer,) = tell_plugin("complaints", seed_demo, tenant_id=house.group.id, rng=Random(3), size=1.0)
        assert not answer.failed
        mine = (Case.tenant_id == house.group.id, Case.customer_id.in_(people))
        cases = work.scalars(select(Case).where(*mine)).all()
        assert len(cases) == 6
        assert len({case.state for case in cases}) > 1
        assert all(case.document_no and case.description for case in cases)
        assert any(case.is_overdue for case in cases)
        states = set(work.scalars(select(QualityIssue.state)))
        assert states == {IssueState.ANALYSED, IssueState.TRACKING, IssueState.CLOSED}


def test_seed_demo_has_nothing_to_do_without_customers(house: House) -> None:
    made = group_with_complaints()
    head = member(made, role="complaint_manager")
    with inside(made.id, as_member(head)) as work:
        (answer,) = tell_plugin("complaints", seed_demo, tenant_id=made.id, rng=Random(3), size=1.0)
        assert not answer.failed
        assert work.scalars(select(Case).where(Case.tenant_id == made.id)).all() == []
