"""What providers tell: what became of a message, and what customers answered; words that say stop hold at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from saas.core.customers.models import ContactKind, ContactPoint, Customer
from saas.core.customers.values import contact_parts
from saas.core.messaging.models import Message, MessageReply, MessageStatus
from saas.core.messaging.operations.writing import KINDS
from saas.core.messaging.texts import says_stop
from saas.core.privacy.contact_gate import note_made, note_not_made
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ContactChannel,
    Purpose,
)
from saas.core.privacy.operations import block_number, record_consent
from saas.core.privacy.turns import take_turn
from saas.platform.audit.recording import record
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant

REPORTED = (MessageStatus.DELIVERED, MessageStatus.READ, MessageStatus.FAILED, MessageStatus.REJECTED)
"""What a provider may say of a message."""
_FORWARD = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ, MessageStatus.REPLIED)
_ANSWERS_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reply as a provider tells it. sender: the number or address. provider_ref: the provider's own id of it."""

    channel: ContactChannel
    sender: str
    text: str
    provider_ref: str
    received_at: datetime | None = None


def note_report(key: str, status: MessageStatus, *, error: str = "") -> Message:
    """Note what a provider says became of a message; what is older than what is known changes nothing.

    key: as the message was given to it. error: its code, for failed and rejected ones. Raises NotFound, alike for a
    message of another group; Invalid for a status that is not a provider's to tell.
    """
    if status not in REPORTED:
        raise Invalid("status", _("A provider tells one of %(words)s.", words=", ".join(REPORTED)))
    message_id, asked = _read_key(key)
    take_turn(load(Message, message_id).customer_id)
    message = load_for_change(Message, message_id)
    if message.round != asked or message.status in (MessageStatus.DENIED, MessageStatus.REPLIED):
        return message
    if status in (MessageStatus.FAILED, MessageStatus.REJECTED):
        if message.status is MessageStatus.SENT:
            note_not_made(message.decision_id)
            message.status, message.error = status, error
    elif message.status not in _FORWARD or _FORWARD.index(status) > _FORWARD.index(message.status):
        # Also one whose taking we never heard of: it arrived, so it counts.
        note_made(message.decision_id)
        message.status, message.error, message.uncertain = status, "", False
        message.sent_at = message.sent_at or now()
    session().flush()
    return message


def take_reply(told: Told) -> MessageReply:
    """Keep a reply; one that says stop blocks the number on its channel, whoever has it, and ends marketing to them.

    Told twice it is kept once. Raises Invalid for a sender that is no number or address.
    """
    kind = KINDS.get(told.channel)
    if kind is None:
        raise Invalid("channel", _("Messages are not sent by this channel."))
    sender = _hash_of(kind, told.sender)
    known = _find(told)
    if known is not None:
        return known
    people = _people(sender, kind)
    # All of them, in one order, before anything of theirs is locked.
    owners = [take_turn(person) for person in people]
    stop = says_stop(told.text)
    message = _answered(owners, told.channel) if owners else None
    reply = MessageReply(
        channel=told.channel, provider_ref=told.provider_ref, customer_id=owners[0] if owners else None,
        message_id=message.id if message else None, from_hash=sender, body=told.text, stop=stop,
        received_at=told.received_at or now(),
    )  # fmt: skip
    session().add(reply)
    session().flush()
    if stop:
        _stop(reply, owners)
    if message is not None:
        message.status = MessageStatus.REPLIED
    record(
        "messaging.reply.received", "customer", reply.customer_id, detail={"reply_id": reply.id, "stop": stop}
    )
    session().flush()
    return reply


def _stop(reply: MessageReply, owners: list[int]) -> None:
    block_number(
        reply.from_hash, channel=reply.channel, source=BlockSource.REPLY, customer_id=reply.customer_id
    )
    for owner in owners:
        record_consent(
            owner, Purpose.MARKETING, ConsentDecision.WITHDRAW, evidence={"kind": "reply", "id": reply.id}
        )


def _read_key(key: str) -> tuple[int, int]:
    group, _dash, rest = key.rpartition("-")
    code, _dash, message_id = group.rpartition("-")
    numbers = (message_id, rest)
    mine = code == session().get_one(Tenant, current_tenant()).code
    if not mine or not all(text.isascii() and text.isdigit() and len(text) < 19 for text in numbers):
        raise NotFound(_("This does not exist, or no longer."))
    return int(message_id), int(rest)


def _hash_of(kind: ContactKind, sender: str) -> str:
    try:
        return contact_parts(kind, sender).value_hash
    except Invalid as error:
        raise Invalid("sender", error.message) from None


def _find(told: Told) -> MessageReply | None:
    mine = select(MessageReply).where(
        MessageReply.tenant_id == current_tenant(),
        MessageReply.channel == told.channel,
        MessageReply.provider_ref == told.provider_ref,
    )
    return session().scalars(mine).one_or_none()


def _people(sender: str, kind: ContactKind) -> list[int]:
    having = (
        select(ContactPoint.customer_id)
        .join(
            Customer,
            (Customer.tenant_id == ContactPoint.tenant_id) & (Customer.id == ContactPoint.customer_id),
        )
        .where(
            ContactPoint.tenant_id == current_tenant(),
            ContactPoint.kind == kind,
            ContactPoint.value_hash == sender,
            Customer.gone_at.is_(None),
        )
        .order_by(ContactPoint.customer_id)
    )
    return list(session().scalars(having))


def _answered(owners: list[int], channel: ContactChannel) -> Message | None:
    latest = (
        select(Message)
        .where(
            Message.tenant_id == current_tenant(),
            Message.customer_id.in_(owners),
            Message.channel == channel,
            Message.status.in_((MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ)),
            Message.sent_at > now() - _ANSWERS_WITHIN,
        )
        .order_by(Message.sent_at.desc())
        .limit(1)
        .with_for_update()
    )
    return session().scalars(latest).one_or_none()
