"""A group that leaves takes all it has along; then everything of it is destroyed, and nothing of anybody else."""

from __future__ import annotations

import base64
import json
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select, text

from saas.cli import main
from saas.config import Settings
from saas.core.accounts.models import Account, AccountGroup
from saas.core.privacy.leaving import come_back, destroy_due, destroy_group, is_genuine, leave
from saas.core.privacy.leaving_models import ExitCertificate
from saas.core.privacy.runner import export_subject
from saas.platform.clock import moved, now
from saas.platform.database import global_session, system_session
from saas.platform.errors import Conflict, Invalid
from saas.platform.security.keys import UnreadableValue, keys
from saas.platform.security.models import KeyKind
from saas.platform.tenancy import Base
from saas.platform.tenancy.tenant import Tenant, TenantStatus
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member, signed_in
from tests.factories.complaints import group_with_complaints
from tests.integration.privacy.conftest import House, house_of
from tests.integration.privacy.life import full_life
from tests.integration.privacy.scanning import everything

NAME, PHONE = "欧阳卡纳莉", "13877712345"


def lived(house: House) -> House:
    """A group with a customer in every room, and a file."""
    with inside(house.group.id, as_member(house.officer)):
        made = full_life(NAME, store_id=house.store_id, member_id=house.officer.member_id, phone=PHONE)
        export_subject(made.id, reason="the customer asked")
    return house


def ask_to_leave(house: House) -> None:
    with inside(house.group.id, as_member(house.group.admin)):
        leave("the contract has ended")


def rows_of(app: Flask, tenant_id: int) -> dict[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if "tenant_id" in table.columns]
    with app.app_context(), system_session("count what a test left") as work:
        there = set(work.scalars(text("SELECT table_name FROM information_schema.tables")))
        counts = {
            table.name: work.scalar(
                select(func.count()).select_from(table).where(table.c.tenant_id == tenant_id)
            )
            for table in tables
            if table.name in there
        }
    return {name: count for name, count in counts.items() if count}


def status_of(app: Flask, tenant_id: int) -> TenantStatus:
    with app.app_context(), global_session() as work:
        return work.scalars(select(Tenant.status).where(Tenant.id == tenant_id)).one()


def run(settings: Settings, *words: str) -> Result:
    """The command, over the databases of the test."""
    environ = {
        "DATABASE_URL": settings.database_url,
        "SYSTEM_DATABASE_URL": settings.system_database_url,
        "OWNER_DATABASE_URL": settings.owner_database_url,
        "REDIS_URL": settings.redis_url,
        "SAAS_VAR": str(settings.var),
        "SAAS_SECRET_KEY": settings.secret_key,
        "SAAS_PLATFORM_KEY": base64.b64encode(settings.platform_key).decode(),
    }
    return CliRunner().invoke(main, ["tenants", *words], env=environ)


def test_commands_take_everything_along_close_and_reopen(
    app: Flask, house: House, settings: Settings, tmp_path: Path
) -> None:
    lived(house)
    target, code = tmp_path / "all.zip", house.group.code
    answer = run(settings, "export", code, str(target), "--reason", "leaves")
    assert answer.exit_code == 0, answer.output
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as package:
        points = json.loads(package.read("tables/customer_contact_point.json"))
        assert any(PHONE in point["value"] for point in points)
        assert NAME in package.read("tables/customer.csv").decode()
        reasons = [row["reason"] for row in json.loads(package.read("tables/audit_entry.json"))]
        assert "the customer asked" in reasons
        names = package.namelist()
        assert [name for name in names if name.startswith("files/")]
        assert not [name for name in names if "tenant_secret" in name or "object_key" in name]
        assert json.loads(package.read("about.json"))["rows"]["customer"] == 1
    assert "30 days" not in run(settings, "close", code, "--reason", "contract ended").output
    assert status_of(app, house.group.id) is TenantStatus.CLOSING
    assert "works again" in run(settings, "reopen", code).output
    assert run(settings, "certificate", code).exit_code == 1


def test_what_a_group_had_is_destroyed_when_its_time_has_come(
    app: Flask, house: House, settings: Settings
) -> None:
    lived(house)
    other = lived(house_of(group_with_complaints()))
    with inside(other.group.id):
        before = everything()
    ask_to_leave(house)
    with pytest.raises(Conflict), app.app_context():
        destroy_group(house.group.id)
    with app.app_context():
        assert destroy_due() == {"destroyed": 0, "failed": 0}

    with moved(now() + timedelta(days=31)), app.app_context():
        assert destroy_due() == {"destroyed": 1, "failed": 0}
        assert destroy_due() == {"destroyed": 0, "failed": 0}

    assert rows_of(app, house.group.id) == {}
    assert status_of(app, house.group.id) is TenantStatus.CLOSED
    with inside(house.group.id):
        assert {name: kept for name, kept in everything().items() if kept} == {}
        with pytest.raises(UnreadableValue):
            keys().latest(house.group.id, KeyKind.DATA)
    with app.app_context(), global_session() as work:
        belongs = select(AccountGroup.id).where(AccountGroup.group_id == house.group.id)
        assert work.scalars(belongs).all() == []
        assert work.get(Account, house.officer.account_id) is None
        assert work.get(Account, other.officer.account_id) is not None
        proof = work.scalars(select(ExitCertificate).where(ExitCertificate.group_id == house.group.id)).one()
        assert is_genuine(proof)
        assert proof.content["rows"]["customer"] == 1
        assert (proof.content["files"], proof.content["rows"]["tenant_secret"]) == (1, 2)
        proof.content = {**proof.content, "files": 0}
        assert not is_genuine(proof)
        work.expunge(proof)
    with inside(other.group.id):
        assert everything() == before
    told = run(settings, "certificate", house.group.code)
    assert told.output.rstrip().endswith("genuine"), told.output


def test_group_that_leaves_rests_and_can_come_back(app: Flask, house: House) -> None:
    with inside(house.group.id), pytest.raises(Invalid):
        leave(" ")
    client = signed_in(app.test_client(), house.group.admin)
    assert client.get(f"/t/{house.group.code}/").status_code == 200
    ask_to_leave(house)
    assert client.get(f"/t/{house.group.code}/").status_code != 200
    with inside(house.group.id):
        with pytest.raises(Conflict):
            leave("twice")
        come_back()
    assert client.get(f"/t/{house.group.code}/").status_code == 200
    with inside(house.group.id), pytest.raises(Conflict):
        come_back()
    with moved(now() + timedelta(days=31)), app.app_context():
        assert destroy_due() == {"destroyed": 0, "failed": 0}
