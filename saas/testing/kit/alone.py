"""The kit without pytest: servers, database and application for one run, as `saas plugins check` needs them."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import count, groupby
from pathlib import Path

import structlog

from saas.embedded.roles import DatabaseUrls, bootstrap, create_database, database_urls
from saas.platform.plugins import upgrade_everything
from saas.testing.applications import PREFIX, running_application, settings_for
from saas.testing.fixtures.servers import started
from saas.testing.kit.running import Outcome, Verdict, failed, run_checks
from saas.testing.kit.stage import Source, Stage
from saas.testing.kit.subject import installed_subject

_TEMPLATE = "template_check"
_SIGNS = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.NOTHING: "–", Verdict.NOT_RUN: "?"}


def check_plugin(name: str, ids: Iterable[str] = ()) -> list[Outcome]:
    """Run the kit on an installed plugin, in servers of its own that go afterwards.

    Raises LookupError for a plugin that is not installed, KeyError for an unknown check.
    """
    subject = installed_subject(name)
    assert subject.record
    # What a plugin does wrong is told by the report, not by a log.
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with ExitStack() as stack:
        servers = stack.enter_context(started())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kit-")))
        numbers = count()

        def clone() -> DatabaseUrls:
            database = f"check_{next(numbers)}"
            create_database(servers.postgres, database, PREFIX, template=_TEMPLATE)
            return database_urls(servers.postgres.sockets, PREFIX, database)

        upgrade_everything(bootstrap(servers.postgres, PREFIX, _TEMPLATE).owner, PREFIX, subject.registry)
        settings = settings_for(clone(), servers.valkey.url(1), folder)
        app = stack.enter_context(running_application(settings, subject.registry))
        stage = Stage(subject, Source(app=lambda: app, settings=lambda: settings, clone=clone))
        stack.callback(stage.close)
        return run_checks(stage, ids)


def report_lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The report for people: by family, each check in a line, faults below it, the sum at the end."""
    told = list(outcomes)
    for family, found in groupby(told, key=lambda one: one.check.family):
        yield f"\n{family.value}"
        for one in found:
            more = (
                f" ({one.why or one.verdict.value})"
                if one.verdict in (Verdict.NOTHING, Verdict.NOT_RUN)
                else ""
            )
            yield f"  {_SIGNS[one.verdict]} {one.check.id:8} {one.check.title}{more}"
            yield from (f"      {line}" for finding in one.findings for line in str(finding).splitlines())
            yield from (f"      ? not proven: {line}" for line in one.unproven)
    sums = ", ".join(
        f"{n} {kind.value}" for kind in Verdict if (n := sum(one.verdict is kind for one in told))
    )
    yield f"\n{sums}"


def report_json(name: str, outcomes: Iterable[Outcome]) -> str:
    """The report for programs."""
    told = list(outcomes)
    checks = [
        {
            "id": one.check.id,
            "family": one.check.family.value,
            "title": one.check.title,
            "verdict": one.verdict.value,
            "cases": one.cases,
            "why": one.why,
            "unproven": list(one.unproven),
            "findings": [{"where": f.where, "what": f.what, "mend": f.mend} for f in one.findings],
        }
        for one in told
    ]
    return json.dumps(
        {"plugin": name, "passed": not failed(told), "checks": checks}, ensure_ascii=False, indent=2
    )
