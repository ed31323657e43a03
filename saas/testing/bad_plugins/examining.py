"""Running the kit on a variation of a plugin, in a process of its own: its modules and tables are nobody else's.

A process is copied for each, so that what they all need is imported and compiled once.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import count
from multiprocessing import Pipe, get_context
from pathlib import Path
from typing import TypeVar

import structlog
from flask import Flask

from saas import plugin_api
from saas.config import Settings
from saas.core.customers.names import sign_table
from saas.embedded.roles import DatabaseUrls, create_database, database_urls, drop_database
from saas.parts import load_registry
from saas.platform.plugins import Candidate, upgrade_everything
from saas.platform.plugins.discovery import GROUP
from saas.testing.applications import PREFIX, running_application, settings_for
from saas.testing.bad_plugins.faults import SOUND, Change, Fault, home_of, written
from saas.testing.fixtures.databases import CORE_TEMPLATE
from saas.testing.fixtures.servers import Servers
from saas.testing.kit.importing import import_watched
from saas.testing.kit.running import Outcome, Verdict, run_checks
from saas.testing.kit.stage import Source, Stage
from saas.testing.kit.subject import Subject

Answer = TypeVar("Answer")

IMPORTING = "KIT-C01"
"""The check that imports the plugin where nothing of it is imported; what fails it is shown in a fresh interpreter."""


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
    """Make the variation, put it on stage and run the checks, in a copy of this process that is gone afterwards."""
    warm()
    return apart(lambda: _examine(task))


@cache
def warm() -> None:
    """Do what every examination needs, once for all copies of this process: imports, signs, templates."""
    _be_quiet()
    sign_table()
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        nowhere = DatabaseUrls(
            **dict.fromkeys(("app", "system", "owner"), "postgresql+psycopg://nowhere/none")
        )
        settings = settings_for(nowhere, "unix:///nowhere", Path(folder))
        with running_application(settings, load_registry([])) as app:
            for name in app.jinja_env.list_templates(extensions=["html"]):
                app.jinja_env.get_template(name)
    # A copy is gone before there is much to give back.
    gc.collect()
    gc.disable()


def apart(act: Callable[[], Answer]) -> Answer:
    """What a function returns in a copy of this process; raises RuntimeError when the copy ends without an answer."""
    receiver, sender = Pipe(duplex=False)
    process = get_context("fork").Process(target=lambda: sender.send(act()))
    process.start()
    sender.close()
    try:
        found: Answer = receiver.recv()
    except EOFError:
        raise RuntimeError("the copy of this process ended without an answer") from None
    finally:
        process.join()
        receiver.close()
    return found


def _examine(task: Task) -> list[Told]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kit-")))
        subject = _subject(task, folder)
        grounds = _Grounds(task, subject, folder, stack)
        stage = Stage(subject, grounds.source())
        stack.callback(stage.close)
        return [_told(one) for one in run_checks(stage, task.checks)]


def _told(outcome: Outcome) -> Told:
    return Told(id=outcome.check.id, verdict=outcome.verdict, text=outcome.told or outcome.why)


def _be_quiet() -> None:
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _subject(task: Task, folder: Path) -> Subject:
    sys.path.insert(0, str(folder))
    edits = task.fault.changes(task.of) if task.fault else ()
    if task.fault and task.fault.outdated:
        getattr(plugin_api, task.fault.outdated).__deprecated__ = "gone in the next version"
    if task.of == "sound":
        written(SOUND, edits, folder)
        package = task.of
    else:
        package = f"plugins.{task.of}"
        _replace_first_party(task.of, edits, folder)
    _install(package, folder, task.fault.unpacked if task.fault else "")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    reference = f"{package}.plugin"
    mine = Candidate(name=task.of, reference=reference, load=lambda: importlib.import_module(reference))
    more = (
        [Candidate(name=task.of, reference=f"other.{reference}", load=mine.load)]
        if task.fault and task.fault.twice
        else []
    )
    beside = task.fault.beside if task.fault else {}
    others = [_beside(name, wants, folder) for name, wants in beside.items()]
    return Subject(name=task.of, candidates=[mine, *more, *others])


def _beside(name: str, wants: Mapping[str, str], folder: Path) -> Candidate:
    made = folder / name
    made.mkdir()
    (made / "__init__.py").touch()
    told = f"name={name!r}, title={name!r}, summary={name!r}, version='1.0.0', requires={dict(wants)!r}"
    imports = "from saas.plugin_api import Category, PluginInfo"
    (made / "plugin.py").write_text(f"{imports}\n\ninfo = PluginInfo({told}, category=Category.REPORT)\n")
    return Candidate(
        name=name, reference=f"{name}.plugin", load=lambda: importlib.import_module(f"{name}.plugin")
    )


def _replace_first_party(name: str, edits: Sequence[Change], folder: Path) -> None:
    base = home_of(name)
    (folder / "plugins").mkdir()
    (folder / "plugins" / "__init__.py").touch()
    written(base, edits, folder / "plugins")
    importlib.import_module("plugins").__path__ = [str(folder / "plugins")]


def _install(package: str, folder: Path, unpacked: str) -> None:
    """Note a package as installed from a wheel that left out what lies in `unpacked`."""
    name = package.rpartition(".")[2]
    found = (
        path.relative_to(folder).as_posix() for path in (folder / package.replace(".", "/")).rglob("*.*")
    )
    files = [path for path in found if not unpacked or f"/{unpacked}/" not in path]
    noted = folder / f"{name}-1.0.0.dist-info"
    noted.mkdir()
    (noted / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n")
    (noted / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {package}.plugin\n")
    (noted / "RECORD").write_text("".join(f"{path},,\n" for path in files))


class _Grounds:
    """Database and application of one examination, made when they are first asked for."""

    def __init__(self, task: Task, subject: Subject, folder: Path, stack: ExitStack) -> None:
        self._task = task
        self._subject = subject
        self._folder = folder
        self._stack = stack
        self._servers = Servers(folder=task.servers)
        self._numbers = count()

    def source(self) -> Source:
        """For a stage; call it before the plugin is imported."""
        source = Source(app=lambda: self._app, settings=lambda: self._settings, clone=self._clone)
        task = self._task
        if task.checks or (task.fault and task.fault.check == IMPORTING):
            return source
        # A copy of this process has imported nothing of the plugin either, and need not start anew.
        module = self._subject.candidate.reference
        seen = apart(lambda: import_watched(module))
        return replace(source, imported=lambda _module, _paths: seen)

    def _clone(self) -> DatabaseUrls:
        name = f"bad_{self._task.number}_{next(self._numbers)}"
        create_database(self._servers.postgres, name, PREFIX, template=CORE_TEMPLATE)
        self._stack.callback(drop_database, self._servers.postgres, name)
        return database_urls(self._servers.postgres.sockets, PREFIX, name)

    @cached_property
    def _settings(self) -> Settings:
        urls = self._clone()
        upgrade_everything(urls.owner, PREFIX, self._subject.registry)
        self._servers.valkey.flush(self._task.valkey)
        return settings_for(urls, self._servers.valkey.url(self._task.valkey), self._folder / "var")

    @cached_property
    def _app(self) -> Flask:
        return self._stack.enter_context(running_application(self._settings, self._subject.registry))
