"""The hot queries use their index under row-level security: EXPLAIN as the application's role, with a tenant set."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event, select, update

from benchmarks.followups import DAY
from benchmarks.groups import make_group
from benchmarks.population import Crowd, fill
from plugins.parts.queries.figures import StockFigureFilter, stock_figures
from saas.core.accounts.models import Member
from saas.core.customers.queries import CustomerFilter, customer_page
from saas.core.followups.facts import DueDays, due_facts
from saas.core.followups.generation import create_due_tasks
from saas.core.followups.models import FollowupRule, RuleEvent
from saas.core.followups.queries import TaskFilter, tasks_page
from saas.core.followups.taking import take_next_task
from saas.core.vehicles.queries.listing import VehicleSearch, VehicleSort, vehicle_list_page
from saas.embedded.roles import DatabaseUrls
from saas.platform.audit.models import AuditEntry
from saas.platform.database import session, system_session, unit_of_work
from saas.platform.events.catalogue import EventCatalogue
from saas.platform.events.dealing import deal
from saas.platform.permissions import assign_role
from saas.platform.plugins import enable_plugin
from saas.platform.tenancy import Actor, ActorKind, current_tenant, tenant_context
from saas.testing.applications import running_application, settings_for
from saas.testing.fixtures.servers import Servers

pytestmark = pytest.mark.timeout(300)

CUSTOMERS = 8_000
BIG = {
    "customer",
    "vehicle",
    "service_record",
    "search_token",
    "followup_task",
    "audit_entry",
    "outbox_event",
    "parts_ledger",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What the planner chose for the statements of one operation."""

    indexes: set[str] = field(default_factory=set)
    scanned: set[str] = field(default_factory=set)


Run = Callable[[], object]
Explain = Callable[[Run], Planned]


@pytest.fixture(scope="module")
def explain(
    servers: Servers,
    clone_database: Callable[[], DatabaseUrls],
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Explain]:
    """Runs an operation in a large group and explains what it sent."""
    urls = clone_database()
    with running_application(settings_for(urls, redis_url, tmp_path_factory.mktemp("plans"))) as app:
        group, other = make_group(app, "large"), make_group(app, "other")
        name = urls.app.partition("?")[0].rpartition("/")[2]
        with servers.postgres.connect(name) as superuser, app.app_context():
            crowds = [
                Crowd(tenant_id=one.id, store_ids=one.store_ids, count=CUSTOMERS, due_share=20)
                for one in (group, other)
            ]
            fill(superuser, crowds, rng=random.Random(1))
            member = _member(group.id)
            _with_parts(group.id, member)
            _make_tasks(group.id)
            for statement in _MORE_ROWS:
                superuser.execute(statement, {"tenant": group.id})
            superuser.execute("ANALYZE")

            def explained(run: Run) -> Planned:
                with tenant_context(group.id, Actor(kind=ActorKind.MEMBER, id=member)), unit_of_work():
                    sent = _sent(run)
                return _planned(urls, group.id, sent)

            yield explained


def _member(tenant_id: int) -> int:
    with tenant_context(tenant_id), unit_of_work() as work:
        member = work.scalars(select(Member.id)).first()
        assert member is not None
        for role in ("followup_manager", "followup_specialist", "crm_specialist"):
            assign_role(member, role)
        return member


def _with_parts(tenant_id: int, member: int) -> None:
    with tenant_context(tenant_id, Actor(kind=ActorKind.MEMBER, id=member)), unit_of_work():
        enable_plugin("parts")
        assign_role(member, "parts_manager")


def _make_tasks(tenant_id: int) -> None:
    with tenant_context(tenant_id), unit_of_work() as work:
        everywhere = update(FollowupRule).where(FollowupRule.tenant_id == tenant_id)
        work.execute(everywhere.values(enabled_on=DAY - timedelta(days=3000), window_days=3000))
        create_due_tasks(DAY, cause="requested")


_MORE_ROWS = (
    """INSERT INTO audit_entry (tenant_id, occurred_at, actor_kind, action, object_type, object_id, changes, reason,
        address, request_id) SELECT %(tenant)s, now(), 'system', 'a.b.c', 'customer', i, '{}', '', '', ''
        FROM generate_series(1, 20000) i""",
    """INSERT INTO outbox_event (tenant_id, name, version, aggregate, payload, actor_kind, occurred_at, dealt_at)
        SELECT %(tenant)s, 'a.b', 1, '', '{}', 'system', now(), CASE WHEN i > 20 THEN now() END
        FROM generate_series(1, 20000) i""",
    """INSERT INTO parts_part (tenant_id, number, brand, name, quality, unit, pack, unit_cost, active, row_version, created_at,
        updated_at) VALUES (%(tenant)s, 'P-1', '', 'x', 'oem', 'piece', 1, 0, true, 1, now(), now())""",
    # Ten years of movements, one of which the figures read.
    """INSERT INTO parts_ledger (tenant_id, part_id, store_id, kind, quantity, unit_cost, balance_after, document, reason,
        idem_key, moved_at, actor_kind) SELECT part.tenant_id, part.id, store.id, 'issue', -1, 100, 5, '', '',
        store.id || ':' || i, now() - i * interval '10 years' / 20000, 'system'
        FROM parts_part part JOIN store USING (tenant_id), generate_series(1, 20000) i
        WHERE part.tenant_id = %(tenant)s""",
)


