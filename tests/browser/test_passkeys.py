"""Passkeys in a browser whose device is Chromium's virtual one: made, shown at each door, asked for before what is dangerous."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from saas.core.accounts.models import AccountSession
from saas.core.accounts.operations.sessions import end_sessions
from saas.platform.clock import now
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import PASSWORD, Group, Person, group
from saas.testing.factories.members import member
from tests.harness.browsing import Visit, Visiting, serving

_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A group and its administrator, at an address with a name, for which browsers keep passkeys."""

    base: str
    group: Group
    person: Person


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    made = group()
    with locale_context("en"):
        person = member(made, role="group_admin", name="李娜")
    kept = app.extensions["saas_settings"]
    with serving(app) as address:
        base = address.replace("127.0.0.1", "localhost")
        app.extensions["saas_settings"] = replace(kept, base_url=base)
        try:
            yield Office(base=base, group=made, person=person)
        finally:
            app.extensions["saas_settings"] = kept


class Device:
    """The device of one browser window."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        made = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
        self._id = made["authenticatorId"]

    def owner_is_there(self, *, there: bool) -> None:
        """Whether finger, face or PIN are the owner's."""
        asked = {"authenticatorId": self._id, "isUserVerified": there}
        self._session.send("WebAuthn.setUserVerified", asked)


def make_passkey(visited: Visit, base: str) -> list[str]:
    """Make one by the page; returns the recovery codes."""
    page = visited.page
    page.goto(f"{base}/account/passkeys/")
    page.get_by_role("link", name="New passkey").click()
    page.get_by_label("Name").fill("Office computer")
    assert (visited.serious(), visited.overflow()) == ([], 0)
    page.get_by_role("button", name="Make the passkey").click()
    codes = page.locator("#recovery-codes code")
    expect(codes).to_have_count(10)
    return codes.all_inner_texts()


def sign_out(office: Office) -> None:
    with inside(office.group.id) as work:
        end_sessions(work, office.person.account_id)


def let_proofs_grow_old(office: Office) -> None:
    with inside(office.group.id) as work:
        mine = AccountSession.account_id == office.person.account_id
        work.execute(update(AccountSession).where(mine).values(proved_at=now() - timedelta(minutes=11)))


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_passkey_is_made_and_opens_each_door(office: Office, visit: Visiting, size: str) -> None:
    visited = visit(f"{office.base}/account/", size=size, locale="en", person=office.person)
    page, device = visited.page, Device(visited.page)
    make_passkey(visited, office.base)
    page.goto(f"{office.base}/account/passkeys/")
    expect(page.get_by_text("Office computer").first).to_be_visible()
    assert (visited.serious(), visited.overflow()) == ([], 0)
    sign_out(office)

    page.goto(f"{office.base}/sign-in")
    assert (visited.serious(), visited.overflow()) == ([], 0)
    device.owner_is_there(there=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used")).to_be_visible()
    device.owner_is_there(there=True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"**/t/{office.group.code}/")
    sign_out(office)

    page.goto(f"{office.base}/sign-in")
    page.get_by_label("E-mail or mobile number").fill(office.person.login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert (visited.serious(), visited.overflow()) == ([], 0)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"**/t/{office.group.code}/")
    assert visited.complaints == []


def test_dangerous_act_asks_and_is_done_after_the_passkey(office: Office, visit: Visiting) -> None:
    visited = visit(f"{office.base}/account/", locale="en", person=office.person)
    page = visited.page
    Device(page)
    make_passkey(visited, office.base)
    page.goto(f"{office.base}/t/{office.group.code}/settings/members/{office.person.member_id}")
    let_proofs_grow_old(office)
    page.get_by_label("Full name").fill("李娜娜")
    page.get_by_role("button", name="Save").click()
    dialog = page.locator("#sign-in-dialog")
    expect(dialog.get_by_role("heading", name="Is it you?")).to_be_visible()
    assert (visited.serious(), visited.overflow()) == ([], 0)
    dialog.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The member was saved.")).to_be_visible()

    let_proofs_grow_old(office)
    page.goto(f"{office.base}/account/second-factor")
    page.get_by_role("button", name="New recovery codes").click()
    page.get_by_role("button", name="Make new codes").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="New recovery codes").click()
    page.get_by_role("button", name="Make new codes").click()
    dialog.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#recovery-codes code")).to_have_count(10)
    assert visited.complaints == []


def test_dialog_over_a_page_whose_session_ended_takes_a_passkey(office: Office, visit: Visiting) -> None:
    visited = visit(f"{office.base}/account/", locale="en", person=office.person)
    page = visited.page
    Device(page)
    make_passkey(visited, office.base)
    page.goto(f"{office.base}/account/")
    page.get_by_label("Your name").fill("李娜娜")
    sign_out(office)
    page.get_by_role("button", name="Save").click()
    page.locator("#sign-in-dialog").get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Your profile was saved.")).to_be_visible()
    assert visited.complaints == []
