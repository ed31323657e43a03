"""The customer's own page: what it says, what is decided there once, and when its link opens nothing any more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from plugins.complaints.models import NOTE, Case, CaseEvent
from plugins.complaints.operations import agree_by_customer, make_link
from plugins.complaints.own_page import OPEN_AFTERWARDS
from plugins.complaints.tests.conftest import House
from plugins.complaints.tests.flowing import acting, offered, state_of, verified
from plugins.complaints.tests.test_pages import Open
from plugins.complaints.work_models import SolutionOption
from saas.core.contracts.duties import EraseMode
from saas.core.privacy.runner import erase_subject
from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.database import load, session
from saas.platform.errors import Conflict, NotFound, VersionConflict
from saas.platform.security.object_keys import open_keyed
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.members import as_member

pytestmark = pytest.mark.req("Q-08")
INTERNAL = ("处理人", "经理", "电话告知", "未按扭矩紧固", "已致电确认", "300.00")
"""What staff wrote and who they are, in the complaints of `flowing`."""


@dataclass(slots=True)
class Customer:
    """Whoever has the link of a complaint."""

    client: FlaskClient
    base: str

    def look(self) -> TestResponse:
        """The page of the link."""
        return self.client.get(self.base)

    def say(self, what: str, page: TestResponse, **typed: object) -> TestResponse:
        """Send one of the page's forms, under the form's own id."""
        form = re.search(rf'action="[^"]*/{what}".*?</form>', page.text, re.DOTALL)
        assert form, page.text
        sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
        return self.client.post(f"{self.base}/{what}", data={**sent, **typed})


def linked(house: House, case_id: int) -> str:
    """The link that the handler makes."""
    with acting(house.handler):
        return str(make_link(case_id).link_token)


def customer_of(app: Flask, house: House, case_id: int) -> Customer:
    client = app.test_client()
    client.set_cookie("locale", "en")
    return Customer(client, f"/p/{house.group.code}/x/complaints/case/{linked(house, case_id)}")


def told(house: House, case_id: int) -> tuple[str, str | None, str | None]:
    """The last line of the history: what happened, by whom, and what was said."""
    with inside(house.group.id):
        mine = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id.desc())
        last = session().scalars(mine.limit(1)).one()
        return last.kind, last.actor_kind, open_keyed(NOTE, [last.sealed_note or b""])[0]


def test_customer_agrees_once_and_it_is_kept_when_how_and_by_whom(app: Flask, house: House) -> None:
    case_id, option_id = offered(house)
    guest = customer_of(app, house, case_id)
    page = guest.look()
    assert "赠送保养一次" in page.text
    assert "Compensation" in page.text
    assert [word for word in INTERNAL if word in page.text] == []
    first = guest.say("agree", page)
    again = guest.say("agree", page)
    assert (first.status_code, again.status_code) == (303, 303)
    with inside(house.group.id):
        option = load(SolutionOption, option_id)
        assert (option.state, option.agreed_how) == ("accepted", "own_page")
        assert option.agreed_at is not None
        agreed = select(AuditEntry).where(
            AuditEntry.action == "complaints.case.agreed", AuditEntry.object_id == case_id
        )
        (entry,) = session().scalars(agreed)
        assert entry.actor_kind == "customer"
        assert load(Case, case_id).waiting_for is None
    assert told(house, case_id) == ("agreed", "customer", "赠送保养一次")
    after = guest.look()
    assert "What you agreed to" in after.text
    assert "/agree" not in after.text
    # A form that was open in another window finds that it is settled, and loses nothing.
    late = guest.say("decline", page, text="还是想退款")
    assert late.status_code == 409
    assert "could not be recorded" in late.text
    assert "还是想退款" in late.text
    assert state_of(house, case_id) == "agreed"


def test_customer_declines_with_a_reason(app: Flask, house: House) -> None:
    case_id, _option_id = offered(house)
    guest = customer_of(app, house, case_id)
    page = guest.look()
    assert guest.say("decline", page, text="").status_code == 422
    assert guest.say("decline", page, text="想要退款").status_code == 303
    assert state_of(house, case_id) == "proposing"
    assert told(house, case_id) == ("declined", "customer", "想要退款")
    assert "In work" in guest.look().text


def test_what_changed_since_it_was_shown_is_not_agreed_to(house: House) -> None:
    case_id, option_id = offered(house)
    token = linked(house, case_id)
    with inside(house.group.id):
        version = load(Case, case_id).row_version
    with inside(house.group.id), pytest.raises(VersionConflict):
        agree_by_customer(token, option_id=option_id, version=version - 1)
    with inside(house.group.id), pytest.raises(NotFound):
        agree_by_customer("nothing", option_id=option_id)
    with inside(house.group.id):
        agree_by_customer(token, option_id=option_id, version=version)
    with inside(house.group.id), pytest.raises(Conflict):
        agree_by_customer(token, option_id=option_id)


def test_page_says_no_more_than_that_it_is_worked_on(app: Flask, house: House) -> None:
    guest = customer_of(app, house, verified(house))
    page = guest.look()
    assert "We are looking into your complaint" in page.text
    assert [word for word in INTERNAL if word in page.text] == []
    assert "noindex" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_another_link_ends_the_one_before_and_the_end_ends_all(
    app: Flask, house: House, browser: Open
) -> None:
    case_id, _option_id = offered(house)
    old = customer_of(app, house, case_id)
    opened = browser(house.manager)
    assert old.base.removeprefix(f"/p/{house.group.code}") in opened.get(f"/{case_id}").text
    assert opened.post(f"/{case_id}/link").status_code == 303
    new = select(Case.link_token).where(Case.id == case_id)
    with inside(house.group.id):
        current = session().scalar(new)
    assert old.look().status_code == 404
    guest = Customer(old.client, f"{old.base.rpartition('/')[0]}/{current}")
    assert guest.look().status_code == 200
    with inside(house.group.id):
        load(Case, case_id).closed_at = now() - OPEN_AFTERWARDS - timedelta(minutes=1)
    assert guest.look().status_code == 404
    with acting(house.handler), pytest.raises(Conflict):
        make_link(case_id)


def test_link_is_forgotten_with_the_customer(house: House) -> None:
    with inside(house.group.id):
        who = customer("赵先生", store_id=house.store_id).id
    case_id, option_id = offered(house, customer_id=who)
    token = linked(house, case_id)
    with inside(house.group.id, as_member(house.group.admin)):
        erase_subject(who, EraseMode.ERASE, reason="客户要求")
    with inside(house.group.id):
        assert load(Case, case_id).link_token is None
    with inside(house.group.id), pytest.raises(NotFound):
        agree_by_customer(token, option_id=option_id)