def _sent(run: Run) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            found.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return found


def _planned(urls: DatabaseUrls, tenant_id: int, sent: list[tuple[str, Any]]) -> Planned:
    found = Planned()
    with psycopg.connect(urls.app.replace("+psycopg", "")) as connection:
        connection.execute(f"SET LOCAL app.tenant_id = '{tenant_id}'")
        for statement, values in sent:
            row = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}", values or None).fetchone()
            assert row is not None
            plan = row[0] if isinstance(row[0], list) else json.loads(row[0])
            _read(plan[0]["Plan"], found)
    return found


def _read(node: dict[str, Any], found: Planned) -> None:
    if "Index Name" in node:
        found.indexes.add(node["Index Name"])
    if node["Node Type"] == "Seq Scan":
        found.scanned.add(node["Relation Name"])
    for inner in node.get("Plans", ()):
        _read(inner, found)


def _facts(event_kind: RuleEvent) -> Run:
    def run() -> None:
        rules = select(FollowupRule).where(FollowupRule.event == event_kind).order_by(FollowupRule.id)
        rule = session().scalars(rules).first()
        assert rule is not None
        session().execute(due_facts(rule, DueDays(first=DAY - timedelta(days=1), last=DAY)))

    return run


def _take() -> None:
    member = session().scalars(select(Member).order_by(Member.id)).first()
    assert member is not None
    take_next_task(member, DAY)


def _audit() -> None:
    one = (AuditEntry.object_type == "customer", AuditEntry.object_id == 77)
    session().scalars(select(AuditEntry).where(*one).order_by(AuditEntry.occurred_at.desc()).limit(20)).all()


# The cursor of a delivery and an id, as a page's address holds it.
_THERE = base64.urlsafe_b64encode(b'[{"d":"2024-05-01"},4000]').decode().rstrip("=")


def _delivered(after: str | None) -> None:
    by_delivery = VehicleSearch(sort=VehicleSort.DELIVERED)
    vehicle_list_page(by_delivery, "Asia/Shanghai", limit=50, after=after)


HOT: dict[str, tuple[Run, set[str]]] = {
    "customer list": (lambda: customer_page(CustomerFilter()), {"ix_customer_listed"}),
    "search": (lambda: customer_page(CustomerFilter(text="欧阳")), {"uq_search_token_token"}),
    "search of a surname": (lambda: customer_page(CustomerFilter(text="王")), {"uq_search_token_token"}),
    "vehicle list": (
        lambda: vehicle_list_page(VehicleSearch(), "Asia/Shanghai", limit=50),
        {"ix_vehicle_plate"},
    ),
    "vehicles by delivery": (lambda: _delivered(after=None), {"ix_vehicle_delivered"}),
    "vehicles by delivery, further on": (lambda: _delivered(after=_THERE), {"ix_vehicle_delivered"}),
    "taking a task": (_take, {"ix_followup_task_queue", "ix_followup_task_due", "ix_followup_task_store"}),
    "task list": (
        lambda: tasks_page(TaskFilter(), limit=50),
        {"ix_followup_task_due", "ix_followup_task_store", "ix_followup_task_queue"},
    ),
    "audit of an object": (_audit, {"ix_audit_entry_object"}),
    "stock figures": (lambda: stock_figures(StockFigureFilter()), {"ix_parts_ledger_moved"}),
    RuleEvent.DELIVERY: (_facts(RuleEvent.DELIVERY), {"ix_vehicle_delivery_date"}),
    RuleEvent.SERVICE_COMPLETED: (_facts(RuleEvent.SERVICE_COMPLETED), {"ix_service_record_completed"}),
    RuleEvent.MAINTENANCE_DUE: (_facts(RuleEvent.MAINTENANCE_DUE), {"ix_vehicle_next_maintenance_on"}),
    RuleEvent.NO_VISIT: (_facts(RuleEvent.NO_VISIT), {"ix_vehicle_last_service_on"}),
}


@pytest.mark.parametrize("query", HOT)
def test_hot_query_uses_its_index(query: str, explain: Explain) -> None:
    run, wanted = HOT[query]
    planned = explain(run)

    assert planned.indexes & wanted, planned
    assert planned.scanned & BIG == set()


def test_relay_finds_new_events_by_their_index(explain: Explain) -> None:
    def run() -> None:
        with system_session("a test's relay") as work:
            deal(work, current_tenant(), EventCatalogue((), ()), ())

    planned = explain(run)

    assert "ix_outbox_event_undealt" in planned.indexes
    assert planned.scanned & BIG == set()
