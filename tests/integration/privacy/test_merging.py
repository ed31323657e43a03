"""Customers who turn out to be one, and are two again."""

import pytest
from sqlalchemy import func, select

from plugins.complaints.models import Case
from saas.core.customers.models import ContactPoint, Customer
from saas.core.followups.models import ContactAttempt, FollowupTask
from saas.core.messaging.models import Message
from saas.core.privacy.runner import merge, unmerge
from saas.core.vehicles.models import CustomerVehicle, ServiceRecord
from saas.platform.database import session
from tests.integration.privacy.conftest import House
from tests.integration.privacy.life import full_life, snapshot


def two(house: House) -> tuple[Customer, Customer]:
    one = full_life("王晓明", store_id=house.store_id, member_id=house.officer.member_id)
    other = full_life("王小明", store_id=house.store_id, member_id=house.officer.member_id, blocked=True)
    return one, other


def versions(*customers: Customer) -> dict[int, int]:
    return {one.id: one.row_version for one in customers}


@pytest.mark.shows("merge_customers", "unmerge_customers")
def test_merge_moves_everything_and_unmerge_restores_every_byte(at_work: House) -> None:
    winner, loser = two(at_work)
    before = snapshot()

    done = merge(winner.id, [loser.id], versions=versions(winner, loser), choices={"name": loser.id})

    for model in (ContactPoint, CustomerVehicle, ServiceRecord, FollowupTask, ContactAttempt, Message, Case):
        count = select(func.count()).select_from(model).where(model.customer_id == loser.id)
        assert session().execute(count).scalar_one() == 0, model
    assert session().get_one(Customer, (at_work.group.id, loser.id)).merged_into_id == winner.id
    assert winner.name == "王小明"
    assert snapshot() != before

    unmerge(done.id)

    after = snapshot()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert done.reports is None
