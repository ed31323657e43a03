"""Mail to customers: never without the gate's decision, sent over real SMTP, told in the timeline."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from saas.core.customers.models import ContactKind, ContactPoint
from saas.core.messaging.models import Message, MessageStatus
from saas.core.messaging.operations import deliver_message, send_mail_to_customer
from saas.core.privacy.models import BlockSource, ContactDecision
from saas.core.privacy.operations import block_contact
from saas.platform.database import session
from saas.platform.errors import Forbidden, Invalid
from tests.factories.customers import customer
from tests.integration.customers.conftest import Dealer
from tests.integration.platform.test_mail import Post


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    settings = app.extensions["saas_settings"]
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        app.extensions["saas_settings"] = replace(settings, smtp_url=server.url)
        yield server
        app.extensions["saas_settings"] = settings
        server.shutdown()
        thread.join()


@pytest.fixture
def point(dealer: Dealer) -> ContactPoint:
    made = customer("王晓明", email="wang@example.com")
    mine = (ContactPoint.customer_id == made.id, ContactPoint.kind == ContactKind.EMAIL)
    return session().scalars(select(ContactPoint).where(*mine)).one()


def write(point: ContactPoint, purpose: str = "service", **fields: str) -> Message:
    words = {"subject": "保养提醒", "body": "您的爱车该保养了。\n\n浦东店", **fields}
    return send_mail_to_customer(point.customer_id, point.id, purpose, **words)


def test_mail_carries_its_decision_and_is_sent_once(point: ContactPoint, post: Post, dealer: Dealer) -> None:
    message = write(point)
    decision = session().get(ContactDecision, (dealer.tenant_id, message.decision_id))
    assert decision is not None
    assert (decision.module, decision.purpose) == ("messaging", "service")
    assert deliver_message(message.id) is MessageStatus.SENT
    assert deliver_message(message.id) is MessageStatus.SENT
    assert len(post.letters) == 1
    assert "To: wang@example.com" in post.letters[0]


def test_mail_is_sealed_at_rest(point: ContactPoint, dealer: Dealer) -> None:
    write(point)
    stored = (
        session()
        .execute(text("SELECT subject, body FROM message WHERE tenant_id = :t"), {"t": dealer.tenant_id})
        .one()
    )
    assert "保养".encode() not in bytes(stored.subject) + bytes(stored.body)


def test_mail_waits_for_the_gate(point: ContactPoint) -> None:
    with pytest.raises(Forbidden):
        write(point, "marketing")
    block_contact(point.customer_id, source=BlockSource.VERBAL)
    with pytest.raises(Forbidden):
        write(point)
    assert session().scalars(select(Message)).all() == []


def test_message_without_decision_cannot_exist(point: ContactPoint) -> None:
    message = write(point)
    session().flush()
    with pytest.raises(IntegrityError, match="decision_id"):
        session().execute(text("UPDATE message SET decision_id = NULL WHERE id = :i"), {"i": message.id})


@pytest.mark.parametrize("fields", [{"subject": " "}, {"body": ""}])
def test_mail_needs_a_text(point: ContactPoint, fields: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        write(point, **fields)


def test_mail_goes_only_to_an_address_of_the_customer(point: ContactPoint) -> None:
    stranger = customer("李芳")
    with pytest.raises(Invalid):
        send_mail_to_customer(stranger.id, point.id, "service", subject="保养", body="提醒")


def test_mail_without_a_server_or_refused_is_noted(point: ContactPoint, post: Post, app: Flask) -> None:
    post.answer_to_recipient = "550 no such user"
    refused = write(point)
    assert deliver_message(refused.id) is MessageStatus.FAILED
    assert refused.error == "smtp 550"
    app.extensions["saas_settings"] = replace(app.extensions["saas_settings"], smtp_url="")
    assert deliver_message(write(point).id) is MessageStatus.FAILED
