"""The kit finds what it is for: each bad plugin fails exactly its own check, and complaints with its fault fails the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from saas.testing.bad_plugins.catalogue import BEYOND_PLUGINS, FAULTS, GROUPS
from saas.testing.bad_plugins.examining import Task, Told, examine
from saas.testing.bad_plugins.faults import Fault, home_of, more, written
from saas.testing.bad_plugins.sharing import MOST, joint, shared
from saas.testing.fixtures.databases import CORE_TEMPLATE, VALKEY_DATABASES_EACH
from saas.testing.fixtures.servers import Servers
from saas.testing.kit.report import CHECKS
from saas.testing.kit.running import Verdict

pytestmark = pytest.mark.timeout(600)  # a whole kit each, on machines that do other things too

Examine = Callable[[Fault | None, str, Sequence[str]], list[Told]]

SHARED = shared(GROUPS)
ONE_OF_EACH = {fault.check: fault for fault in FAULTS}
"""A fault for each check: that the others of a check are found is seen in `sound`."""
OF_COMPLAINTS = shared(
    [[one for one in group if ONE_OF_EACH[one.check] is one] for group in GROUPS], "complaints"
)


@pytest.fixture(scope="session")
def examined(core_database: str, servers: Servers, worker_number: int) -> Iterator[Examine]:
    """Examines a variation in a copy of a process that has the product imported already and no plugin."""
    assert core_database == CORE_TEMPLATE
    numbers = itertools.count(worker_number * 10_000)
    valkey = worker_number * VALKEY_DATABASES_EACH + VALKEY_DATABASES_EACH - 1
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:

        def run(fault: Fault | None, of: str, checks: Sequence[str]) -> list[Told]:
            task = Task(
                fault=fault, of=of, checks=checks, servers=servers.folder, valkey=valkey, number=next(numbers)
            )
            return pool.submit(examine, task).result()

        yield run


_MODEL = """

from datetime import date

from sqlalchemy import Date, Index


class Loan(Versioned, TenantModel):
    \"\"\"Who has the paper of a note: one at a time.\"\"\"

    __tablename__ = "sound_loan"
    __table_args__ = (
        Index("uq_sound_loan_out", "tenant_id", "note_id", unique=True, postgresql_where=text("back IS NULL")),
    )

    note_id: Mapped[int] = ref("sound_note")
    due: Mapped[date] = mapped_column(Date)
    back: Mapped[date | None] = mapped_column(Date)
"""
_DECLARED = """

from sound.models import Loan

_models = [*register_models(), Loan]


@hookimpl
def register_models() -> list[type[TenantModel]]:
    \"\"\"Notes and loans.\"\"\"
    return _models
"""
_SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_table(
        "sound_loan",
        sa.Column("tenant_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("back", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("row_version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "note_id"], ["sound_note.tenant_id", "sound_note.id"], name="fk_sound_loan_note_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_sound_loan"),
    )
    op.enable_tenant_policy("sound_loan")
    op.create_index("ix_sound_loan_note_id", "sound_loan", ["tenant_id", "note_id"])
    out = sa.text("back IS NULL")
    op.create_index("uq_sound_loan_out", "sound_loan", ["tenant_id", "note_id"], unique=True, postgresql_where=out)


def downgrade():
    op.drop_table("sound_loan")
"""
_THIRD = """
import sqlalchemy as sa
from alembic import op
from saas.plugin_api import for_each_tenant

revision = "0003"
down_revision = "0002"


def fill(connection, tenant_id):
    return connection.execute(
        sa.text("UPDATE sound_loan SET due = created_at + interval '3 days' WHERE tenant_id = :tenant"),
        {"tenant": tenant_id},
    ).rowcount


def upgrade():
    op.add_column("sound_loan", sa.Column("due", sa.Date(), nullable=True))
    for_each_tenant(op.get_bind(), fill)
    op.alter_column("sound_loan", "due", nullable=False)


def downgrade():
    op.drop_column("sound_loan", "due")
"""
GROWN = Fault(
    name="grown",
    check="",
    sound=[
        more("models.py", _MODEL),
        more("plugin.py", _DECLARED),
        more("migrations/0002_loans.py", _SECOND),
        more("migrations/0003_due.py", _THIRD),
    ],
    complaints=(),
)
"""No fault: a plugin that has grown, with what the kit has to make rows for by itself."""


