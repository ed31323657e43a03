"""Claiming, reviewing and paying: numbers, rounds, separations, invoices that count once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from plugins.budget.claim_points import Point
from plugins.budget.claim_states import ClaimState
from plugins.budget.models.claims import BatchState, ClaimEvent, ClaimEventKind, ClaimLine, ExpenseClaim
from plugins.budget.operations.claim_comparing import look_over
from plugins.budget.operations.claim_lines import (
    LineDetails,
    add_receipt,
    edit_line,
    remove_line,
    remove_receipt,
)
from plugins.budget.operations.claim_paying import dissolve_batch, pay_batch, prepare_batch
from plugins.budget.operations.claim_reviewing import (
    pass_department,
    pass_finance,
    reject_claim,
    return_claim,
)
from plugins.budget.operations.claim_submitting import submit_claim
from plugins.budget.operations.claiming import NewClaim, cancel_claim, create_claim, edit_claim
from plugins.budget.tests.claiming import Desk, acting, approved, desk, did, stored, submitted
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from saas.platform.files import attached_files
from saas.platform.i18n import locale_context
from saas.platform.permissions import assign_role
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member, member
from tests.factories.claims import claim, claim_line, first_category, handed_in, receipt

ALL = list(Point)


@pytest.fixture(scope="module")
def at(app: Flask) -> Desk:
    with locale_context("en"):
        return desk()


def kinds(at: Desk, claim_id: int) -> list[ClaimEventKind]:
    with inside(at.group.id):
        mine = select(ClaimEvent.kind).where(ClaimEvent.claim_id == claim_id)
        return list(session().scalars(mine.order_by(ClaimEvent.id)))


def findings(at: Desk, claim_id: int) -> dict[str, str]:
    return {one["check"]: one["level"] for one in stored(at, claim_id).checks}


@pytest.mark.req("B-10", "B-11", "B-12", "B-13")
def test_claim_goes_from_its_claimant_to_its_payment(at: Desk) -> None:
    claim_id = submitted(at, lines=2)
    assert stored(at, claim_id).total_fen == 257_00
    did(at.head, lambda: pass_department(claim_id, text="属实"))
    did(at.finance, lambda: pass_finance(claim_id, points=ALL))
    batch_id = did(at.payer, lambda: prepare_batch([claim_id]).id)
    did(at.payer, lambda: pay_batch(batch_id, paid_on=today("Asia/Shanghai"), reference="CMB-1"))
    paid = stored(at, claim_id)
    assert (paid.state, paid.round, paid.paid_by_id) == (ClaimState.PAID, 1, at.payer.member_id)
    assert kinds(at, claim_id) == [
        ClaimEventKind.CREATED,
        ClaimEventKind.SUBMITTED,
        ClaimEventKind.DEPARTMENT_PASSED,
        ClaimEventKind.FINANCE_PASSED,
        ClaimEventKind.PAID,
    ]


@pytest.mark.req("B-12")
def test_returned_claim_is_corrected_under_its_number_and_goes_another_round(at: Desk) -> None:
    claim_id = submitted(at)
    number = stored(at, claim_id).document_no
    did(at.head, lambda: return_claim(claim_id, reason="发票抬头不对"))
    with acting(at.claimant):
        line = session().scalars(select(ClaimLine).where(ClaimLine.claim_id == claim_id)).one()
        details = LineDetails(
            category_id=line.category_id, spent_on=line.spent_on, amount_fen=99_00, invoice_no=line.invoice_no
        )
        edit_line(claim_id, line.id, details, version=line.row_version)
        submit_claim(claim_id)
    again = stored(at, claim_id)
    assert (again.document_no, again.state, again.round) == (number, ClaimState.DEPT_REVIEW, 2)
    assert again.total_fen == 99_00


@pytest.mark.req("B-11", "B-12", "B-13")
@pytest.mark.shows("budget.claim:four-people")
def test_four_people_have_each_one_part(at: Desk) -> None:
    """Nobody who had a part does another one, whatever rights they hold."""
    claim_id = did(at.head, lambda: handed_in(at.store_id).id)
    with acting(at.head), pytest.raises(Forbidden):
        pass_department(claim_id)
    own = did(at.finance, lambda: handed_in(at.store_id).id)
    did(at.head, lambda: pass_department(own))
    with acting(at.finance), pytest.raises(Forbidden):
        pass_finance(own, points=ALL)
    did(at.second_finance, lambda: pass_finance(own, points=ALL))
    cashiers_own = did(at.payer, lambda: handed_in(at.store_id).id)
    did(at.head, lambda: pass_department(cashiers_own))
    did(at.finance, lambda: pass_finance(cashiers_own, points=ALL))
    with acting(at.payer), pytest.raises(Forbidden):
        prepare_batch([cashiers_own])
    passed = submitted(at)
    head_too = member(at.group, role="department_head", stores=[at.store_id])
    with inside(at.group.id):
        assign_role(head_too.member_id, "finance_reviewer", store_id=None)
    did(head_too, lambda: pass_department(passed))
    with acting(head_too), pytest.raises(Forbidden):
        pass_finance(passed, points=ALL)


@pytest.mark.req("B-10")
@pytest.mark.parametrize("who", ["colleague", "payer"])
def test_claim_of_somebody_else_is_reviewed_by_nobody_without_the_right(at: Desk, who: str) -> None:
    claim_id = submitted(at)
    person: Person = getattr(at, who)
    with acting(person), pytest.raises((Forbidden, NotFound)):
        pass_department(claim_id)
    with acting(person), pytest.raises((Forbidden, NotFound)):
        cancel_claim(claim_id)


@pytest.mark.req("B-14")
def test_finance_passes_nothing_before_each_point_is_ticked(at: Desk) -> None:
    claim_id = submitted(at)
    did(at.head, lambda: pass_department(claim_id))
    for left_out in Point:
        with acting(at.finance), pytest.raises(Invalid) as refused:
            pass_finance(claim_id, points=[point for point in Point if point is not left_out])
        assert list(refused.value.fields) == [left_out.value]
    assert stored(at, claim_id).state is ClaimState.FINANCE_REVIEW


@pytest.mark.req("B-10")
def test_invoice_is_claimed_once_until_its_claim_comes_to_nothing(at: Desk) -> None:
    number = "25312000000000000017"
    first = did(at.claimant, lambda: handed_in(at.store_id, invoice_no=number).id)
    with acting(at.colleague):
        mine = claim(at.store_id).id
        with pytest.raises(Invalid) as refused:
            claim_line(mine, invoice_no=" 2531 2000 0000 0000 0017 ")
        assert stored(at, first).document_no in refused.value.message
        claim_line(mine, invoice_no=number, invoice_code="031002000111")
    did(at.head, lambda: reject_claim(first, reason="与业务无关"))
    did(at.colleague, lambda: claim_line(mine, invoice_no=number))
    did(at.colleague, lambda: cancel_claim(mine))
    did(at.claimant, lambda: handed_in(at.store_id, invoice_no=number))


@pytest.mark.req("B-10")
def test_two_who_claim_the_same_invoice_at_once_do_not_both_have_it(app: Flask, at: Desk) -> None:
    claims = [did(person, lambda: claim(at.store_id).id) for person in (at.claimant, at.colleague)]

    def add(one: int) -> str:
        with app.app_context(), locale_context("en"), acting((at.claimant, at.colleague)[one]):
            try:
                claim_line(claims[one], invoice_no="88990011")
            except Invalid:
                return "refused"
            return "taken"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, (0, 1))) == ["refused", "taken"]


@pytest.mark.req("B-10")
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount_fen": 0}, "amount"),
        ({"tax_fen": 128_50}, "tax"),
        ({"spent_on": date(2999, 1, 1)}, "spent_on"),
        ({"category_id": 10**12}, "category_id"),
        ({"invoice_no": "", "invoice_code": "031"}, "invoice_no"),
    ],
)
def test_expense_that_cannot_be_is_refused(at: Desk, fields: dict[str, Any], field: str) -> None:
    with acting(at.claimant):
        mine = claim(at.store_id).id
        with pytest.raises(Invalid) as refused:
            claim_line(mine, **fields)
        assert list(refused.value.fields) == [field]
        assert session().get_one(ExpenseClaim, (at.group.id, mine)).total_fen == 0


@pytest.mark.req("B-10")
def test_claim_without_expenses_or_receipts_is_not_handed_in(at: Desk) -> None:
    with acting(at.claimant):
        mine = claim(at.store_id).id
        with pytest.raises(Conflict):
            submit_claim(mine)
        line = claim_line(mine, with_receipt=False)
        with pytest.raises(Conflict, match="line 1"):
            submit_claim(mine)
        file = add_receipt(mine, line.id, receipt())
        remove_receipt(mine, line.id, file.id)
        assert attached_files(ClaimLine, [line.id]) == {}
        add_receipt(mine, line.id, receipt())
        assert submit_claim(mine).state is ClaimState.DEPT_REVIEW


def test_line_goes_with_its_receipts(at: Desk) -> None:
    with acting(at.claimant):
        mine = claim(at.store_id)
        line_id = claim_line(mine.id).id
        remove_line(mine.id, line_id)
        assert mine.total_fen == 0
        assert attached_files(ClaimLine, [line_id]) == {}


@pytest.mark.req("B-10")
def test_claim_that_was_handed_in_is_not_changed(at: Desk) -> None:
    claim_id = submitted(at)
    with acting(at.claimant):
        line_id = session().scalars(select(ClaimLine.id).where(ClaimLine.claim_id == claim_id)).one()
        for act in (
            lambda: claim_line(claim_id),
            lambda: remove_line(claim_id, line_id),
            lambda: add_receipt(claim_id, line_id, receipt()),
            lambda: edit_claim(claim_id, title="x", version=stored(at, claim_id).row_version),
            lambda: submit_claim(claim_id),
        ):
            with pytest.raises(Conflict):
                act()


def test_line_of_another_claim_is_not_there(at: Desk) -> None:
    theirs = did(at.colleague, lambda: claim_line(claim(at.store_id).id).id)
    with acting(at.claimant):
        mine = claim(at.store_id).id
        with pytest.raises(NotFound):
            remove_line(mine, theirs)
        with pytest.raises(NotFound):
            add_receipt(mine, theirs, receipt())


def test_old_form_does_not_overwrite(at: Desk) -> None:
    claim_id = submitted(at)
    seen = stored(at, claim_id).row_version
    did(at.head, lambda: pass_department(claim_id, version=seen))
    with acting(at.finance), pytest.raises(VersionConflict):
        pass_finance(claim_id, points=ALL, version=seen)


def test_history_cannot_be_changed(at: Desk) -> None:
    submitted(at)
    with inside(at.group.id):
        event = session().scalars(select(ClaimEvent)).first()
        assert event is not None
        event.total_fen = 1
        with pytest.raises(ProgrammingError):
            session().flush()
        session().rollback()


def test_claim_is_begun_for_oneself_in_a_store_that_is_there(at: Desk) -> None:
    with acting(at.claimant):
        with pytest.raises(Invalid):
            create_claim(NewClaim(store_id=10**12, title="x"))
        with pytest.raises(Invalid):
            create_claim(NewClaim(store_id=at.store_id, title="x", claimant_id=at.colleague.member_id))
        with pytest.raises(Invalid):
            create_claim(NewClaim(store_id=at.store_id, title="x", department_id=10**12))


@pytest.mark.req("B-13")
def test_payment_holds_each_claim_once_and_can_be_dissolved(at: Desk) -> None:
    claim_id = approved(at)
    with acting(at.payer):
        batch = prepare_batch([claim_id, claim_id])
        assert batch.total_fen == 128_50
        with pytest.raises(Conflict):
            prepare_batch([claim_id])
        dissolve_batch(batch.id)
        with pytest.raises(Conflict):
            pay_batch(batch.id, paid_on=today("Asia/Shanghai"), reference="x")
        again = prepare_batch([claim_id])
        with pytest.raises(Invalid):
            pay_batch(again.id, paid_on=today("Asia/Shanghai") + timedelta(days=1), reference="x")
        assert pay_batch(again.id, paid_on=today("Asia/Shanghai"), reference="x").state is BatchState.PAID
        with pytest.raises(Conflict):
            dissolve_batch(again.id)


def test_nothing_is_paid_that_finance_did_not_pass(at: Desk) -> None:
    claim_id = submitted(at)
    with acting(at.payer):
        with pytest.raises(Conflict):
            prepare_batch([claim_id])
        with pytest.raises(NotFound):
            prepare_batch([10**12])
        with pytest.raises(Invalid):
            prepare_batch([])


@pytest.mark.req("B-14")
def test_receipt_that_was_used_before_is_found_under_another_name(at: Desk) -> None:
    with acting(at.colleague):
        theirs = claim(at.store_id)
        number = theirs.document_no
        line = claim_line(theirs.id, with_receipt=False)
        add_receipt(theirs.id, line.id, receipt("the same paper", "a.pdf"))
    with acting(at.claimant):
        mine = claim(at.store_id).id
        line = claim_line(mine, with_receipt=False)
        add_receipt(mine, line.id, receipt("the same paper", "b.pdf"))
        submit_claim(mine)
    found = next(one for one in stored(at, mine).checks if one["check"] == "file_used")
    assert (found["level"], found["lines"], found["others"]) == ("red", [1], [number])


@pytest.mark.req("B-14")
def test_machine_says_what_stands_out(at: Desk) -> None:
    long_ago = today("Asia/Shanghai") - timedelta(days=120)
    claim_id = submitted(at, spent_on=long_ago, tax_fen=30_00, invoice_no="")
    assert findings(at, claim_id) == {
        "budget": "green",
        "receipt": "green",
        "invoice": "amber",
        "file_used": "green",
        "limit": "green",
        "tax": "red",
        "date": "amber",
    }


@pytest.mark.req("B-14")
def test_store_says_from_which_amount_and_how_far_back_finance_is_told_to_look(at: Desk) -> None:
    days_ago = today("Asia/Shanghai") - timedelta(days=20)
    told = []
    for limit, days in ((100, 10), (200, 30), (None, None)):
        with inside(at.group.id, as_member(at.group.admin)):
            change_settings("budget", {"claim_line_limit": limit, "claim_days": days}, store_id=at.store_id)
        found = findings(at, submitted(at, spent_on=days_ago))
        told.append((found["limit"], found["date"]))
    assert told == [("amber", "amber"), ("green", "green"), ("green", "green")]


@pytest.mark.req("B-14")
def test_amounts_are_compared_with_those_of_others(at: Desk) -> None:
    with acting(at.colleague):
        for n in range(14):
            handed_in(at.store_id, amount_fen=300_00 + n * 700, vendor=f"店{n}")
        twin = handed_in(at.store_id, amount_fen=345_67, vendor="高德出行").document_no
    claim_id = did(at.claimant, lambda: claim(at.store_id).id)
    with acting(at.claimant):
        claim_line(claim_id, amount_fen=345_67, vendor="高德出行 ")
        claim_line(claim_id, amount_fen=48_000_00, vendor="某酒店")
        submit_claim(claim_id)
    for _again in range(2):
        with inside(at.group.id):
            look_over(claim_id, 1)
    found = {one["check"]: one for one in stored(at, claim_id).checks}
    assert found["outlier"]["lines"] == [2]
    assert (found["duplicate"]["lines"], found["duplicate"]["others"]) == ([1], [twin])
    assert stored(at, claim_id).looked_over_at is not None


def test_comparison_of_an_earlier_round_is_left_out(at: Desk) -> None:
    claim_id = submitted(at)
    with inside(at.group.id):
        assert look_over(claim_id, 7) == {"lines": 0, "found": 0}
        first_category()
