"""A ledger of 1,000,000 entries: holding a spend against its line, and the board, against plain SQL doing the least possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import select

from benchmarks.figures import Benchmark, Figure
from benchmarks.groups import administrator_of, make_group
from benchmarks.stage import Stage, plain
from benchmarks.timing import interleaved, timed
from plugins.budget.models import Budget, BudgetVersion, CostCategory, Pot, VersionState
from plugins.budget.operations import check_spend
from plugins.budget.permissions import READ
from plugins.budget.queries.board import board_page, standing
from saas.core.contracts.spending import Spend
from saas.platform.database import unit_of_work
from saas.platform.permissions import allowed
from saas.platform.plugins import enable_plugin
from saas.platform.tenancy import Actor, tenant_context

_ENTRIES: Final = 1_000_000
_STORES: Final = 80
_YEAR, _MONTH = 2026, 11
_SHOWN = 50
_DATABASE = "bench_budgets"
_TABLES = ("budget_pot", "budget_cell", "budget_ledger")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A group with its ledger. pot_id: the line that a spend is held against."""

    tenant_id: int
    administrator: Actor
    spend: Spend
    pot_id: int
    lines: int


def run(stage: Stage) -> Sequence[Figure]:
    """Each read beside one statement that fetches the same sums, and beside adding them up from the ledger."""
    urls, entries = stage.database(_DATABASE), stage.size(_ENTRIES, least=1000)
    with stage.application(urls) as app, stage.superuser(_DATABASE) as superuser:
        group = _filled(stage, app, superuser, entries)
        with psycopg.connect(plain(urls.app), autocommit=True) as bare:
            bare.execute(sql.SQL("SET app.tenant_id = {}").format(group.tenant_id))
            sides = {
                "check": _ours(app, group, lambda: check_spend(group.spend)),
                "board": _ours(app, group, _board),
                **{name: _bare(bare, text, group) for name, text in _BARE.items()},
            }
            found = interleaved(sides, rounds=stage.rounds(30), rng=stage.rng("budgets"), warm_up=1)
    note = f"{entries:,} entries of {group.lines:,} lines"
    return [
        Figure(name=f"{ours} / {beside}", ours=found[ours], yardstick=found[beside], note=note)
        for ours, beside in (
            ("check", "sums of one line"),
            ("check", "one line's entries added up"),
            ("board", "sums of the first lines and of all"),
            ("board", "all entries added up"),
        )
    ]


_BARE = {
    "sums of one line": """
        SELECT sum(planned_fen), sum(committed_fen), sum(actual_fen) FROM budget_cell
        WHERE tenant_id = %(tenant)s AND pot_id = %(pot)s AND month <= %(month)s""",
    "one line's entries added up": """
        SELECT kind, sum(amount_fen) FROM budget_ledger
        WHERE tenant_id = %(tenant)s AND pot_id = %(pot)s AND month <= %(month)s GROUP BY kind""",
    "sums of the first lines and of all": """
        WITH line AS (
            SELECT p.id, sum(c.planned_fen) planned, sum(c.committed_fen) committed, sum(c.actual_fen) actual
            FROM budget_pot p JOIN budget_cell c ON c.tenant_id = p.tenant_id AND c.pot_id = p.id
            WHERE p.tenant_id = %(tenant)s AND p.year = %(year)s AND c.month <= %(month)s GROUP BY p.id
        )
        SELECT id, planned, committed, actual, sum(planned) OVER (), sum(committed) OVER (), sum(actual) OVER ()
        FROM line ORDER BY id LIMIT %(shown)s""",
    "all entries added up": """
        SELECT pot_id, kind, sum(amount_fen) FROM budget_ledger
        WHERE tenant_id = %(tenant)s AND month <= %(month)s GROUP BY pot_id, kind""",
}


def _board() -> None:
    board_page(_YEAR, until=_MONTH, limit=_SHOWN)
    standing(_YEAR, until=_MONTH)


