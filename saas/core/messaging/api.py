"""The REST API of messages to customers; never their text, and addresses only by the contact's id."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.core.customers.queries import visible_customer
from saas.core.messaging.models import Message, MessageStatus
from saas.core.messaging.operations import send_mail_to_customer
from saas.core.messaging.permissions import READ, SEND
from saas.core.messaging.queries import message_page
from saas.core.messaging.schemas import MailSchema
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
def send_mail(body: dict[str, Any], customer_id: int) -> Message:
    """Write a mail to a customer; 403 or 409 when the contact gate denies or defers it."""
    visible_customer(customer_id, SEND)
    return send_mail_to_customer(customer_id, **body)
