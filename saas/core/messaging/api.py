"""The REST API of messages to customers; never their text, and addresses only by the contact's id."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.core.customers.queries import visible_customer
from saas.core.messaging.models import MessageStatus
from saas.core.messaging.operations import send_again, send_mail_to_customer
from saas.core.messaging.permissions import READ, SEND
from saas.core.messaging.queries import MessageLine, message_line, message_page
from saas.core.messaging.schemas import MailSchema
from saas.core.messaging.words import explanation
from saas.core.privacy.models import ContactChannel
from saas.platform.api import ApiBlueprint, PageQuery, listed, page_of
from saas.platform.i18n import _l
from saas.platform.permissions import requires

api = ApiBlueprint("messaging", __name__, description=_l("Messages to customers"))


class MessageOutSchema(Schema):
    """That a message was written, and what became of it."""

    id = fields.Integer()
    contact_point_id = fields.Integer()
    channel = fields.Enum(ContactChannel, by_value=True)
    purpose = fields.String()
    status = fields.Enum(MessageStatus, by_value=True)
    reason = fields.Function(
        explanation,
        metadata={"type": "string", "description": "Why it did not go or waits, in words; else empty."},
    )
    created_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)


@api.get("/customers/<int:customer_id>/messages")
@requires(READ)
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(MessageOutSchema))
def list_messages(query: dict[str, Any], customer_id: int) -> dict[str, object]:
    """List the messages to a customer, the newest first."""
    visible_customer(customer_id, READ)
    return listed(message_page(customer_id, limit=query["limit"], after=query["after"]))


@api.post("/customers/<int:customer_id>/mail")
@requires(SEND)
@api.arguments(MailSchema)
@api.response(201, MessageOutSchema)
def send_mail(body: dict[str, Any], customer_id: int) -> MessageLine:
    """Write a mail to a customer; 403 or 409 when the contact gate denies or defers it."""
    visible_customer(customer_id, SEND)
    return message_line(send_mail_to_customer(customer_id, **body).id)


@api.get("/messages/<int:message_id>")
@requires(READ)
@api.response(200, MessageOutSchema)
def read_message(message_id: int) -> MessageLine:
    """Read what became of a message."""
    line = message_line(message_id)
    visible_customer(line.customer_id, READ)
    return line


@api.post("/messages/<int:message_id>/send-again")
@requires(SEND)
@api.response(200, MessageOutSchema)
def send_message_again(message_id: int) -> MessageLine:
    """Send a message that did not go once more; 403 or 409 when the contact gate denies or defers it."""
    visible_customer(message_line(message_id).customer_id, SEND)
    send_again(message_id)
    return message_line(message_id)
