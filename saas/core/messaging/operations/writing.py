"""Write to customers: the contact gate first, then a message with its decision, sent after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from saas.core.customers.models import ContactKind, ContactPoint, ContactStatus
from saas.core.messaging.models import Message, MessageStatus
from saas.core.messaging.operations.sending import ask_to_send
from saas.core.messaging.queries import current_template, message_line
from saas.core.messaging.rendering import Rendered, rendered
from saas.core.privacy.contact_gate import require_contact
from saas.core.privacy.models import ContactChannel
from saas.platform.audit.recording import record
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import DEFAULT_LOCALE, _
from saas.platform.tenancy import current_tenant

KINDS = {ContactChannel.EMAIL: ContactKind.EMAIL, ContactChannel.SMS: ContactKind.PHONE}
"""Which kind of contact a channel goes to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _To:
    customer_id: int
    contact_point_id: int
    channel: ContactChannel
    purpose: str


def send_mail_to_customer(
    customer_id: int, contact_point_id: int, purpose: str, *, subject: str, body: str
) -> Message:
    """Write a mail to a customer; it is sent after the commit, or never if there is none.

    Raises NotFound, Invalid for a contact that is no e-mail of this customer or an empty text, Forbidden and Conflict
    with the contact gate's reasons when it denies or defers.
    """
    _check_point(customer_id, contact_point_id, ContactChannel.EMAIL)
    for field, text in (("subject", subject), ("body", body)):
        if not text.strip():
            raise Invalid(field, _("Write a text."))
    to = _To(
        customer_id=customer_id,
        contact_point_id=contact_point_id,
        channel=ContactChannel.EMAIL,
        purpose=purpose,
    )
    # A line break in a subject would begin a header of its own.
    return _write(to, Rendered(subject=" ".join(subject.split()), body=body.strip(), parts=1))


def mail_customer(customer_id: int, purpose: str, *, subject: str, body: str) -> Message:
    """Write a mail to the address that a customer is reached by; it is sent after the commit, or never if there is none.

    Raises Invalid for an empty text and for a customer without an address that may work, and like `require_contact` when
    the contact gate denies or defers.
    """
    mine = (
        ContactPoint.tenant_id == current_tenant(),
        ContactPoint.customer_id == customer_id,
        ContactPoint.kind == ContactKind.EMAIL,
        ContactPoint.status != ContactStatus.INVALID,
    )
    first = select(ContactPoint.id).where(*mine).order_by(ContactPoint.is_primary.desc(), ContactPoint.id)
    point = session().scalar(first.limit(1))
    if point is None:
        raise Invalid("customer_id", _("No e-mail address of this customer is known."))
    return send_mail_to_customer(customer_id, point, purpose, subject=subject, body=body)


def send_template(
    customer_id: int, contact_point_id: int, template_code: str, *, locale: str = DEFAULT_LOCALE
) -> Message:
    """Write a template's text to a customer, by its channel and for its purpose; else as a mail.

    locale: `zh_CN` or `en`. Raises like `send_mail_to_customer`; Invalid for a template that is unknown, retired or lacks
    the language, and for one that names what is not known of this customer.
    """
    template = current_template(template_code)
    _check_point(customer_id, contact_point_id, template.channel)
    words = rendered(template, customer_id, locale)
    if words.missing:
        raise Invalid(
            "template",
            _(
                "This template names what is not known of this customer: %(names)s",
                names=", ".join(words.missing),
            ),
        )
    to = _To(
        customer_id=customer_id,
        contact_point_id=contact_point_id,
        channel=template.channel,
        purpose=template.purpose,
    )
    return _write(to, words, template_version_id=template.version_id)


def send_again(message_id: int) -> Message:
    """Let a message that did not go be sent once more.

    Raises NotFound, Conflict for one that was sent or is on its way, and with Forbidden and Conflict the contact gate's
    reasons when it denies or defers.
    """
    message = load_for_change(Message, message_id)
    if not message_line(message_id).stranded:
        raise Conflict(_("This message was sent, or is on its way."))
    decision = require_contact(
        message.customer_id, message.purpose, message.channel,
        module="messaging", contact_point_id=message.contact_point_id,
    )  # fmt: skip
    message.decision_id = decision.id
    message.status, message.error, message.attempts = MessageStatus.QUEUED, "", 0
    # To the provider it is another message; what may have gone out before stays counted.
    message.round, message.uncertain = message.round + 1, False
    ask_to_send(message)
    _note(message, "messaging.message.sent_again")
    return message


def _check_point(customer_id: int, contact_point_id: int, channel: ContactChannel) -> None:
    point = load(ContactPoint, contact_point_id)
    if point.customer_id != customer_id or point.kind is not KINDS[channel]:
        if channel is ContactChannel.EMAIL:
            raise Invalid("contact_point_id", _("Choose an e-mail address of this customer."))
        raise Invalid("contact_point_id", _("Choose a phone number of this customer."))


def _write(to: _To, words: Rendered, *, template_version_id: int | None = None) -> Message:
    decision = require_contact(
        to.customer_id, to.purpose, to.channel, module="messaging", contact_point_id=to.contact_point_id
    )
    message = Message(
        customer_id=to.customer_id,
        contact_point_id=to.contact_point_id,
        decision_id=decision.id,
        channel=to.channel,
        purpose=to.purpose,
        subject=words.subject,
        body=words.body,
        parts=words.parts,
        template_version_id=template_version_id,
    )
    session().add(message)
    session().flush()
    ask_to_send(message)
    _note(message, "messaging.message.written")
    return message


def _note(message: Message, action: str) -> None:
    detail = {"message_id": message.id, "decision_id": message.decision_id, "purpose": message.purpose}
    record(action, "customer", message.customer_id, detail=detail)
