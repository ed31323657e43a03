"""Purging one group's data: asked for, called off, counted, exported, done; the neighbour's stay."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from saas.platform.audit import AuditEntry
from saas.platform.audit.models import ExportLog
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid, NotFound, Unavailable
from saas.platform.i18n import locale_context
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.plugin_life import (
    GRACE,
    ask_purge,
    cancel_purge,
    export_group,
    preview_disable,
    purge_counts,
    purge_due,
    purge_group,
)
from saas.platform.plugins import PluginVeto, PurgeReport, disable_plugin, enable_plugin
from saas.platform.plugins.decisions import find_decision, locked_decision
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group
from saas.testing.plugin_modules import plugin
from tests.factories.complaints import group_with_a_case, switch
from tests.integration.plugins.conftest import Build, House

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with locale_context("en"):
        yield


def due_now(home: House, tenant: int, *names: str) -> None:
    """Plugins that are off and whose data go the next night."""
    for name in names:
        with home.work(tenant):
            enable_plugin(name)
            disable_plugin(name)
            locked_decision(name).purge_at = now()


@pytest.fixture(scope="module")
def neighbour(app: object) -> Group:
    with locale_context("en"):
        return group_with_a_case()


def test_preview_tells_what_is_kept_and_what_waits_and_changes_nothing() -> None:
    made = group_with_a_case()
    with inside(made.id):
        enqueue("complaints.flag_overdue", {"period": now().isoformat()})
    with inside(made.id) as work:
        found = preview_disable("complaints")
        assert found.rows["complaints_case"] == 1
        assert (found.work.jobs, found.dependants, found.objections) == (1, [], [])
        assert [schedule.job for schedule in found.schedules] == [
            "complaints.flag_overdue",
            "complaints.warning_look",
        ]
        assert not work.dirty


def test_purge_is_asked_for_by_name_waits_and_can_be_called_off() -> None:
    made = group_with_a_case()
    with inside(made.id), pytest.raises(Conflict, match="off first"):
        ask_purge("complaints", "complaints")
    switch(made, on=False)
    with inside(made.id):
        with pytest.raises(Invalid, match="Type complaints"):
            ask_purge("complaints", "complaint")
        first = ask_purge("complaints", "complaints").purge_at
        assert first is not None
        assert timedelta(0) <= now() + GRACE - first < timedelta(minutes=1)
        assert ask_purge("complaints", "complaints").purge_at == first
        assert purge_due() == {"purged": 0, "failed": 0}
        cancel_purge("complaints")
        assert locked_decision("complaints").purge_at is None
        actions = session().scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions[-2:] == ["plugins.purge.asked", "plugins.purge.cancelled"]
        with pytest.raises(NotFound):
            cancel_purge("nothing")


def test_purge_leaves_zero_rows_of_the_group_and_all_of_the_neighbour(neighbour: Group) -> None:
    made = group_with_a_case()
    with inside(made.id):
        job = enqueue("complaints.flag_overdue", {"period": now().isoformat()})
    switch(made, on=False)
    with inside(neighbour.id):
        theirs = purge_counts("complaints")
    with inside(made.id):
        expected = purge_counts("complaints")
        locked_decision("complaints").purge_at = now()
    with inside(made.id):
        assert purge_due() == {"purged": 1, "failed": 0}

    with inside(made.id) as work:
        assert purge_counts("complaints") == {}
        row = work.get_one(JobRow, (made.id, job))
        assert (row.state, row.result) == (JobState.CANCELLED, {"skipped": "purged"})
        entry = (
            session().scalars(select(AuditEntry).where(AuditEntry.action == "plugins.plugin.purged")).one()
        )
        assert entry.changes["removed"] == expected
        decision = find_decision("complaints")
        assert decision is not None
        assert (decision.purge_at, decision.enabled_at, decision.version) == (None, None, None)
        assert purge_group("complaints") == {}
    with inside(neighbour.id):
        assert purge_counts("complaints") == theirs
    switch(made, on=True)
    with inside(made.id) as work:
        assert work.scalar(text("SELECT count(*) FROM complaints_category")) == theirs["complaints_category"]


def test_export_holds_every_row_readable_and_is_logged() -> None:
    made = group_with_a_case()
    with inside(made.id):
        with pytest.raises(Invalid):
            export_group("complaints", " ")
        with pytest.raises(Invalid, match="more than 3 rows"):
            export_group("complaints", "before the purge", most=3)
        with export_group("complaints", "before the purge") as file, zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            rows = json.loads(archive.read("complaints_case.json"))
            table = list(csv.DictReader(io.StringIO(archive.read("complaints_case.csv").decode("utf-8-sig"))))
            about = json.loads(archive.read("about.json"))
    assert {"complaints_case.csv", "complaints_event.json", "complaints_category.csv"} <= names
    assert rows[0]["complainant_name"] == table[0]["complainant_name"] == "赵先生"
    assert about["rows"]["complaints_case"] == 1
    with inside(made.id) as work:
        log = work.scalars(select(ExportLog)).one()
        assert (log.kind, log.reason, log.masked) == ("plugins.complaints.zip", "before the purge", False)


def test_hook_purge_tenant_counts_and_removes_what_lies_outside(house: Build) -> None:
    heard = []

    def purge_tenant(tenant_id: int, dry_run: bool) -> PurgeReport:
        heard.append((tenant_id, dry_run))
        return PurgeReport(removed={"letters at the printer": 3})

    home = house(plugin("post", purge_tenant=purge_tenant))
    tenant = home.group()
    with home.work(tenant):
        enable_plugin("post")
        disable_plugin("post")
    with home.work(tenant):
        assert purge_counts("post") == {"letters at the printer": 3}
        assert purge_group("post") == {"letters at the printer": 3}
    assert heard == [(tenant, True), (tenant, False)]


def test_hook_purge_tenant_that_fails_stops_the_purge_of_its_plugin_alone(house: Build) -> None:
    def purge_tenant() -> PurgeReport:
        raise RuntimeError("the printer does not answer")

    home = house(plugin("post", purge_tenant=purge_tenant), plugin("quiet"))
    tenant = home.group()
    for name in ("post", "quiet"):
        with home.work(tenant):
            enable_plugin(name)
            disable_plugin(name)
            locked_decision(name).purge_at = now()
    with home.work(tenant), pytest.raises(Unavailable, match="nothing was removed"):
        purge_group("post")
    with home.work(tenant):
        assert purge_due() == {"purged": 1, "failed": 1}
    with home.work(tenant):
        left = find_decision("post")
        assert left is not None
        assert left.purge_at is not None


def test_purge_called_off_at_the_last_moment_is_not_done(house: Build) -> None:
    def calling_off(other: str) -> Callable[[], PurgeReport]:
        def purge_tenant() -> PurgeReport:
            cancel_purge(other)
            return PurgeReport(removed={})

        return purge_tenant

    home = house(
        plugin("post", purge_tenant=calling_off("mail")), plugin("mail", purge_tenant=calling_off("post"))
    )
    tenant = home.group()
    due_now(home, tenant, "post", "mail")
    with home.work(tenant):
        assert purge_due() == {"purged": 1, "failed": 0}
    with home.work(tenant):
        decisions = [decision for name in ("post", "mail") if (decision := find_decision(name))]
        assert sorted(decision.data_purged_at is None for decision in decisions) == [False, True]


def refusing() -> PurgeReport:
    raise PluginVeto("Not today.")


def committing() -> PurgeReport:
    session().execute(text("COMMIT"))
    return PurgeReport(removed={})


@pytest.mark.parametrize("failing", [refusing, committing])
def test_purge_that_fails_in_whatever_way_leaves_what_was_noted_of_the_others(
    house: Build, failing: Callable[[], PurgeReport]
) -> None:
    names = ("quiet", "post", "silent")
    home = house(plugin("quiet"), plugin("post", purge_tenant=failing), plugin("silent"))
    tenant = home.group()
    due_now(home, tenant, *names)
    with home.work(tenant) as work:
        assert purge_due() == {"purged": 2, "failed": 1}
        work.rollback()
    with home.work(tenant):
        purged = [name for name in names if (found := find_decision(name)) and found.data_purged_at]
        assert purged == ["quiet", "silent"]


def test_look_at_a_purge_neither_writes_nor_waits_for_a_plugin_that_fails(house: Build) -> None:
    def purge_tenant(dry_run: bool) -> PurgeReport:
        session().execute(text("UPDATE tenant_plugin SET settings_version = 99"))
        return PurgeReport(removed={"letters": 1 if dry_run else 0})

    home = house(plugin("post", purge_tenant=purge_tenant))
    tenant = home.group()
    with home.work(tenant):
        enable_plugin("post")
        disable_plugin("post")
    with home.work(tenant):
        with pytest.raises(Unavailable, match="cannot say"):
            purge_counts("post")
        session().execute(text("UPDATE tenant_plugin SET exported_at = now()"))
    with home.work(tenant):
        decision = find_decision("post")
        assert decision is not None
        assert (decision.settings_version, decision.exported_at is not None) == (0, True)


def test_objections_are_told_before_and_a_guard_that_writes_has_not_written(house: Build) -> None:
    def before_plugin_disable(tenant_id: int) -> None:
        session().execute(text("UPDATE tenant_plugin SET settings_version = 99"))
        raise PluginVeto("Two budgets await approval.")

    home = house(plugin("firm", before_plugin_disable=before_plugin_disable))
    tenant = home.group()
    with home.work(tenant):
        enable_plugin("firm")
    with home.work(tenant):
        assert preview_disable("firm").objections == ["Two budgets await approval."]
    with home.work(tenant):
        decision = find_decision("firm")
        assert decision is not None
        assert decision.settings_version == 0
