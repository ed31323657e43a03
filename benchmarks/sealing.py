"""The same import and the same pages with numbers sealed and hashed, against a cipher and a hash that do nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Final

from flask import Flask

from benchmarks.bare import page_environ, request_time
from benchmarks.figures import Benchmark, Figure
from benchmarks.groups import Group, enter, make_group
from benchmarks.imports import STORES, content_of, import_again, one_run, settled_run
from benchmarks.stage import Stage
from benchmarks.timing import interleaved
from saas.core.organisation.models import LegalEntity, Store
from saas.platform.database import unit_of_work
from saas.platform.security import keys
from saas.platform.tenancy import tenant_context

_ROWS: Final = 100_000
_DATABASE: Final = "bench_sealing"
_TAG: Final = bytes(16)


class _NoCipher:
    """As long as a sealed value, and as it was."""

    def __init__(self, key: bytes) -> None:
        """Take the key, and leave it."""

    def encrypt(self, _nonce: bytes, data: bytes, _place: bytes) -> bytes:
        """The value as it is."""
        return data + _TAG

    def decrypt(self, _nonce: bytes, data: bytes, _place: bytes) -> bytes:
        """The value again."""
        return data[: -len(_TAG)]


@dataclass(frozen=True, slots=True)
class _NoHash:
    """As long as a keyed hash, and the value itself."""

    value: bytes

    def hexdigest(self) -> str:
        """The value in hexadecimal digits, so that it is found by equality."""
        return self.value.hex()[-64:].rjust(64, "0")


@contextmanager
def _plain() -> Iterator[None]:
    """Values of groups are neither sealed nor hashed inside the block; whatever was sealed does not open."""
    module = vars(keys)
    kept = {name: module[name] for name in ("AESGCM", "hmac")}
    stand_in = SimpleNamespace(new=lambda _key, value, _kind: _NoHash(value))
    module.update(AESGCM=_NoCipher, hmac=stand_in)
    try:
        yield
    finally:
        module.update(kept)


def _plainly(side: Callable[[], float]) -> Callable[[], float]:
    def once() -> float:
        with _plain():
            return side()

    return once


def run(stage: Stage) -> Sequence[Figure]:
    """An import of a group of each kind into empty tables, then the pages of both beside each other."""
    count = stage.size(_ROWS, least=200)
    content = content_of(stage.rng("sealing"), count)
    urls = stage.database(_DATABASE)
    with stage.application(urls) as app, stage.superuser(_DATABASE) as superuser:
        sealed, plain = (_group(app, code) for code in ("sealed", "plain"))
        with app.app_context():
            runs = {one.code: settled_run(one.id, content) for one in (sealed, plain)}
            ours = one_run(superuser, sealed.id, runs["sealed"])
            sides = {"ours": ours, "plain": _plainly(one_run(superuser, plain.id, runs["plain"]))}
            found = interleaved(sides, rounds=stage.rounds(3), rng=stage.rng("order"))
            ours()
            _plainly(lambda: import_again(plain.id, runs["plain"]))()
        note = f"{count} lines of CSV"
        return [
            Figure(
                name="import, sealed / plain",
                ours=found["ours"],
                yardstick=found["plain"],
                goal=1.5,
                note=note,
            ),
            *_pages(stage, app, sealed, plain),
        ]


def _pages(stage: Stage, app: Flask, sealed: Group, plain: Group) -> Iterator[Figure]:
    for page, rest, goal in (("list", "", 1.3), ("search: a whole number", "?q=13000000007", 1.3)):
        sides = {
            "ours": request_time(app, page_environ(app, f"/t/{sealed.code}/customers/{rest}", sealed.token)),
            "plain": _plainly(
                request_time(app, page_environ(app, f"/t/{plain.code}/customers/{rest}", plain.token))
            ),
        }
        warm_up = 10 if stage.full else 1
        found = interleaved(sides, rounds=stage.rounds(100), rng=stage.rng(page), warm_up=warm_up)
        yield Figure(name=f"{page}, sealed / plain", ours=found["ours"], yardstick=found["plain"], goal=goal)


def _group(app: Flask, code: str) -> Group:
    made = make_group(app, code, visited=True)
    with app.app_context(), tenant_context(made.id), unit_of_work() as work:
        entity = LegalEntity(name="上海汽车销售服务有限公司")
        work.add(entity)
        work.flush()
        work.add_all(
            [Store(code=f"L{n}", name=name, legal_entity_id=entity.id) for n, name in enumerate(STORES)]
        )
    return enter(app, code)


BENCHMARK = Benchmark(name="sealing", title="numbers sealed and hashed, against plain ones", run=run)
