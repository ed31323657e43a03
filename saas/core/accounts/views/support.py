"""Support access as the group sees it: who was let in and came, the form to let support in, the way to end it."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.accounts.group_schemas import SupportSchema
from saas.core.accounts.operations import grant_support, revoke_support
from saas.core.accounts.permissions import SUPPORT_READ, SUPPORT_WRITE
from saas.core.accounts.queries import role_titles
from saas.core.accounts.queries.support import SupportState, support_accesses
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.views.saving import save
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.permissions import allowed, requires
from saas.platform.tenancy import ActorKind
from saas.platform.web import Form, needs_proof, read_form, render, tell

PLACE = "/t/<group>/settings/support"
STATES: dict[SupportState, tuple[LazyStr, str]] = {
    SupportState.OPEN: (_l("Open"), "good"),
    SupportState.OVER: (_l("Over"), "plain"),
    SupportState.REVOKED: (_l("Ended before"), "plain"),
}


@pages.get(f"{PLACE}/", endpoint="support")
@requires(SUPPORT_READ)
def show() -> Response:
    """Whom the group let in, who came, and the form to let support in."""
    return _page()


@pages.post(f"{PLACE}/", endpoint="support_grant")
@requires(SUPPORT_WRITE)
@needs_proof
def grant() -> Response:
    """Let support in."""
    faults = save(_grant)
    if faults is not None:
        return _page(Form(SupportSchema, error=faults.error, choices=_choices()), faults.status)
    tell(_("Support can come in now. It ends by itself, or here at once."))
    return make_response(redirect(url_for("accounts.support"), 303))


@pages.post(f"{PLACE}/<int:grant_id>/end", endpoint="support_end")
@requires(SUPPORT_WRITE)
def end(grant_id: int) -> Response:
    """End it at once."""
    revoke_support(grant_id)
    tell(_("Support is shut out from now on."))
    return make_response(redirect(url_for("accounts.support"), 303))


def _grant() -> None:
    grant_support(**read_form(SupportSchema, request))


def _page(form: Form | None = None, status: int = 200) -> Response:
    return render(
        "accounts/support.html",
        status=status,
        accesses=support_accesses(),
        roles=role_titles(),
        states=STATES,
        kind=ActorKind.SUPPORT.value,
        form=form or Form(SupportSchema, {"role": "group_admin", "hours": 4}, choices=_choices()),
        may_grant=allowed(SUPPORT_WRITE),
    )


def _choices() -> dict[str, list[tuple[str, str]]]:
    hours = [(str(n), _("%(n)s hours", n=n)) for n in SupportSchema.HOURS]
    return {"role": [(code, str(title)) for code, title in role_titles().items()], "hours": hours}
