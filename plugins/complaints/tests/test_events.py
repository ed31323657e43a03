"""What happens after a complaint was registered: safety goes to a handler at once, and delivering twice does it once."""

from __future__ import annotations

import pytest

from plugins.complaints.events import ComplaintReceived
from plugins.complaints.models import Case
from plugins.complaints.subscribers import route_safety
from plugins.complaints.tests.conftest import House
from saas.platform.database import load
from saas.platform.jobs.by_hand import run_waiting
from saas.testing.factories.application import current, inside
from saas.testing.factories.members import as_member
from tests.factories.complaints import complaint


@pytest.mark.parametrize("safety", [True, False])
def test_safety_goes_to_a_handler_at_once_and_the_rest_waits(house: House, safety: bool) -> None:
    with inside(house.group.id, as_member(house.specialist)):
        case_id = complaint(house.store_id, safety=safety).id
    with current().app_context():
        run_waiting(house.group.id)

    with inside(house.group.id):
        assert (
            load(Case, case_id).handler_id in {house.handler.member_id, house.manager.member_id}
        ) == safety


def test_event_delivered_twice_leaves_the_first_handler(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        case_id = complaint(house.store_id, safety=True).id
    told = ComplaintReceived(case_id=case_id, store_id=house.store_id, severity=2, safety=True)
    handlers = []
    for _ in range(2):
        with inside(house.group.id):
            route_safety(told)
            handlers.append((load(Case, case_id).handler_id, load(Case, case_id).row_version))

    assert handlers[0] == handlers[1]
