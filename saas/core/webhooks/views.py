"""Settings: the systems that are told what happens, what they were told, and sending again what they did not take."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request, url_for

from saas.core.organisation.views.saving import Conflicted, save
from saas.core.webhooks.models import TellingState, WebhookEndpoint
from saas.core.webhooks.operations import (
    EndpointDetails,
    NewEndpoint,
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    renew_secret,
    send_again,
    switch,
)
from saas.core.webhooks.permissions import WRITE
from saas.core.webhooks.queries import endpoint_page, event_types, telling_page
from saas.core.webhooks.schemas import EndpointSchema
from saas.core.webhooks.words import OFF, STATES, event_in_words, problem_in_words
from saas.platform.database import load
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.security.repeats import keep_instead
from saas.platform.web import Form, GroupPages, form_version, read_form, render, tell
from saas.platform.web.forms.showing import Choices

pages = GroupPages("webhooks", "saas.core.webhooks", path="settings/webhooks")


@pages.get("/")
@requires(WRITE)
def index() -> Response:
    """The systems that are told."""
    page = endpoint_page(limit=50, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "webhooks/index.html",
        rows=page.rows,
        off=OFF,
        previous_url=url_for("webhooks.index", before=page.before) if page.before else "",
        next_url=url_for("webhooks.index", after=page.after) if page.after else "",
    )


@pages.get("/new")
@requires(WRITE)
def new() -> Response:
    """The form of one more."""
    return _new_page()


@pages.post("/new")
@requires(WRITE)
def create() -> Response:
    """Add it and show its secret, this once."""
    made: list[NewEndpoint] = []
    faults = save(lambda: made.append(add_endpoint(_typed())))
    if faults is not None:
        return _new_page(faults)
    endpoint = made[0].endpoint
    keep_instead(make_response(redirect(url_for("webhooks.show", endpoint_id=endpoint.id), 303)))
    return render("webhooks/secret.html", endpoint=endpoint, secret=made[0].secret)


@pages.get("/<int:endpoint_id>")
@requires(WRITE)
def show(endpoint_id: int) -> Response:
    """What it is told, and what became of it."""
    return _page(load(WebhookEndpoint, endpoint_id))


@pages.post("/<int:endpoint_id>")
@requires(WRITE)
def change(endpoint_id: int) -> Response:
    """Have it told otherwise."""

    def work() -> None:
        change_endpoint(endpoint_id, _typed(), version=form_version())
        tell(_("Saved; it holds from now on."))

    faults = save(work)
    if faults is not None:
        return _page(load(WebhookEndpoint, endpoint_id), faults)
    return _back(endpoint_id)


@pages.post("/<int:endpoint_id>/on")
@requires(WRITE)
def switch_on(endpoint_id: int) -> Response:
    """Tell it again from now on."""
    switch(endpoint_id, on=True)
    return _back(endpoint_id)


@pages.post("/<int:endpoint_id>/off")
@requires(WRITE)
def switch_off(endpoint_id: int) -> Response:
    """Tell it nothing more."""
    switch(endpoint_id, on=False)
    return _back(endpoint_id)


@pages.post("/<int:endpoint_id>/secret")
@requires(WRITE)
def secret(endpoint_id: int) -> Response:
    """Make a new secret and show it, this once."""
    made = renew_secret(endpoint_id)
    keep_instead(_back(endpoint_id))
    return render("webhooks/secret.html", endpoint=load(WebhookEndpoint, endpoint_id), secret=made)


@pages.post("/<int:endpoint_id>/remove")
@requires(WRITE)
def remove(endpoint_id: int) -> Response:
    """Remove it with all that it was told."""
    remove_endpoint(endpoint_id)
    tell(_("The webhook was removed."))
    return make_response(redirect(url_for("webhooks.index"), 303))


@pages.post("/tellings/<int:telling_id>/again")
@requires(WRITE)
def again(telling_id: int) -> Response:
    """Tell once more what was given up."""
    telling = send_again(telling_id)
    tell(_("It is on its way."))
    return _back(telling.endpoint_id)


def _typed() -> EndpointDetails:
    return EndpointDetails(**read_form(EndpointSchema, request))


def _back(endpoint_id: int) -> Response:
    return make_response(redirect(url_for("webhooks.show", endpoint_id=endpoint_id), 303))


def _choices() -> dict[str, Choices]:
    return {"events": [(kind.name, event_in_words(kind.name)) for kind in event_types()]}


def _new_page(faults: Conflicted | None = None) -> Response:
    form = Form(EndpointSchema, error=faults.error if faults else None, choices=_choices())
    return render("webhooks/new.html", status=faults.status if faults else 200, form=form)


def _page(endpoint: WebhookEndpoint, faults: Conflicted | None = None) -> Response:
    form = Form(
        EndpointSchema,
        endpoint,
        error=faults.error if faults else None,
        version=faults.version(endpoint) if faults else endpoint.row_version,
        choices=_choices(),
    )
    return render(
        "webhooks/endpoint.html",
        status=faults.status if faults else 200,
        endpoint=endpoint,
        form=form,
        differences=faults.differences(form, endpoint) if faults else [],
        off=OFF,
        **_tellings(endpoint.id),
    )


def _tellings(endpoint_id: int) -> dict[str, Any]:
    page = telling_page(
        endpoint_id, limit=50, after=request.args.get("after"), before=request.args.get("before")
    )

    def link(**to: str) -> str:
        return url_for("webhooks.show", endpoint_id=endpoint_id, **to)  # type: ignore[arg-type]  # values, not options

    return {
        "tellings": page.rows,
        "states": STATES,
        "dead": TellingState.DEAD,
        "problem": problem_in_words,
        "previous_url": link(before=page.before) if page.before else "",
        "next_url": link(after=page.after) if page.after else "",
    }
