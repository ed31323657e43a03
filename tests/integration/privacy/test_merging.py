"""Customers who turn out to be one, and are two again."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from plugins.complaints import duties as complaints_duties
from plugins.complaints.models import Case
from saas.core.contracts.duties import EraseMode, MergeReport
from saas.core.customers.bulk.rows import CustomerRow
from saas.core.customers.bulk.upserting import upsert
from saas.core.customers.models import CandidateStatus, ContactPoint, Customer, DuplicateCandidate
from saas.core.customers.operations import edit_customer
from saas.core.customers.operations.customers import details_of
from saas.core.customers.queries import CustomerFilter, customer_ids_of, customer_page
from saas.core.customers.values import CustomerDetails
from saas.core.followups.models import ContactAttempt, FollowupTask
from saas.core.messaging.models import Message
from saas.core.privacy.criteria import denied
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ContactChannel,
    DutyKind,
    DutyRun,
    DutyState,
)
from saas.core.privacy.operations import block_contact, record_consent, unblock_contact
from saas.core.privacy.queries import active_blocks, consent_history, statements_of
from saas.core.privacy.runner import (
    apply_group_retention,
    erase_subject,
    merge,
    plan_erasure,
    try_again,
    unmerge,
)
from saas.core.privacy.runner.parts import parts_of
from saas.core.vehicles.models import CustomerVehicle, ServiceRecord
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid, VersionConflict
from saas.testing.factories.customers import customer, phone_number
from saas.testing.factories.vehicles import service_record, vehicle
from tests.integration.privacy.conftest import House
from tests.integration.privacy.life import full_life, snapshot


def two(house: House) -> tuple[Customer, Customer]:
    one = full_life("王晓明", store_id=house.store_id, member_id=house.officer.member_id)
    other = full_life("王小明", store_id=house.store_id, member_id=house.officer.member_id, blocked=True)
    return one, other


def versions(*customers: Customer) -> dict[int, int]:
    return {one.id: one.row_version for one in customers}


@pytest.mark.shows("merge_customers", "unmerge_customers")
def test_merge_moves_everything_and_unmerge_restores_every_byte(at_work: House) -> None:
    winner, loser = two(at_work)
    before = snapshot()

    done = merge(winner.id, [loser.id], versions=versions(winner, loser), choices={"name": loser.id})

    for model in (ContactPoint, CustomerVehicle, ServiceRecord, FollowupTask, ContactAttempt, Message, Case):
        count = select(func.count()).select_from(model).where(model.customer_id == loser.id)
        assert session().execute(count).scalar_one() == 0, model
    assert session().get_one(Customer, (at_work.group.id, loser.id)).merged_into_id == winner.id
    assert winner.name == "王小明"
    assert snapshot() != before

    unmerge(done.id)

    after = snapshot()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert done.reports is None


def test_the_same_number_twice_becomes_one_and_messages_follow_it(at_work: House) -> None:
    phone = phone_number()
    winner = customer("王晓明", phones=[phone], store_id=at_work.store_id)
    loser = customer("王小明", phones=[phone, phone_number()], store_id=at_work.store_id)
    candidate = session().scalars(select(DuplicateCandidate)).one()
    before = snapshot()

    done = merge(winner.id, [loser.id], versions=versions(winner, loser))

    points = session().scalars(select(ContactPoint).order_by(ContactPoint.id)).all()
    assert {point.customer_id for point in points} == {winner.id}
    assert len(points) == 2
    assert [point.is_primary for point in points] == [True, False]
    assert candidate.status is CandidateStatus.MERGED
    unmerge(done.id)
    assert snapshot() == before


def test_a_guess_about_the_loser_is_one_about_the_winner(at_work: House) -> None:
    first, second = phone_number(), phone_number()
    winner = customer("王晓明", phones=[first], store_id=at_work.store_id)
    loser = customer("王小明", phones=[second], store_id=at_work.store_id)
    third = customer("王大明", phones=[second, first], store_id=at_work.store_id)
    fourth = customer("王二明", phones=[second], store_id=at_work.store_id)
    before = snapshot()

    done = merge(winner.id, [loser.id], versions=versions(winner, loser))

    pairs = session().execute(select(DuplicateCandidate.first_id, DuplicateCandidate.second_id)).all()
    assert {frozenset(pair) for pair in pairs} == {
        frozenset((winner.id, third.id)),
        frozenset((winner.id, fourth.id)),
        frozenset((third.id, fourth.id)),
    }
    unmerge(done.id)
    assert snapshot() == before


def test_what_either_said_holds_for_the_one_they_are(at_work: House) -> None:
    winner = customer("王晓明", store_id=at_work.store_id)
    loser = customer("王小明", store_id=at_work.store_id)
    channel = ContactChannel.PHONE
    record_consent(winner.id, purpose="marketing", decision=ConsentDecision.GRANT, channel=channel)
    record_consent(loser.id, purpose="marketing", decision=ConsentDecision.DENY, channel=channel)
    assert statements_of({winner.id}, channel) == {(winner.id, "marketing"): ConsentDecision.GRANT}

    done = merge(winner.id, [loser.id], versions=versions(winner, loser))

    assert statements_of({winner.id}, channel) == {(winner.id, "marketing"): ConsentDecision.DENY}
    assert [event.decision for event in consent_history(winner.id)] == ["deny", "grant"]
    assert session().scalar(select(denied(Customer.id, "marketing", channel)).where(Customer.id == winner.id))
    unmerge(done.id)
    assert statements_of({winner.id}, channel) == {(winner.id, "marketing"): ConsentDecision.GRANT}
    assert not session().scalar(
        select(denied(Customer.id, "marketing", channel)).where(Customer.id == winner.id)
    )


def test_a_block_of_either_holds(at_work: House) -> None:
    winner = customer("王晓明", store_id=at_work.store_id)
    loser = customer("王小明", store_id=at_work.store_id)
    lifted = block_contact(winner.id, source=BlockSource.VERBAL)
    unblock_contact(lifted.id, reason="again")
    block_contact(loser.id, source=BlockSource.REPLY)
    before = snapshot()

    done = merge(winner.id, [loser.id], versions=versions(winner, loser))

    assert [block.customer_id for block in active_blocks(winner.id)] == [winner.id]
    unmerge(done.id)
    assert snapshot() == before


def test_search_finds_the_winner_by_what_was_the_losers(at_work: House) -> None:
    winner = customer("王晓明", store_id=at_work.store_id)
    loser = customer("欧阳锋", store_id=at_work.store_id)
    car = vehicle(owner_id=loser.id)

    done = merge(winner.id, [loser.id], versions=versions(winner, loser))

    assert found(car.plate[1:]) == [winner.id]
    assert found("欧阳") == []
    unmerge(done.id)
    assert found(car.plate[1:]) == [loser.id]
    assert found("欧阳") == [loser.id]


def test_an_import_finds_the_winner_by_the_losers_keys(at_work: House) -> None:
    winner = customer("王晓明", store_id=at_work.store_id, source=("DMS", "1"))
    loser = customer("王小明", store_id=at_work.store_id, source=("DMS", "2"))
    unknown = customer("李四", store_id=at_work.store_id)
    known = customer("李思", store_id=at_work.store_id, source=("DMS", "3"))
    merge(winner.id, [loser.id], versions=versions(winner, loser))
    merge(unknown.id, [known.id], versions=versions(unknown, known))

    rows = [
        CustomerRow(name="王小明", source_system="DMS", source_id="2"),
        CustomerRow(name="李思", source_system="DMS", source_id="3"),
    ]
    done = upsert(rows)

    assert done.ids == (winner.id, unknown.id)


def test_a_chain_of_merges_leads_to_the_last_and_is_undone_from_its_end(at_work: House) -> None:
    one, two_, three = (customer(name, store_id=at_work.store_id) for name in ("甲一", "乙二", "丙三"))
    before = snapshot()
    first = merge(two_.id, [one.id], versions=versions(two_, one))
    middle = snapshot()
    second = merge(three.id, [two_.id], versions=versions(three, two_))

    assert customer_ids_of(three.id) == (three.id, one.id, two_.id)
    with pytest.raises(Conflict):
        unmerge(first.id)
    unmerge(second.id)
    assert snapshot() == middle
    unmerge(first.id)
    assert snapshot() == before


def test_what_was_changed_since_stays_changed(at_work: House) -> None:
    winner = customer("王晓明", store_id=at_work.store_id)
    loser = customer("王小明", store_id=at_work.store_id, note="怕热")
    done = merge(winner.id, [loser.id], versions=versions(winner, loser), choices={"name": loser.id})
    assert (winner.name, winner.note) == ("王小明", "怕热")
    details = {**details_of(winner), "name": "王晓敏"}
    edit_customer(winner.id, CustomerDetails(**details), version=winner.row_version)
    made_since = service_record(vehicle(owner_id=winner.id).id, at_work.store_id, customer_id=winner.id)
    version = winner.row_version

    unmerge(done.id)

    assert (winner.name, winner.note) == ("王晓敏", "")
    assert winner.row_version >= version
    assert (loser.name, loser.note, loser.gone_at) == ("王小明", "怕热", None)
    assert made_since.customer_id == winner.id


def test_a_failing_plugin_keeps_its_rows_until_it_is_asked_again(
    at_work: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    winner, loser = two(at_work)
    before = snapshot()
    sound = complaints_duties.merge
    monkeypatch.setattr(complaints_duties, "merge", lambda winner_id, loser_ids: 1 / 0)

    done = merge(winner.id, [loser.id], versions=versions(winner, loser))

    run = session().scalars(select(DutyRun)).one()
    assert run.state is DutyState.OPEN
    assert {case.customer_id for case in session().scalars(select(Case))} == {winner.id, loser.id}
    monkeypatch.setattr(complaints_duties, "merge", sound)
    assert try_again(run.id, session().flush) is DutyState.DONE
    assert {case.customer_id for case in session().scalars(select(Case))} == {winner.id}
    unmerge(done.id)
    assert snapshot() == before


def test_what_comes_late_goes_on_to_whom_the_winner_is_now(
    at_work: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle, first = two(at_work)
    last = customer("王大明", store_id=at_work.store_id)
    before = snapshot()
    sound = complaints_duties.merge
    monkeypatch.setattr(complaints_duties, "merge", lambda winner_id, loser_ids: 1 / 0)
    one = merge(middle.id, [first.id], versions=versions(middle, first))
    monkeypatch.setattr(complaints_duties, "merge", sound)
    other = merge(last.id, [middle.id], versions=versions(last, middle))
    assert complainers() == {first.id, last.id}
    late, on = session().scalars(select(DutyRun).order_by(DutyRun.id)).all()

    def broken_on_the_way(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
        return sound(winner_id, loser_ids) if winner_id == middle.id else 1 / 0  # type: ignore[return-value]

    monkeypatch.setattr(complaints_duties, "merge", broken_on_the_way)
    assert try_again(late.id, session().flush) is DutyState.DONE
    assert (on.state, on.finished_at, complainers()) == (DutyState.OPEN, None, {middle.id, last.id})
    monkeypatch.setattr(complaints_duties, "merge", sound)
    assert try_again(on.id, session().flush) is DutyState.DONE

    assert complainers() == {last.id}
    told = {part.owner: part.told for part in parts_of(on)}
    assert told["complaints"]["moved"] == {"complaints_case": 2}
    unmerge(other.id)
    assert complainers() == {middle.id}
    unmerge(one.id)
    assert snapshot() == before


def complainers() -> set[int | None]:
    return {case.customer_id for case in session().scalars(select(Case))}


def test_what_a_plugin_could_not_do_is_not_done_after_the_merge_was_undone(
    at_work: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    winner, loser = two(at_work)
    sound = complaints_duties.merge
    monkeypatch.setattr(complaints_duties, "merge", lambda winner_id, loser_ids: 1 / 0)
    done = merge(winner.id, [loser.id], versions=versions(winner, loser))
    monkeypatch.setattr(complaints_duties, "merge", sound)
    unmerge(done.id)

    run = session().scalars(select(DutyRun).where(DutyRun.kind == DutyKind.MERGE)).one()
    assert try_again(run.id, session().flush) is DutyState.DONE
    assert {case.customer_id for case in session().scalars(select(Case))} == {winner.id, loser.id}


def test_what_cannot_be_merged_is_refused(at_work: House) -> None:
    winner = customer("王晓明", store_id=at_work.store_id)
    loser = customer("王小明", store_id=at_work.store_id)
    seen = versions(winner, loser)
    for wrong in ([], [winner.id], [loser.id, loser.id]):
        with pytest.raises(Invalid):
            merge(winner.id, wrong, versions=seen)
    with pytest.raises(Invalid):
        merge(winner.id, [loser.id], versions=seen, choices={"id": loser.id})
    with pytest.raises(VersionConflict):
        merge(winner.id, [loser.id], versions={**seen, loser.id: 99})
    with pytest.raises(VersionConflict):
        merge(winner.id, [loser.id], versions={**seen, winner.id: 99})
    done = merge(winner.id, [loser.id], versions=seen)
    with pytest.raises(Conflict):
        merge(winner.id, [loser.id], versions=versions(winner, loser))
    unmerge(done.id)
    with pytest.raises(Conflict):
        unmerge(done.id)


def test_after_thirty_days_a_merge_stays_and_its_reports_go(
    at_work: House, clock: Callable[[datetime], None]
) -> None:
    winner, loser = two(at_work)
    done = merge(winner.id, [loser.id], versions=versions(winner, loser))
    later = now() + timedelta(days=31)
    clock(later)

    with pytest.raises(Conflict):
        unmerge(done.id)
    apply_group_retention(later, session().flush)

    session().refresh(done)
    assert done.reports is None


def test_an_undoing_that_waits_for_a_plugin_keeps_its_reports(
    at_work: House, monkeypatch: pytest.MonkeyPatch, clock: Callable[[datetime], None]
) -> None:
    winner, loser = two(at_work)
    before = snapshot()
    done = merge(winner.id, [loser.id], versions=versions(winner, loser))
    sound = complaints_duties.unmerge
    monkeypatch.setattr(complaints_duties, "unmerge", lambda report: 1 / 0)
    unmerge(done.id)
    later = now() + timedelta(days=31)
    clock(later)

    apply_group_retention(later, session().flush)

    monkeypatch.setattr(complaints_duties, "unmerge", sound)
    run = session().scalars(select(DutyRun).where(DutyRun.kind == DutyKind.UNMERGE)).one()
    assert try_again(run.id, session().flush) is DutyState.DONE
    assert snapshot() == before
    assert done.reports is None


def test_erasing_reaches_whoever_was_merged(at_work: House) -> None:
    winner, loser = two(at_work)
    done = merge(winner.id, [loser.id], versions=versions(winner, loser))

    erase_subject(loser.id, EraseMode.ERASE, reason="asked for it")

    names = session().scalars(select(Customer.name).where(Customer.id.in_([winner.id, loser.id]))).all()
    assert names == ["", ""]
    session().refresh(done)
    assert done.reports is None
    with pytest.raises(Conflict):
        unmerge(done.id)


@pytest.mark.parametrize("whom", ["winner", "loser"])
def test_nobody_is_erased_while_rows_of_one_are_still_the_others(
    at_work: House, monkeypatch: pytest.MonkeyPatch, whom: str
) -> None:
    winner, loser = two(at_work)
    before = snapshot()
    done = merge(winner.id, [loser.id], versions=versions(winner, loser))
    sound = complaints_duties.unmerge
    monkeypatch.setattr(complaints_duties, "unmerge", lambda report: 1 / 0)
    unmerge(done.id)
    erased, other = (winner, loser) if whom == "winner" else (loser, winner)

    with pytest.raises(Conflict, match="Complaints has not given back yet"), session().begin_nested():
        erase_subject(erased.id, EraseMode.ERASE, reason="asked for it")
    with pytest.raises(Conflict, match="Complaints has not given back yet"):
        plan_erasure(erased.id, EraseMode.ERASE)
    session().refresh(done)
    assert done.reports is not None

    monkeypatch.setattr(complaints_duties, "unmerge", sound)
    erase_subject(erased.id, EraseMode.ERASE, reason="asked for it")
    run = session().scalars(select(DutyRun).where(DutyRun.kind == DutyKind.UNMERGE)).one()
    assert run.state is DutyState.DONE
    assert complainers() == {other.id, None}
    after = snapshot()
    for table in ("customer", "complaints_case"):
        assert len(set(after[table]) & set(before[table])) == len(before[table]) - 1


def test_who_was_merged_into_an_erased_customer_is_not_erased_again(at_work: House) -> None:
    winner, loser = two(at_work)
    merge(winner.id, [loser.id], versions=versions(winner, loser))
    erase_subject(winner.id, EraseMode.ERASE, reason="asked for it")

    with pytest.raises(Conflict):
        erase_subject(loser.id, EraseMode.ERASE, reason="asked for it")
    with pytest.raises(Conflict):
        plan_erasure(loser.id, EraseMode.ERASE)


def found(text: str) -> list[int]:
    return [row.id for row in customer_page(CustomerFilter(text=text)).rows]


def test_guesses_among_losers_come_back_as_they_were(at_work: House) -> None:
    shared = phone_number()
    winner = customer("王晓明", store_id=at_work.store_id)
    losers = [customer(name, phones=[shared], store_id=at_work.store_id) for name in ("王一", "王二")]
    before = snapshot()

    done = merge(winner.id, [loser.id for loser in losers], versions=versions(winner, *losers))

    assert session().scalars(select(DuplicateCandidate.status)).all() == [CandidateStatus.MERGED]
    unmerge(done.id)
    assert snapshot() == before
