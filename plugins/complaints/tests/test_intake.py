"""Complaints that customers file themselves: off at first, one for each form that is sent, like any other afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from plugins.complaints.models import Case, CaseEvent, Channel
from plugins.complaints.own_page import OPEN_AFTERWARDS
from plugins.complaints.tests.conftest import Browser, House
from plugins.complaints.tests.test_pages import Open
from plugins.complaints.views.intake import FILED
from saas.core.sla.models import SlaClock
from saas.platform.clock import moved, now
from saas.platform.database import session
from saas.platform.events.models import OutboxEvent
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member

pytestmark = pytest.mark.req("Q-01")
_addresses = (f"203.0.113.{last}" for last in range(1, 255))
"""Addresses of documents (RFC 5737), each test's own: one address may file only so many."""
WORDS = {
    "description": "保养后有异响\n返修两次未解决",
    "demand": "彻底修好",
    "model_text": "朗逸 沪A12345",
    "complainant_name": "赵先生",
    "complainant_phone": "13900001234",
}


@dataclass(slots=True)
class Stranger:
    """Somebody without a sign-in, at one address."""

    client: FlaskClient
    base: str
    source: str

    def get(self, path: str) -> TestResponse:
        return self.client.get(self.base + path, environ_overrides={"REMOTE_ADDR": self.source})

    def send(self, path: str, form: TestResponse, **typed: str) -> TestResponse:
        """What is typed into a form, under the form's own id."""
        hidden = {name: _hidden(form.text, name) for name in ("_csrf", "_request")}
        sent = {**WORDS, **hidden, **typed}
        return self.client.post(self.base + path, data=sent, environ_overrides={"REMOTE_ADDR": self.source})


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'id="complaint-intake".*?name="{name}" value="([^"]*)"', page, re.DOTALL)
    assert found, name
    return found[1]


@pytest.fixture
def taking(house: House) -> Iterator[House]:
    """The store takes complaints by its form."""
    with inside(house.group.id, as_member(house.group.admin)):
        change_settings("complaints", {"public_form": True}, store_id=house.store_id)
    yield house
    with inside(house.group.id, as_member(house.group.admin)):
        change_settings("complaints", {"public_form": None}, store_id=house.store_id)


@pytest.fixture
def stranger(app: Flask, house: House) -> Stranger:
    client = app.test_client()
    client.set_cookie("locale", "en")
    return Stranger(client, f"/p/{house.group.code}/x/complaints", next(_addresses))


def filed(of: House) -> list[Case]:
    """What customers filed so far, the newest first."""
    with inside(of.group.id):
        mine = select(Case).where(Case.link_token.is_not(None)).order_by(Case.id.desc())
        found = list(session().scalars(mine))
        session().expunge_all()
        return found


def test_form_is_off_at_first_and_answers_like_no_address(house: House, stranger: Stranger) -> None:
    """A group that does not watch the list would break its word to whoever files at night."""
    unknown = stranger.get("/store/XX99")
    closed = stranger.get("/store/SH01")
    assert (closed.status_code, unknown.status_code, stranger.get("/").status_code) == (404, 404, 404)
    assert stranger.client.post(f"{stranger.base}/store/SH01", data=WORDS).status_code in (400, 404)


def test_customer_files_a_complaint_once_and_it_is_like_any_other(taking: House, stranger: Stranger) -> None:
    before = len(filed(taking))
    form = stranger.get("/store/SH01?by=qr")
    assert form.status_code == 200
    assert stranger.get("/").headers["Location"].endswith("/store/SH01?by=web")
    sent = stranger.send("/store/SH01", form, by="qr", safety="true")
    again = stranger.send("/store/SH01", form, by="qr", safety="true")
    assert (sent.status_code, again.status_code) == (303, 303)
    assert sent.headers["Location"] == again.headers["Location"]
    (case, *_older) = filed(taking)
    assert len(filed(taking)) == before + 1
    assert (case.channel, case.state, case.safety) == (Channel.QR, "received", True)
    assert (case.complainant_name, case.complainant_tail, case.customer_id) == ("赵先生", "1234", None)
    assert case.registered_by_id is None
    assert case.document_no.startswith("TS-SH01-")
    thanks = stranger.client.get(sent.headers["Location"])
    assert case.document_no in thanks.text
    assert "noindex" in thanks.text
    assert thanks.headers["Cache-Control"] == "no-store"
    with inside(taking.group.id):
        mine = select(CaseEvent.kind, CaseEvent.actor_kind).where(CaseEvent.case_id == case.id)
        assert [tuple(row) for row in session().execute(mine)] == [("registered", "customer")]
        clocks = select(func.count()).select_from(SlaClock).where(SlaClock.object_id == case.id)
        assert session().scalar(clocks) == 2
        told = select(OutboxEvent.name).where(OutboxEvent.payload["case_id"].as_integer() == case.id)
        assert list(session().scalars(told)) == ["complaints.received"]


