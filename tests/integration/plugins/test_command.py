"""`saas plugins` against the real database."""

import base64
import itertools
import json
import re
import stat
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import insert, select

from saas.cli import main
from saas.config import Settings
from saas.core.organisation.models import Store
from saas.parts import load_registry
from saas.platform.audit.models import ExportLog, PlatformAudit
from saas.platform.database import system_session
from saas.platform.plugins import current_registry, enable_plugin
from saas.platform.plugins.settings import change_settings
from saas.platform.plugins.upgrading import note_installed
from saas.platform.tenancy.tenant import Tenant
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import group as founded_group
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import group_with_a_case

_numbers = itertools.count(1)


@pytest.fixture
def group(app: Flask) -> str:
    code = f"cli-plugins-{next(_numbers)}"
    with app.app_context(), system_session("a test's group") as work:
        work.execute(insert(Tenant).values(code=code, name="Group"))
    return code


def run(settings: Settings, *words: str) -> Result:
    environ = {
        "DATABASE_URL": settings.database_url,
        "SYSTEM_DATABASE_URL": settings.system_database_url,
        "OWNER_DATABASE_URL": settings.owner_database_url,
        "REDIS_URL": settings.redis_url,
        "SAAS_VAR": str(settings.var),
        "SAAS_SECRET_KEY": settings.secret_key,
        "SAAS_PLATFORM_KEY": base64.b64encode(settings.platform_key).decode(),
    }
    return CliRunner().invoke(main, ["plugins", *words], env=environ)


def test_list_names_every_installed_plugin(settings: Settings) -> None:
    answer = run(settings, "list")

    assert answer.exit_code == 0, answer.output
    assert all(name in answer.output for name in load_registry().records)


def test_list_for_a_group_gives_the_reason(settings: Settings, group: str) -> None:
    answer = run(settings, "list", "--tenant", group)

    assert answer.exit_code == 0, answer.output
    assert all(name in answer.output for name in load_registry().records)


def test_enabling_and_disabling_tell_how_the_plugin_stands(settings: Settings, group: str) -> None:
    for info in load_registry().loaded():
        on = run(settings, "enable", info.name, "--tenant", group)
        off = run(settings, "disable", info.name, "--tenant", group)

        assert (on.exit_code, off.exit_code) == (0, 0), on.output
        assert "effective" in on.output
        assert "not_enabled" in off.output


@pytest.mark.parametrize("words", [["enable", "nothing"], ["disable", "nothing"]])
def test_unknown_plugin_is_refused(settings: Settings, group: str, words: list[str]) -> None:
    answer = run(settings, *words, "--tenant", group)

    assert answer.exit_code == 1
    assert "Error: " in answer.output


def test_export_writes_all_that_is_stored_of_a_group_and_over_nothing(
    settings: Settings, app: Flask, tmp_path: Path
) -> None:
    made, target = group_with_a_case(), tmp_path / "data.zip"
    words = ("export", "complaints", "--tenant", made.code, "--reason", "asked for it", str(target))

    first, again = run(settings, *words), run(settings, *words)

    assert first.exit_code == 0, first.output
    with ZipFile(target) as archive:
        assert json.loads(archive.read("about.json"))["rows"]["complaints_case"] == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert (again.exit_code, "cannot be written: File exists" in again.output) == (1, True)
    with inside(made.id) as work:
        assert [one.reason for one in work.scalars(select(ExportLog)).all()] == ["asked for it"]


def test_unknown_group_is_refused(settings: Settings) -> None:
    answer = run(settings, "list", "--tenant", "nowhere")

    assert answer.exit_code == 1
    assert "nowhere" in answer.output


def test_explain_tells_the_reason_and_ends_with_1_where_the_plugin_does_not_run(
    settings: Settings, group: str
) -> None:
    off = run(settings, "explain", "complaints", "--tenant", group)
    run(settings, "enable", "complaints", "--tenant", group)
    on = run(settings, "explain", "complaints", "--tenant", group)

    assert (off.exit_code, on.exit_code) == (1, 0)
    assert f"not_enabled\n  → `saas plugins enable complaints --tenant {group}`" in off.output
    assert "effective" in on.output
    assert "→" not in on.output


def test_suspending_and_resuming_count_for_every_group(settings: Settings, group: str) -> None:
    run(settings, "enable", "complaints", "--tenant", group)
    suspended = run(settings, "suspend", "complaints", "--note", "a fault")
    try:
        during = run(settings, "explain", "complaints", "--tenant", group)
    finally:
        resumed = run(settings, "resume", "complaints")
    after = run(settings, "explain", "complaints", "--tenant", group)

    assert (suspended.exit_code, resumed.exit_code, after.exit_code) == (0, 0, 0)
    assert "suspended" in during.output


