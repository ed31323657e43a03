"""The board, the queue, files and rules: what they show to whom."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask

from plugins.complaints.models import Case
from plugins.complaints.operations import RuleDetails, add_evidence, add_rule, route_case
from plugins.complaints.tests.conftest import Browser, House
from plugins.complaints.tests.flowing import acting, agreed, assigned, do_what_was_agreed, offered
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.files import UploadedFile
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from tests.factories.complaints import complaint

Open = Callable[[Person], Browser]
PAPER = b"%PDF-1.4\nx\n%%EOF\n"


@pytest.fixture
def browser(app: Flask) -> Open:
    """A browser of somebody."""
    return lambda person: Browser(app.test_client(), person)


def number_of(house: House, case_id: int) -> str:
    with inside(house.group.id):
        return load(Case, case_id).document_no


def test_board_shows_what_is_within_reach(house: House, browser: Open) -> None:
    mine, (theirs, _option) = assigned(house), offered(house)
    with acting(house.manager):
        nobodys = complaint(house.store_id).id
    shown = browser(house.manager).get("/board").text
    own = browser(house.handler).get("/board").text
    assert all(number_of(house, one) in shown for one in (mine, theirs, nobodys))
    assert number_of(house, nobodys) not in own


@pytest.mark.req("Q-09")
def test_queue_offers_what_can_be_done_now_and_leads_on(house: House, browser: Open) -> None:
    assigned(house)
    offered(house)
    at = browser(house.handler)
    first, second = at.get("/queue").text, at.get("/queue?skipped=1").text
    assert "to be worked on" in first
    assert "skipped=1" in first
    assert first != second
    assert "That was the last one" in at.get("/queue?skipped=900").text
    assert browser(house.specialist).get("/queue").status_code == 403


@pytest.mark.req("Q-05")
def test_file_is_kept_with_the_complaint_and_seen_by_who_sees_it(house: House, browser: Open) -> None:
    case_id = assigned(house)
    with acting(house.handler):
        kept = add_evidence(case_id, UploadedFile(stream=io.BytesIO(PAPER), name="检测报告.pdf")).id
    at = browser(house.handler)
    assert "检测报告.pdf" in at.get(f"/{case_id}").text
    assert at.get(f"/{case_id}/file?file_id={kept}").data == PAPER
    with acting(house.manager):
        nobodys = complaint(house.store_id).id
    assert at.get(f"/{nobodys}/file?file_id={kept}").status_code == 404


def test_script_is_no_evidence(house: House) -> None:
    case_id = assigned(house)
    with acting(house.handler), pytest.raises(Invalid):
        add_evidence(
            case_id, UploadedFile(stream=io.BytesIO(b"\x7fELF\x02\x01\x01\x00\x00"), name="bild.png")
        )


@pytest.mark.req("Q-04")
def test_rule_that_says_most_gives_the_complaint_out(house: House) -> None:
    with acting(house.head):
        add_rule(RuleDetails(least_severity=2, store_id=house.store_id, handler_id=house.handler.member_id))
        add_rule(RuleDetails(least_severity=2))
        with pytest.raises(Conflict):
            add_rule(RuleDetails(least_severity=2))
    with acting(house.manager):
        routed, slight = complaint(house.store_id, severity=3).id, complaint(house.store_id, severity=1).id
    with inside(house.group.id):
        assert route_case(routed) == house.handler.member_id
        assert route_case(slight) is None
        session().flush()


def test_rules_are_kept_on_their_page(house: House, browser: Open) -> None:
    at = browser(house.head)
    assert at.post("/rules", least_severity="4").status_code == 303
    assert at.post("/rules", least_severity="4").status_code == 409
    assert "4 grave" in at.get("/rules").text
    assert browser(house.handler).get("/rules").status_code == 403


def test_step_that_is_not_possible_is_refused_beside_the_complaint(house: House, browser: Open) -> None:
    case_id = assigned(house)
    at = browser(house.handler)
    offer = at.post(f"/{case_id}/offer", text="电话")
    assert offer.status_code == 409
    # Who changes the language now comes back to the complaint, not to an address that only takes forms.
    assert re.findall(r'name="next" value="(.*?)"', offer.text)[0].endswith(f"/x/complaints/{case_id}")
    refused = at.post(f"/{case_id}/wait", reason="third_party")
    assert refused.status_code == 422
    assert at.post(f"/{case_id}/propose", kind="refunded", text="退款", cost="12.345").status_code in (
        409,
        422,
    )


def test_who_resolved_it_reads_that_somebody_else_asks_the_customer(house: House, browser: Open) -> None:
    hint = "Somebody else asks the customer"
    case_id = agreed(house)
    assert hint not in browser(house.handler).get(f"/{case_id}").text
    do_what_was_agreed(house, case_id)
    assert hint in browser(house.handler).get(f"/{case_id}").text
    assert hint not in browser(house.manager).get(f"/{case_id}").text
