"""Record what customers say about being contacted, block and unblock them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from saas.core.customers.models import ContactPoint, Customer
from saas.core.privacy.decision import is_purpose
from saas.core.privacy.evidence import Proof, take_proof
from saas.core.privacy.models import (
    BlockSource,
    ConsentDecision,
    ConsentEvent,
    ContactChannel,
    DoNotContact,
    Purpose,
    RefusalScope,
)
from saas.core.privacy.notices import check_entity, check_notice
from saas.core.privacy.sharing import refresh_shares
from saas.core.privacy.turns import take_turn
from saas.platform.audit.recording import record
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_actor, current_tenant


def record_consent(
    customer_id: int,
    purpose: str,
    decision: ConsentDecision,
    *,
    channel: ContactChannel = ContactChannel.ANY,
    notice_id: int | None = None,
    notice_version: str = "",
    evidence: Mapping[str, object] | Proof | None = None,
    legal_entity_id: int | None = None,
) -> ConsentEvent:
    """Add what a customer said about a purpose; it holds from now on.

    notice_id: the notice they were shown, needed for an agreement where one is published. notice_version: of a text that
    is not published here. evidence: how it is proven, as `{"kind": "call", "id": 12}`, or a proof that is kept with it.
    legal_entity_id: the company it was said to, none for the whole group. Raises NotFound, Invalid.
    """
    if not is_purpose(purpose):
        raise Invalid("purpose", _("There is no such purpose."))
    check_entity(legal_entity_id)
    notice = check_notice(purpose, decision, notice_id, legal_entity_id)
    person = take_turn(customer_id)
    kept, file = take_proof(evidence) if isinstance(evidence, Proof) else (dict(evidence or {}), None)
    event = ConsentEvent(
        customer_id=customer_id,
        legal_entity_id=legal_entity_id,
        purpose=purpose,
        channel=channel,
        decision=decision,
        notice_id=notice.id if notice else None,
        notice_version=str(notice.version) if notice else notice_version,
        evidence=kept,
        recorded_by=current_actor().member_id,
    )
    session().add(event)
    session().flush()
    if file is not None:
        file.owner_id = event.id
    if purpose == Purpose.SHARE:
        refresh_shares(person)
    detail = {"purpose": purpose, "channel": channel, "decision": decision, "consent_event_id": event.id}
    record("privacy.consent.recorded", "customer", customer_id, detail=detail)
    return event


def record_refusal(
    customer_id: int,
    scope: RefusalScope,
    *,
    purpose: str,
    channel: ContactChannel = ContactChannel.PHONE,
    evidence: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Record that a customer refuses this call only, this purpose, or all contact; effective at once on all channels.

    Raises NotFound, Invalid for an unknown purpose.
    """
    if scope is RefusalScope.THIS_PURPOSE:
        record_consent(customer_id, purpose, ConsentDecision.DENY, evidence=evidence)
    elif scope is RefusalScope.ALL_CONTACT:
        block_contact(customer_id, source=BlockSource.VERBAL, reason=reason)
    else:
        load(Customer, customer_id)
        detail = {"purpose": purpose, "channel": channel}
        record("privacy.refusal.recorded", "customer", customer_id, detail=detail, reason=reason)


def block_contact(
    customer_id: int,
    *,
    source: BlockSource,
    channel: ContactChannel = ContactChannel.ANY,
    reason: str = "",
    contact_point_id: int | None = None,
) -> DoNotContact:
    """Put a customer on the do-not-contact list, or one of their numbers for whoever has it; again changes nothing.

    Raises NotFound for a customer or a contact point of theirs that does not exist.
    """
    take_turn(customer_id)
    number = _number_of(customer_id, contact_point_id) if contact_point_id is not None else ""
    owner = None if number else customer_id
    block = _find_block(owner, number, channel)
    if block is None:
        block = DoNotContact(customer_id=owner, value_hash=number, channel=channel, source=source)
        session().add(block)
    elif block.is_active:
        return block
    block.source, block.reason, block.is_active = source, reason, True
    session().flush()
    detail = {"channel": channel, "source": source, "of": "number" if number else "customer"}
    record("privacy.contact.blocked", "customer", customer_id, detail=detail, reason=reason)
    return block


def block_number(
    value_hash: str, *, channel: ContactChannel, source: BlockSource, customer_id: int | None = None
) -> DoNotContact:
    """Put a number on the do-not-contact list of a channel, whoever has it now or later; again changes nothing.

    value_hash: keyed hash of the number. customer_id: on whose page it shows in the audit. To be called when it is the turn
    of those who have the number, so that it holds from this moment on.
    """
    block = _find_block(None, value_hash, channel)
    if block is None:
        block = DoNotContact(customer_id=None, value_hash=value_hash, channel=channel, source=source)
        session().add(block)
    elif block.is_active:
        return block
    block.source, block.is_active = source, True
    session().flush()
    detail = {"channel": channel, "source": source, "of": "number"}
    record("privacy.contact.blocked", "customer", customer_id, detail=detail)
    return block


def unblock_contact(block_id: int, *, reason: str, customer_id: int | None = None) -> DoNotContact:
    """Take a block off the list; the reason is kept in the audit. Raises NotFound, Invalid without a reason.

    customer_id: on whose page it happened, for the audit entry of a number's block.
    """
    if not reason.strip():
        raise Invalid("reason", _("Say why contact is allowed again."))
    block = load_for_change(DoNotContact, block_id)
    if block.is_active:
        block.is_active = False
        session().flush()
        subject = block.customer_id or customer_id
        detail = {"channel": block.channel, "do_not_contact_id": block.id}
        record("privacy.contact.unblocked", "customer", subject, detail=detail, reason=reason)
    return block


def _number_of(customer_id: int, contact_point_id: int) -> str:
    point = load(ContactPoint, contact_point_id)
    if point.customer_id != customer_id:
        raise Invalid("contact_point_id", _("This is no contact of this customer."))
    return point.value_hash


def _find_block(customer_id: int | None, number: str, channel: ContactChannel) -> DoNotContact | None:
    same = (
        DoNotContact.tenant_id == current_tenant(),
        DoNotContact.customer_id.is_not_distinct_from(customer_id),
        DoNotContact.value_hash == number,
        DoNotContact.channel == channel,
    )
    return session().scalars(select(DoNotContact).where(*same).with_for_update()).one_or_none()
