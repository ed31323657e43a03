"""Making 200,000 due tasks by the rules, against the bare INSERT … SELECT of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import update

from benchmarks.figures import Benchmark, Figure
from benchmarks.groups import make_group
from benchmarks.population import Crowd, fill
from benchmarks.stage import PREFIX, Stage, plain
from benchmarks.timing import interleaved, timed
from saas.core.followups.generation import create_due_tasks
from saas.core.followups.models import FollowupRule, FollowupTask
from saas.platform.database import unit_of_work
from saas.platform.tenancy import tenant_context

DAY = date(2026, 11, 20)
_RULES = ("delivery_7d", "service_24h", "maintenance_30d")
_TASKS = 200_000
_DATABASE = "bench_followups"


def run(stage: Stage) -> Sequence[Figure]:
    """Three rules find one task each for every third vehicle of a group that has as many vehicles as tasks are made."""
    urls = stage.database(_DATABASE)
    with stage.application(urls) as app, stage.superuser(_DATABASE) as superuser:
        tenant = _prepared(stage, app, superuser)
        with psycopg.connect(plain(urls.app), autocommit=True) as bare:
            sides = {"ours": _ours(app, tenant, superuser), "bare": _bare(tenant, superuser, bare)}
            _keep_rows(superuser, sides["ours"])
            found = interleaved(sides, rounds=stage.rounds(5), rng=stage.rng("followups"))
        count = _count(superuser, "benchmark.task")
    note = f"{count} tasks of {len(_RULES)} rules; yardstick: INSERT … SELECT of the finished rows"
    return [
        Figure(name="creation of due tasks", ours=found["ours"], yardstick=found["bare"], goal=2.0, note=note)
    ]


def _prepared(stage: Stage, app: Flask, superuser: psycopg.Connection[Any]) -> int:
    group = make_group(app, "tasks", stores=10)
    crowd = Crowd(
        tenant_id=group.id,
        store_ids=group.store_ids,
        count=stage.size(_TASKS, least=30),
        tokens=False,
        due_share=len(_RULES),
    )
    with app.app_context():
        fill(superuser, [crowd], rng=stage.rng("population"))
        with tenant_context(group.id), unit_of_work() as work:
            switched_on = update(FollowupRule).where(
                FollowupRule.tenant_id == group.id, FollowupRule.code.in_(_RULES)
            )
            work.execute(switched_on.values(enabled_on=DAY - timedelta(days=60)))
    return group.id


def _ours(app: Flask, tenant: int, superuser: psycopg.Connection[Any]) -> Callable[[], float]:
    def make() -> None:
        with tenant_context(tenant), unit_of_work():
            create_due_tasks(DAY, cause="requested")

    def once() -> float:
        _empty(superuser)
        with app.app_context():
            return timed(make)

    return once


def _bare(
    tenant: int, superuser: psycopg.Connection[Any], bare: psycopg.Connection[Any]
) -> Callable[[], float]:
    columns = sql.SQL(", ").join(
        sql.Identifier(column.name) for column in FollowupTask.__table__.columns if column.name != "id"
    )
    statement = sql.SQL("INSERT INTO followup_task ({0}) SELECT {0} FROM benchmark.task").format(columns)

    def insert() -> None:
        with bare.transaction():
            bare.execute(sql.SQL("SET LOCAL app.tenant_id = {}").format(tenant))
            bare.execute(statement)

    def once() -> float:
        _empty(superuser)
        return timed(insert)

    return once


def _keep_rows(superuser: psycopg.Connection[Any], ours: Callable[[], float]) -> None:
    ours()
    superuser.execute("CREATE TABLE benchmark.task AS SELECT * FROM followup_task ORDER BY id")
    superuser.execute(f"GRANT USAGE ON SCHEMA benchmark TO {PREFIX}_app")
    superuser.execute(f"GRANT SELECT ON benchmark.task TO {PREFIX}_app")
    superuser.execute("VACUUM ANALYZE benchmark.task")
    made, wanted = _count(superuser, "benchmark.task"), _count(superuser, "customer")
    if made < wanted - len(_RULES):
        raise RuntimeError(f"the rules made {made} tasks where {wanted} were due")


def _empty(superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("TRUNCATE followup_task CASCADE")
    superuser.execute("CHECKPOINT")  # so that neither side pays for the other's pages


def _count(superuser: psycopg.Connection[Any], table: str) -> int:
    found = superuser.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.SQL(table))).fetchone()
    return int(found[0]) if found else 0


BENCHMARK = Benchmark(name="followups", title="creation of 200,000 due tasks", run=run)
