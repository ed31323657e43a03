"""Work in the background done in one group with the ids of the other: jobs, and what hears of events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import text

from saas.platform.events import Event, publish
from saas.platform.jobs import enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.plugins import current_registry
from tests.contract.fuzz.kinds import KINDS, scene_of
from tests.contract.fuzz.probes import filled
from tests.contract.fuzz.rows import changed, fingerprints, rows_naming
from tests.contract.fuzz.worlds import Worlds

_JOBS = text("SELECT key, state, error_kind FROM job WHERE tenant_id = :tenant AND id > :after ORDER BY id")
_NEWEST = text("SELECT coalesce(max(id), 0) FROM job WHERE tenant_id = :tenant")


def job_findings(worlds: Worlds, key: str, payload: Mapping[str, Any]) -> Iterator[str]:
    """Run a job of A with its own rows, then with those of B; a payload names kinds of rows."""

    def ask(ids: Mapping[str, Any]) -> None:
        enqueue(key, {name: ids.get(str(value), value) for name, value in payload.items()})

    own = scene_of(worlds.a, worlds.a.user)
    mine = {kind: own[kind] for kind in map(str, payload.values()) if kind in KINDS}
    yield from _done(worlds, lambda: ask(mine))
    yield from _left_alone(worlds, lambda: ask(worlds.b_ids))


def event_findings(worlds: Worlds, event: type[Event], values: Mapping[str, Any]) -> Iterator[str]:
    """Publish an event in A that tells of its own rows, then one that tells of rows of B."""

    def tell(ids: Mapping[str, Any]) -> None:
        publish(event.from_payload(filled(values, ids, {})))

    yield from _done(worlds, lambda: tell(scene_of(worlds.a, worlds.a.user)))
    yield from _left_alone(worlds, lambda: tell(worlds.b_ids))


def _done(worlds: Worlds, work: Callable[[], None]) -> Iterator[str]:
    with worlds.system.connect() as looking:
        before = looking.execute(_NEWEST, {"tenant": worlds.a.id}).scalar_one()
    _work(worlds, work)
    with worlds.system.connect() as looking:
        for job in looking.execute(_JOBS, {"tenant": worlds.a.id, "after": before}):
            if job.state != "done":
                yield f"twin: {job.key} is {job.state} {job.error_kind}"


def _left_alone(worlds: Worlds, work: Callable[[], None]) -> Iterator[str]:
    before = fingerprints(worlds.system, worlds.b.id)
    _work(worlds, work)
    if moved := changed(before, fingerprints(worlds.system, worlds.b.id)):
        yield f"rows of B changed: {moved}"
    for word in worlds.b.words.telling:
        if found := [name for name, rows in rows_naming(worlds.system, worlds.a.id, word).items() if rows]:
            yield f"{word!r} of B stands in {found} of A"


def _work(worlds: Worlds, work: Callable[[], None]) -> None:
    with worlds.a.acting():
        work()
    with worlds.app.app_context():
        run_waiting(worlds.a.id)


def declared(worlds: Worlds, kind: type[Any]) -> list[Any]:
    """What is declared of a class, by whoever."""
    with worlds.app.app_context():
        return [one.value for one in current_registry().declared(kind)]
