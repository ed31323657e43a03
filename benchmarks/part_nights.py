"""The nightly planning of 100,000 parts in stores, from the database to the database, against adding up their demand."""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from contextlib import redirect_stderr
from multiprocessing import get_context
from typing import Any, Final

import psycopg
from flask import Flask
from psycopg import sql

from benchmarks.figures import Benchmark, Figure
from benchmarks.groups import make_group
from benchmarks.stage import Stage, plain
from benchmarks.timing import timed
from plugins.parts.jobs import PLAN
from saas import create_app
from saas.config import Settings
from saas.platform.database import dispose_engines, unit_of_work
from saas.platform.jobs import enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.plugins import enable_plugin
from saas.platform.tenancy import tenant_context
from saas.platform.valkey import close_valkey

_PLACES: Final = 100_000
_STORES: Final = 20
_MONTHS: Final = 36
_DATABASE = "bench_part_nights"
_KB: Final = 1024


def run(stage: Stage) -> Sequence[Figure]:
    """A month's first night, which chooses the methods, and a later one, which keeps them; each in a process of its own."""
    urls, stores = stage.database(_DATABASE), stage.size(_STORES, least=2)
    with stage.application(urls) as app, stage.superuser(_DATABASE) as superuser:
        tenant_id = _filled(app, superuser, stores, stage.size(_PLACES, least=20) // stores)
        with psycopg.connect(plain(urls.app), autocommit=True) as bare:
            bare.execute(sql.SQL("SET app.tenant_id = {}").format(tenant_id))
            rows = bare.execute("SELECT count(*) FROM parts_demand").fetchone() or (0,)
            places = bare.execute("SELECT count(*) FROM parts_part_store").fetchone() or (0,)
            added = timed(lambda: bare.execute(_ADDED_UP).fetchall())
    figures = []
    for night in ("first night of a month", "later night"):
        with get_context("spawn").Pool(1) as process:
            seconds, peak = process.apply(_planned, (stage.settings(urls), tenant_id, night))
        with stage.superuser(_DATABASE) as looking:
            # A job that fails says so in its row only.
            left = looking.execute(_UNDONE, [PLAN]).fetchall()
        if left:
            raise RuntimeError(f"a night was not planned to its end: {left}; see {stage.folder / 'log'}")
        note = f"{places[0]:,} part-stores, {rows[0]:,} demands, at most {peak / _KB:.0f} MB"
        figures.append(
            Figure(name=f"{night} / demand added up by month", ours=seconds, yardstick=added, note=note)
        )
    return figures


def _planned(settings: Settings, tenant_id: int, night: str) -> tuple[float, int]:
    """How long a night took, in seconds, and the most memory that its worker had, in KB."""
    with (settings.var / "log").open("a") as log, redirect_stderr(log):
        # The solver prints past Python's streams.
        os.dup2(log.fileno(), 1)
        app = create_app(settings)
        with app.app_context(), tenant_context(tenant_id), unit_of_work():
            enqueue(PLAN, {"asked": night})
        with app.app_context():
            seconds = timed(lambda: run_waiting(tenant_id))
        dispose_engines(app)
        close_valkey(app)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _filled(app: Flask, superuser: psycopg.Connection[Any], stores: int, parts: int) -> int:
    made = make_group(app, "nights", stores=stores)
    with app.app_context(), tenant_context(made.id), unit_of_work():
        enable_plugin("parts")
    superuser.execute("SELECT setseed(0.5)")
    for statement in _ROWS:
        superuser.execute(statement, {"tenant": made.id, "parts": parts, "months": _MONTHS})
    for table in ("parts_part", "parts_part_store", "parts_balance", "parts_demand"):
        superuser.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
    return made.id


_UNDONE = "SELECT state, error_id FROM job WHERE key = %s AND state <> 'done'"
_ADDED_UP = """
    SELECT store_id, part_id, date_trunc('month', day), sum(quantity) FROM parts_demand GROUP BY 1, 2, 3"""
_ROWS = (
    """INSERT INTO parts_part (tenant_id, number, brand, name, quality, unit, pack, unit_cost, created_at, updated_at)
        SELECT %(tenant)s, 'P' || n, '', '配件' || n, 'oem', 'piece', 1 + n %% 3, 500 + n * 7919 %% 90000,
            now() - interval '4 years', now()
        FROM generate_series(1::bigint, %(parts)s) n""",
    """INSERT INTO parts_part_store (tenant_id, part_id, store_id, xyz, fsn, pattern, bin, params_version, created_at, updated_at)
        SELECT %(tenant)s, p.id, s.id, '', '', '', '', '', now() - interval '4 years', now()
        FROM store s JOIN parts_part p ON p.tenant_id = s.tenant_id WHERE s.tenant_id = %(tenant)s""",
    """INSERT INTO parts_balance (tenant_id, part_id, store_id, on_hand, average_cost, issued_at, moved_at)
        SELECT k.tenant_id, k.part_id, k.store_id, k.id %% 12, p.unit_cost, now() - k.id %% 90 * interval '1 day', now()
        FROM parts_part_store k JOIN parts_part p ON p.tenant_id = k.tenant_id AND p.id = k.part_id
        WHERE k.tenant_id = %(tenant)s""",
    # A fifth is asked for every month, half of them once in four months.
    """INSERT INTO parts_demand (tenant_id, part_id, store_id, kind, quantity, day, reference, reason, idem_key)
        SELECT d.tenant_id, d.part_id, d.store_id, 'sale', d.quantity, d.day, '', '', 'bench:' || d.id || ':' || d.month
        FROM (
            SELECT k.*, m AS month, (date_trunc('month', now()) - m * interval '1 month' + interval '14 days')::date AS day,
                round(-ln(1 - random()) * CASE WHEN k.id %% 10 < 2 THEN 8 WHEN k.id %% 10 < 5 THEN 2 ELSE 0.4 END) AS quantity
            FROM parts_part_store k CROSS JOIN generate_series(1, %(months)s) m WHERE k.tenant_id = %(tenant)s
        ) d WHERE d.quantity > 0""",
)

BENCHMARK = Benchmark(
    name="part-nights",
    title="nights of planning parts in stores, against adding up their demand",
    run=run,
)
