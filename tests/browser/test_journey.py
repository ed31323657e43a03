"""A new group from its first page to the manager's figures, in the browser, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from saas.core.followups.models import AttemptResult, ContactAttempt, FollowupTask, TaskStatus
from saas.core.followups.starter import RULES
from saas.core.imports.samples import Sample
from saas.platform.clock import local_day, moved
from saas.platform.database import global_session
from saas.platform.i18n import _, locale_context
from saas.platform.tenancy.tenant import Tenant
from saas.testing.factories.application import inside
from saas.testing.factories.groups import PASSWORD, number
from tests.browser.house import MORNING
from tests.factories.imports import STORES, sample_file
from tests.harness.browsing import Visit, Visiting, living_at, serving

SWITCHED_ON = ("service_24h", "maintenance_30d", "delivery_12m")
CALLS = 10
ENDINGS = ["connected"] * 5 + ["no_answer", "refused", "callback", "busy", "connected"]


@dataclass(slots=True, kw_only=True)
class Journey:
    """The group on its way: its addresses, its people's browsers, its background work."""

    app: Flask
    base: str
    locale: str
    visit: Visiting
    run_jobs: Callable[[int], int]
    code: str
    visits: list[Visit]

    def open(self, path: str) -> Page:
        """A page in a browser of its own."""
        visited = self.visit(self.base + path if path.startswith("/") else path, locale=self.locale)
        self.visits.append(visited)
        return visited.page

    def at(self, path: str) -> str:
        """An address of the group."""
        return f"{self.base}/t/{self.code}{path}"

    def say(self, text: str) -> str:
        """A text of ours as this journey's people read it."""
        with locale_context(self.locale.replace("-", "_")):
            return _(text)

    def press(self, page: Page, text: str) -> None:
        """Click the link or button of this name."""
        name = self.say(text)
        page.locator("main").locator(f'a:has-text("{name}"), button:has-text("{name}")').first.click()

    def fill(self, page: Page, **values: str) -> None:
        """Fill fields by name, choosing where there is a choice."""
        for name, value in values.items():
            field = page.locator(f'[name="{name.replace("__", "-")}"]:visible')
            if field.evaluate("field => field.localName") == "select":
                field.select_option(label=value)
            else:
                field.fill(value)

    def work_off(self) -> None:
        """What a worker would do now."""
        self.run_jobs(self.tenant_id)

    @property
    def tenant_id(self) -> int:
        """The group's id, once it is founded."""
        with self.app.app_context(), global_session() as work:
            return work.scalars(select(Tenant.id).where(Tenant.code == self.code)).one()


@pytest.fixture(params=["zh-CN", "en"])
def journey(
    request: pytest.FixtureRequest, app: Flask, visit: Visiting, run_jobs: Callable[[int], int]
) -> Iterator[Journey]:
    with moved(MORNING), serving(living_at(app, MORNING)) as base:
        yield Journey(
            app=app,
            base=base,
            locale=request.param,
            visit=visit,
            run_jobs=run_jobs,
            code=f"reise-{number()}",
            visits=[],
        )


@pytest.mark.timeout(420)
def test_journey_from_registration_to_coverage(journey: Journey, tmp_path: Path) -> None:
    office = found_the_group(journey)
    set_up_companies_and_stores(journey, office)
    specialist = bring_in(journey, office, "Li Na 李娜", "Follow-up specialist")
    manager = bring_in(journey, office, "Zhou 周敏", "Follow-up manager")
    leave_out_the_rest(journey, office)
    path, sample = sample_file(tmp_path, day=local_day(MORNING, "Asia/Shanghai") + timedelta(days=1))
    import_the_sample(journey, office, path, sample)
    switch_rules_on(journey, manager)
    call_ten_customers(journey, specialist)
    read_the_coverage(journey, manager)
    assert [complaint for visited in journey.visits for complaint in visited.complaints] == []


def found_the_group(journey: Journey) -> Page:
    page = journey.open("/register")
    journey.fill(
        page,
        name="华东汽车集团",
        code=journey.code,
        display_name="陈主任",
        login=f"{journey.code}@example.com",
        password=PASSWORD,
    )
    journey.press(page, "Create the group")
    expect(page).to_have_url(journey.at("/onboarding/legal_entities"))
    return page


def set_up_companies_and_stores(journey: Journey, page: Page) -> None:
    journey.press(page, "Add a legal entity")
    journey.fill(page, name="华通汽车销售服务有限公司")
    journey.press(page, "Save")
    expect(page).to_have_url(journey.at("/onboarding/legal_entities"))
    journey.press(page, "Go on")
    for at, name in enumerate(STORES, 1):
        journey.press(page, "Add a store")
        journey.fill(page, code=f"SH0{at}", name=name, legal_entity_id="华通汽车销售服务有限公司")
        journey.press(page, "Save")
        expect(page).to_have_url(journey.at("/onboarding/stores"))
    journey.press(page, "Go on")
    expect(page).to_have_url(journey.at("/onboarding/departments"))
    journey.press(page, "Done, or leave it out")


def bring_in(journey: Journey, office: Page, name: str, role: str) -> Page:
    """Invite somebody from the set-up, and open the copied link in their own browser."""
    office.goto(journey.at("/onboarding/staff"))
    journey.press(office, "Invite a member")
    journey.fill(office, display_name=name)
    if not office.locator('[name="roles-0-role"]').count():
        office.locator("[data-repeat-add]").click()
    journey.fill(office, **{"roles-0-role": journey.say(role)})
    journey.press(office, "Invite")
    link = office.locator(".ui-input-unit input").input_value()
    theirs = journey.open(link.replace("http://localhost", journey.base))
    journey.fill(theirs, login=f"m{number()}@example.com", password=PASSWORD)
    journey.press(theirs, "Join")
    expect(theirs).to_have_url(journey.at("/"))
    return theirs


