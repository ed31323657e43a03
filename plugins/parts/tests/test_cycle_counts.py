"""Counts: what is due, blind counting with movements in between, recount, approval by somebody else, posting, accuracy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from plugins.parts.models import (
    AbcClass,
    Balance,
    CountLine,
    CountSession,
    CountState,
    LedgerEntry,
    LineState,
    MovementKind,
    PartStore,
)
from plugins.parts.operations import (
    Found,
    Issued,
    approve_count,
    cancel_count,
    enter_counts,
    issue,
    open_count,
    recount_lines,
    submit_count,
)
from plugins.parts.permissions.counts import COUNTER_APPROVER
from plugins.parts.queries.counts import due_for_count, lines_a_day, lines_of, record_accuracy
from plugins.parts.tests.conftest import Browser, Depot
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.parts import count_of, counted, part, stock_up

pytestmark = pytest.mark.usefixtures("english")
Open = Callable[[Person], Browser]
SEPARATION = "parts.count:counter-approver"


def stocked(depot: Depot, quantity: object = 10, unit_cost: object = 1000, at: int | None = None) -> int:
    with inside(depot.group.id, as_member(depot.manager)):
        made = part().id
        stock_up(made, at or depot.store_id, quantity, unit_cost)
        return made


def entered(count: CountSession, quantity: object) -> LineState:
    (line,) = lines_of(count.id)
    enter_counts(count.id, [Found(line_id=line.id, quantity=Decimal(str(quantity)))])
    return line.state


def on_hand(part_id: int, store_id: int) -> Decimal:
    mine = (Balance.part_id == part_id, Balance.store_id == store_id)
    return session().scalars(select(Balance.on_hand).where(*mine)).one()


@pytest.mark.req("P-04")
def test_never_counted_come_first_then_the_most_overdue(depot: Depot) -> None:
    at = store(depot.group)
    parts = [stocked(depot, at=at) for _ in range(5)]
    counted_ago = {0: None, 1: 100, 2: 80, 3: 400, 4: 300}
    classes = {0: None, 1: AbcClass.A, 2: AbcClass.A, 3: AbcClass.C, 4: AbcClass.B}
    with inside(depot.group.id, as_member(depot.manager)):
        for place, one in enumerate(parts):
            kept = session().scalars(select(PartStore).where(PartStore.part_id == one)).one()
            days = counted_ago[place]
            kept.abc = classes[place]
            kept.counted_on = None if days is None else today("Asia/Shanghai") - timedelta(days=days)
        session().flush()
        # 100 days of 91 for A; 400 of 365 for C; 300 of 182 for B; 80 of 91 are not due.
        assert [row.part_id for row in due_for_count(at, limit=9)] == [parts[0], parts[4], parts[1], parts[3]]
        # Two of A four times, one of B twice, two of C once a year: 12 lines in 250 working days.
        assert lines_a_day(at) == 1
        count = open_count(at, limit=2)
        assert {line.part_id for line in lines_of(count.id)} == {parts[0], parts[4]}
        assert [row.part_id for row in due_for_count(at, limit=9)] == [parts[1], parts[3]]
        with pytest.raises(Invalid), session().begin_nested():
            open_count(at, [parts[0]])


@pytest.mark.req("P-04")
def test_what_moved_between_opening_and_counting_is_no_difference(depot: Depot) -> None:
    one = stocked(depot, 10)
    with inside(depot.group.id, as_member(depot.clerk)):
        count = count_of(depot.store_id, one)
        issue(one, depot.store_id, Issued(quantity=Decimal(3)), key="amid-count")
        assert entered(count, 7) is LineState.MATCH
        submit_count(count.id)
        (line,) = lines_of(count.id)
        assert (line.snapshot, line.expected, count.state) == (Decimal(10), Decimal(7), CountState.POSTED)
        kept = session().scalars(select(PartStore).where(PartStore.part_id == one)).one()
        assert kept.counted_on == today("Asia/Shanghai")


@pytest.mark.req("P-04")
def test_what_is_far_off_is_counted_again_and_approved_by_somebody_else(depot: Depot) -> None:
    one = stocked(depot, 10)
    with inside(depot.group.id, as_member(depot.clerk)):
        count = count_of(depot.store_id, one)
        with pytest.raises(Conflict, match="1 line is still"), session().begin_nested():
            submit_count(count.id)
        assert entered(count, 2) is LineState.RECOUNT
        assert entered(count, 8) is LineState.APPROVE
        assert submit_count(count.id).state is CountState.REVIEW
        count_id = count.id
        with pytest.raises(Forbidden), session().begin_nested():
            approve_count(count_id)
    with inside(depot.group.id, as_member(depot.head)):
        approve_count(count_id)
        (line,) = lines_of(count_id)
        posted = (
            session()
            .scalars(select(LedgerEntry).where(LedgerEntry.document == f"parts.count:{count_id}"))
            .one()
        )
        assert (posted.kind, posted.quantity, posted.reason) == (MovementKind.ADJUST, Decimal(-2), "counted")
        assert (line.state, line.first_counted, line.counted) == (LineState.APPROVED, Decimal(2), Decimal(8))
        assert on_hand(one, depot.store_id) == Decimal(8)
        with pytest.raises(Conflict), session().begin_nested():
            approve_count(count_id)


@pytest.mark.req("P-04")
def test_the_separation_is_the_declared_one() -> None:
    assert SEPARATION == COUNTER_APPROVER


@pytest.mark.req("P-04")
def test_whoever_counted_cannot_approve_whatever_their_rights(depot: Depot) -> None:
    one = stocked(depot, 10)
    with inside(depot.group.id, as_member(depot.manager)):
        count_id = counted(depot.store_id, one, 8).id
        for act in (approve_count, recount_lines):
            with pytest.raises(Forbidden, match="Whoever counted"), session().begin_nested():
                act(count_id)
    with inside(depot.group.id, as_member(depot.head)):
        assert approve_count(count_id).state is CountState.POSTED


@pytest.mark.shows("parts.count:approve_all")
@pytest.mark.req("P-04")
def test_dear_differences_need_somebody_who_may_approve_any(depot: Depot) -> None:
    one = stocked(depot, 100, 5000_00)
    with inside(depot.group.id, as_member(depot.clerk)):
        count_id = counted(depot.store_id, one, 90).id
    with inside(depot.group.id, as_member(depot.head)), pytest.raises(Forbidden):
        approve_count(count_id)
    with inside(depot.group.id, as_member(depot.group.admin)):
        approve_count(count_id)
        assert on_hand(one, depot.store_id) == Decimal(90)


def test_lines_sent_back_are_counted_again(depot: Depot) -> None:
    one = stocked(depot, 10)
    with inside(depot.group.id, as_member(depot.clerk)):
        count_id = counted(depot.store_id, one, 8).id
    with inside(depot.group.id, as_member(depot.head)):
        count = recount_lines(count_id)
        assert count.state is CountState.COUNTING
    with inside(depot.group.id, as_member(depot.second)):
        again = session().scalars(select(CountSession).where(CountSession.id == count_id)).one()
        assert entered(again, 10) is LineState.MATCH
        assert submit_count(count_id).state is CountState.POSTED
        assert on_hand(one, depot.store_id) == Decimal(10)


def test_loss_that_is_no_longer_there_is_not_posted(depot: Depot) -> None:
    one = stocked(depot, 10)
    with inside(depot.group.id, as_member(depot.clerk)):
        count_id = counted(depot.store_id, one, 1).id
        issue(one, depot.store_id, Issued(quantity=Decimal(5)), key="too-late")
    with inside(depot.group.id, as_member(depot.head)):
        with pytest.raises(Conflict), session().begin_nested():
            approve_count(count_id)
        assert on_hand(one, depot.store_id) == Decimal(5)
        recount_lines(count_id)


def test_count_that_was_given_up_posts_nothing_and_frees_its_parts(depot: Depot) -> None:
    one = stocked(depot, 10)
    with inside(depot.group.id, as_member(depot.clerk)):
        count_id = counted(depot.store_id, one, 3).id
        cancel_count(count_id)
        with pytest.raises(Conflict), session().begin_nested():
            cancel_count(count_id)
        assert on_hand(one, depot.store_id) == Decimal(10)
        assert count_of(depot.store_id, one).state is CountState.COUNTING


@pytest.mark.req("P-04")
def test_accuracy_tells_the_share_of_right_records_with_its_interval(depot: Depot) -> None:
    at = store(depot.group)
    clerk = member(depot.group, role="parts_clerk", stores=[at])
    head = member(depot.group, role="store_manager", stores=[at])
    for found in (10, 10, 10, 7):
        one = stocked(depot, 10, at=at)
        with inside(depot.group.id, as_member(clerk)):
            made = counted(at, one, found) if found != 10 else count_of(at, one)
            made_id, waits = made.id, made.state is CountState.REVIEW
            if found == 10:
                entered(made, 10)
                submit_count(made_id)
        if waits:
            with inside(depot.group.id, as_member(head)):
                approve_count(made_id)
    with inside(depot.group.id, as_member(head)):
        whole, of_c = record_accuracy(at)
        assert (whole.counted, whole.hits, whole.share) == (4, 3, 0.75)
        assert of_c.abc is AbcClass.C
        assert whole.interval is not None
        assert whole.interval[0] < 0.75 < whole.interval[1]


@pytest.mark.req("P-04")
def test_whoever_counts_is_never_shown_what_should_be_there(depot: Depot, browser: Open) -> None:
    one = stocked(depot, "137.125")
    with inside(depot.group.id, as_member(depot.clerk)):
        count = count_of(depot.store_id, one)
        count_id, line_id = count.id, lines_of(count.id)[0].id
    clerk, base = browser(depot.clerk), f"/counts/{count_id}"
    pages = [clerk.get(base).text]
    assert clerk.post(f"{base}/enter", **{f"counted-{line_id}": "100"}).status_code == 303
    pages.append(clerk.get(base).text)
    assert "count again" in pages[1]
    assert clerk.post(f"{base}/enter", **{f"counted-{line_id}": "-1"}).status_code == 422
    assert clerk.post(f"{base}/enter", **{f"counted-{line_id}": "139"}).status_code == 303
    pages.append(clerk.get(base).text)

    assert not [page for page in pages if "137.125" in page or "-1.875" in page]
    assert clerk.post(f"{base}/submit").status_code == 303
    assert clerk.post(f"{base}/approve").status_code == 403
    head = browser(depot.head)
    review = head.get(base).text
    assert "137.125" in review
    assert "1.875" in review
    assert head.post(f"{base}/approve").status_code == 303
    with inside(depot.group.id):
        assert on_hand(one, depot.store_id) == Decimal(139)
        assert (
            session().scalars(select(CountLine.state).where(CountLine.id == line_id)).one()
            is LineState.APPROVED
        )


def test_count_is_opened_on_its_page_for_what_is_due(depot: Depot, browser: Open) -> None:
    at = store(depot.group)
    clerk = browser(member(depot.group, role="parts_clerk", stores=[at]))
    refused = clerk.post("/counts/", store_id=at, limit=5)
    assert refused.status_code == 422
    stocked(depot, 3, at=at)
    answer = clerk.post("/counts/", store_id=at, limit=5)
    assert answer.status_code == 303
    assert 'name="counted-' in clerk.get(answer.location.partition("/x/parts")[2]).text
    assert "being counted" in clerk.get("/counts/").text
