"""A plugin's whole life with real migrations: others and the core are the same, byte for byte, at every step."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import select, text, update

from plugins.complaints.permissions import EXPORT
from saas.embedded.roles import DatabaseUrls, bootstrap, drop_database
from saas.platform.clock import moved, now
from saas.platform.database import unit_of_work
from saas.platform.database.migrations import CORE, Chain
from saas.platform.errors import Conflict
from saas.platform.files import store_file
from saas.platform.files.kinds import TEXT
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.permissions import Scope, allowed
from saas.platform.permissions.operations import change_role, find_role
from saas.platform.plugin_life import GRACE, ask_purge, export_group, purge_counts, purge_due, uninstall
from saas.platform.plugins import (
    Reason,
    change_settings,
    disable_plugin,
    enable_plugin,
    explain,
    settings,
)
from saas.platform.plugins.failures import Failure, note_failure
from saas.platform.plugins.models import PluginSetting
from saas.platform.tenancy import tenant_context
from saas.testing.applications import PREFIX, settings_for
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import as_member, member
from saas.testing.fixtures.servers import Servers
from tests.factories.complaints import complaint
from tests.integration.plugins.life.books import Books, traces_of
from tests.integration.plugins.life.plugins import OTHER_READ, complaints, letters, newer_complaints, other
from tests.integration.plugins.life.world import World, world_on

NOVELTY = """
from alembic import op

revision = "novelty"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("CREATE TABLE core_novelty (tenant_id bigint NOT NULL, id bigint NOT NULL)")


def downgrade() -> None:
    op.drop_table("core_novelty")
"""
MINUTES = "acknowledge_minutes"


class Walk:
    """Two groups in a world; the first goes the whole way with complaints, the second keeps what it has to the end."""

    def __init__(self, world: World, folder: Path, others: ExitStack) -> None:
        self.world = world
        self.folder = folder
        self.other = others.enter_context(other(folder))
        self.letters = others.enter_context(letters(folder))
        self.complaints = complaints()
        self.heard: list[tuple[int, str]] = []
        self.newer = newer_complaints(folder / "newer", lambda *told: self.heard.append(told))
        self.books = Books(world.urls, "complaints")
        self.mine: Group
        self.neighbour: Group
        self.clerk: Person
        self.before: dict[str, str] = {}

    def nothing_else_changed(self, *, but: frozenset[str] = frozenset()) -> None:
        """All but what is complaints' own, and some tables, is as it was at the last `noted`."""
        found = self.books.look()
        changed = {name for name in {*found, *self.before} if found.get(name) != self.before.get(name)}
        assert changed == but

    def noted(self) -> None:
        """From now on this is how everything else has to stay."""
        self.before = self.books.turn_page()

    def reason(self, name: str = "complaints") -> Reason:
        """How a plugin stands for the group that goes the way."""
        with inside(self.mine.id):
            return explain(self.mine.id, name).reason

    def rows(self, of: Group) -> dict[str, int]:
        """What is stored of complaints for a group."""
        with inside(of.id):
            return purge_counts("complaints")


def of_others(walk: Walk) -> None:
    """The plugin that complaints require is used: a row, settings with a secret, a grant, a file, a job that is held."""
    walk.mine, walk.neighbour = group(), group()
    walk.clerk = member(walk.mine, role="crm_specialist")
    for one in (walk.mine, walk.neighbour):
        with inside(one.id) as work:
            enable_plugin("other")
            change_settings("other", {"days": 14, "word": "hush"})
            change_role(find_role("crm_specialist").id, OTHER_READ, Scope.GROUP)
            work.execute(text("INSERT INTO other_thing (tenant_id, word) SELECT id, 'kept' FROM tenant"
                              " WHERE id = :tenant"), {"tenant": one.id})  # fmt: skip
            store_file(
                io.BytesIO(b"kept"), name="a.txt", owner_type="other_thing", owner_id=1, accepted={TEXT}
            )
            enqueue("other.look", {})
            work.execute(update(JobRow).values(state=JobState.HELD))
    walk.noted()


