"""Studies that are sent to single customers: within the contact gate, once, each link answered once, named or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from plugins.kano.duties import apply_retention, erase, export, merge, unmerge
from plugins.kano.models import Invitation, Mode, Response
from plugins.kano.operations import Letter, Pair, close_study, invite_customer, new_submission, send_answers
from plugins.kano.operations.inviting import MESSAGES
from plugins.kano.permissions import READ, SEND
from plugins.kano.tests.conftest import Browser, House
from plugins.kano.tests.test_answering import filled
from saas.core.contracts.duties import Subject
from saas.core.messaging.models import Message
from saas.core.privacy.models import BlockSource, ContactDecision
from saas.core.privacy.operations import block_contact
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.permissions import assign_role
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, member
from tests.factories.kano import Made, asked_ids, open_for_answers

Open = Callable[[Person], Browser]
MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai: a mail may go."""
LETTER = Letter(subject="服务期望", body="请回答：{link}")


@pytest.fixture(autouse=True)
def at_ten(clock: Callable[[datetime], None]) -> None:
    clock(MORNING)


@pytest.fixture(scope="module")
def sender(house: House) -> Person:
    """Who prepares studies and may write to customers."""
    who = member(house.group, role="data_analyst", name="调研员")
    with house.acting(house.analyst):
        assign_role(who.member_id, "crm_specialist")
    return who


def mailed(house: House, name: str) -> int:
    return customer(name, email=f"c{ord(name[-1])}@example.com", store_id=house.store_id).id


def sent_to(study: Made, customer_id: int) -> str:
    """The token of what is sent."""
    made = invite_customer(study.id, customer_id, LETTER, address=lambda token: f"https://a.example/{token}")
    return made.token


def pairs(of: Made) -> list[Pair]:
    return [Pair(study_factor_id=one, functional=1, dysfunctional=5) for one in asked_ids(of)]


@pytest.mark.req("K-04")
def test_each_customer_has_a_link_that_takes_answers_once(house: House, sender: Person) -> None:
    with house.acting(sender):
        anonymous, named = open_for_answers(by_link=False), open_for_answers(named=True)
        one, other = mailed(house, "周一"), mailed(house, "郑二")
        tokens = [sent_to(anonymous, one), sent_to(anonymous, other)]
        own = sent_to(named, one)
        letter = (
            session()
            .scalars(select(Message).where(Message.customer_id == one).order_by(Message.id).limit(1))
            .one()
        )
        assert letter.body == f"请回答：https://a.example/{tokens[0]}"
        decision = session().get_one(ContactDecision, (letter.tenant_id, letter.decision_id))
        assert (decision.purpose, letter.purpose) == ("survey", "survey")
    with house.acting(sender), pytest.raises(Conflict, match="before"):
        sent_to(anonymous, one)
    with house.acting(sender):
        assert send_answers(tokens[0], new_submission(), pairs(anonymous))
        assert send_answers(own, new_submission(), pairs(named))
    for token, study in ((tokens[0], anonymous), (own, named), (anonymous.link_token, anonymous)):
        with house.acting(sender), pytest.raises(NotFound):
            send_answers(token, new_submission(), pairs(study))
    with house.acting(sender):
        kept = session().scalars(
            select(Response).where(Response.study_id.in_((anonymous.id, named.id))).order_by(Response.id)
        )
        assert [(row.mode, row.customer_id) for row in kept] == [(Mode.LINK, None), (Mode.LINK, one)]
        close_study(anonymous.id)
    with house.acting(sender), pytest.raises(NotFound):
        send_answers(tokens[1], new_submission(), pairs(anonymous))
    with house.acting(sender), pytest.raises(Conflict, match="takes no answers"):
        sent_to(anonymous, other)


@pytest.mark.req("K-04")
def test_study_goes_to_nobody_who_must_not_or_cannot_be_written_to(house: House, sender: Person) -> None:
    with house.acting(sender):
        made = open_for_answers()
        blocked, unreachable = mailed(house, "吴三"), customer("王四", store_id=house.store_id).id
        block_contact(blocked, source=BlockSource.VERBAL, reason="")
    with house.acting(sender), pytest.raises(Forbidden):
        sent_to(made, blocked)
    for customer_id in (unreachable, 999_999_999):
        with house.acting(sender), pytest.raises(Invalid) as refused:
            sent_to(made, customer_id)
        assert "customer_id" in refused.value.fields
    with house.acting(sender), pytest.raises(Invalid) as refused:
        invite_customer(made.id, blocked, Letter(subject="x", body="x"), address=str)
    assert "body" in refused.value.fields
    with house.acting(house.manager), pytest.raises(Forbidden):
        sent_to(made, unreachable)
    with house.acting(sender):
        assert session().scalars(select(Invitation).where(Invitation.study_id == made.id)).all() == []


