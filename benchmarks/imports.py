"""Import of 200,000 customers with vehicles from CSV, against COPY of all finished rows into the same indexed tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import psycopg
from psycopg import sql

from benchmarks.figures import Benchmark, Figure
from benchmarks.groups import administrator_of
from benchmarks.stage import Stage
from benchmarks.timing import interleaved, timed
from saas.core.accounts.operations import found_group_for
from saas.core.imports.execution.looking import look
from saas.core.imports.jobs import run_import
from saas.core.imports.models import ImportRun, ImportStatus
from saas.core.imports.operations import Mapped, settle_mapping, upload_file
from saas.core.organisation.models import LegalEntity, Store
from saas.core.vehicles.vin import with_check_digit
from saas.platform.clock import now
from saas.platform.database import session, unit_of_work
from saas.platform.tenancy import SYSTEM, tenant_context

_ROWS: Final = 200_000
_DATABASE: Final = "bench_imports"
_TABLES: Final = (
    "customer",
    "customer_contact_point",
    "vehicle",
    "plate_history",
    "customer_vehicle",
    "odometer_reading",
    "duplicate_candidate",
    "search_token",
)
STORES: Final = ("浦东店", "虹桥店", "松江店", "嘉定店")
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文斌鑫宇浩然子轩欣怡梓涵雨晨思远嘉"
_MODELS: Final = (("上汽大众", "朗逸"), ("一汽大众", "速腾"), ("上汽通用", "英朗"), ("比亚迪", "秦PLUS"))
_HEADER: Final = [
    "门店",
    "车主姓名",
    "手机号",
    "车牌号",
    "车架号",
    "品牌",
    "车型",
    "购车日期",
    "交车日期",
    "行驶里程",
]


def run(stage: Stage) -> Sequence[Figure]:
    """The run of the import, from the opened file to its last commit; the look and the dry run come before it."""
    urls = stage.database(_DATABASE)
    count = stage.size(_ROWS, least=200)
    content = content_of(stage.rng("imports"), count)
    with stage.application(urls) as app, app.app_context(), stage.superuser(_DATABASE) as superuser:
        tenant = _group()
        run_id = settled_run(tenant, content)
        ours = one_run(superuser, tenant, run_id)
        ours()
        kept = _finished_rows(superuser)
        sides = {"ours": ours, "copy": _copy(superuser, kept)}
        found = interleaved(sides, rounds=stage.rounds(3), rng=stage.rng("order"))
    rows = sum(number for number, _ in kept.values())
    note = f"{count} lines of CSV become {rows} rows; yardstick: COPY of them, tokens included"
    return [Figure(name="import", ours=found["ours"], yardstick=found["copy"], goal=4.0, note=note)]


def content_of(rng: Random, count: int) -> bytes:
    """A file of so many customers, each with a vehicle."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_HEADER, *_lines(rng, count)])
    return text.getvalue().encode()


def _lines(rng: Random, count: int) -> Iterator[list[str]]:
    for number in range(count):
        make, model = _MODELS[number % len(_MODELS)]
        bought = date(2026, 10, 1) - timedelta(days=rng.randint(30, 3000))
        yield [
            STORES[number % len(STORES)],
            rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2)))),
            f"13{number:09d}",
            f"沪{'ABCEGHJKLM'[number % 10]}{number // 10:05d}",
            with_check_digit(f"LSVAM418{'0'}R2{number:06d}"),
            make,
            model,
            bought.isoformat(),
            (bought + timedelta(days=rng.randint(0, 9))).isoformat(),
            str(rng.randint(300, 150_000)),
        ]


def _group() -> int:
    tenant = found_group_for(code="imports", name="imports", display_name="管理员").tenant_id
    with tenant_context(tenant), unit_of_work() as work:
        entity = LegalEntity(name="汽车销售服务有限公司")
        work.add(entity)
        work.flush()
        work.add_all(
            [Store(code=f"S{n}", name=name, legal_entity_id=entity.id) for n, name in enumerate(STORES)]
        )
    return tenant


def settled_run(tenant: int, content: bytes) -> int:
    """An import of a group that was looked at and may run; its id."""
    actor = administrator_of(tenant)
    with tenant_context(tenant, actor), unit_of_work():
        made = upload_file(io.BytesIO(content), "customers.csv")
        session().flush()
        look(made.id)
        run_id = made.id
    with tenant_context(tenant, actor), unit_of_work() as work:
        found = work.get_one(ImportRun, (tenant, run_id))
        mapped = Mapped(source_name="bench", fields=found.mapping["fields"])
        settle_mapping(run_id, mapped, version=found.row_version)
    return run_id


def one_run(superuser: psycopg.Connection[Any], tenant: int, run_id: int) -> Callable[[], float]:
    """What runs a settled import into empty tables and answers its seconds."""

    def once() -> float:
        empty_tables(superuser)
        return import_again(tenant, run_id)

    return once


def import_again(tenant: int, run_id: int) -> float:
    """Run a settled import once more into tables that have none of its rows; how many seconds it took."""

    def run_it() -> None:
        with unit_of_work():
            run_import(run_id)

    with tenant_context(tenant, SYSTEM):
        with unit_of_work() as work:
            found = work.get_one(ImportRun, (tenant, run_id))
            found.status, found.position, found.report = ImportStatus.RUNNING, 0, {}
            found.started_at = now()
        return timed(run_it)


def _finished_rows(superuser: psycopg.Connection[Any]) -> dict[str, tuple[int, bytes]]:
    """By table: how many rows there are, and all of them as COPY writes them."""
    found = {}
    for table in _TABLES:
        statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
        with superuser.cursor() as cursor, cursor.copy(statement) as copy:
            rows = b"".join(bytes(piece) for piece in copy)
        found[table] = (rows.count(b"\n"), rows)
    return found


def _copy(superuser: psycopg.Connection[Any], kept: dict[str, tuple[int, bytes]]) -> Callable[[], float]:
    def load() -> None:
        with superuser.transaction(), superuser.cursor() as cursor:
            for table, (_number, rows) in kept.items():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                    copy.write(rows)

    def once() -> float:
        empty_tables(superuser)
        return timed(load)

    return once


def empty_tables(superuser: psycopg.Connection[Any]) -> None:
    """Remove the rows that an import makes, of all groups."""
    tables = sql.SQL(", ").join(map(sql.Identifier, (*_TABLES, "import_chunk", "import_row")))
    superuser.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
    superuser.execute("CHECKPOINT")  # so that neither side pays for the other's pages


BENCHMARK = Benchmark(name="imports", title="import of 200,000 customers with vehicles", run=run)