def is_installed_and_used(walk: Walk) -> None:
    """Inert until the upgrade; then switched on in both groups, set, granted, used."""
    assert walk.reason() is Reason.MIGRATIONS_PENDING
    assert walk.world.upgrade() == {}
    walk.nothing_else_changed()
    for one in (walk.mine, walk.neighbour):
        with inside(one.id):
            assert enable_plugin("complaints").effective
            change_settings("complaints", {MINUTES: 45})
            change_role(find_role("crm_specialist").id, EXPORT, Scope.GROUP)
    # The script of the call after a complaint is the group's from then on, as are the calls that follow it.
    walk.nothing_else_changed(but=frozenset({"script"}))
    for one in (walk.mine, walk.neighbour):
        at = store(one)
        with inside(one.id, as_member(member(one, role="complaint_manager", stores=[at]))):
            complaint(at)
    assert walk.rows(walk.mine)["complaints_case"] == 1
    walk.noted()


def rests_and_comes_back(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off: rows, settings and grants stay, and count for nobody. The core is upgraded. On: all is there again."""
    full = walk.rows(walk.mine)
    assert (granted(walk), minutes(walk)) == (True, 45)
    with inside(walk.mine.id):
        assert disable_plugin("complaints").reason is Reason.NOT_ENABLED
    assert (granted(walk), minutes(walk), walk.rows(walk.mine)) == (False, 30, full)
    walk.nothing_else_changed()

    monkeypatch.setattr("saas.platform.plugins.upgrading.CORE", new_core(walk.folder / "core"))
    assert walk.world.upgrade() == {}
    walk.nothing_else_changed()
    with inside(walk.mine.id):
        assert enable_plugin("complaints").effective
        with pytest.raises(Conflict, match="off first"):
            ask_purge("complaints", "complaints")
    assert (granted(walk), minutes(walk), walk.rows(walk.mine)) == (True, 45, full)
    walk.nothing_else_changed()


def is_upgraded(walk: Walk) -> None:
    """Its next version: inert until the upgrade, then with its rows, its settings migrated, each group told once."""
    both, full = Books(walk.world.urls, "complaints", "letters"), walk.rows(walk.mine)
    before = both.look()
    assert (walk.reason(), walk.heard) == (Reason.MIGRATIONS_PENDING, [])
    assert walk.world.upgrade() == {}
    assert walk.world.upgrade() == {}
    assert sorted(walk.heard) == [(walk.mine.id, "1.0.0"), (walk.neighbour.id, "1.0.0")]
    assert (walk.reason(), minutes(walk), walk.rows(walk.mine)) == (Reason.EFFECTIVE, 90, full)
    with inside(walk.mine.id) as work:
        assert work.execute(text("SELECT novelty FROM complaints_case")).scalar_one() is None
    assert both.look() == before
    walk.noted()


def is_required(walk: Walk) -> None:
    """The neighbour uses what requires complaints: a row that would go with its case."""
    with inside(walk.neighbour.id) as work:
        assert enable_plugin("letters").effective
        work.execute(
            text("INSERT INTO letters_letter (tenant_id, case_id) SELECT tenant_id, id FROM complaints_case")
        )
    walk.noted()


def is_taken_out_and_purged(walk: Walk) -> None:
    """Taken out whole, then removed when thirty days have passed, not a day before; the neighbour keeps all."""
    full, theirs = walk.rows(walk.mine), walk.rows(walk.neighbour)
    with inside(walk.mine.id):
        disable_plugin("complaints")
        with export_group("complaints", "we leave") as file, zipfile.ZipFile(file) as archive:
            taken = {name: len(json.loads(archive.read(f"{name}.json"))) for name in tables_in(archive)}
            assert json.loads(archive.read("settings.json")) == {MINUTES: 90}
        assert {name: count for name, count in taken.items() if count} == full
        ask_purge("complaints", "complaints")
    assert purged_after(walk, GRACE - timedelta(days=1)) == {"purged": 0, "failed": 0}
    assert walk.rows(walk.mine) == full
    assert purged_after(walk, GRACE + timedelta(hours=1)) == {"purged": 1, "failed": 0}
    assert (walk.rows(walk.mine), walk.rows(walk.neighbour)) == ({}, theirs)
    with inside(walk.mine.id) as work:
        assert work.scalars(select(PluginSetting.plugin)).all() == ["other"]
    assert walk.reason("other") is Reason.EFFECTIVE
    walk.nothing_else_changed()
    with pytest.raises(Conflict, match="Other plugins need it: letters"):
        uninstall("complaints", walk.world.urls.owner, PREFIX, force=True)
    walk.nothing_else_changed()


def is_not_uninstalled_over_what_is_left_of_another(walk: Walk) -> None:
    """The code of what requires it is gone, its rows are not: nothing is touched."""
    theirs = walk.rows(walk.neighbour)
    with pytest.raises(Conflict, match="letters_letter"):
        uninstall("complaints", walk.world.urls.owner, PREFIX, force=True)
    with inside(walk.neighbour.id):
        assert explain(walk.neighbour.id, "complaints").effective
    assert walk.rows(walk.neighbour) == theirs
    walk.nothing_else_changed()


def another_is_uninstalled(walk: Walk) -> None:
    """What requires it goes first, and nothing but that."""
    both = Books(walk.world.urls, "letters")
    before = both.look()
    uninstall("letters", walk.world.urls.owner, PREFIX, force=True)
    assert (traces_of(walk.world.urls, "letters"), both.look()) == (set(), before)
    walk.noted()


def is_uninstalled(walk: Walk) -> None:
    """Nothing of it is left but what was said and done: events, closed jobs and deliveries, the ledgers."""
    note_failure(Failure(plugin="complaints", place="panel.cases", error=RuntimeError()))
    with pytest.raises(Conflict, match="1 groups"):
        uninstall("complaints", walk.world.urls.owner, PREFIX, force=False)
    removed = uninstall("complaints", walk.world.urls.owner, PREFIX, force=True)
    assert removed["complaints_case"] == 1
    assert traces_of(walk.world.urls, "complaints") <= {"job", "outbox_event", "event_delivery"}
    walk.nothing_else_changed()


def begins_anew(walk: Walk) -> None:
    """Installed again it is new: nobody has it on, its first time is a first time."""
    assert walk.world.upgrade() == {}
    with inside(walk.mine.id):
        assert enable_plugin("complaints").effective
        assert settings("complaints")[MINUTES] == 30
    assert list(walk.rows(walk.mine)) == ["complaints_category"]
    assert walk.rows(walk.neighbour) == {}
    walk.nothing_else_changed()


def granted(walk: Walk) -> bool:
    with inside(walk.mine.id, as_member(walk.clerk)):
        assert allowed(OTHER_READ)
        return allowed(EXPORT)


def minutes(walk: Walk) -> int:
    with inside(walk.mine.id):
        found: int = settings("complaints")[MINUTES]
        return found


def tables_in(archive: zipfile.ZipFile) -> list[str]:
    return [name.removesuffix(".csv") for name in archive.namelist() if name.endswith(".csv")]


def purged_after(walk: Walk, time: timedelta) -> dict[str, int]:
    with moved(now() + time), tenant_context(walk.mine.id), unit_of_work():
        return purge_due()


def new_core(folder: Path) -> Chain:
    """The core's migrations with one more, as its next release would bring it."""
    folder.mkdir()
    for path in CORE.versions.glob("*.py"):
        copy(path, folder)
    head = max(path.name[:4] for path in folder.glob("[0-9]*.py"))
    (folder / "novelty.py").write_text(NOVELTY.format(head=head))
    return Chain(name="core", versions=folder)


@pytest.fixture
def empty_database(servers: Servers, worker_number: int) -> Iterator[DatabaseUrls]:
    """A database in which nothing was migrated yet."""
    name = f"empty_{worker_number}"
    yield bootstrap(servers.postgres, PREFIX, name)
    drop_database(servers.postgres, name)


@pytest.fixture
def walk(
    empty_database: DatabaseUrls, fresh_redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Walk]:
    """The beginning of the way: nothing is installed."""
    world = world_on(empty_database, settings_for(empty_database, fresh_redis_url, tmp_path), monkeypatch)
    with ExitStack() as others:
        yield Walk(world, tmp_path, others)


def test_whole_life_leaves_core_and_other_plugins_as_they_were(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, others = walk.world.start, (walk.other,)
    with start(*others):
        assert walk.world.upgrade() == {}
        of_others(walk)
    with start(*others, walk.complaints):
        is_installed_and_used(walk)
        rests_and_comes_back(walk, monkeypatch)
    with start(*others, walk.newer, walk.letters):
        is_upgraded(walk)
        is_required(walk)
        is_taken_out_and_purged(walk)
    with start(*others, walk.newer):
        is_not_uninstalled_over_what_is_left_of_another(walk)
    with start(*others, walk.newer, walk.letters):
        another_is_uninstalled(walk)
    with start(*others, walk.newer):
        is_uninstalled(walk)
    with start(*others):
        assert walk.world.upgrade() == {}
        assert (walk.reason(), walk.reason("other")) == (Reason.NOT_INSTALLED, Reason.EFFECTIVE)
        walk.nothing_else_changed()
    with start(*others, walk.newer):
        begins_anew(walk)
