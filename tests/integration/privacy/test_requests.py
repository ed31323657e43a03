"""Requests of customers about their data: who may do what, in which order, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from saas.core.contracts.duties import EraseMode
from saas.core.customers.models import Customer
from saas.core.privacy.contact_gate import may_contact
from saas.core.privacy.models import ContactChannel, DutyKind, DutyRun, GateResult
from saas.core.privacy.request_models import IdentityProof, RequestKind, RequestState, SubjectRequest
from saas.core.privacy.request_queries import certificate_of, open_requests, request_page
from saas.core.privacy.requesting import (
    answer_request,
    approve_request,
    assign_request,
    check_identity,
    propose_request,
    receive_request,
    refuse_request,
    withdraw_request,
)
from saas.core.privacy.runner import merge
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer, phone_number
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member, member
from tests.integration.privacy.conftest import House
from tests.integration.privacy.test_pages import Pages

ZONE = "Asia/Shanghai"
TWO_PEOPLE = "privacy.request:handle-approve"


@pytest.fixture
def pages(app: Flask) -> Callable[[Person], Pages]:
    return lambda person: Pages(app.test_client(), person)


def asked(house: House, kind: RequestKind, *, said: str = "", phone: str = "") -> int:
    """A request, taken in by the officer."""
    with inside(house.group.id, as_member(house.officer)):
        made = customer("王晓明", phones=[phone or phone_number()], store_id=house.store_id)
        return receive_request(made.id, kind, said=said, zone=ZONE).id


def checked(house: House, kind: RequestKind) -> int:
    """A request of which the officer knows who asks."""
    request_id = asked(house, kind)
    with inside(house.group.id, as_member(house.officer)):
        check_identity(request_id, IdentityProof.DOCUMENT)
    return request_id


def proposed(house: House, kind: RequestKind) -> int:
    """A request that waits for the approval of somebody else."""
    request_id = checked(house, kind)
    with inside(house.group.id, as_member(house.officer)):
        propose_request(request_id, mode=EraseMode.ERASE)
    return request_id


def test_nothing_is_done_before_the_identity_is_known(house: House) -> None:
    copy, delete = asked(house, RequestKind.COPY), asked(house, RequestKind.DELETE)
    with inside(house.group.id, as_member(house.officer)):
        with pytest.raises(Conflict):
            answer_request(copy, "here it is")
        with pytest.raises(Conflict):
            propose_request(delete)


@pytest.mark.parametrize("kind", [RequestKind.ACCESS, RequestKind.COPY, RequestKind.EXPLAIN])
def test_answer_makes_the_package_that_is_due(house: House, kind: RequestKind) -> None:
    request_id = checked(house, kind)
    with inside(house.group.id, as_member(house.officer)):
        done = answer_request(request_id, "sent to the address on record")
        assert done.state is RequestState.DONE
        assert load(DutyRun, done.duty_run_id or 0).kind is DutyKind.EXPORT


def test_correction_is_answered_without_a_package(house: House) -> None:
    request_id = checked(house, RequestKind.CORRECT)
    with inside(house.group.id, as_member(house.officer)):
        with pytest.raises(Invalid):
            answer_request(request_id, " ")
        assert answer_request(request_id, "the birthday is right now").duty_run_id is None


@pytest.mark.shows(TWO_PEOPLE)
def test_who_proposed_does_not_approve_and_another_does(house: House) -> None:
    request_id = proposed(house, RequestKind.DELETE)
    with inside(house.group.id, as_member(house.officer)), pytest.raises(Forbidden):
        approve_request(request_id)
    with inside(house.group.id, as_member(house.group.admin)):
        done = approve_request(request_id)
        run_id, of = done.duty_run_id or 0, done.customer_id
        assert (done.state, done.approved_by_id) == (RequestState.DONE, house.group.admin.member_id)
    with inside(house.group.id):
        assert load(Customer, of).gone_at is not None
        proof = certificate_of(run_id)
        assert proof == certificate_of(run_id)
        assert proof.content["parts"]["core"]["deleted"]["customer_contact_point"] == 1


def test_neither_who_took_it_in_nor_who_checked_approves(house: House) -> None:
    second = member(house.group, role="privacy_officer", name="第二专员")
    request_id = checked(house, RequestKind.DELETE)
    with inside(house.group.id, as_member(second)):
        propose_request(request_id)
    for person in (house.officer, second):
        with inside(house.group.id, as_member(person)), pytest.raises(Forbidden):
            approve_request(request_id)


def test_what_was_said_goes_with_the_customer(house: House) -> None:
    request_id = asked(house, RequestKind.DELETE, said="删掉我13877712345的一切")
    with inside(house.group.id, as_member(house.officer)):
        check_identity(request_id, IdentityProof.IN_PERSON)
        propose_request(request_id)
    with inside(house.group.id, as_member(house.group.admin)):
        assert approve_request(request_id).said == ""


def test_restricted_customer_is_kept_and_not_used(house: House) -> None:
    request_id = proposed(house, RequestKind.RESTRICT)
    with inside(house.group.id, as_member(house.group.admin)):
        of = approve_request(request_id).customer_id
        for purpose in ("service", "survey", "profiling", "share"):
            decision = may_contact(of, purpose, ContactChannel.PHONE, module="test")
            assert decision.result is GateResult.DENY
        assert load(Customer, of).name == "王晓明"


def test_what_is_over_stays_over(house: House) -> None:
    refused, withdrawn = asked(house, RequestKind.COPY), asked(house, RequestKind.COPY)
    with inside(house.group.id, as_member(house.officer)):
        assert refuse_request(refused, "could not show who they are").state is RequestState.REFUSED
        assert withdraw_request(withdrawn).state is RequestState.WITHDRAWN
        for over in (refused, withdrawn):
            with pytest.raises(Conflict):
                check_identity(over, IdentityProof.DOCUMENT)


def test_request_is_assigned_to_those_who_may_handle_it(house: House) -> None:
    request_id = asked(house, RequestKind.COPY)
    with inside(house.group.id, as_member(house.officer)):
        with pytest.raises(Invalid):
            assign_request(request_id, house.manager.member_id)
        assert assign_request(request_id, house.officer.member_id).assignee_id == house.officer.member_id


def test_request_follows_a_merge(house: House) -> None:
    request_id = asked(house, RequestKind.COPY)
    with inside(house.group.id, as_member(house.officer)):
        loser = load(SubjectRequest, request_id).customer_id
        winner = customer("王小明", store_id=house.store_id).id
        merge(winner, [loser], versions={winner: 1, loser: 1})
        session().expire_all()
        assert load(SubjectRequest, request_id).customer_id == winner


def test_request_goes_its_way_on_the_pages(house: House, pages: Callable[[Person], Pages]) -> None:
    with inside(house.group.id, as_member(house.officer)):
        of = customer("王晓明", phones=[phone_number()], store_id=house.store_id).id
    officer, admin = pages(house.officer), pages(house.group.admin)
    assert f"/customers/{of}/requests/new" in officer.get(f"/customers/{of}")
    officer.post(f"/customers/{of}/requests/new", 422, kind="")
    officer.post(f"/customers/{of}/requests/new", kind="delete", said="不想再被联系")
    with inside(house.group.id) as work:
        request_id = work.scalars(select(SubjectRequest.id)).one()
    page = f"/privacy/requests/{request_id}"

    officer.post(f"{page}/identity", proof="document", _version=1)
    assert "Somebody else looks at it" in officer.get(page)
    officer.post(f"{page}/proposal", mode="erase", _version=2)
    assert "Approve and do it" in admin.get(page)
    own = officer.get(page)
    assert ("Approve and do it" in own, "It waits until somebody else approves it." in own) == (False, True)
    officer.post(f"{page}/approval", 403, _version=3)
    admin.post(f"{page}/approval", _version=3)

    officer.get(f"/customers/{of}", 404)
    assert "Answered" in officer.get("/privacy/requests?state=done")
    with inside(house.group.id) as work:
        run_id = work.scalars(select(SubjectRequest.duty_run_id)).one()
    assert "Signature of the group" in officer.get(f"/privacy/erasures/{run_id}/certificate")
    pages(house.manager).get(page, 403)


def test_open_requests_stand_first_and_are_counted_for_those_who_answer_them(
    house: House, pages: Callable[[Person], Pages]
) -> None:
    with inside(house.group.id):
        before = open_requests() or 0
    over, still_open = asked(house, RequestKind.COPY), asked(house, RequestKind.COPY)
    with inside(house.group.id, as_member(house.officer)):
        withdraw_request(over)
        listed = [one.id for one in request_page(None, limit=100).rows]
        assert listed.index(still_open) < listed.index(over)
        assert open_requests() == before + 1
        withdraw_request(still_open)
        assert (open_requests() or 0) == before
    assert "/privacy/requests" in pages(house.officer).get("/")
    assert "/privacy/requests" not in pages(house.manager).get("/")


def test_api_takes_requests_in_and_tells_where_they_stand(app: Flask, house: House) -> None:
    with inside(house.group.id, as_member(house.officer)):
        of = customer("王晓明", store_id=house.store_id).id
    token = api_token(house.group, "privacy.request:write", "privacy.request:read")
    client, base = app.test_client(), f"/api/v1/t/{house.group.code}/privacy"
    headers = {"Authorization": f"Bearer {token}"}
    made = client.post(f"{base}/customers/{of}/requests", json={"kind": "copy"}, headers=headers)
    assert made.status_code == 201, made.json
    one = client.get(f"{base}/requests/{made.json['id']}", headers=headers).json  # type: ignore[index]
    assert (one["state"], one["customer_id"]) == ("received", of)  # type: ignore[index]
    listed = client.get(f"{base}/requests?state=received", headers=headers).json
    assert [row["id"] for row in listed["items"]] == [one["id"]]  # type: ignore[index]
