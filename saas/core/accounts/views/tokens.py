"""API tokens of a group: make one and see it once, revoke one."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Response, g, make_response, redirect, request, url_for

from saas.core.accounts.group_schemas import ApiClientSchema, RotationSchema
from saas.core.accounts.models import ApiClient
from saas.core.accounts.operations import create_api_client, revoke_api_client, rotate_api_client
from saas.core.accounts.operations.api_clients import NewApiClient
from saas.core.accounts.permissions import TOKEN_WRITE
from saas.core.accounts.queries import api_clients
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.views.saving import save
from saas.platform.clock import now
from saas.platform.database import load
from saas.platform.i18n import _
from saas.platform.permissions import Permission, current_grants, requires
from saas.platform.plugins import contributions
from saas.platform.security.repeats import keep_instead
from saas.platform.web import Form, needs_proof, read_form, render, tell
from saas.platform.web.forms.showing import Choices

PLACE = "/t/<group>/settings/tokens"


@pages.get(f"{PLACE}/", endpoint="tokens")
@requires(TOKEN_WRITE)
def show_tokens() -> Response:
    """The programs that have a token."""
    return render("accounts/tokens.html", clients=api_clients(), now=now())


@pages.get(f"{PLACE}/new", endpoint="tokens_new")
@requires(TOKEN_WRITE)
def show_new() -> Response:
    """The form of a new token."""
    return _page(Form(ApiClientSchema, choices={"scopes": _scopes()}))


@pages.post(f"{PLACE}/new", endpoint="tokens_create")
@requires(TOKEN_WRITE)
@needs_proof
def create() -> Response:
    """Make a token and show it, this once."""
    made: list[NewApiClient] = []

    def work() -> None:
        values = read_form(ApiClientSchema, request)
        until = values["expires_on"]
        ends = datetime.combine(until, time.max, ZoneInfo(g.tenant.timezone)) if until else None
        made.append(
            create_api_client(
                name=values["name"], scopes=values["scopes"], expires_at=ends, giver=current_grants()
            )
        )

    faults = save(work)
    if faults is not None:
        return _page(Form(ApiClientSchema, error=faults.error, choices={"scopes": _scopes()}), faults.status)
    keep_instead(make_response(redirect(url_for("accounts.tokens"), 303)))
    return render("accounts/token_made.html", name=made[0].client.name, token=made[0].token)


@pages.get(f"{PLACE}/<int:client_id>/rotate", endpoint="token_rotation")
@requires(TOKEN_WRITE)
def show_rotation(client_id: int) -> Response:
    """The form to replace a token."""
    form = Form(RotationSchema, {"overlap_hours": 24}, choices={"overlap_hours": _overlaps()})
    return render("accounts/token_rotation.html", client=load(ApiClient, client_id), form=form)


@pages.post(f"{PLACE}/<int:client_id>/rotate", endpoint="token_rotate")
@requires(TOKEN_WRITE)
@needs_proof
def rotate(client_id: int) -> Response:
    """Replace a token and show the new one, this once."""
    made: list[NewApiClient] = []

    def work() -> None:
        hours = read_form(RotationSchema, request)["overlap_hours"]
        made.append(rotate_api_client(client_id, overlap=timedelta(hours=hours), giver=current_grants()))

    faults = save(work)
    if faults is not None:
        form = Form(RotationSchema, error=faults.error, choices={"overlap_hours": _overlaps()})
        client = load(ApiClient, client_id)
        return render("accounts/token_rotation.html", status=faults.status, client=client, form=form)
    keep_instead(make_response(redirect(url_for("accounts.tokens"), 303)))
    return render("accounts/token_made.html", name=made[0].client.name, token=made[0].token)


@pages.post(f"{PLACE}/<int:client_id>/revoke", endpoint="token_revoke")
@requires(TOKEN_WRITE)
@needs_proof
def revoke(client_id: int) -> Response:
    """Let a token open nothing any more."""
    client = revoke_api_client(client_id)
    tell(_("The token of %(name)s opens nothing any more.", name=client.name))
    return make_response(redirect(url_for("accounts.tokens"), 303))


def _overlaps() -> Choices:
    told = [(n, _("%(n)s hours", n=n)) for n in RotationSchema.HOURS if n]
    return [("0", _("not at all")), *((str(n), words) for n, words in told)]


def _scopes() -> Choices:
    grants = current_grants().in_own_name()
    declared = [contribution.value for contribution in contributions(Permission)]
    mine = [one for one in declared if (grant := grants.of(one.name)) is not None and grant.everything]
    return [(one.name, f"{one.title} ({one.name})") for one in sorted(mine, key=lambda one: one.name)]


def _page(form: Form, status: int = 200) -> Response:
    return render("accounts/token_new.html", status=status, form=form)
