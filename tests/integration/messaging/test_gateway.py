"""Text messages by a signed gateway that is a process of its own: taken once, tried again, told what became of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from saas.core.customers.models import Gender
from saas.core.messaging.models import Adapter, Message, MessageChannel, MessageStatus
from saas.core.messaging.operations import (
    ChannelDetails,
    deliver_message,
    note_report,
    renew_secret,
    send_again,
    send_template,
    set_channel,
)
from saas.core.messaging.operations.delivering import message_key
from saas.core.messaging.queries import kept_text, message_line
from saas.core.messaging.words import explanation
from saas.core.privacy.caps import Cap, CapWindow
from saas.core.privacy.models import BlockSource, ContactChannel, ContactDecision, ContactUse, GateResult
from saas.core.privacy.operations import block_contact
from saas.core.privacy.policy import set_contact_policy
from saas.platform.database import load, session
from saas.platform.errors import Invalid, NotFound, VersionConflict
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group
from tests.integration.messaging.conftest import Gateway, point_of


def write(template: str = "service") -> Message:
    made = customer("王晓明", gender=Gender.MALE, phones=["13800001111"])
    return send_template(made.id, point_of(made.id), template)


def is_counted(message: Message) -> bool:
    used = select(ContactUse.made).where(ContactUse.decision_id == message.decision_id)
    return bool(session().scalars(used).one())


@pytest.mark.req("C-80")
def test_text_message_is_signed_and_taken_once(there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        message = write()
        assert deliver_message(message.id) is MessageStatus.SENT
        assert deliver_message(message.id) is MessageStatus.SENT
        assert message.provider_ref == f"p-{message_key(message)}"
        assert is_counted(message)
    (taken,) = gateway.taken()
    assert taken["to"] == "+8613800001111"
    assert taken["text"] == "【华通汽车】王晓明先生，您的爱车该保养了。"
    assert taken["message"].startswith(f"{there.code}-")


def test_gateway_without_the_secret_takes_nothing(there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        message = write()
        renewed = renew_secret(ContactChannel.SMS)
        assert deliver_message(message.id) is MessageStatus.FAILED
        assert message.error == "http 401"
        assert not is_counted(message)
        gateway.setup(renewed)
        send_again(message.id)
        assert deliver_message(message.id) is MessageStatus.SENT


def test_answer_that_is_lost_sends_nothing_twice_and_counts_once(there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        cap = Cap(purpose="service", channel=ContactChannel.ANY, window=CapWindow.DAY, most=1)
        set_contact_policy({}, caps=[cap])
        message = write()
        secret = session().scalars(select(MessageChannel)).one().secret
        gateway.setup(secret, [502])
        assert deliver_message(message.id) is MessageStatus.QUEUED
        assert message.uncertain
        # It may have arrived, so nobody else contacts the customer; its own next try is no other contact.
        assert is_counted(message)
        assert deliver_message(message.id) is MessageStatus.SENT
        assert is_counted(message)
    assert len(gateway.taken()) == 1
    assert len(gateway.calls()) == 2


def test_uncertain_message_that_is_refused_meanwhile_stays_counted(there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        message = write()
        gateway.setup(session().scalars(select(MessageChannel)).one().secret, [502])
        deliver_message(message.id)
        first = message.decision_id
        block_contact(message.customer_id, source=BlockSource.VERBAL)
        assert deliver_message(message.id) is MessageStatus.DENIED
        assert session().scalars(select(ContactUse.made).where(ContactUse.decision_id == first)).one()
        assert load(ContactDecision, message.decision_id).result is GateResult.DENY
    assert len(gateway.calls()) == 1


@pytest.mark.parametrize(
    ("answer", "status", "waits"), [(400, MessageStatus.FAILED, False), (429, MessageStatus.QUEUED, True)]
)
def test_refusals_are_final_or_not(
    answer: int, status: MessageStatus, waits: bool, there: Group, gateway: Gateway
) -> None:
    with inside(there.id), locale_context("en"):
        message = write()
        gateway.setup(session().scalars(select(MessageChannel)).one().secret, [answer])
        assert deliver_message(message.id) is status
        told = explanation(message_line(message.id))
        assert told.endswith(f"The gateway answers with code {answer}.")
        assert told.startswith("Is tried again.") is waits
        assert not is_counted(message)


def test_reports_go_forward_only(there: Group) -> None:
    with inside(there.id):
        message = write()
        deliver_message(message.id)
        key = message_key(message)
        assert note_report(key, MessageStatus.READ).status is MessageStatus.READ
        assert note_report(key, MessageStatus.DELIVERED).status is MessageStatus.READ
        assert note_report(key, MessageStatus.FAILED, error="x").status is MessageStatus.READ
        assert is_counted(message)
        with pytest.raises(Invalid):
            note_report(key, MessageStatus.SENT)


def test_message_that_the_network_refuses_counts_for_nothing_and_can_be_sent_again(there: Group) -> None:
    with inside(there.id):
        message = write()
        deliver_message(message.id)
        key = message_key(message)
        note_report(key, MessageStatus.REJECTED, error="BLACKLIST")
        assert not is_counted(message)
        with locale_context("en"):
            assert explanation(message_line(message.id)) == "Code of the provider: BLACKLIST"
        send_again(message.id)
        # What is told of the first round no longer matters.
        assert note_report(key, MessageStatus.DELIVERED).status is MessageStatus.QUEUED
        assert deliver_message(message.id) is MessageStatus.SENT
        assert message_key(message) != key


@pytest.mark.parametrize(
    "key", ["", "x", "other-1-1", "{code}-1-x", "{code}--1", "{code}-999999-1", "{code}-1-１"]
)
def test_reports_of_what_is_not_ours_are_not_found(key: str, there: Group) -> None:
    with inside(there.id), pytest.raises(NotFound):
        note_report(key.format(code=there.code), MessageStatus.DELIVERED)


def test_channel_that_goes_nowhere_keeps_the_text_here(there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        held = session().scalars(select(MessageChannel)).one()
        details = ChannelDetails(
            adapter=Adapter.FILE, signature="华通", opt_out_zh="回R退订", opt_out_en="Reply R."
        )
        set_channel(ContactChannel.SMS, details, seen=held.row_version)
        message = write()
        assert deliver_message(message.id) is MessageStatus.SENT
        assert "【华通】王晓明先生" in kept_text(message.id)
    assert gateway.calls() == []


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("adapter", {"adapter": Adapter.SMTP}),
        ("gateway_url", {"gateway_url": "ftp://x"}),
        ("gateway_url", {"gateway_url": "https://["}),
        ("gateway_url", {"gateway_url": "https://[", "adapter": Adapter.FILE}),
        ("signature", {"signature": " "}),
        ("signature", {"signature": "【华通】"}),
        ("opt_out_zh", {"opt_out_zh": "谢谢"}),
        ("opt_out_en", {"opt_out_en": "Thank you"}),
    ],
)
def test_channel_is_checked(field: str, changes: dict[str, str], there: Group) -> None:
    right = {
        "adapter": Adapter.GATEWAY, "gateway_url": "https://sms.example.com/", "signature": "华通",
        "opt_out_zh": "回R退订", "opt_out_en": "Reply R",
    }  # fmt: skip
    with inside(there.id), pytest.raises(Invalid) as refused:
        set_channel(ContactChannel.SMS, ChannelDetails(**{**right, **changes}), seen=1)  # type: ignore[arg-type]
    assert field in refused.value.fields


def test_channel_is_not_changed_over_somebody_elses_change(there: Group) -> None:
    with inside(there.id), pytest.raises(VersionConflict):
        set_channel(
            ContactChannel.SMS,
            ChannelDetails(adapter=Adapter.FILE, signature="x", opt_out_zh="R", opt_out_en="R"),
        )


def test_address_inside_our_network_is_never_called(there: Group) -> None:
    with inside(there.id):
        held = session().scalars(select(MessageChannel)).one()
        held.gateway_url = "https://127.0.0.1:8443/send"
        message = write()
        assert deliver_message(message.id) is MessageStatus.FAILED
        assert message.error == "internal_host"
