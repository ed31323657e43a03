"""Hand a message over, with the contact gate's answer of this moment, and note what became of it."""

from __future__ import annotations

import structlog
from flask import current_app

from saas.core.customers.models import ContactPoint
from saas.core.messaging.adapters import NotTaken, Outgoing, hand_over
from saas.core.messaging.models import Message, MessageStatus
from saas.core.messaging.operations.sending import ask_to_send
from saas.core.messaging.setup import channel_setup
from saas.core.privacy.contact_gate import begin_contact, note_made, note_not_made, use_of
from saas.core.privacy.models import ContactChannel, GateResult, LinkKind
from saas.core.privacy.preferences import make_preference_link
from saas.core.privacy.turns import take_turn
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.i18n import DEFAULT_LOCALE, _, locale_context
from saas.platform.mail.smtp import MOST_ATTEMPTS, pause_after
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant

log = structlog.get_logger(__name__)

# Keeps the Message-IDs of customers' mail apart from each other and from those of mail to staff.
_GROUP_SPAN = 10**12


def deliver_message(message_id: int) -> MessageStatus:
    """Hand a queued message over and note what became of it; one that is done is left alone.

    The contact gate is asked again, since the customer may have refused after it was written, and its answer becomes the
    message's: a denied one is not sent, a deferred one waits. One that is not taken now is tried again later, up to eight
    times. The answer is used for this one try, and counts for the caps if the message went, or may have gone.
    """
    # The customer before the message, as wherever both are locked.
    take_turn(load(Message, message_id).customer_id)
    message = load_for_change(Message, message_id)
    if message.status is not MessageStatus.QUEUED:
        return message.status
    earlier = message.decision_id if message.uncertain else None
    if earlier is not None:
        # The same contact once more, under the same key: it is not to stand in its own way.
        note_not_made(earlier)
    decision = begin_contact(
        message.customer_id, message.purpose, message.channel,
        module="messaging", contact_point_id=message.contact_point_id,
    )  # fmt: skip
    message.decision_id = decision.id
    if decision.result is GateResult.ALLOW:
        _try(message)
        return message.status
    if earlier is not None:
        note_made(earlier)
        message.uncertain = False
    if decision.result is GateResult.DENY:
        message.status = MessageStatus.DENIED
        log.info("customer_message_denied", message_id=message.id, reasons=decision.reasons)
    else:
        ask_to_send(message, at=decision.defer_until)
    return message.status


def message_key(message: Message) -> str:
    """What a message is called to providers, the same at each try: group, id, and how often a person asked for it."""
    group = session().get_one(Tenant, current_tenant()).code
    return f"{group}-{message.id}-{message.round}"


def _try(message: Message) -> None:
    result = hand_over(use_of(message.decision_id), channel_setup(message.channel), _outgoing(message))
    if not isinstance(result, NotTaken):
        message.status, message.sent_at, message.error = MessageStatus.SENT, now(), ""
        message.provider_ref, message.uncertain = result.provider_ref, False
        return
    message.uncertain = result.uncertain
    if not result.uncertain:
        note_not_made(message.decision_id)
    message.attempts += 1
    message.error = result.problem
    log.warning(
        "customer_message_not_sent",
        message_id=message.id, attempt=message.attempts, problem=result.problem,
    )  # fmt: skip
    if result.final or message.attempts >= MOST_ATTEMPTS:
        message.status = MessageStatus.FAILED
    else:
        ask_to_send(message, at=now() + pause_after(message.attempts))


def _outgoing(message: Message) -> Outgoing:
    text, html = message.body, ""
    if message.channel is ContactChannel.EMAIL:
        foot = _foot(message.customer_id)
        page = current_app.jinja_env.get_template("mail/message.html")
        paragraphs = [*message.body.split("\n\n"), foot]
        html = page.render({"subject": message.subject, "paragraphs": paragraphs, "locale": DEFAULT_LOCALE})
        text = f"{message.body}\n\n{foot}\n"
    return Outgoing(
        message_id=message.id,
        key=message_key(message),
        number=current_tenant() * _GROUP_SPAN + message.id,
        channel=message.channel,
        purpose=message.purpose,
        to=load(ContactPoint, message.contact_point_id).value,
        subject=message.subject,
        text=text,
        html=html,
    )


def _foot(customer_id: int) -> str:
    link = make_preference_link(customer_id, LinkKind.MAILED)
    with locale_context(DEFAULT_LOCALE):
        return _(
            "Say for what we may contact you, or that you want no contact: %(address)s", address=link.address
        )