def leave_out_the_rest(journey: Journey, page: Page) -> None:
    for step in ("staff", "calendar", "plugins"):
        page.goto(journey.at(f"/onboarding/{step}"))
        page.locator('main form[action*="/onboarding/"] button').click()
    expect(page).to_have_url(journey.at("/onboarding/import"))


def import_the_sample(journey: Journey, page: Page, path: Path, sample: Sample) -> None:
    journey.press(page, "Import customers")
    page.locator('input[type="file"]').set_input_files(path)
    journey.press(page, "Upload")
    expect(page.locator("#import-progress")).to_be_visible()
    journey.work_off()
    expect(page.locator("#import-columns")).to_be_visible(timeout=20_000)
    journey.press(page, "Save and check")
    expect(page.locator("#import-progress")).to_be_visible()
    journey.work_off()
    expect(page).to_have_url(re.compile(r"/check$"), timeout=20_000)
    assert_report(journey, page, sample)
    journey.press(page, "Run the import")
    expect(page.locator("#import-progress")).to_be_visible()
    journey.work_off()
    expect(page).to_have_url(re.compile(r"/report$"), timeout=20_000)
    assert_report(journey, page, sample)


def assert_report(journey: Journey, page: Page, sample: Sample) -> None:
    """What the page says is what was planted."""
    counts = sample.counts
    stats = dict(
        zip(
            page.locator(".ui-stat-label").all_inner_texts(),
            page.locator(".ui-stat-value").all_inner_texts(),
            strict=True,
        )
    )
    told = {label.strip(): int(re.sub(r"\D", "", value)) for label, value in stats.items()}
    assert told == {
        journey.say("Rows"): counts.rows,
        journey.say("Failed"): counts.failed,
        journey.say("Taken with a warning"): counts.with_warnings,
        journey.say("Repeated rows"): counts.duplicates,
    }
    tables = page.locator("table").first.locator("tbody tr").all_inner_texts()
    created = [int(re.findall(r"[\d,]+", row)[0].replace(",", "")) for row in tables]
    assert created == [counts.customers, counts.vehicles, counts.service_records]


def switch_rules_on(journey: Journey, page: Page) -> None:
    names = {rule["code"]: rule["name"][journey.locale.replace("-", "_")] for rule in RULES}
    for code in SWITCHED_ON:
        page.goto(journey.at("/followups/rules"))
        page.locator("tbody a", has_text=names[code]).click()
        expect(page.locator("main")).to_contain_text(journey.say("The next seven days"))
        journey.press(page, "Switch on from today")
        expect(page.locator("main")).to_contain_text(journey.say("Switch off"))
    page.goto(journey.at("/followups/rules"))
    journey.press(page, "Run now")
    journey.work_off()
    page.goto(journey.at("/followups/"))
    expect(page.locator("tbody tr").nth(CALLS - 1)).to_be_visible()


def call_ten_customers(journey: Journey, page: Page) -> None:
    """By keyboard alone: Enter begins, a digit says how it ended, Enter saves and opens the next."""
    page.goto(journey.at("/followups/workbench"))
    page.keyboard.press("Enter")
    for ending in ENDINGS:
        expect(page.locator("main")).to_contain_text(journey.say("Begin the call"))
        page.keyboard.press("Enter")
        expect(page.locator("#call-result")).to_be_visible()
        address = page.url
        page.keyboard.press(str([result.value for result in AttemptResult].index(ending) + 1))
        if ending == "callback":
            type_a_time(page)
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(address)
    with inside(journey.tenant_id) as work:
        ended = work.scalars(select(ContactAttempt.result).order_by(ContactAttempt.id)).all()
        closed = work.scalars(select(FollowupTask.status).where(~FollowupTask.is_open)).all()
    assert [result.value for result in ended if result] == ENDINGS
    assert closed.count(TaskStatus.COMPLETED) == ENDINGS.count("connected")
    assert closed.count(TaskStatus.REFUSED) == 1


def type_a_time(page: Page) -> None:
    """Tomorrow afternoon, into the field that has appeared below the result."""
    page.keyboard.press("Tab")
    expect(page.locator('[name="callback_at"]')).to_be_focused()
    for keys in ("11", "21", "2026", "ArrowRight", "03", "30", "P"):
        page.keyboard.press(keys) if keys == "ArrowRight" else page.keyboard.type(keys)


def read_the_coverage(journey: Journey, page: Page) -> None:
    with inside(journey.tenant_id) as work:
        tasks = work.scalars(select(FollowupTask)).all()
        waiting = [task for task in tasks if task.is_open and task.not_before]
        due, done = len(tasks) - len(waiting), sum(task.status is TaskStatus.COMPLETED for task in tasks)
    page.goto(journey.at("/followups/board"))
    shown = page.locator(".ui-stat").first
    expect(shown).to_contain_text(f"{100 * done / due:.1f}")
    expect(shown).to_contain_text(f"{done}")
    row = page.get_by_role("row").filter(has_text="李娜").first.inner_text()
    connected = ENDINGS.count("connected")
    assert re.findall(r"\d+", row)[2:] == [str(connected), str(CALLS), str(connected), "60"]