def _ours(app: Flask, group: _Group, action: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        with app.test_request_context(), tenant_context(group.tenant_id, group.administrator), unit_of_work():
            # What somebody may do is read once in a request, for whatever its page shows.
            if not allowed(READ):
                raise RuntimeError("the member may not see budgets")
            return timed(action)

    return once


def _bare(bare: psycopg.Connection[Any], statement: str, group: _Group) -> Callable[[], float]:
    values = {
        "tenant": group.tenant_id,
        "pot": group.pot_id,
        "year": _YEAR,
        "month": _MONTH,
        "shown": _SHOWN,
    }
    # A transaction, as each of ours has one.
    return lambda: timed(lambda: _fetch(bare, statement, values))


def _fetch(bare: psycopg.Connection[Any], statement: str, values: dict[str, int]) -> None:
    with bare.transaction():
        bare.execute(statement, values).fetchall()


def _filled(stage: Stage, app: Flask, superuser: psycopg.Connection[Any], entries: int) -> _Group:
    made = make_group(app, "budgets", stores=stage.size(_STORES, least=2))
    with app.app_context():
        actor = administrator_of(made.id)
    with app.app_context(), tenant_context(made.id), unit_of_work() as work:
        enable_plugin("budget")
        budget = Budget(title="预算", year=_YEAR, document_no="YS-1")
        work.add(budget)
        work.flush()
        work.add(BudgetVersion(budget_id=budget.id, number=1, state=VersionState.ACTIVE))
        budget_id = budget.id
    values = {"tenant": made.id, "year": _YEAR, "budget": budget_id, "entries": entries}
    for statement in _ROWS:
        superuser.execute(statement, values)
    for table in _TABLES:
        superuser.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
    with app.app_context(), tenant_context(made.id), unit_of_work() as work:
        pot, code = work.execute(
            select(Pot, CostCategory.code)
            .join(CostCategory, CostCategory.id == Pot.category_id)
            .order_by(Pot.id)
            .limit(1)
        ).one()
        spend = Spend(
            store_id=pot.store_id or 0,
            day=date(_YEAR, _MONTH, 20),
            amount_fen=100_00,
            document="bench:1",
            title="1",
            category=code,
        )
        lines = len(work.scalars(select(Pot.id)).all())
        return _Group(tenant_id=made.id, administrator=actor, spend=spend, pot_id=pot.id, lines=lines)


_ROWS = (
    """INSERT INTO budget_pot (tenant_id, year, category_id, store_id, budget_id)
        SELECT %(tenant)s, %(year)s, c.id, s.id, %(budget)s
        FROM store s JOIN budget_cost_category c ON c.tenant_id = s.tenant_id
        WHERE s.tenant_id = %(tenant)s ORDER BY s.id, c.id""",
    """INSERT INTO budget_ledger
        (tenant_id, pot_id, month, kind, amount_fen, act, document, title, spent_on, posted_at, actor_kind)
        SELECT %(tenant)s, p.ids[1 + i %% cardinality(p.ids)], 1 + i %% 11,
            (ARRAY['commit', 'commit', 'release', 'actual'])[1 + i / cardinality(p.ids) %% 4],
            1000 + i * 7919 %% 90000, 'bench:' || i, 'bench:' || i / 4, '', make_date(%(year)s, (1 + i %% 11)::int, 1),
            now(), 'system'
        FROM generate_series(1::bigint, %(entries)s) i,
            (SELECT array_agg(id ORDER BY id) ids FROM budget_pot WHERE tenant_id = %(tenant)s) p""",
    """INSERT INTO budget_cell
        (tenant_id, pot_id, month, planned_fen, committed_fen, actual_fen)
        SELECT %(tenant)s, p.id, m, 1000000000, greatest(coalesce(s.committed, 0), 0), coalesce(s.actual, 0)
        FROM budget_pot p CROSS JOIN generate_series(1, 12) m
        LEFT JOIN (
            SELECT pot_id, month,
                sum(amount_fen) FILTER (WHERE kind = 'commit')
                    - coalesce(sum(amount_fen) FILTER (WHERE kind = 'release'), 0) committed,
                sum(amount_fen) FILTER (WHERE kind = 'actual') actual
            FROM budget_ledger WHERE tenant_id = %(tenant)s GROUP BY pot_id, month
        ) s ON s.pot_id = p.id AND s.month = m
        WHERE p.tenant_id = %(tenant)s""",
)

BENCHMARK = Benchmark(
    name="budgets",
    title="spending against a ledger of 1,000,000 entries, against plain SQL",
    run=run,
)
