"""An early warning in a real browser: a rise is found at night, taken up, looked into, confirmed, and customers are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import func, insert, select, update

from plugins.complaints.models import Case, Category, Channel
from plugins.complaints.states import CaseState
from plugins.complaints.warning.counting import monday
from plugins.complaints.warning.declared import LOOK
from plugins.complaints.warning.models import Alert
from saas.core.accounts.models import Account
from saas.platform.clock import moved, today
from saas.platform.jobs import enqueue
from saas.plugin_api import FollowupTask
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import member
from saas.testing.factories.vehicles import service_record, vehicle
from tests.browser.house import MORNING
from tests.factories.complaints import group_with_complaints
from tests.harness.browsing import Visiting, living_at, serving

pytestmark = pytest.mark.req("Q-15")

ZONE = "Asia/Shanghai"
WEEKS = 40
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A served application, and who decides on the warnings of a store in which complaints rose."""

    root: str
    group: Group
    manager: Person
    planned: str

    def speak(self, locale: str) -> None:
        """Let the manager read a language from now on."""
        with inside(self.group.id) as work:
            work.execute(update(Account).where(Account.id == self.manager.account_id).values(locale=locale))


@pytest.fixture(params=[("zh_CN", "已安排 5 个回访。"), ("en", "5 calls were planned.")])
def desk(app: Flask, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Nine months with a complaint every other week, nine in the last; five customers were in the workshop since."""
    with moved(MORNING):
        made = group_with_complaints()
        at = store(made, code="SH01", name="浦东店")
        manager = member(made, role="complaint_manager", stores=[at])
        with inside(made.id) as work:
            category = work.scalars(select(Category.id).where(Category.code == "repair_quality")).one()
            quiet = [(back, 1) for back in range(2, WEEKS, 2)]
            work.execute(insert(Case), rows(made.id, at, category, [*quiet, (1, 9)]))
            for _number in range(5):
                owner = customer(store_id=at)
                car = vehicle(owner_id=owner.id, store_id=at)
                done = MORNING - timedelta(weeks=2)
                service_record(car.id, at, customer_id=owner.id, completed_at=done)
    with serving(living_at(app, MORNING)) as address:
        locale, planned = request.param
        root = f"{address}/t/{made.code}/x/complaints"
        found = Desk(root=root, group=made, manager=manager, planned=planned)
        found.speak(locale)
        yield found


def rows(tenant: int, place: int, category: int, numbers: list[tuple[int, int]]) -> list[dict[str, object]]:
    """Complaints of so many weeks back, so many each."""
    with moved(MORNING):
        begun = monday(today(ZONE))
    made = []
    for back in [back for back, number in numbers for _one in range(number)]:
        day = begun - timedelta(weeks=back)
        received = datetime(day.year, day.month, day.day, 4, tzinfo=MORNING.tzinfo)
        made.append(
            {
                "tenant_id": tenant,
                "document_no": f"TS-RISE-{next(_numbers):06}",
                "state": CaseState.CLASSIFIED,
                "channel": Channel.PHONE,
                "store_id": place,
                "category_id": category,
                "description": "换机油后渗油",
                "received_at": received,
                "acknowledge_by": received,
                "created_at": received,
                "updated_at": received,
            }
        )
    return made


def step(page: Page, name: str, text: str = "") -> None:
    """Take a step with the warning."""
    page.locator("#alert-step [name=step]").select_option(name)
    page.locator("#alert-step [name=text]").fill(text)
    with page.expect_navigation():
        page.locator("#alert-step button[type=submit]").click()


def test_rise_is_found_confirmed_and_customers_are_called(
    visit: Visiting, desk: Desk, run_jobs: Callable[[int], int]
) -> None:
    with moved(MORNING):
        with inside(desk.group.id):
            enqueue(LOOK, {"period": MORNING.isoformat()})
        run_jobs(desk.group.id)
    with inside(desk.group.id) as work:
        alert_id = work.scalars(select(Alert.id)).one()

    seen = visit(f"{desk.root}/alerts/", person=desk.manager)
    page = seen.page
    page.locator(f"a[href$='/alerts/{alert_id}']").first.click()
    page.wait_for_selector("[data-chart] canvas")
    main = page.inner_text("main")
    assert "浦东店" in main
    assert main.count("换机油后渗油") == 9
    # The evidence: what was counted, what was expected and where surprise begins.
    page.locator("details summary").first.click()
    assert page.locator("details table tbody tr").count() >= 20
    assert seen.serious() == []
    assert seen.overflow() <= 0

    step(page, "acknowledge")
    step(page, "investigate", "查阅九张工单")
    step(page, "confirm", "密封圈批次有缺陷")
    assert "密封圈批次有缺陷" in page.inner_text("main")

    page.locator("#alert-prevent [name=concerned]").select_option("served")
    page.locator("#alert-prevent [name=note]").fill("请邀约免费检查密封圈")
    with page.expect_navigation():
        page.locator("#alert-prevent button[type=submit]").click()
    assert desk.planned in page.inner_text("body")
    with inside(desk.group.id) as work:
        mine = FollowupTask.source == f"complaints.alert:{alert_id}"
        assert work.scalar(select(func.count()).select_from(FollowupTask).where(mine)) == 5
    step(page, "act", "退回批次，更换密封圈")
    step(page, "close", "三周内没有新的投诉")
    assert page.locator("#alert-step").count() == 0
    assert seen.complaints == []
