"""Running the kit on a variation of a plugin, in a process of its own: its modules and tables are nobody else's."""

from __future__ import annotations

import importlib
import logging
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import structlog

from saas.embedded.roles import DatabaseUrls, create_database, database_urls, drop_database
from saas.platform.plugins import Candidate, upgrade_everything
from saas.testing.applications import PREFIX, running_application, settings_for
from saas.testing.bad_plugins.faults import SOUND, Fault, written
from saas.testing.fixtures.databases import CORE_TEMPLATE
from saas.testing.fixtures.servers import Servers
from saas.testing.kit.running import Outcome, Verdict, run_checks
from saas.testing.kit.stage import Source, Stage
from saas.testing.kit.subject import Subject
from saas.testing.plugin_modules import manifest, plugin


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a process is to examine.

    fault: none for the plugin as it is. of: `sound` or `complaints`. checks: ids, none for all. number: of this task
    alone, for its databases.
    """

    fault: Fault | None
    of: str
    checks: Sequence[str]
    servers: Path
    valkey: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a check, as it can be sent from process to process."""

    id: str
    verdict: Verdict
    text: str


def examine(task: Task) -> list[Told]:
    """Make the variation, put it on stage and run the checks. Call it in a fresh process."""
    _be_quiet()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kit-")))
        subject = _subject(task, folder)
        stage = Stage(subject, _source(task, subject, folder, stack))
        stack.callback(stage.close)
        return [_told(one) for one in run_checks(stage, task.checks)]


def _told(outcome: Outcome) -> Told:
    return Told(id=outcome.check.id, verdict=outcome.verdict, text=outcome.told or outcome.why)


def _be_quiet() -> None:
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _subject(task: Task, folder: Path) -> Subject:
    edits = () if task.fault is None else getattr(task.fault, task.of)
    if task.of == "sound":
        written(SOUND, edits, folder)
        sys.path.insert(0, str(folder))
        package = task.of
    else:
        package = f"plugins.{task.of}"
        _replace_first_party(task.of, edits, folder)
    importlib.invalidate_caches()
    reference = f"{package}.plugin"
    mine = Candidate(name=task.of, reference=reference, load=lambda: importlib.import_module(reference))
    more = (
        [Candidate(name=task.of, reference=f"other.{reference}", load=mine.load)]
        if task.fault and task.fault.twice
        else []
    )
    beside = task.fault.beside if task.fault else {}
    others = [plugin(name, info=manifest(name, requires=dict(wants))) for name, wants in beside.items()]
    return Subject(name=task.of, candidates=[mine, *more, *others])


def _replace_first_party(name: str, edits: Sequence[object], folder: Path) -> None:
    spec = find_spec("plugins")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    base = Path(next(iter(spec.submodule_search_locations)))
    (folder / "plugins").mkdir()
    (folder / "plugins" / "__init__.py").touch()
    written(base / name, edits, folder / "plugins")  # type: ignore[arg-type]
    importlib.import_module("plugins").__path__ = [str(folder / "plugins")]


def _source(task: Task, subject: Subject, folder: Path, stack: ExitStack) -> Source:
    servers = Servers(folder=task.servers)
    numbers = count()

    def clone() -> DatabaseUrls:
        name = f"bad_{task.number}_{next(numbers)}"
        create_database(servers.postgres, name, PREFIX, template=CORE_TEMPLATE)
        stack.callback(drop_database, servers.postgres, name)
        return database_urls(servers.postgres.sockets, PREFIX, name)

    urls = clone()
    upgrade_everything(urls.owner, PREFIX, subject.registry)
    servers.valkey.flush(task.valkey)
    settings = settings_for(urls, servers.valkey.url(task.valkey), folder / "var")
    app = stack.enter_context(running_application(settings, subject.registry))
    return Source(app=lambda: app, settings=lambda: settings, clone=clone)
