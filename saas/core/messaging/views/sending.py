"""Send a customer a template's text, after seeing it as they will."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from saas.core.customers.queries import contact_lines, visible_customer
from saas.core.messaging.operations import send_template
from saas.core.messaging.operations.writing import KINDS
from saas.core.messaging.permissions import SEND
from saas.core.messaging.queries import TemplateText, offered_templates
from saas.core.messaging.rendering import Rendered, rendered
from saas.core.messaging.schemas import SendSchema
from saas.core.messaging.views.blueprint import pages
from saas.core.messaging.views.outcome import send_or_refuse
from saas.core.messaging.words import LANGUAGES
from saas.core.privacy.words import CHANNELS, purpose_title
from saas.platform.errors import Invalid
from saas.platform.permissions import requires
from saas.platform.web import Form, read_form, render
from saas.platform.web.forms.showing import Choices


@pages.route("/<int:customer_id>/message", methods=["GET", "POST"])
@requires(SEND)
def message(customer_id: int) -> AnyResponse:
    """Choose a template, see its text for this customer, send it; what the contact gate says is told."""
    customer = visible_customer(customer_id, SEND)
    offered = offered_templates()
    error: Invalid | None = None
    typed = {"template": request.args.get("template", ""), "locale": request.args.get("locale", "zh_CN")}
    if request.method == "POST":
        error = send_or_refuse(lambda: _send(customer_id))
        if error is None:
            return redirect(url_for("customers.show", customer_id=customer_id), 303)
        typed = {name: request.form.get(name, "") for name in ("template", "locale")}
    chosen = next((one for one in offered if one.code == typed["template"]), None)
    locale = typed["locale"] if typed["locale"] in LANGUAGES else "zh_CN"
    points = _points(customer_id, chosen)
    start = {
        "template": chosen.code if chosen else None,
        "locale": locale,
        "contact_point_id": points[0][0] if points else None,
    }
    choices: dict[str, Choices] = {
        "template": [(one.code, f"{one.name} · {CHANNELS[one.channel]}") for one in offered],
        "contact_point_id": points,
    }
    shown, fault = _preview(chosen, customer_id, locale)
    return render(
        "messaging/send.html",
        status=422 if error else 200,
        customer=customer,
        form=Form(SendSchema, start, error=error, choices=choices),
        offered=[(one.code, one.name) for one in offered],
        languages=list(LANGUAGES.items()),
        chosen=chosen,
        locale=locale,
        shown=shown,
        fault=fault,
        points=points,
        purpose=purpose_title(chosen.purpose) if chosen else "",
        back=url_for("customers.show", customer_id=customer_id),
    )


def _send(customer_id: int) -> None:
    typed = read_form(SendSchema, request)
    send_template(customer_id, int(typed["contact_point_id"]), typed["template"], locale=typed["locale"])


def _points(customer_id: int, chosen: TemplateText | None) -> Choices:
    if chosen is None:
        return []
    kind = KINDS[chosen.channel]
    return [
        (str(line.id), f"{line.masked} {line.label}".strip())
        for line in contact_lines(customer_id)
        if line.kind is kind
    ]


def _preview(chosen: TemplateText | None, customer_id: int, locale: str) -> tuple[Rendered | None, str]:
    if chosen is None:
        return None, ""
    try:
        return rendered(chosen, customer_id, locale), ""
    except Invalid as fault:
        return None, str(fault.message)
