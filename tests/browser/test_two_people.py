"""Two people at one customer, and a session that runs out over a half-filled form: nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from saas.core.accounts.operations.sessions import end_sessions
from saas.core.customers.models import Customer
from saas.platform.database import load
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, group
from saas.testing.factories.members import member
from tests.harness.browsing import Visiting, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A group with one customer and two people who may edit it."""

    base: str
    group: Group
    customer_id: int
    first: Person
    second: Person

    @property
    def form(self) -> str:
        """Where the customer is edited."""
        return f"{self.base}/t/{self.group.code}/customers/{self.customer_id}/edit"

    def stored(self) -> tuple[str, str]:
        """Name and note as they are stored."""
        with inside(self.group.id):
            found = load(Customer, self.customer_id)
            return found.name, found.note


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    made = group()
    with inside(made.id):
        customer_id = customer("王晓明").id
    with locale_context("en"):
        first, second = (member(made, role="crm_specialist", name=name) for name in ("李娜", "周敏"))
    with serving(app) as base:
        yield Desk(base=base, group=made, customer_id=customer_id, first=first, second=second)


def save(page: Page) -> None:
    page.locator("#customer-form").get_by_role("button", name="Save").click()


def open_both(desk: Desk, visit: Visiting) -> tuple[Page, Page]:
    """The same form in two people's browsers."""
    return (
        visit(desk.form, locale="en", person=desk.first).page,
        visit(desk.form, locale="en", person=desk.second).page,
    )


def test_two_people_second_sees_both_versions_and_loses_nothing(desk: Desk, visit: Visiting) -> None:
    one, other = open_both(desk, visit)
    one.get_by_label("Customer name").fill("王晓鸣")
    other.get_by_label("Note").fill("下午打电话")
    save(one)
    expect(one.get_by_role("heading", name="王晓鸣")).to_be_visible()
    save(other)
    expect(other.get_by_role("heading", name="Somebody else changed this")).to_be_visible()
    different = other.locator("tr.is-different")
    expect(different.filter(has_text="王晓鸣")).to_contain_text("王晓明")
    expect(different.filter(has_text="下午打电话")).to_have_count(1)
    expect(other.get_by_label("Note")).to_have_value("下午打电话")
    assert desk.stored() == ("王晓鸣", "")


def test_two_people_second_takes_over_what_was_saved_and_saves_again(desk: Desk, visit: Visiting) -> None:
    one, other = open_both(desk, visit)
    one.get_by_label("Customer name").fill("王晓鸣")
    other.get_by_label("Note").fill("下午打电话")
    save(one)
    expect(one.get_by_role("heading", name="王晓鸣")).to_be_visible()
    save(other)
    expect(other.get_by_role("heading", name="Somebody else changed this")).to_be_visible()
    other.get_by_label("Customer name").fill("王晓鸣")
    save(other)
    expect(other.get_by_role("heading", name="王晓鸣")).to_be_visible()
    assert desk.stored() == ("王晓鸣", "下午打电话")


def test_two_people_second_may_take_the_saved_version(desk: Desk, visit: Visiting) -> None:
    one, other = open_both(desk, visit)
    one.get_by_label("Customer name").fill("王晓鸣")
    other.get_by_label("Note").fill("下午打电话")
    save(one)
    expect(one.get_by_role("heading", name="王晓鸣")).to_be_visible()
    save(other)
    other.once("dialog", lambda dialog: dialog.accept())
    other.get_by_role("link", name="Take the saved version").click()
    expect(other.get_by_label("Customer name")).to_have_value("王晓鸣")
    expect(other.get_by_label("Note")).to_have_value("")


def sign_out_everywhere(person: Person) -> None:
    with inside(person.tenant_id) as work:
        end_sessions(work, person.account_id)


def sign_in(page: Page, person: Person) -> None:
    dialog = page.locator("#sign-in-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("E-mail or mobile number").fill(person.login)
    dialog.get_by_label("Password").fill(person.password)
    dialog.get_by_role("button", name="Sign in", exact=True).click()


def test_session_that_ran_out_is_renewed_over_the_form_and_the_form_is_saved(
    desk: Desk, visit: Visiting
) -> None:
    page = visit(desk.form, locale="en", person=desk.first).page
    page.get_by_label("Note").fill("只在周末联系")
    sign_out_everywhere(desk.first)
    save(page)
    sign_in(page, desk.first)
    expect(page).to_have_url(desk.form.removesuffix("/edit"))
    assert desk.stored() == ("王晓明", "只在周末联系")


def test_session_that_ran_out_keeps_the_form_from_somebody_else(desk: Desk, visit: Visiting) -> None:
    page = visit(desk.form, locale="en", person=desk.first).page
    page.get_by_label("Note").fill("只在周末联系")
    sign_out_everywhere(desk.first)
    save(page)
    sign_in(page, desk.second)
    expect(page.locator(".ui-toast").get_by_text("Someone else signed in")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("只在周末联系")
    assert desk.stored() == ("王晓明", "")
