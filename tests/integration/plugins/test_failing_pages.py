"""Pages of a plugin that fail: in the view, the template, the functions around the request; what each costs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Blueprint, Response, render_template_string
from sqlalchemy import select, text
from structlog.testing import capture_logs

from saas.config import Settings
from saas.platform.database import global_session, session
from saas.platform.observability import install_observability
from saas.platform.plugins import enable_plugin, plugin_figures
from saas.platform.plugins.models import FailureKind, PluginFailure, PluginSetting
from saas.platform.web import contribute_to_shell, install_csrf, install_web
from saas.testing.plugin_modules import plugin
from tests.integration.plugins.conftest import Build, House


def fine() -> None:
    """What a page does before a test makes it fail."""


def raise_error(*_: object) -> Any:
    raise ZeroDivisionError("with a value: Chen Jing")


def leave(*_: object) -> Any:
    sys.exit(3)


def break_constraint(*_: object) -> Any:
    session().add(PluginSetting(plugin=None, values={}))


def swallow(*_: object) -> Any:
    try:
        session().execute(text("SELECT * FROM no_such_table"))
    except Exception:  # noqa: BLE001 - what a careless author writes
        return


def run_slow_sql(*_: object) -> Any:
    session().execute(text("SET LOCAL statement_timeout = 200"))
    session().execute(text("SELECT pg_sleep(5)"))


@dataclass
class Page:
    """A page whose places a test makes fail."""

    at: dict[str, Callable[..., Any]] = field(default_factory=dict)

    def do(self, place: str) -> Any:
        return self.at.get(place, fine)()

    def blueprint(self) -> Blueprint:
        made = Blueprint("points", __name__)
        made.before_request(lambda: self.do("before"))
        made.url_value_preprocessor(lambda *_: self.do("values"))
        made.context_processor(lambda: self.do("context") or {})
        made.teardown_request(lambda *_: self.do("teardown"))
        made.register_error_handler(ZeroDivisionError, self.handled)
        made.after_request(self.after)
        made.add_url_rule("/", "show", self.show)
        return made

    def show(self) -> str:
        session().add(PluginSetting(plugin="written by the page", values={}))
        self.do("view")
        return render_template_string("fine {{ fail() or '' }}", fail=lambda: self.do("template"))

    def after(self, response: Response) -> Response:
        self.do("after")
        return response

    def handled(self, error: ZeroDivisionError) -> Any:
        self.do("handler")
        raise error


PAGE = Page()
POINTS = plugin("points", register_blueprints=lambda: [PAGE.blueprint()])


@pytest.fixture
def points(house: Build, settings: Settings) -> Iterator[House]:
    built = house(POINTS)
    built.app.secret_key = settings.secret_key
    built.app.testing = False
    install_observability(built.app, settings)
    install_web(built.app, settings)
    install_csrf(built.app)
    contribute_to_shell(built.app, lambda shell: replace(shell, account="li"))
    PAGE.at.clear()
    yield built
    PAGE.at.clear()


@pytest.fixture
def group(points: House) -> int:
    group = points.group()
    with points.work(group):
        enable_plugin("points")
    return group


def failures(home: House, group: int) -> list[PluginFailure]:
    with home.app.app_context(), global_session() as work:
        found = list(work.scalars(select(PluginFailure).where(PluginFailure.tenant == group)))
        work.expunge_all()
    return found


def written(home: House, group: int) -> list[str]:
    with home.work(group) as work:
        return list(work.scalars(select(PluginSetting.plugin)))


def get(home: House, group: int) -> Any:
    return home.app.test_client().get(f"/t/{group}/x/points/", headers={"Accept-Language": "en"})


FAULTS: dict[Callable[..., Any], set[FailureKind]] = {
    raise_error: {FailureKind.RAISED},
    leave: {FailureKind.EXITED},
    break_constraint: {FailureKind.DATABASE},
    # The next statement fails, or the commit where there is none.
    swallow: {FailureKind.DATABASE, FailureKind.TRANSACTION},
    run_slow_sql: {FailureKind.DATABASE},
}
PLACES = ["before", "values", "view", "template", "after"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", PLACES)
def test_failing_page_is_one_page_with_an_id_and_nothing_is_kept(
    points: House, group: int, place: str, fault: Callable[..., Any]
) -> None:
    PAGE.at[place] = fault

    with capture_logs() as logs:
        answer = get(points, group)

    (failure,) = failures(points, group)
    assert answer.status_code == 500
    assert "It happened in the plugin Points." in answer.text
    assert f"Error {failure.error_id}" in answer.text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert (failure.plugin, failure.version, failure.place) == ("points", "1.0.0", "view.points.show")
    assert failure.kind in FAULTS[fault]
    assert written(points, group) == []
    assert failure.error_id in {line.get("error_id") for line in logs if line["event"] == "plugin_failed"}
    PAGE.at.clear()
    assert get(points, group).status_code == 200
    assert written(points, group) == ["written by the page"]


@pytest.mark.parametrize("fault", [raise_error, leave])
@pytest.mark.parametrize("place", ["context", "handler", "after", "teardown"])
def test_what_fails_while_a_failure_is_answered_changes_nothing(
    points: House, group: int, place: str, fault: Callable[..., Any]
) -> None:
    PAGE.at.update({"view": raise_error, place: fault})

    answer = get(points, group)

    assert answer.status_code == 500
    assert "It happened in the plugin Points." in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert written(points, group) == []


@pytest.mark.parametrize("fault", [raise_error, leave])
def test_what_fails_after_the_answer_changes_neither_answer_nor_commit(
    points: House, group: int, fault: Callable[..., Any]
) -> None:
    PAGE.at["teardown"] = fault

    answer = get(points, group)

    assert answer.status_code == 200
    assert written(points, group) == ["written by the page"]
    assert [failure.place for failure in failures(points, group)] == ["view.points.show"]


@pytest.mark.parametrize("place", ["before", "values", "context", "after", "teardown"])
def test_nothing_of_a_plugin_runs_where_it_is_off(points: House, place: str) -> None:
    off = points.group()
    PAGE.at[place] = raise_error

    assert get(points, off).status_code == 404
    assert failures(points, off) == []


def test_same_cause_is_counted_and_tells_no_value(points: House, group: int) -> None:
    PAGE.at["view"] = raise_error

    first, second = get(points, group), get(points, group)

    (failure,) = failures(points, group)
    assert failure.count == 2
    assert f"Error {failure.error_id}" in second.text
    assert f"Error {failure.error_id}" not in first.text
    assert failure.trace.startswith("builtins.ZeroDivisionError\n")
    assert "raise_error" in failure.trace
    assert "Chen Jing" not in failure.trace
    PAGE.at["view"] = leave
    get(points, group)
    assert len(failures(points, group)) == 2


def test_figures_tell_calls_and_failures_of_a_plugin(points: House, group: int) -> None:
    get(points, group)
    PAGE.at["view"] = raise_error
    get(points, group)

    with points.app.app_context():
        found = {(one.name, one.labels["kind"]): one.value for one in plugin_figures()}

    assert found["plugin_calls", "view"] == 2
    assert found["plugin_failures", "view"] == 1
