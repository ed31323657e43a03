"""The customer list, search and page at 1,000,000 customers, against a bare view and against 1,000 customers."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from benchmarks.bare import bare_application, call, page_environ, record, request_time
from benchmarks.figures import Benchmark, Figure
from benchmarks.groups import Group, enter, make_group
from benchmarks.population import KNOWN_NUMBER, Crowd, fill, zipf_sizes
from benchmarks.stage import Stage
from benchmarks.timing import interleaved
from saas.platform.database.migrations import CORE

_GROUPS = 200
_CUSTOMERS = 1_000_000
_SMALL = 1_000
_FILLERS = ("groups.py", "names.py", "population.py")
_MIDDLE = 20  # the rank of the second group that is looked at


# These find more the more customers there are: in the small group they are not the same page, so that no goal holds.
_GROWING = frozenset(
    {"search: a surname", "search: a rare surname", "search: pinyin", "search: a phone's tail"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """A group that is looked at. first: the number of its first customer; count: how many it has."""

    group: Group
    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A database with its application and the groups that are visited in it."""

    app: Flask
    customers: int
    visited: dict[str, Visited]


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
            for page in _addresses(large.visited[which])
            for figure in _figures(stage, page, which, large, small)
        ]


def _figures(stage: Stage, page: str, which: str, large: Town, small: Town) -> Iterator[Figure]:
    seen, other = large.visited[which], small.visited["small"]
    environ = page_environ(large.app, _addresses(seen)[page], seen.group.token)
    recording = record(large.app, environ, seen.group.id)
    bare = bare_application(large.app, recording)
    _check_same(call(bare, environ), recording.body)
    sides = {
        "ours": request_time(large.app, environ),
        "bare": request_time(bare, environ),
        "small": request_time(small.app, page_environ(small.app, _addresses(other)[page], other.group.token)),
    }
    found = interleaved(sides, rounds=stage.rounds(100), rng=stage.rng(page), warm_up=10 if stage.full else 1)
    name = f"{page}, {seen.count:,} of {large.customers:,}"
    note = f"{len(recording.statements)} statements"
    yield Figure(name=f"{name} / bare view", ours=found["ours"], yardstick=found["bare"], goal=2.0, note=note)
    yield Figure(
        name=f"{name} / at {_SMALL:,}",
        ours=found["ours"],
        yardstick=found["small"],
        goal=None if page in _GROWING else 1.3,
        note="finds more of more" if page in _GROWING else "",
    )


def _check_same(bare: bytes, ours: bytes) -> None:
    # Tokens against forgery and the like differ, nothing else may.
    if abs(len(bare) - len(ours)) > 200:
        raise RuntimeError(f"the bare view answers {len(bare)} bytes, the product {len(ours)}")


def _addresses(seen: Visited) -> dict[str, str]:
    customers = f"/t/{seen.group.code}/customers/"
    return {
        "list": customers,
        "search: a surname": f"{customers}?q=王",
        "search: a rare surname": f"{customers}?q=欧阳",
        "search: pinyin": f"{customers}?q=zhang",
        "search: a phone's tail": f"{customers}?q=4729",
        "search: a whole number": f"{customers}?q={KNOWN_NUMBER[3:]}",
        "page of a customer": f"{customers}{seen.first + 6}",
    }


@contextmanager
def _town(stage: Stage, name: str, sizes: Sequence[int], visited: dict[str, int]) -> Iterator[Town]:
    marker = f"{stage.seed}/{len(sizes)}/{sum(sizes)}/{_content()}"
    if not stage.is_kept(name, marker):
        with stage.application(stage.database(name)) as app, stage.superuser(name) as superuser:
            _populate(app, superuser, sizes, visited.values(), stage.rng(name))
        stage.keep(name, marker)
    with stage.application(stage.urls(name)) as app:
        seen = {
            which: Visited(group=enter(app, _code(rank)), first=1 + sum(sizes[:rank]), count=sizes[rank])
            for which, rank in visited.items()
        }
        yield Town(app=app, customers=sum(sizes), visited=seen)


def _content() -> str:
    """What a filled database depends on: the schema and the way it is filled."""
    sources = [*sorted(CORE.versions.glob("*.py")), *(Path(__file__).with_name(name) for name in _FILLERS)]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def _code(rank: int) -> str:
    return f"group-{rank}"


def _populate(
    app: Flask,
    superuser: psycopg.Connection[Any],
    sizes: Sequence[int],
    visited: Collection[int],
    rng: random.Random,
) -> None:
    groups = [
        make_group(app, _code(rank), stores=1 + min(19, size // 5_000), visited=rank in visited)
        for rank, size in enumerate(sizes)
    ]
    crowds = [
        Crowd(tenant_id=group.id, store_ids=group.store_ids, count=size)
        for group, size in zip(groups, sizes, strict=True)
    ]
    with app.app_context():
        fill(superuser, crowds, rng=rng)


BENCHMARK = Benchmark(name="pages", title="customer list, search and page at 1,000,000 customers", run=run)
