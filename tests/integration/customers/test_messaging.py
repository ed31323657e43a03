"""Mail to customers: never without the gate's decision, sent over real SMTP, told in the timeline."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from saas.core.customers.models import ContactKind, ContactPoint
from saas.core.messaging.models import Message, MessageStatus
from saas.core.messaging.operations import deliver_message, send_again, send_mail_to_customer
from saas.core.messaging.queries import message_line, message_lines
from saas.core.messaging.words import explanation
from saas.core.privacy.caps import Cap, CapWindow
from saas.core.privacy.models import BlockSource, ContactChannel, ContactDecision, GateResult
from saas.core.privacy.operations import block_contact, unblock_contact
from saas.core.privacy.policy import set_contact_policy
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.platform.i18n import locale_context
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.mail.smtp import MOST_ATTEMPTS
from saas.testing.factories.customers import customer
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


MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
"""Ten in the morning and ten at night in Shanghai."""


@pytest.fixture(autouse=True)
def at_ten(clock: Callable[[datetime], None]) -> None:
    clock(MORNING)


def decision_of(message: Message) -> ContactDecision:
    return session().get_one(ContactDecision, (message.tenant_id, message.decision_id))


def job_of(message: Message) -> JobRow:
    return session().get_one(JobRow, (message.tenant_id, message.job_id), populate_existing=True)


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


def test_mail_refused_meanwhile_is_not_sent_and_says_why(point: ContactPoint, post: Post) -> None:
    message = write(point)
    first = message.decision_id
    block = block_contact(point.customer_id, source=BlockSource.VERBAL)
    assert deliver_message(message.id) is MessageStatus.DENIED
    assert post.letters == []
    decision = decision_of(message)
    assert (decision.id > first, decision.result) == (True, GateResult.DENY)
    with locale_context("en"):
        assert explanation(message_line(message.id)) == "The customer wants no contact."
    with pytest.raises(Forbidden):
        send_again(message.id)
    unblock_contact(block.id, reason="又同意了")
    assert send_again(message.id).status is MessageStatus.QUEUED
    assert deliver_message(message.id) is MessageStatus.SENT


def test_mail_in_a_quiet_hour_waits_for_its_end(
    point: ContactPoint, post: Post, clock: Callable[[datetime], None]
) -> None:
    set_contact_policy({"*": ["20:00", "08:00"]})
    message = write(point)
    clock(NIGHT)
    assert deliver_message(message.id) is MessageStatus.QUEUED
    decision = decision_of(message)
    assert decision.result is GateResult.DEFER
    assert decision.defer_until is not None
    assert job_of(message).run_after == decision.defer_until
    with locale_context("en"):
        assert explanation(message_line(message.id)).startswith("Waits until")
    clock(decision.defer_until)
    assert deliver_message(message.id) is MessageStatus.SENT
    assert decision_of(message).result is GateResult.ALLOW


def test_mail_that_the_server_never_takes_ends_as_failed_and_can_be_sent_again(
    point: ContactPoint, post: Post
) -> None:
    post.answer_to_recipient = "451 later"
    message = write(point)
    for attempt in range(1, MOST_ATTEMPTS):
        assert deliver_message(message.id) is MessageStatus.QUEUED
        wait = job_of(message).run_after - now()
        assert wait == pytest.approx(timedelta(minutes=2 ** (attempt - 1)), abs=timedelta(seconds=5))
    assert deliver_message(message.id) is MessageStatus.FAILED
    (line,) = message_lines(point.customer_id, before=None, limit=5)
    with locale_context("en"):
        assert explanation(line) == "The mail server refuses it with code 451."
    post.answer_to_recipient = "250 ok"
    assert send_again(message.id).attempts == 0
    assert deliver_message(message.id) is MessageStatus.SENT
    with pytest.raises(Conflict):
        send_again(message.id)


def test_mail_whose_job_ended_without_sending_counts_as_failed(point: ContactPoint, post: Post) -> None:
    message = write(point)
    with pytest.raises(Conflict):
        send_again(message.id)
    job_of(message).state = JobState.FAILED
    session().flush()
    assert message_line(message.id).status is MessageStatus.FAILED
    send_again(message.id)
    assert message_line(message.id).status is MessageStatus.QUEUED
    assert deliver_message(message.id) is MessageStatus.SENT


def test_mail_that_passes_a_cap_waits_and_one_that_did_not_go_does_not_count(
    point: ContactPoint, post: Post, clock: Callable[[datetime], None]
) -> None:
    cap = Cap(purpose="service", channel=ContactChannel.ANY, window=CapWindow.DAY, most=1)
    set_contact_policy({}, caps=[cap])
    first, second = write(point), write(point)
    post.answer_to_recipient = "451 later"
    assert deliver_message(first.id) is MessageStatus.QUEUED
    post.answer_to_recipient = "250 ok"
    assert deliver_message(second.id) is MessageStatus.SENT
    assert deliver_message(first.id) is MessageStatus.QUEUED
    decision = decision_of(first)
    assert (decision.result, decision.reasons[-1]) == (GateResult.DEFER, "cap_day")
    assert decision.defer_until is not None
    assert job_of(first).run_after == decision.defer_until
    with locale_context("en"), pytest.raises(Conflict, match="as often as a day allows"):
        write(point)
    clock(decision.defer_until)
    assert deliver_message(first.id) is MessageStatus.SENT
    assert len(post.letters) == 2


def test_mail_ends_with_a_link_to_the_customers_own_page(point: ContactPoint, post: Post) -> None:
    assert deliver_message(write(point).id) is MessageStatus.SENT
    letter = message_from_string(post.letters[0], policy=policy.default)
    for part in letter.iter_parts():
        assert re.search(r"/p/[a-z0-9-]+/preferences/[\w-]{43}", part.get_content())
