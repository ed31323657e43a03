"""Whoever writes in bulk tells the planner: a group that has just come aboard is planned for as large as it is."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from saas.core.customers.models import Customer
from saas.core.followups.models import FollowupTask
from saas.core.followups.runs import run_rules
from saas.core.vehicles.models import CustomerVehicle, ServiceRecord, Vehicle
from saas.embedded.roles import DatabaseUrls
from saas.platform.clock import today
from saas.platform.tenancy import TenantModel
from saas.testing.applications import running_application, settings_for
from saas.testing.factories import application as factories
from saas.testing.factories.application import inside
from saas.testing.factories.followups import rule
from saas.testing.factories.groups import group
from tests.factories.imports import Dealer, dealer, import_file, sample_file

SINCE = timedelta(days=300)


@pytest.fixture(scope="module")
def newcomer(
    clone_database: Callable[[], DatabaseUrls], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dealer]:
    """A group that imported its customers where the statistics so far knew one other group alone."""
    folder = tmp_path_factory.mktemp("statistics")
    with running_application(settings_for(clone_database(), redis_url, folder)) as app, factories.using(app):
        for _turn in range(2):
            there = dealer(group())
            import_file(there, sample_file(folder, rows=2_000)[0])
        yield there


def planned(work: Session, model: type[TenantModel], tenant_id: int) -> int:
    plan = work.execute(
        text(f"EXPLAIN (FORMAT JSON) SELECT id FROM {model.__tablename__} WHERE tenant_id = {tenant_id}")
    ).scalar_one()
    rows: int = plan[0]["Plan"]["Plan Rows"]
    return rows


def assert_known(work: Session, model: type[TenantModel], tenant_id: int) -> None:
    there = work.execute(select(func.count()).select_from(model)).scalar_one()
    assert there > 1_000
    assert there / 2 < planned(work, model, tenant_id) < there * 2


@pytest.mark.parametrize("model", [Customer, Vehicle, CustomerVehicle, ServiceRecord])
def test_statistics_know_a_group_after_its_first_import(newcomer: Dealer, model: type[TenantModel]) -> None:
    with inside(newcomer.id) as work:
        assert_known(work, model, newcomer.id)


def test_statistics_know_the_tasks_after_a_run(newcomer: Dealer) -> None:
    with inside(newcomer.id) as work:
        made = rule("service_24h", since=today("Asia/Shanghai") - SINCE)
        made.window_days = SINCE.days
        work.flush()
        run_rules("requested")
        assert_known(work, FollowupTask, newcomer.id)