def test_what_was_typed_stays_on_every_refusal(taking: House, stranger: Stranger) -> None:
    form = stranger.get("/store/SH01")
    before = len(filed(taking))
    number = stranger.send("/store/SH01", form, complainant_phone="no number")
    robot = stranger.send("/store/SH01", form, website="https://example.com")
    for refused in (number, robot):
        assert refused.status_code == 422
        assert WORDS["demand"] in refused.text
        assert "返修两次未解决" in refused.text
    assert "This is no telephone number." in number.text
    assert "a field that nobody sees was filled in" in robot.text
    assert len(filed(taking)) == before
    # The same form, corrected, is taken; changed once more afterwards it may become another complaint.
    assert stranger.send("/store/SH01", form).status_code == 303
    changed = stranger.send("/store/SH01", form, demand="退款")
    assert changed.status_code == 422
    assert "退款" in changed.text
    assert "was sent already" in changed.text
    assert _hidden(changed.text, "_request") != _hidden(form.text, "_request")


def test_one_address_files_only_so_many_and_keeps_its_words(taking: House, stranger: Stranger) -> None:
    most = FILED[0]
    answers = [stranger.send("/store/SH01", stranger.get("/store/SH01")) for _ in range(most + 1)]
    assert [answer.status_code for answer in answers] == [303] * most + [429]
    assert WORDS["demand"] in answers[-1].text


def test_known_number_is_answered_like_an_unknown_one(taking: House, stranger: Stranger) -> None:
    with inside(taking.group.id):
        customer("赵先生", store_id=taking.store_id, phones=["13900001234"])
    shown = []
    for number in ("13900001234", "13977776666"):
        sent = stranger.send("/store/SH01", stranger.get("/store/SH01"), complainant_phone=number)
        shown.append(stranger.client.get(sent.headers["Location"]).text)
    assert [case.customer_id for case in filed(taking)[:2]] == [None, None]
    plain = [
        re.sub(r"TS-SH01-\d+-\d+|\d\d:\d\d|(?:received|case)/[\w-]+|[\w.-]{40,}", "", page) for page in shown
    ]
    assert plain[0] == plain[1]


def test_link_dies_long_after_the_end_and_with_the_words(taking: House, stranger: Stranger) -> None:
    sent = stranger.send("/store/SH01", stranger.get("/store/SH01")).headers["Location"]
    (case, *_older) = filed(taking)
    with inside(taking.group.id) as work:
        work.get_one(Case, (taking.group.id, case.id)).closed_at = now()
    assert stranger.client.get(sent).status_code == 200
    with moved(now() + OPEN_AFTERWARDS + timedelta(minutes=1)):
        assert stranger.client.get(sent).status_code == 404
    elsewhere = sent.replace(str(case.link_token), "nothing")
    assert stranger.client.get(elsewhere).status_code == 404


def test_staff_find_address_and_code_of_the_stores_they_reach(taking: House, browser: Open) -> None:
    other = store(taking.group, code="BJ01")
    stranger_to_it = member(taking.group, role="complaint_manager", stores=[other])
    opened: Browser = browser(taking.manager)
    page = opened.get("/intake")
    assert f"/p/{taking.group.code}/x/complaints/store/SH01" in page.text
    sheet = opened.get(f"/intake/sheet?store_id={taking.store_id}")
    assert "<svg" in sheet.text
    assert opened.get(f"/intake/sheet?store_id={other}").status_code == 404
    outside = browser(stranger_to_it)
    assert "store/SH01" not in outside.get("/intake").text
    assert outside.get(f"/intake/sheet?store_id={taking.store_id}").status_code == 404
    assert outside.get("/intake/sheet").headers["Location"].endswith("/intake")
