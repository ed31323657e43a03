"""Every fault in every place where code of plugins runs: what others did is kept, and the operator finds the cause."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Blueprint, request
from marshmallow import Schema
from sqlalchemy import select, text

from saas.config import Settings
from saas.platform.database import global_session, session
from saas.platform.events import Event, Subscription, install_events, publish
from saas.platform.jobs import Job, Schedule, enqueue, install_jobs
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.catalogue import DELIVER
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.permissions import Permission
from saas.platform.plugins import (
    PluginVeto,
    act_declared,
    ask,
    contributions,
    current_registry,
    filtered,
    guard,
    perform,
)
from saas.platform.plugins.attempts import TOO_SLOW_SECONDS
from saas.platform.plugins.breaker import FAILURES
from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.models import PluginFailure, PluginSetting
from saas.platform.web import (
    Action,
    FactSource,
    FormExtension,
    FormParts,
    ListFilter,
    NavItem,
    Panel,
    Rendered,
    SearchSource,
    Widget,
    actions_of,
    answer_panel,
    answer_search,
    answer_widget,
    contribute_to_shell,
    install_csrf,
    install_web,
    narrowed,
    show_failures_to,
)
from saas.platform.web.shell import current_shell
from saas.testing.plugin_modules import plugin
from tests.integration.plugins import call_hooks, faults
from tests.integration.plugins.call_hooks import before_save, before_send, erase, facts, greeting
from tests.integration.plugins.conftest import Build, House
from tests.integration.plugins.faults import FAULTS, Happened

pytestmark = pytest.mark.usefixtures("quiet")

READ = "points.account:read"
QUIET = {"give_nonsense", "sleep", "add_bad_row", "leave_transaction_broken", "leave_savepoint_open"}
"""Faults that raise nothing themselves."""


class Fault:
    """What the plugin does now."""

    def __init__(self) -> None:
        self.act: Callable[[], Any] = object
        self.calls = 0

    def do(self, *_: object, **__: object) -> Any:
        self.calls += 1
        return self.act()


FAULT = Fault()


def do() -> Any:
    return FAULT.do()


def pages() -> Blueprint:
    made = Blueprint("points", __name__)
    made.add_url_rule("/", "show", lambda: "points")
    return made


POINTS = plugin(
    "points",
    register_permissions=lambda: [Permission(READ, "Read", default_roles=("group_admin",))],
    register_blueprints=lambda: [pages()],
    register_nav=lambda: [
        NavItem(key="points", label="Points", endpoint="points.show", icon="gift", badge=FAULT.do),
        NavItem(key="nowhere", label="Nowhere", endpoint="points.nothing", icon="gift"),
    ],
    register_actions=lambda: [
        Action(
            key="away", slot="core.customer", label="Away", endpoint="points.nothing", argument="customer_id", permission=READ
        )
    ],
    register_panels=lambda: [
        Panel(key="card", slot="core.customer", title="Card", render=FAULT.do, permission=READ),
        Panel(
            key="draws", slot="core.customer", title="Draws", permission=READ,
            render=lambda _context: Rendered(template="no_such.html", context={"fail": FAULT.do}),
        ),
    ],
    register_widgets=lambda: [Widget(key="tile", title="Tile", render=FAULT.do, permission=READ)],
    register_facts=lambda: [FactSource(key="chips", slot="core.customer", facts=FAULT.do, permission=READ)],
    register_search=lambda: [SearchSource(key="cards", title="Cards", find=FAULT.do, permission=READ)],
    register_list_filters=lambda: [
        ListFilter(key="narrow", slot="core.customers", label="Narrow", criterion=FAULT.do, permission=READ)
    ],
    register_form_extensions=lambda: [
        FormExtension(
            key="fields", slot="core.form", title="Fields", schema=Schema, permission=READ,
            load=FAULT.do, save=FAULT.do,
        )
    ],
    register_events=lambda: [Happened],
    register_subscriptions=lambda: [Subscription(event=Happened, handler=faults.hear, max_attempts=1)],
    register_jobs=lambda: [Job(key="points.work", target=f"{faults.__name__}:work", retries=0)],
    facts=do, before_save=do, before_send=do, greeting=do, erase=do,
)  # fmt: skip


@pytest.fixture
def points(house: Build, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    for kind in (HookKind.UI, HookKind.GUARD, HookKind.FILTER):
        monkeypatch.setitem(TOO_SLOW_SECONDS, kind, 0.01)
    built = house(POINTS, specs=(call_hooks,))
    built.app.secret_key = settings.secret_key
    install_web(built.app, settings)
    install_csrf(built.app)
    show_failures_to(built.app, READ)
    built.app.add_url_rule(
        "/t/<group>/panels/<name>", "panel", lambda name: answer_panel("core.customer", name, 1)
    )
    built.app.add_url_rule("/t/<group>/widgets/<name>", "widget", answer_widget)
    built.app.add_url_rule(
        "/t/<group>/search/<name>", "search", lambda name: answer_search(name, request.args["text"])
    )
    contribute_to_shell(built.app, lambda shell: replace(shell, account="li"))
    with built.app.app_context():
        registry = current_registry()
    install_events(
        built.app,
        events=registry.declared_classes(Event),
        subscriptions=registry.declared(Subscription),
    )
    install_jobs(
        built.app,
        jobs=registry.declared(Job),
        schedules=registry.declared(Schedule),
        redis_url=settings.redis_url,
    )
    FAULT.act, FAULT.calls = object, 0
    yield built
    FAULT.act = object


@pytest.fixture
def group(points: House) -> tuple[int, int]:
    return points.group_with("points")


def places(home: House, group: int) -> set[str]:
    with home.app.app_context(), global_session() as work:
        return set(work.scalars(select(PluginFailure.place).where(PluginFailure.tenant == group)))


def kept(home: House, group: int) -> list[str]:
    with home.work(group) as work:
        return list(work.scalars(select(PluginSetting.plugin).order_by(PluginSetting.plugin)))


def of_ui(group: int) -> None:
    (answer,) = ask(facts, tenant_id=group, customer_id=1)
    assert answer.failed or FAULT.act is FAULTS["sleep"]


def of_guard(group: int) -> None:
    guard(before_save, tenant_id=group, thing="x")


def of_blocking_guard(group: int) -> None:
    with pytest.raises(PluginVeto):
        guard(before_send, tenant_id=group, thing="x")


def of_filter(group: int) -> None:
    assert filtered(greeting, tenant_id=group, value="v", customer_id=1) == "v"


def of_duty(group: int) -> None:
    (answer,) = perform(erase, tenant_id=group, customer_id=1)
    assert answer.failed


def of_saving(_group: int) -> None:
    (declared,) = (one for one in contributions(Widget) if one.value.key == "tile")
    answer = act_declared(declared, "form.part", do, Rendered)
    assert answer.failed


def of_list_filter(_group: int) -> None:
    # Rows that it should have left out are not shown.
    assert session().scalars(narrowed(select(PluginSetting), "core.customers", "points.narrow")).all() == []


def of_form_part(_group: int) -> None:
    (part,) = FormParts(slot="core.form", object_id=1).views()
    assert part.form is None


IN_A_TRANSACTION = {
    "hook.facts": of_ui,
    "hook.before_save": of_guard,
    "hook.before_send": of_blocking_guard,
    "hook.greeting": of_filter,
    "hook.erase": of_duty,
    "form.part": of_saving,
    "filter.narrow": of_list_filter,
    "form.fields": of_form_part,
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", IN_A_TRANSACTION)
def test_fault_in_a_hook_costs_its_own_part_and_the_commit_stands(
    points: House, group: tuple[int, int], place: str, fault: str
) -> None:
    FAULT.act = FAULTS[fault]
    with points.work(*group) as work:
        work.add(PluginSetting(plugin="before", values={}))
        IN_A_TRANSACTION[place](group[0])
        work.add(PluginSetting(plugin="after", values={}))
        usual = work.execute(text("SHOW statement_timeout")).scalar_one()

    assert kept(points, group[0]) == ["after", "before"]
    assert places(points, group[0]) == {place}
    assert usual == "30s"


PARTS = {
    "panel.card": "panels/points.card",
    "widget.tile": "widgets/points.tile",
    "badge.points": "later/badges",
    "search.cards": "search/points.cards?text=x",
    "facts.chips": "later/facts/core.customer/1/points",
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", PARTS)
def test_fault_in_a_part_of_a_page_is_a_card_for_who_manages_the_group_and_little_for_others(
    points: House, group: tuple[int, int], place: str, fault: str
) -> None:
    FAULT.act = FAULTS[fault]
    at = f"/t/{group[0]}/{PARTS[place]}"

    answer = points.app.test_client().get(
        at, headers={"X-Member": str(group[1]), "HX-Request": "true", "Accept-Language": "en"}
    )

    assert answer.status_code == 200
    assert places(points, group[0]) == {place}
    with points.app.app_context(), global_session() as work:
        error_id = work.scalars(select(PluginFailure.error_id).where(PluginFailure.tenant == group[0])).one()
    if place != "badge.points":
        assert "Points is unavailable at the moment" in answer.text
        assert error_id in answer.text


def test_endpoint_that_does_not_exist_costs_the_entry_and_the_button(
    points: House, group: tuple[int, int]
) -> None:
    with points.app.test_request_context(f"/t/{group[0]}/x/points/"), points.work(*group):
        assert actions_of("core.customer", str(group[0]), 1) == []
        (section,) = current_shell().navigation
        assert [link.key for link in section.links] == ["points.points"]
    assert places(points, group[0]) == {"action.away", "nav.nowhere"}


@pytest.mark.parametrize("fault", [one for one in FAULTS if one not in ("sleep", "leave_savepoint_open")])
@pytest.mark.parametrize("place", ["job.points.work", f"handler.{faults.__name__}:hear"])
def test_fault_in_a_job_or_handler_is_its_own_failure(
    points: House, group: tuple[int, int], place: str, fault: str
) -> None:
    with points.work(*group):
        if place.startswith("job"):
            enqueue("points.work", {"fault": fault})
        else:
            publish(Happened(fault=fault))
    with points.app.app_context():
        run_waiting(group[0])

    with points.work(group[0]) as work:
        states = work.scalars(select(JobRow.state)).all()
    nonsense_of_a_handler = place.startswith("handler") and fault == "give_nonsense"
    assert states == [JobState.DONE if nonsense_of_a_handler else JobState.FAILED]
    assert places(points, group[0]) == (set() if nonsense_of_a_handler else {place})
    assert kept(points, group[0]) == (["written by the job"] if nonsense_of_a_handler else [])


def test_job_of_a_delivery_that_is_gone_is_settled(points: House, group: tuple[int, int]) -> None:
    with points.work(*group):
        job_id = enqueue("points.work", {"fault": "raise_error"})
    points.system(
        "UPDATE job SET key = :key, payload = '{\"delivery_id\": 0}' WHERE tenant_id = :tenant AND id = :id",
        key=DELIVER.key,
        tenant=group[0],
        id=job_id,
    )
    with points.app.app_context():
        run_waiting(group[0])

    with points.work(group[0]) as work:
        assert work.scalars(select(JobRow.state)).all() == [JobState.FAILED]
    assert places(points, group[0]) == {f"job.{DELIVER.key}"}


@pytest.mark.parametrize(("spec", "blocks"), [(before_save, False), (before_send, True)])
def test_sixth_save_does_not_wait_for_a_slow_guard(
    points: House, group: tuple[int, int], spec: Callable[..., None], blocks: bool
) -> None:
    FAULT.act = lambda: time.sleep(0.02)

    def save() -> str:
        with points.work(*group):
            try:
                guard(spec, tenant_id=group[0], thing="x")
            except PluginVeto as veto:
                return veto.reason
            return ""

    reasons = [save() for _ in range(FAILURES)]
    calls = FAULT.calls
    sixth = save()

    assert reasons == [""] * FAILURES
    assert sixth == ("guard_unavailable" if blocks else "")
    assert FAULT.calls == calls == FAILURES