@pytest.mark.req("K-04")
def test_page_sends_one_after_the_other_and_the_customer_is_told_who_reads(
    house: House, sender: Person, browser: Open, client: FlaskClient
) -> None:
    with house.acting(sender):
        made, one = open_for_answers("您最看重什么", named=True), mailed(house, "冯五")
    at, path = browser(sender), f"/studies/{made.id}/invitations/new"
    assert "invitations/new" in at.get(f"/studies/{made.id}").text
    assert "{link}" in at.get(path).text
    assert f'data-picker-url="/t/{house.group.code}/customers/pick"' in at.get(path).text
    refused = at.post(path, customer_id=one, subject="x", body="x")
    assert refused.status_code == 422
    assert f'<option value="{one}" selected>冯五</option>' in refused.text
    assert at.post(path, customer_id=one, subject="期望", body="请看 {link}").status_code == 303
    assert at.post(path, customer_id=one, subject="期望", body="再看 {link}").status_code == 409
    assert "已向 1 位客户发送专属链接" in at.get(f"/studies/{made.id}").text
    with house.acting(sender):
        body = session().scalars(select(Message.body).where(Message.customer_id == one)).one()
    found = re.search(r"https?://[^/]+(/p/\S+)", body)
    assert found
    page = client.get(found[1])
    assert "您的姓名" in page.text
    answers = filled(page.text, 2)
    assert client.post(found[1], data=answers).status_code == 303
    assert client.get(found[1]).status_code == 404
    assert "其中 1 位已作答" in at.get(f"/studies/{made.id}").text
    assert "invitations/new" not in browser(house.manager).get(f"/studies/{made.id}").text


@pytest.mark.shows("kano.study:send")
def test_who_writes_to_customers_of_a_store_sends_studies_and_an_analyst_does_not(house: House) -> None:
    crm = member(house.group, role="crm_specialist", stores=[house.store_id], name="客户关系专员")
    with house.acting(house.analyst):
        made, one = open_for_answers(), mailed(house, "冯九")
        with pytest.raises(Forbidden):
            sent_to(made, one)
    with house.acting(crm):
        assert sent_to(made, one)


@pytest.mark.req("K-04")
def test_api_sends_a_study_and_tells_no_link(house: House, sender: Person, client: FlaskClient) -> None:
    api: Any = client  # answers are read as they come
    with house.acting(sender):
        made, one = open_for_answers(), mailed(house, "陈六")
    sent = {"headers": {"Authorization": f"Bearer {api_token(house.group, READ, SEND, MESSAGES)}"}}
    path = f"/api/v1/t/{house.group.code}/x/kano/studies/{made.id}/invitations"
    body = {"customer_id": one, "subject": "期望", "body": "请看 {link}"}
    told = api.post(path, json=body, **sent)
    assert told.status_code == 201, told.json
    assert set(told.json) == {"id", "study_id", "customer_id", "answered", "sent_at"}
    assert api.post(path, json=body, **sent).status_code == 409


def test_duties_hand_out_move_and_forget_who_was_asked(house: House, sender: Person) -> None:
    with house.acting(sender):
        made, one, other = open_for_answers(), mailed(house, "褚七"), mailed(house, "卫八")
        sent_to(made, one)
        mine = select(Invitation.customer_id).where(Invitation.study_id == made.id)
        moved = merge(other, [one])
        assert session().scalars(mine).all() == [other]
        unmerge(moved)
        assert session().scalars(mine).all() == [one]
        subject = Subject(customer_id=one)
        assert any("kano_invitation" in file.name for file in export(subject))
        erase(subject)
        assert session().scalars(mine).all() == []
        sent_to(made, other)
        apply_retention(MORNING.replace(year=2029))
        assert session().scalars(mine).all() == []
