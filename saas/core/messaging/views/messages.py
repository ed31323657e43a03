"""Write to a customer from their page; what became of a message, and sending it once more."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.core.customers.models import ContactKind
from saas.core.customers.queries import contact_lines, visible_customer
from saas.core.messaging.operations import send_again, send_mail_to_customer
from saas.core.messaging.permissions import READ, SEND
from saas.core.messaging.queries import kept_text, message_line
from saas.core.messaging.schemas import MailSchema
from saas.core.messaging.views.blueprint import pages
from saas.core.messaging.views.outcome import send_or_refuse
from saas.core.messaging.words import STATES, explanation
from saas.core.privacy.words import CHANNELS, purpose_title
from saas.platform.errors import Invalid
from saas.platform.i18n import LazyStr, _
from saas.platform.permissions import allowed, requires
from saas.platform.web import Form, read_form, render, tell


@pages.route("/<int:customer_id>/mail", methods=["GET", "POST"])
@requires(SEND)
def mail(customer_id: int) -> AnyResponse:
    """A mail; when the contact gate does not allow it, what was typed stays and the reason is told."""
    customer = visible_customer(customer_id, SEND)
    error: Invalid | None = None
    if request.method == "POST":
        error = send_or_refuse(lambda: _send_mail(customer_id))
        if error is None:
            return redirect(url_for("customers.show", customer_id=customer_id), 303)
    addresses: list[tuple[str, LazyStr]] = [
        (str(line.id), f"{line.masked} {line.label}".strip())
        for line in contact_lines(customer_id)
        if line.kind is ContactKind.EMAIL
    ]
    start = {"contact_point_id": addresses[0][0] if addresses else None, "purpose": "service"}
    form = Form(MailSchema, start, error=error, choices={"contact_point_id": addresses})
    return render(
        "messaging/mail.html",
        status=422 if error else 200,
        form=form,
        customer=customer,
        addresses=addresses,
        back=url_for("customers.show", customer_id=customer_id),
    )


def _send_mail(customer_id: int) -> None:
    typed = read_form(MailSchema, request)
    send_mail_to_customer(
        customer_id,
        typed["contact_point_id"],
        typed["purpose"],
        subject=typed["subject"],
        body=typed["body"],
    )


@pages.get("/messages/<int:message_id>")
@requires(READ)
def show(message_id: int) -> AnyResponse:
    """A message without its words: to which contact, for what, and what became of it."""
    line = message_line(message_id)
    customer = visible_customer(line.customer_id, READ)
    state, tone = STATES[line.status]
    points = {point.id: point.masked for point in contact_lines(customer.id)}
    return render(
        "messaging/message.html",
        customer=customer,
        line=line,
        state=state,
        tone=tone,
        why=explanation(line),
        purpose=purpose_title(line.purpose),
        address=points.get(line.contact_point_id, ""),
        may_send=allowed(SEND),
        channel=CHANNELS[line.channel],
        kept=kept_text(message_id),
    )


@pages.post("/messages/<int:message_id>/again")
@requires(SEND)
def again(message_id: int) -> AnyResponse:
    """Send a message that did not go once more."""
    visible_customer(message_line(message_id).customer_id, SEND)
    send_again(message_id)
    tell(_("The message is on its way."))
    return redirect(url_for("messaging.show", message_id=message_id), 303)
