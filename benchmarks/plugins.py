"""What installed plugins cost: start-up and requests with 0, 5 and 50 of them, the gate alone, a hook's SAVEPOINT."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from benchmarks.figures import Benchmark, Figure
from benchmarks.groups import Group, enter, make_group
from benchmarks.population import Crowd, fill
from benchmarks.small_plugins import COUNT, FEW, names, write_plugins
from benchmarks.stage import Stage
from benchmarks.timing import interleaved
from saas.config import Settings
from saas.embedded.roles import DatabaseUrls
from saas.platform.database import unit_of_work
from saas.platform.plugins.models import Switch, TenantPlugin
from saas.platform.tenancy import tenant_context

_DATABASE = "bench_plugins"
_CUSTOMERS = 1_000
_ROOT = Path(__file__).parents[1]


@dataclass(slots=True, kw_only=True)
class Worker:
    """A process with the product. started: seconds from its first line to the finished application; loaded: its plugins."""

    process: subprocess.Popen[str]
    started: float = 0.0
    loaded: int = 0

    def ask(self, order: str, address: str, group: Group) -> list[float]:
        """What the process measures, in seconds."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{order} {address} {group.token}\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> list[float]:
        """The next line that the process says; raises RuntimeError when it has ended instead."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the process has ended; see the log in the benchmarks' folder")
        return [float(word) for word in line.split()]


def run(stage: Stage) -> Sequence[Figure]:
    """Processes with 0, 5 and 50 plugins, asked in turn; start-ups in processes that end at once."""
    urls = stage.database(_DATABASE)
    paths = {count: write_plugins(stage.folder / f"plugins_{count}", count) for count in (FEW, COUNT)}
    off, on = _prepared(stage, urls, paths[COUNT])
    with (
        _worker(stage, urls, None) as plain,
        _worker(stage, urls, paths[FEW]) as few,
        _worker(stage, urls, paths[COUNT]) as many,
    ):
        for worker, count in ((few, FEW), (many, COUNT)):
            if worker.loaded != plain.loaded + count:
                raise RuntimeError(
                    f"{worker.loaded} plugins were loaded; see the log in the benchmarks' folder"
                )
        return [
            *_starts(stage, urls, paths),
            *_requests(stage, {"none": plain, "few": few, "many": many}, off, on),
            *_savepoints(many, on),
        ]


def _starts(stage: Stage, urls: DatabaseUrls, paths: Mapping[int, Path]) -> Iterator[Figure]:
    def start(plugins: Path | None) -> Callable[[], float]:
        def once() -> float:
            with _worker(stage, urls, plugins) as worker:
                return worker.started

        return once

    sides = {"none": start(None), **{str(count): start(path) for count, path in paths.items()}}
    found = interleaved(sides, rounds=stage.rounds(15), rng=stage.rng("starts"), warm_up=int(stage.full))
    for count in paths:
        yield Figure(
            name=f"start-up with {count} plugins / without",
            ours=found[str(count)],
            yardstick=found["none"],
            goal=1.1,
            note="imports and create_app() in a new process",
        )


def _requests(stage: Stage, workers: Mapping[str, Worker], off: Group, on: Group) -> Iterator[Figure]:
    def ask(worker: Worker, group: Group) -> Callable[[], float]:
        return lambda: worker.ask("request", f"/t/{group.code}/customers/", group)[0]

    many = workers["many"]
    sides = {
        "none": ask(workers["none"], off),
        "few": ask(workers["few"], on),
        "many": ask(many, on),
        "off": ask(many, off),
    }
    found = interleaved(
        sides, rounds=stage.rounds(100), rng=stage.rng("requests"), warm_up=10 if stage.full else 1
    )
    told = {
        "few": f"customer list with {FEW} plugins installed, {FEW} on / without",
        "many": f"customer list with {COUNT} plugins installed, {FEW} on / without",
        "off": f"customer list with {COUNT} plugins installed, none on / without",
    }
    for side, name in told.items():
        yield Figure(name=name, ours=found[side], yardstick=found["none"], goal=1.1)
    yield from _gate(many, on, request=found["many"])


def _gate(many: Worker, on: Group, *, request: float) -> Iterator[Figure]:
    check, query = many.ask("gate", f"/t/{on.code}/customers/", on)
    yield Figure(
        name="gate alone / median request",
        ours=check,
        yardstick=request,
        goal=0.01,
        note="the check before each request",
    )
    yield Figure(
        name="reading what is switched on / median request",
        ours=query,
        yardstick=request,
        note="one query, for navigation, rights and hooks, where there is no gate as well",
    )


def _savepoints(worker: Worker, group: Group) -> Iterator[Figure]:
    plain, page, guard, filtering, statement = worker.ask("savepoints", f"/t/{group.code}/customers/", group)
    kinds = {"page hook": page, "guard": guard, "filter": filtering}
    for kind, seconds in kinds.items():
        yield Figure(
            name=f"{kind} in its SAVEPOINT / one plain SELECT",
            ours=seconds,
            yardstick=statement,
            note=f"an empty hook; the plain call takes {plain * 1e6:.1f} µs",
        )


def _prepared(stage: Stage, urls: DatabaseUrls, path: Path) -> tuple[Group, Group]:
    with stage.application(urls) as app, stage.superuser(_DATABASE) as superuser:
        groups = [make_group(app, code, visited=True) for code in ("off", "on")]
        crowds = [Crowd(tenant_id=group.id, store_ids=group.store_ids, count=_CUSTOMERS) for group in groups]
        with app.app_context():
            fill(superuser, crowds, rng=stage.rng("plugins"))
        _run(stage, urls, path, "saas.cli", "db", "upgrade")
        _switch_on(app, groups[1])
        off, on = (enter(app, group.code) for group in groups)
        return off, on


def _switch_on(app: Flask, group: Group) -> None:
    # This process has not the plugins on its path, hence the rows instead of the operation.
    with app.app_context(), tenant_context(group.id), unit_of_work() as work:
        work.add_all(TenantPlugin(plugin=name, state=Switch.ENABLED) for name in names(FEW))


@contextmanager
def _worker(stage: Stage, urls: DatabaseUrls, plugins: Path | None) -> Iterator[Worker]:
    with (stage.folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=_ROOT,
            env=_environment(stage, urls, plugins),
        )
        with process:
            worker = Worker(process=process)
            started, loaded = worker.answer()
            worker.started, worker.loaded = started, int(loaded)
            yield worker


def _run(stage: Stage, urls: DatabaseUrls, plugins: Path, *module: str) -> None:
    with (stage.folder / "log").open("a") as log:
        subprocess.run(
            [sys.executable, "-m", *module],
            check=True, stdout=log, stderr=log, cwd=_ROOT, env=_environment(stage, urls, plugins),
        )  # fmt: skip


def _environment(stage: Stage, urls: DatabaseUrls, plugins: Path | None) -> dict[str, str]:
    settings: Settings = stage.settings(urls)
    ours = {
        "SAAS_ENV": "test",
        "SAAS_SECRET_KEY": settings.secret_key,
        "SAAS_PLATFORM_KEY": base64.b64encode(settings.platform_key).decode(),
        "DATABASE_URL": urls.app,
        "SYSTEM_DATABASE_URL": urls.system,
        "OWNER_DATABASE_URL": urls.owner,
        "REDIS_URL": settings.redis_url,
        "SAAS_VAR": str(settings.var),
        "PYTHONPATH": os.pathsep.join([*([str(plugins)] if plugins else []), str(_ROOT)]),
    }
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **ours}


BENCHMARK = Benchmark(name="plugins", title="what installed plugins cost", run=run)
