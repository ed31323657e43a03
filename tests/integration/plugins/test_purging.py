"""Purging one group's data: asked for, called off, counted, exported, done; the neighbour's stay."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from saas.platform.audit import AuditEntry
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
from saas.testing.factories.groups import Group, store
from saas.testing.factories.members import as_member, member
from saas.testing.plugin_modules import plugin
from tests.factories.complaints import complaint, group_with_complaints, switch
from tests.integration.plugins.conftest import Build

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with locale_context("en"):
        yield


def with_a_case() -> Group:
    made = group_with_complaints()
    at = store(made)
    manager = member(made, role="complaint_manager", stores=[at])
    with inside(made.id, as_member(manager)):
        complaint(at)
    return made


@pytest.fixture(scope="module")
def neighbour(app: object) -> Group:
    with locale_context("en"):
        return with_a_case()


def test_preview_tells_what_is_kept_and_what_waits_and_changes_nothing() -> None:
    made = with_a_case()
    with inside(made.id):
        enqueue("complaints.flag_overdue", {"period": now().isoformat()})
    with inside(made.id) as work:
        found = preview_disable("complaints")
        assert found.rows["complaints_case"] == 1
        assert (found.work.jobs, found.dependants, found.objections) == (1, [], [])
        assert [schedule.job for schedule in found.schedules] == ["complaints.flag_overdue"]
        assert not work.dirty


def test_purge_is_asked_for_by_name_waits_and_can_be_called_off() -> None:
    made = with_a_case()
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
    made = with_a_case()
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
    made = with_a_case()
    with inside(made.id):
        with pytest.raises(Invalid):
            export_group("complaints", " ")
        with export_group("complaints", "before the purge") as file, zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            rows = json.loads(archive.read("complaints_case.json"))
            table = list(csv.DictReader(io.StringIO(archive.read("complaints_case.csv").decode("utf-8-sig"))))
            about = json.loads(archive.read("about.json"))
    assert {"complaints_case.csv", "complaints_event.json", "complaints_category.csv"} <= names
    assert rows[0]["complainant_name"] == table[0]["complainant_name"] == "赵先生"
    assert about["rows"]["complaints_case"] == 1
    with inside(made.id) as work:
        log = work.execute(text("SELECT kind, reason, masked FROM export_log")).one()
        assert tuple(log) == ("plugins.complaints.zip", "before the purge", False)


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
