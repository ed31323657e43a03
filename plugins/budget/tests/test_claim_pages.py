"""The pages of expense claims: from the first expense to the payment, receipts, refusals, who sees what."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.budget.claim_states import ClaimState
from plugins.budget.models.claims import ClaimLine, ExpenseClaim, PaymentBatch
from plugins.budget.operations.claim_comparing import look_over
from plugins.budget.tests.claiming import Desk, acting, approved, desk, did, stored, submitted
from plugins.budget.tests.conftest import Browser
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from tests.factories.claims import claim, claim_line, first_category
from tests.factories.files import picture

Open = Callable[[Person], Browser]


@pytest.fixture(scope="module")
def at(app: Flask) -> Desk:
    with locale_context("en"):
        return desk()


def newest(at: Desk) -> int:
    with inside(at.group.id):
        return session().scalars(select(ExpenseClaim.id).order_by(ExpenseClaim.id.desc())).first() or 0


def expense(at: Desk, **fields: object) -> dict[str, object]:
    category = did(at.claimant, first_category)
    day = today("Asia/Shanghai") - timedelta(days=1)
    return {"category_id": category, "spent_on": day, "amount": "1,280.50", "tax": "72.48", **fields}


@pytest.mark.req("B-10", "B-11", "B-12", "B-13")
def test_claim_is_written_handed_in_reviewed_and_paid(at: Desk, browser: Open) -> None:
    mine = browser(at.claimant)
    assert mine.get("/claims/new").status_code == 200
    begun = mine.post("/claims/new", title="南京出差", store_id=at.store_id)
    assert begun.status_code == 303
    claim_id = newest(at)
    assert mine.get(f"/claims/{claim_id}/lines/new").status_code == 200
    paper = (io.BytesIO(picture("JPEG")), "小票.jpg")
    added = mine.post(f"/claims/{claim_id}/lines/new", **expense(at), file=paper)
    assert added.status_code == 303, added.text
    page = mine.get(f"/claims/{claim_id}").text
    assert "¥1,280.50" in page
    assert "小票.jpg" in page
    assert mine.post(f"/claims/{claim_id}/submit").status_code == 303
    assert mine.post(f"/claims/{claim_id}/pass-department").status_code == 403

    head = browser(at.head)
    assert head.post(f"/claims/{claim_id}/pass-department", text="属实").status_code == 303
    finance = browser(at.finance)
    with inside(at.group.id):
        look_over(claim_id, 1)
    assert "What the machine found" in finance.get(f"/claims/{claim_id}").text
    refused = finance.post(f"/claims/{claim_id}/pass-finance", within_budget="true", reasonable="true")
    assert refused.status_code == 422
    assert "Tick each of the four points" in refused.text
    ticked = dict.fromkeys(("within_budget", "reasonable", "receipts", "exact"), "true")
    assert finance.post(f"/claims/{claim_id}/pass-finance", **ticked).status_code == 303

    payer = browser(at.payer)
    assert "南京出差" in payer.get("/payments/").text
    assert payer.post("/payments/", ids=claim_id).status_code == 303
    with inside(at.group.id):
        batch_id = session().scalars(select(PaymentBatch.id).order_by(PaymentBatch.id.desc())).first()
    assert payer.get(f"/payments/{batch_id}").status_code == 200
    made = payer.post(f"/payments/{batch_id}/pay", paid_on=today("Asia/Shanghai"), reference="ICBC 20261122")
    assert made.status_code == 303
    assert stored(at, claim_id).state is ClaimState.PAID
    assert "ICBC 20261122" in payer.get(f"/payments/{batch_id}").text


def test_faults_stand_at_their_fields_and_nothing_is_lost(at: Desk, browser: Open) -> None:
    claim_id = did(at.claimant, lambda: claim(at.store_id).id)
    mine = browser(at.claimant)
    page = mine.post(f"/claims/{claim_id}/lines/new", **expense(at, amount="12.345", vendor="如家"))
    assert page.status_code == 422
    assert "at most two digits after the point" in page.text
    assert "如家" in page.text
    wrong = (io.BytesIO(b"MZ\x00\x01"), "a.pdf")
    page = mine.post(f"/claims/{claim_id}/lines/new", **expense(at), file=wrong)
    assert page.status_code == 422
    assert "This kind of file is not accepted here" in page.text
    with inside(at.group.id):
        assert session().scalars(select(ClaimLine.id).where(ClaimLine.claim_id == claim_id)).all() == []


def test_line_is_corrected_and_its_receipts_come_and_go(at: Desk, browser: Open) -> None:
    with acting(at.claimant):
        claim_id = claim(at.store_id).id
        line_id = claim_line(claim_id).id
    mine, base = browser(at.claimant), f"/claims/{claim_id}/lines/{line_id}"
    form = mine.get(base)
    assert 'value="128.50"' in form.text
    version = re.search(r'name="_version" value="(\d+)"', form.text)
    assert version
    assert mine.post(base, **expense(at, amount="99"), _version=version[1]).status_code == 303
    assert mine.post(base, **expense(at, amount="98"), _version=version[1]).status_code == 409
    assert mine.post(f"{base}/receipts").status_code == 422
    paper = (io.BytesIO(b"%PDF-1.7 second"), "第二张.pdf")
    assert mine.post(f"{base}/receipts", file=paper).status_code == 303
    address = re.search(r"/lines/\d+/receipts/(\d+)\"[^>]*>第二张.pdf", mine.get(f"/claims/{claim_id}").text)
    assert address
    with mine.get(f"{base}/receipts/{address[1]}") as shown:
        assert shown.data == b"%PDF-1.7 second"
        assert shown.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert mine.post(f"{base}/receipts/{address[1]}/remove").status_code == 303
    assert mine.get(f"{base}/receipts/{address[1]}").status_code == 404
    assert mine.post(f"{base}/remove").status_code == 303
    assert stored(at, claim_id).total_fen == 0


@pytest.mark.req("B-10")
def test_claims_and_receipts_of_others_are_not_there(at: Desk, browser: Open) -> None:
    claim_id = submitted(at)
    with inside(at.group.id):
        line_id = session().scalars(select(ClaimLine.id).where(ClaimLine.claim_id == claim_id)).one()
    theirs = browser(at.colleague)
    for path in (
        f"/claims/{claim_id}",
        f"/claims/{claim_id}/lines/{line_id}/receipts/1",
        f"/claims/{claim_id}/edit",
    ):
        assert theirs.get(path).status_code == 404
    assert stored(at, claim_id).document_no not in theirs.get("/claims/?view=all").text
    assert theirs.get("/payments/").status_code == 403


def test_who_decides_is_led_to_the_next_one_that_waits(at: Desk, browser: Open) -> None:
    first, second = submitted(at), submitted(at)
    head = browser(at.head)
    listed = head.get("/claims/").text
    assert stored(at, first).document_no in listed
    answer = head.post(f"/claims/{first}/return", reason="缺少行程单")
    assert answer.status_code == 303
    assert not answer.location.endswith(f"/claims/{first}")
    assert "缺少行程单" in browser(at.claimant).get(f"/claims/{first}").text
    assert head.post(f"/claims/{first}/reject", reason="x").status_code == 409
    assert head.post(f"/claims/{second}/reject", reason="与业务无关").status_code == 303


def test_claim_is_renamed_and_taken_back(at: Desk, browser: Open) -> None:
    claim_id = did(at.claimant, lambda: claim(at.store_id).id)
    mine = browser(at.claimant)
    version = stored(at, claim_id).row_version
    assert mine.get(f"/claims/{claim_id}/edit").status_code == 200
    assert mine.post(f"/claims/{claim_id}/edit", title="十二月差旅", _version=version).status_code == 303
    assert mine.post(f"/claims/{claim_id}/edit", title="x", _version=version).status_code == 409
    assert "十二月差旅" in mine.get("/claims/?view=mine").text
    assert mine.post(f"/claims/{claim_id}/cancel").status_code == 303
    assert stored(at, claim_id).state is ClaimState.CANCELLED


@pytest.mark.parametrize("view", ["mine", "review", "held", "pay", "open", "all"])
def test_list_is_narrowed(at: Desk, browser: Open, view: str) -> None:
    assert browser(at.head).get(f"/claims/?view={view}&store_id={at.store_id}").status_code == 200


def test_payment_is_refused_in_words(at: Desk, browser: Open) -> None:
    claim_id = approved(at)
    payer = browser(at.payer)
    assert payer.post("/payments/").status_code == 422
    assert payer.post("/payments/", ids=claim_id).status_code == 303
    again = payer.post("/payments/", ids=claim_id)
    assert again.status_code == 409
    assert stored(at, claim_id).document_no in again.text
    with inside(at.group.id):
        batch_id = session().scalars(select(PaymentBatch.id).order_by(PaymentBatch.id.desc())).first()
    later = payer.post(f"/payments/{batch_id}/pay", paid_on="2999-01-01", reference="x")
    assert later.status_code == 422
    assert payer.post(f"/payments/{batch_id}/dissolve").status_code == 303
    assert stored(at, claim_id).batch_id is None
