"""The REST API of messages to customers; never their text, and addresses only by the contact's id."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.core.customers.queries import visible_customer
from saas.core.messaging.models import Message, MessageReply, MessageStatus
from saas.core.messaging.operations import (
    note_report,
    send_again,
    send_mail_to_customer,
    send_template,
    take_reply,
)
from saas.core.messaging.operations.receiving import Told
from saas.core.messaging.permissions import READ, REPORT, SEND
from saas.core.messaging.queries import (
    MessageLine,
    TemplateText,
    message_line,
    message_page,
    offered_templates,
)
from saas.core.messaging.schemas import MailSchema, ReplySchema, ReportSchema, SendSchema
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
    parts = fields.Integer(metadata={"description": "Text messages that it is charged as; 1 for a mail."})
    created_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)


class TemplateOutSchema(Schema):
    """A template that can be sent."""

    code = fields.String()
    name = fields.String()
    channel = fields.Enum(ContactChannel, by_value=True)
    purpose = fields.String()
    version = fields.Integer()
    subject_zh = fields.String()
    body_zh = fields.String()
    subject_en = fields.String()
    body_en = fields.String()


class StatusOutSchema(Schema):
    """How a message stands after a report."""

    status = fields.Enum(MessageStatus, by_value=True)


class ReplyOutSchema(Schema):
    """That a reply was kept."""

    id = fields.Integer()
    stop = fields.Boolean(metadata={"description": "It ends messages to this number."})


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


@api.get("/message-templates")
@requires(SEND)
@api.response(200, TemplateOutSchema(many=True))
def list_templates() -> list[TemplateText]:
    """List the templates that can be sent."""
    return offered_templates()


@api.post("/customers/<int:customer_id>/messages")
@requires(SEND)
@api.arguments(SendSchema)
@api.response(201, MessageOutSchema)
def send_from_template(body: dict[str, Any], customer_id: int) -> MessageLine:
    """Send a customer a template's text; 403 or 409 when the contact gate denies or defers it."""
    visible_customer(customer_id, SEND)
    made = send_template(customer_id, body["contact_point_id"], body["template"], locale=body["locale"])
    return message_line(made.id)


@api.post("/message-reports")
@requires(REPORT)
@api.arguments(ReportSchema)
@api.response(200, StatusOutSchema)
def report_message(body: dict[str, Any]) -> Message:
    """Tell what became of a message, under the name that the gateway was given for it."""
    return note_report(body["message"], body["status"], error=body["error"])


@api.post("/message-replies")
@requires(REPORT)
@api.arguments(ReplySchema)
@api.response(201, ReplyOutSchema)
def receive_reply(body: dict[str, Any]) -> MessageReply:
    """Tell what a customer answered; R, T, TD, N and 退订 end messages to the number at once."""
    return take_reply(
        Told(
            channel=body["channel"],
            sender=body["sender"],
            text=body["text"],
            provider_ref=body["ref"],
            received_at=body["received_at"],
        )
    )
