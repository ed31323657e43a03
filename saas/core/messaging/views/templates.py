"""Settings: the templates of messages."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request, url_for

from saas.core.customers.permissions import READ
from saas.core.customers.queries import visible_customer
from saas.core.messaging.operations import (
    TemplateWords,
    add_template,
    change_template,
    set_retired,
)
from saas.core.messaging.permissions import TEMPLATES
from saas.core.messaging.queries import TemplateText, template_page, template_text
from saas.core.messaging.rendering import Rendered, rendered
from saas.core.messaging.schemas import PreviewSchema, TemplateSchema, TemplateWordsSchema
from saas.core.messaging.views.blueprint import settings
from saas.core.messaging.words import LANGUAGES
from saas.core.organisation.views.saving import Conflicted, save
from saas.core.privacy.words import CHANNELS, PURPOSES, purpose_title
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import allowed, requires
from saas.platform.web import Form, form_version, read_form, render, tell


@settings.get("/")
@requires(TEMPLATES)
def templates() -> Response:
    """The templates of the group."""
    page = template_page(limit=50, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "messaging/templates.html",
        rows=page.rows,
        channels=CHANNELS,
        purposes=PURPOSES,
        previous_url=url_for("messaging_settings.templates", before=page.before) if page.before else "",
        next_url=url_for("messaging_settings.templates", after=page.after) if page.after else "",
    )


@settings.route("/new", methods=["GET", "POST"])
@requires(TEMPLATES)
def new() -> Response:
    """A template that is not there yet."""
    faults = save(_add) if request.method == "POST" else None
    if request.method == "POST" and faults is None:
        return make_response(redirect(url_for("messaging_settings.templates"), 303))
    form = Form(TemplateSchema, error=faults.error if faults else None)
    return render("messaging/template_new.html", status=faults.status if faults else 200, form=form)


@settings.get("/<int:template_id>", endpoint="template")
@requires(TEMPLATES)
def show(template_id: int) -> Response:
    """The words that hold, to be changed, and how they read for a customer."""
    return _page(template_text(template_id))


@settings.post("/<int:template_id>", endpoint="change_template")
@requires(TEMPLATES)
def change(template_id: int) -> Response:
    """Let other words hold from now on."""

    def work() -> None:
        typed = read_form(TemplateWordsSchema, request)
        change_template(template_id, _words(typed), name=typed["name"], version=form_version())
        tell(_("Saved. Messages that are written from now on say this."))

    faults = save(work)
    if faults is not None:
        return _page(template_text(template_id), faults)
    return make_response(redirect(url_for("messaging_settings.template", template_id=template_id), 303))


@settings.post("/<int:template_id>/retire")
@requires(TEMPLATES)
def retire(template_id: int) -> Response:
    """Offer it no more."""
    set_retired(template_id, retired=True)
    return make_response(redirect(url_for("messaging_settings.template", template_id=template_id), 303))


@settings.post("/<int:template_id>/offer")
@requires(TEMPLATES)
def offer(template_id: int) -> Response:
    """Offer it again."""
    set_retired(template_id, retired=False)
    return make_response(redirect(url_for("messaging_settings.template", template_id=template_id), 303))


def _add() -> None:
    typed = read_form(TemplateSchema, request)
    add_template(
        code=typed["code"],
        name=typed["name"],
        channel=typed["channel"],
        purpose=typed["purpose"],
        words=_words(typed),
    )
    tell(_("The template was added."))


def _words(typed: dict[str, Any]) -> TemplateWords:
    return TemplateWords(**{key: typed[key] for key in ("subject_zh", "body_zh", "subject_en", "body_en")})


def _page(template: TemplateText, faults: Conflicted | None = None) -> Response:
    customer_id = request.args.get("customer_id", type=int)
    may_preview = allowed(READ)
    customer = visible_customer(customer_id, READ) if may_preview and customer_id else None
    return render(
        "messaging/template.html",
        status=faults.status if faults else 200,
        row=template,
        form=Form(
            TemplateWordsSchema,
            template,
            error=faults.error if faults else None,
            version=faults.version(template) if faults else template.row_version,
        ),
        stored=template if faults and faults.status == 409 else None,
        channel=CHANNELS[template.channel],
        purpose=purpose_title(template.purpose),
        may_preview=may_preview,
        preview=_preview_form(customer.id, customer.name) if customer else _preview_form(),
        previews=_previews(template, customer.id) if customer else [],
    )


def _preview_form(customer_id: int | None = None, name: str = "") -> Form:
    schema = PreviewSchema()
    picked = schema.load_fields["customer_id"]
    picked.metadata = {**picked.metadata, "url": url_for("customers.pick")}
    chosen = [(str(customer_id), name)] if customer_id else []
    return Form(schema, {"customer_id": customer_id}, choices={"customer_id": chosen})


def _previews(template: TemplateText, customer_id: int) -> list[tuple[str, Rendered]]:
    found = []
    for locale, title in LANGUAGES.items():
        try:
            found.append((str(title), rendered(template, customer_id, locale)))
        except Invalid:
            continue
    return found
