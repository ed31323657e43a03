"""The customer list, search and page at 1,000,000 customers, against a bare view and against 1,000 customers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask

from benchmarks.bare import bare_application, call, page_environ, record, request_time
from benchmarks.figures import Benchmark, Figure
from benchmarks.groups import Group, make_group
from benchmarks.population import KNOWN_NUMBER, Crowd, fill, zipf_sizes
from benchmarks.stage import Stage, plain
from benchmarks.timing import interleaved

_GROUPS = 200
_CUSTOMERS = 1_000_000
_SMALL = 1_000
_MIDDLE = 20  # the rank of the second group that is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A database with its application and the groups that are visited in it, with their first customer and their number."""

    app: Flask
    connection: psycopg.Connection[Any]
    visited: dict[str, tuple[Group, int, int]]


def run(stage: Stage) -> Sequence[Figure]:
    """Each page of the large database is measured beside its bare view and beside the same page of the small one."""
    sizes = zipf_sizes(stage.size(_GROUPS, least=_MIDDLE), stage.size(_CUSTOMERS, least=2 * _SMALL))
    with (
        _town(stage, "bench_large", sizes, {"largest": 0, "middle": _MIDDLE - 1}) as large,
        _town(stage, "bench_small", [_SMALL], {"small": 0}) as small,
    ):
        return [
            figure
            for which in ("largest", "middle")
            for page in _addresses(large, which)
            for figure in _figures(stage, page, which, large, small)
        ]


def _figures(stage: Stage, page: str, which: str, large: Town, small: Town) -> Iterator[Figure]:
    group, _first, count = large.visited[which]
    address, small_address = _addresses(large, which)[page], _addresses(small, "small")[page]
    environ = page_environ(address, group.token)
    recording = record(large.app, environ, group.id)
    bare = bare_application(large.app, recording, large.connection)
    _check_same(call(bare, environ), recording.body)
    sides = {
        "ours": request_time(large.app, environ),
        "bare": request_time(bare, environ),
        "small": request_time(small.app, page_environ(small_address, small.visited["small"][0].token)),
    }
    found = interleaved(sides, rounds=stage.rounds(100), rng=stage.rng(page), warm_up=10)
    queries = f"{len(recording.statements)} statements"
    name = f"{page}, {count:,} of {large_total(large):,}"
    yield Figure(
        name=f"{name} / bare view", ours=found["ours"], yardstick=found["bare"], goal=2.0, note=queries
    )
    yield Figure(name=f"{name} / at {_SMALL:,}", ours=found["ours"], yardstick=found["small"], goal=1.3)


def large_total(town: Town) -> int:
    """How many customers the database has."""
    found = town.connection.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'customer'")
    row = found.fetchone()
    return int(row[0]) if row else 0


def _check_same(bare: bytes, ours: bytes) -> None:
    # Tokens against forgery and the like differ, nothing else may.
    if abs(len(bare) - len(ours)) > 200:
        raise RuntimeError(f"the bare view answers {len(bare)} bytes, the product {len(ours)}")


def _addresses(town: Town, which: str) -> dict[str, str]:
    group, first, _count = town.visited[which]
    customers = f"/t/{group.code}/customers/"
    return {
        "list": customers,
        "search: a surname": f"{customers}?q=王",
        "search: a rare surname": f"{customers}?q=欧阳",
        "search: pinyin": f"{customers}?q=zhangw",
        "search: a phone's tail": f"{customers}?q=4729",
        "search: a whole number": f"{customers}?q={KNOWN_NUMBER[3:]}",
        "page of a customer": f"{customers}{first + 6}",
    }


@contextmanager
def _town(stage: Stage, name: str, sizes: Sequence[int], visited: dict[str, int]) -> Iterator[Town]:
    urls = stage.database(name)
    with (
        stage.application(urls) as app,
        stage.postgres.connect(name) as superuser,
        psycopg.connect(plain(urls.app), autocommit=True) as bare,
    ):
        groups = _populate(app, superuser, sizes, visited.values(), stage.rng(name))
        firsts = [1 + sum(sizes[:rank]) for rank in range(len(sizes))]
        seen = {which: (groups[rank], firsts[rank], sizes[rank]) for which, rank in visited.items()}
        yield Town(app=app, connection=bare, visited=seen)


def _populate(
    app: Flask,
    superuser: psycopg.Connection[Any],
    sizes: Sequence[int],
    visited: Any,
    rng: random.Random,
) -> list[Group]:
    groups = [
        make_group(app, f"group-{rank}", stores=1 + min(19, size // 5_000), visited=rank in visited)
        for rank, size in enumerate(sizes)
    ]
    crowds = [
        Crowd(tenant_id=group.id, store_ids=group.store_ids, count=size)
        for group, size in zip(groups, sizes, strict=True)
    ]
    with app.app_context():
        fill(superuser, crowds, rng=rng)
    return groups


BENCHMARK = Benchmark(name="pages", title="customer list, search and page at 1,000,000 customers", run=run)
