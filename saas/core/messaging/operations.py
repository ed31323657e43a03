"""Write to customers: the contact gate first, then a message with its decision, sent after the commit."""

from __future__ import annotations

from datetime import datetime

import structlog
from flask import current_app

from saas.config import Settings
from saas.core.customers.models import ContactKind, ContactPoint
from saas.core.messaging.models import Message, MessageStatus
from saas.core.messaging.queries import message_line
from saas.core.privacy.contact_gate import begin_contact, note_not_made, require_contact
from saas.core.privacy.models import ContactChannel, GateResult, LinkKind
from saas.core.privacy.preferences import make_preference_link
from saas.core.privacy.turns import take_turn
from saas.platform.audit.recording import record
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import DEFAULT_LOCALE, _, locale_context
from saas.platform.jobs import enqueue
from saas.platform.mail.smtp import MOST_ATTEMPTS, Failure, Letter, deliver, pause_after
from saas.platform.tenancy import current_tenant

log = structlog.get_logger(__name__)

SEND_JOB = "messaging.send"
NO_SERVER = "no mail server"
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
    _ask_to_send(message)
    _note(message, "messaging.message.written")
    return message


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
    _ask_to_send(message)
    _note(message, "messaging.message.sent_again")
    return message


def deliver_message(message_id: int) -> MessageStatus:
    """Hand a queued message to the mail server and note what became of it; one that is done is left alone.

    The contact gate is asked again, since the customer may have refused after it was written, and its answer becomes the
    message's: a denied one is not sent, a deferred one waits. One that the server does not take now is tried again later,
    up to eight times. The answer is used for this one try, and counts for the caps if the mail went.
    """
    # The customer before the message, as wherever both are locked.
    take_turn(load(Message, message_id).customer_id)
    message = load_for_change(Message, message_id)
    if message.status is not MessageStatus.QUEUED:
        return message.status
    decision = begin_contact(
        message.customer_id, message.purpose, message.channel,
        module="messaging", contact_point_id=message.contact_point_id,
    )  # fmt: skip
    message.decision_id = decision.id
    if decision.result is GateResult.DENY:
        message.status = MessageStatus.DENIED
        log.info("customer_mail_denied", message_id=message.id, reasons=decision.reasons)
    elif decision.result is GateResult.DEFER:
        _ask_to_send(message, at=decision.defer_until)
    else:
        _try(message)
    return message.status


def _try(message: Message) -> None:
    settings: Settings = current_app.extensions["saas_settings"]
    failure = (
        deliver(settings, _letter(message)) if settings.smtp_url else Failure(problem=NO_SERVER, final=True)
    )
    if failure is None:
        message.status, message.sent_at, message.error = MessageStatus.SENT, now(), ""
        return
    note_not_made(message.decision_id)
    message.attempts += 1
    message.error = failure.problem
    log.warning(
        "customer_mail_not_sent", message_id=message.id, attempt=message.attempts, problem=failure.problem
    )
    if failure.final or message.attempts >= MOST_ATTEMPTS:
        message.status = MessageStatus.FAILED
    else:
        _ask_to_send(message, at=now() + pause_after(message.attempts))


def _ask_to_send(message: Message, *, at: datetime | None = None) -> None:
    message.job_id = enqueue(SEND_JOB, {"message_id": message.id}, run_after=at)


def _note(message: Message, action: str) -> None:
    detail = {"message_id": message.id, "decision_id": message.decision_id, "purpose": message.purpose}
    record(action, "customer", message.customer_id, detail=detail)


def _letter(message: Message) -> Letter:
    address = load(ContactPoint, message.contact_point_id).value
    page = current_app.jinja_env.get_template("mail/message.html")
    foot = _foot(message.customer_id)
    shown = {
        "subject": message.subject,
        "paragraphs": [*message.body.split("\n\n"), foot],
        "locale": DEFAULT_LOCALE,
    }
    return Letter(
        number=current_tenant() * _GROUP_SPAN + message.id,
        to=address,
        subject=message.subject,
        text=f"{message.body}\n\n{foot}\n",
        html=page.render(shown),
    )


def _foot(customer_id: int) -> str:
    link = make_preference_link(customer_id, LinkKind.MAILED)
    with locale_context(DEFAULT_LOCALE):
        return _(
            "Say for what we may contact you, or that you want no contact: %(address)s", address=link.address
        )
