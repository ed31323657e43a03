"""Write to customers: the contact gate first, then a message with its decision, sent after the commit."""

from __future__ import annotations

import smtplib

import structlog
from flask import current_app

from saas.config import Settings
from saas.core.customers.models import ContactKind, ContactPoint
from saas.core.messaging.models import Message, MessageStatus
from saas.core.privacy.contact_gate import require_contact
from saas.core.privacy.models import ContactChannel
from saas.platform.audit.recording import record
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import DEFAULT_LOCALE, _
from saas.platform.jobs import enqueue
from saas.platform.mail.smtp import Letter, deliver
from saas.platform.tenancy import current_tenant

log = structlog.get_logger(__name__)

SEND_JOB = "messaging.send"
# Keeps the Message-IDs of customers' mail apart from each other and from those of mail to staff.
_GROUP_SPAN = 10**12


def send_mail_to_customer(
    customer_id: int, contact_point_id: int, purpose: str, *, subject: str, body: str
) -> Message:
    """Write a mail to a customer; it is sent after the commit, or never if there is none.

    Raises NotFound, Invalid for a contact that is no e-mail of this customer or an empty text, Forbidden and Conflict
    with the contact gate's reasons when it denies or defers.
    """
    point = load(ContactPoint, contact_point_id)
    if point.customer_id != customer_id or point.kind is not ContactKind.EMAIL:
        raise Invalid("contact_point_id", _("Choose an e-mail address of this customer."))
    for field, text in (("subject", subject), ("body", body)):
        if not text.strip():
            raise Invalid(field, _("Write a text."))
    decision = require_contact(
        customer_id, purpose, ContactChannel.EMAIL, module="messaging", contact_point_id=contact_point_id
    )
    message = Message(
        customer_id=customer_id,
        contact_point_id=contact_point_id,
        decision_id=decision.id,
        channel=ContactChannel.EMAIL,
        purpose=purpose,
        # A line break in a subject would begin a header of its own.
        subject=" ".join(subject.split()),
        body=body.strip(),
    )
    session().add(message)
    session().flush()
    enqueue(SEND_JOB, {"message_id": message.id})
    detail = {"message_id": message.id, "decision_id": decision.id, "purpose": purpose}
    record("messaging.message.written", "customer", customer_id, detail=detail)
    return message


def deliver_message(message_id: int) -> MessageStatus:
    """Hand a queued message to the mail server and note what became of it; one that is done is left alone.

    Raises OSError and smtplib.SMTPException for what may work later.
    """
    message = load_for_change(Message, message_id)
    if message.status is not MessageStatus.QUEUED:
        return message.status
    settings: Settings = current_app.extensions["saas_settings"]
    if not settings.smtp_url:
        return _failed(message, "no mail server")
    try:
        deliver(settings, _letter(message))
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()), (550, b""))[0]
        if code < 500:
            raise
        return _failed(message, f"smtp {code}")
    except smtplib.SMTPResponseException as error:
        if error.smtp_code < 500:
            raise
        return _failed(message, f"smtp {error.smtp_code}")
    message.status, message.sent_at, message.error = MessageStatus.SENT, now(), ""
    return message.status


def _failed(message: Message, error: str) -> MessageStatus:
    message.status, message.error = MessageStatus.FAILED, error
    log.warning("customer_mail_not_sent", message_id=message.id, problem=error)
    return message.status


def _letter(message: Message) -> Letter:
    address = load(ContactPoint, message.contact_point_id).value
    page = current_app.jinja_env.get_template("mail/message.html")
    shown = {
        "subject": message.subject,
        "paragraphs": message.body.split("\n\n"),
        "locale": DEFAULT_LOCALE,
    }
    return Letter(
        number=current_tenant() * _GROUP_SPAN + message.id,
        to=address,
        subject=message.subject,
        text=message.body + "\n",
        html=page.render(shown),
    )
