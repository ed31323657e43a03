"""The computing of appraisal cards as the subject: one cycle of many people, in small chunks."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, insert, select

from plugins.kano.models import Card, CardItem, Cycle
from plugins.kano.operations import computing
from plugins.kano.operations.cycles import COMPUTE, ask_for_cards
from plugins.kano.queries.trees import indicators_of
from saas import create_app
from saas.config import Settings
from saas.core.accounts.models import Member, MemberStatus
from saas.platform.audit import AuditEntry
from saas.platform.database import session, unit_of_work
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState
from saas.platform.permissions import assign_role
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member
from tests.factories.kano import group_with_kano
from tests.factories.kano_cards import approved_tree, new_cycle

CHUNK = 3


def application(settings: Settings) -> Flask:
    """The product, with chunks so small that a short cycle has many."""
    computing.CHUNK = CHUNK
    return create_app(settings)


class Appraisals:
    """A cycle of as many people as were asked for, each of whom gets one card with every indicator once."""

    application = f"{__name__}:application"
    queue = "long"

    def __init__(self) -> None:
        self._cycles: dict[int, tuple[int, int, int]] = {}

    def prepare(self) -> None:
        """Nothing: each asking makes a group of its own."""

    def ask(self, size: int) -> None:
        """Begin a cycle of this many people and ask for its cards."""
        made = group_with_kano()
        at = store(made)
        admin = member(made, role="appraisal_admin")
        tree_id = approved_tree(made, admin)
        with inside(made.id, as_member(admin)):
            cycle_id = new_cycle(tree_id, _people(made.id, at, size))
            indicators = len(indicators_of(tree_id))
        with inside(made.id, as_member(admin)):
            ask_for_cards(cycle_id)
        self._cycles[made.id] = (cycle_id, size, indicators)

    def done(self) -> int:
        """Cards that are computed."""
        return sum(self._computed(tenant) for tenant in self._cycles)

    def _computed(self, tenant: int) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            return work.execute(select(func.count()).select_from(Card).where(Card.run == 1)).scalar_one()

    def finished(self) -> bool:
        """Whether no computing is open."""
        return not any(self._jobs(tenant, *UNFINISHED) for tenant in self._cycles)

    def _jobs(self, tenant: int, *states: JobState) -> int:
        with tenant_context(tenant), unit_of_work() as work:
            statement = select(func.count()).where(JobRow.key == COMPUTE, JobRow.state.in_(states))
            return work.execute(statement).scalar_one()

    def faults(self) -> list[str]:
        """Cycles whose cards lack an indicator or have one twice, or that are not told to be computed once, whole."""
        found = []
        for tenant, (cycle_id, people, indicators) in self._cycles.items():
            with tenant_context(tenant), unit_of_work() as work:
                per_card = (
                    select(CardItem.card_id, func.count().label("n")).group_by(CardItem.card_id).subquery()
                )
                items = list(work.scalars(select(per_card.c.n)))
                runs = work.get_one(Cycle, (tenant, cycle_id)).runs_done
                told = select(AuditEntry.changes).where(AuditEntry.action == "kano.cycle.computed")
                entries = list(work.scalars(told))
            if items != [indicators] * people:
                found.append(f"group {tenant}: {len(items)} cards of {people}, items {sorted(set(items))}")
            if runs != 1 or [one["cards"] for one in entries] != [people]:
                found.append(f"group {tenant}: {runs} runs, told {entries}")
            if self._computed(tenant) != people or self._jobs(tenant, JobState.DONE) != 1:
                found.append(f"group {tenant}: its cards are not computed by one job")
        return found


def _people(tenant: int, store_id: int, count: int) -> list[int]:
    rows = [
        {"tenant_id": tenant, "display_name": f"员工{number}", "status": MemberStatus.ACTIVE}
        for number in range(count)
    ]
    ids = list(session().scalars(insert(Member).returning(Member.id), rows))
    for one in ids:
        assign_role(one, "employee", store_id=store_id)
    return ids
