"""Two-step sign-in in a browser: switched on by the picture's key, asked for on its page and in the dialog over a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from saas.core.accounts.operations.sessions import end_sessions
from saas.core.accounts.totp import code_at, read_code
from saas.platform.clock import now
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import PASSWORD, Group, Person, group
from saas.testing.factories.members import member
from tests.harness.browsing import Visit, Visiting, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A group and somebody of it, at the address of a server."""

    base: str
    group: Group
    person: Person


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    made = group()
    with locale_context("en"):
        person = member(made, role="group_admin", name="李娜")
    with serving(app) as base:
        yield Office(base=base, group=made, person=person)


def switch_on(visited: Visit, base: str) -> tuple[str, list[str]]:
    """Switch it on; returns the key that the page shows beside its picture, and the recovery codes."""
    page = visited.page
    page.goto(f"{base}/account/second-factor")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    assert (visited.serious(), visited.overflow()) == ([], 0)
    key = read_code(page.get_by_label("Key", exact=True).input_value()).upper()
    page.get_by_label("Verification code").fill(code_at(key, _step()))
    page.get_by_role("button", name="Switch on").click()
    codes = page.locator("#recovery-codes code")
    expect(codes).to_have_count(10)
    return key, codes.all_inner_texts()


def _step() -> int:
    return int(now().timestamp()) // 30


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_second_step_is_switched_on_and_asked_for(office: Office, visit: Visiting, size: str) -> None:
    visited = visit(f"{office.base}/account/", size=size, locale="en", person=office.person)
    key, codes = switch_on(visited, office.base)
    fresh = visit(f"{office.base}/sign-in", size=size, locale="en")
    page = fresh.page
    page.get_by_label("E-mail or mobile number").fill(office.person.login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert (fresh.serious(), fresh.overflow()) == ([], 0)
    page.get_by_label("Verification code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**/t/{office.group.code}/")
    assert visited.complaints + fresh.complaints == []
    assert key not in page.content()


def test_dialog_over_a_page_asks_for_the_code_and_the_form_is_saved(office: Office, visit: Visiting) -> None:
    visited = visit(f"{office.base}/account/", locale="en", person=office.person)
    _key, codes = switch_on(visited, office.base)
    page = visited.page
    page.goto(f"{office.base}/account/")
    page.get_by_label("Your name").fill("李娜娜")
    with inside(office.group.id) as work:
        end_sessions(work, office.person.account_id)
    page.get_by_role("button", name="Save").click()
    _password_in_dialog(page, office.person)
    dialog = page.locator("#sign-in-dialog")
    code = dialog.get_by_label("Verification code")
    expect(code).to_be_focused()
    expect(dialog.get_by_label("Password")).to_be_hidden()
    code.fill("000000")
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog.get_by_text("This code does not fit")).to_be_visible()
    code.fill(codes[1])
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Your profile was saved.")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("李娜娜")
    assert visited.complaints == []


def _password_in_dialog(page: Page, person: Person) -> None:
    dialog = page.locator("#sign-in-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("E-mail or mobile number").fill(person.login)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
