"""Single sign-on in a browser, through a real provider at another host: entered, tested, linked, used, and no way into others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from saas.config import Settings
from saas.platform.i18n import locale_context
from saas.testing.factories.groups import Group, Person, group, number
from saas.testing.factories.members import join, member
from tests.harness.browsing import Visit, Visiting, serving
from tests.harness.company import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Two groups with the same administrator, at the address of a server, and the company whose people they are."""

    base: str
    group: Group
    other: Group
    person: Person
    company: Company


@pytest.fixture
def office(app: Flask, company: Company) -> Iterator[Office]:
    made, other = group(), group()
    with locale_context("en"):
        person = member(made, role="group_admin", name="李娜")
    join(person, other, role="group_admin")
    before: Settings = app.extensions["saas_settings"]
    with serving(app) as base:
        allowed = frozenset({company.host})
        app.extensions["saas_settings"] = replace(before, base_url=base, outbound_allow=allowed)
        try:
            yield Office(base=base, group=made, other=other, person=person, company=company)
        finally:
            app.extensions["saas_settings"] = before


def sound(visited: Visit) -> None:
    assert (visited.serious(), visited.overflow()) == ([], 0)


def enter_provider(visited: Visit, office: Office) -> None:
    """Enter the company, switch it on, and test the connection."""
    page = visited.page
    known = office.company.register(f"{office.base}/p/{office.group.code}/sign-in/back")
    page.get_by_label("Name of the single sign-on").fill("Company account")
    page.get_by_label("Address of the provider").fill(office.company.issuer)
    page.get_by_label("Client ID").fill(known["client_id"])
    page.get_by_label("Client secret").fill(known["client_secret"])
    page.get_by_label("On", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The single sign-on was saved.")).to_be_visible()
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("The provider answers, and knows this client and its secret.")).to_be_visible()
    sound(visited)
    assert known["client_secret"] not in page.content()


def at_the_company(page: Page, name: str) -> None:
    """What somebody does on the provider's own page."""
    expect(page.get_by_role("heading", name="Company")).to_be_visible()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Sign in", exact=True).click()


def link(visited: Visit, office: Office, name: str) -> None:
    page = visited.page
    page.goto(f"{office.base}/t/{office.group.code}/single-sign-on")
    sound(visited)
    page.get_by_role("link", name="Sign in: Company account").click()
    at_the_company(page, name)
    expect(page.get_by_text(name)).to_be_visible()
    page.get_by_role("button", name="Yes, link it").click()
    expect(page.get_by_text("Your single sign-on is linked.")).to_be_visible()


def test_company_account_opens_its_group_and_no_other(office: Office, visit: Visiting) -> None:
    settings = f"{office.base}/t/{office.group.code}/settings/single-sign-on"
    visited = visit(settings, locale="en", person=office.person)
    enter_provider(visited, office)
    name = f"li.na-{number()}"
    link(visited, office, name)
    fresh = visit(f"{office.base}/t/{office.group.code}/settings/", size="phone", locale="en")
    page = fresh.page
    page.get_by_role("link", name="Single sign-on").click()
    expect(page.get_by_label("Short code of your group")).to_have_value(office.group.code)
    sound(fresh)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name=office.group.name)).to_be_visible()
    sound(fresh)
    page.get_by_role("link", name="Sign in: Company account").click()
    at_the_company(page, name)
    page.wait_for_url(f"{office.base}/t/{office.group.code}/settings/")
    page.goto(f"{office.base}/t/{office.other.code}/")
    expect(page.get_by_role("heading", name="Another sign-in is needed")).to_be_visible()
    sound(fresh)
    page.goto(f"{office.base}/account/password")
    expect(page.get_by_role("heading", name="Your own sign-in is needed")).to_be_visible()
    assert office.other.name not in page.content()
    assert visited.complaints + fresh.complaints == []