def test_entitling_tells_how_the_plugin_stands(settings: Settings, group: str) -> None:
    assert "not_enabled" in run(settings, "entitle", "complaints", "--tenant", group).output
    assert run(settings, "entitle", "complaints", "--tenant", group, "--withdraw").exit_code == 0


def test_purging_a_group_says_first_what_would_go_and_waits_for_its_time(
    settings: Settings, group: str
) -> None:
    run(settings, "enable", "complaints", "--tenant", group)
    on = run(settings, "purge", "complaints", "--tenant", group, "--force")
    run(settings, "disable", "complaints", "--tenant", group)
    dry = run(settings, "purge", "complaints", "--tenant", group, "--dry-run")
    early = run(settings, "purge", "complaints", "--tenant", group)
    forced = run(settings, "purge", "complaints", "--tenant", group, "--force")
    again = run(settings, "purge", "complaints", "--tenant", group, "--dry-run")

    assert (on.exit_code, dry.exit_code, early.exit_code, forced.exit_code) == (1, 0, 1, 0)
    assert "complaints_category would be removed" in dry.output
    assert "was not asked for" in early.output
    assert "complaints_category removed" in forced.output
    assert "Nothing would be removed" in again.output


def test_uninstalling_is_refused_while_groups_use_it(settings: Settings, group: str) -> None:
    run(settings, "enable", "complaints", "--tenant", group)

    dry = run(settings, "purge", "complaints", "--dry-run")
    refused = run(settings, "purge", "complaints")

    assert dry.exit_code == 0, dry.output
    assert "groups that have it on" in dry.output
    assert refused.exit_code == 1
    assert "groups have it on" in refused.output
    assert "--force removes them all the same" in refused.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["get", "nothing", "--tenant"], "nothing to set"),
        (["set", "nothing", "days=1"], "Error: "),
        (["set", "complaints", "days"], "SETTING=VALUE"),
    ],
)
def test_what_cannot_be_set_is_refused(settings: Settings, group: str, words: list[str], said: str) -> None:
    answer = run(settings, *words, *([group] if words[-1] == "--tenant" else []))

    assert answer.exit_code != 0
    assert said in answer.output


def test_settings_of_a_store_are_shown_with_where_they_come_from(settings: Settings, app: Flask) -> None:
    made = founded_group()
    place = store(made)
    with inside(made.id, as_member(made.admin)) as work:
        enable_plugin("complaints")
        change_settings("complaints", {"acknowledge_minutes": 45}, store_id=place)
        code = work.get_one(Store, (made.id, place)).code
    words = ("get", "complaints", "--tenant", made.code)

    there, of_the_group, nowhere = (
        run(settings, *words, *more) for more in (("--store", code), (), ("--store", "X-9"))
    )

    assert re.search(r"acknowledge_minutes +store +45", there.output)
    assert re.search(r"acknowledge_minutes +default +30", of_the_group.output)
    assert (nowhere.exit_code, f"there are {code}" in nowhere.output) == (1, True)


def test_health_tells_each_plugin_and_ends_well(settings: Settings, app: Flask) -> None:
    with app.app_context():
        note_installed(settings.owner_database_url, current_registry())

    answer = run(settings, "health", "complaints")

    assert answer.exit_code == 0, answer.output
    assert "running" in answer.output
    assert "tables at" in answer.output
    assert run(settings, "health", "nothing").exit_code == 1


def test_trace_shows_each_call_of_a_plugin_on_a_page_and_its_parts(settings: Settings, app: Flask) -> None:
    made = founded_group()
    person = member(made, role="group_admin")
    with inside(made.id, as_member(person)):
        enable_plugin("complaints")
        owner = customer().id

    answer = run(settings, "trace", f"/t/{made.code}/customers/{owner}?of=them", "--as", person.login)

    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("200 ")
    for place in ("badge.cases", "panel.cases", "hook.customer_timeline"):
        assert f"complaints           {place}" in answer.output
    assert "answered" in answer.output
    assert "breaker closed" in answer.output
    with app.app_context(), system_session("a test") as work:
        entry = work.scalars(
            select(PlatformAudit)
            .where(PlatformAudit.action == "plugins.page.traced")
            .order_by(PlatformAudit.id)
        ).all()[-1]
        assert (entry.account_id, entry.detail) == (
            person.account_id,
            {"path": f"/t/{made.code}/customers/{owner}"},
        )
        assert entry.command