def failing(told: list[Told]) -> dict[str, str]:
    return {one.id: one.text for one in told if one.verdict is Verdict.FAILED}


def expect_only(fault: Fault, of: str, found: dict[str, str]) -> None:
    assert list(found) == [fault.check], found
    for word in fault.found(of, home_of(of)):
        assert word in found[fault.check]


def expect_each(
    faults: Sequence[Fault], of: str, found_in: Callable[[Fault, Sequence[str]], dict[str, str]]
) -> None:
    """Examine a plugin that has all of these faults, each of which has to be found by its own check."""
    found = found_in(joint(faults, of), [fault.check for fault in faults])
    together = found.keys() == {fault.check for fault in faults}
    for fault in faults:
        # Where one gets in the way of another, each has to be found by itself.
        mine = {fault.check: found[fault.check]} if together else found_in(fault, [fault.check])
        expect_only(fault, of, mine)


@pytest.mark.parametrize("of", ["sound", "complaints"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_fits_the_plugin_that_it_changes(fault: Fault, of: str, tmp_path: Path) -> None:
    made = written(home_of(of), fault.changes(of), tmp_path)
    for path in made.rglob("*.py"):
        compile(path.read_text(encoding="utf-8"), path, "exec")


def test_sound_plugin_passes_the_whole_kit(examined: Examine) -> None:
    assert failing(examined(None, "sound", ())) == {}


def test_plugin_with_three_releases_and_a_row_that_may_be_there_once_passes(examined: Examine) -> None:
    told = examined(GROWN, "sound", ["KIT-M02", "KIT-M04", "KIT-M07", "KIT-R07", "KIT-P06"])
    assert {one.id: (one.verdict, one.text) for one in told if one.verdict is not Verdict.PASSED} == {}


@pytest.mark.parametrize("faults", SHARED, ids=lambda faults: joint(faults).name)
def test_bad_plugin_fails_exactly_the_checks_of_its_faults(
    faults: Sequence[Fault], examined: Examine
) -> None:
    expect_each(faults, "sound", lambda fault, _checks: failing(examined(fault, "sound", ())))


@pytest.mark.parametrize("faults", OF_COMPLAINTS, ids=lambda faults: joint(faults).name)
def test_the_same_faults_are_found_in_complaints(faults: Sequence[Fault], examined: Examine) -> None:
    expect_each(faults, "complaints", lambda fault, checks: failing(examined(fault, "complaints", checks)))


def test_each_fault_is_in_one_plugin_beside_others_that_are_found_elsewhere() -> None:
    assert sorted(fault.name for faults in SHARED for fault in faults) == sorted(f.name for f in FAULTS)
    assert sorted(fault.check for faults in OF_COMPLAINTS for fault in faults) == sorted(ONE_OF_EACH)
    for faults in (*SHARED, *OF_COMPLAINTS):
        assert len({fault.check for fault in faults}) == len(faults) <= MOST
        assert len(faults) == 1 or not any(fault.alone for fault in faults)


def test_catalogue_of_faults_is_large_and_names_each_once() -> None:
    assert len(FAULTS) >= 26
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_every_check_has_a_fault_or_a_reason_why_no_plugin_can_fail_it() -> None:
    found = {fault.check for fault in FAULTS}
    assert found | BEYOND_PLUGINS.keys() == CHECKS.keys()
    assert all(reason.strip() for reason in BEYOND_PLUGINS.values())
