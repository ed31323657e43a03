"""A member's own link to the group's provider: made once, with factors of one's own, and taken away."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, url_for

from saas.core.accounts.operations.identities import link_identity, unlink_identity
from saas.core.accounts.operations.provider_journey import Journey, Purpose, kept_proven
from saas.core.accounts.queries.provider import identity_of, working_provider
from saas.core.accounts.request.away import forget_proven, proven_note
from saas.core.accounts.request.binding import acting_member, signed_in_account
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.guarding import for_account
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.errors import Conflict
from saas.platform.i18n import _
from saas.platform.security.openid import Proven
from saas.platform.web import needs_proof, render, tell

PLACE = "/t/<group>/single-sign-on"


@pages.get(PLACE, endpoint="own_provider")
def show() -> Response:
    """Whether the member's single sign-on is linked, and what the provider has just said."""
    return _page()


@pages.post(f"{PLACE}/link", endpoint="own_provider_link")
@for_account
@needs_proof
def link() -> Response:
    """Link what the provider has just said to the member."""

    def work() -> None:
        proven = _proven()
        if proven is None:
            raise Conflict(
                _("Too much time has passed, or this sign-in was begun in another browser. Begin again.")
            )
        link_identity(acting_member().id, proven)

    faults = save(work)
    forget_proven()
    if faults is not None:
        return _page(faults)
    tell(_("Your single sign-on is linked. From now on it lets you in."))
    return _back()


@pages.post(f"{PLACE}/unlink", endpoint="own_provider_unlink")
@for_account
@needs_proof
def unlink() -> Response:
    """Take the link away; where it was the only way in, the session ends with it."""
    unlink_identity(acting_member().id)
    tell(_("The single sign-on is no longer linked."))
    return _back()


def _proven() -> Proven | None:
    journey = Journey(purpose=Purpose.LINK, account_id=signed_in_account().id)
    return kept_proven(proven_note(), journey)


def _page(faults: Conflicted | None = None) -> Response:
    return render(
        "accounts/own_provider.html",
        status=faults.status if faults else 200,
        provider=working_provider(),
        identity=identity_of(acting_member().id),
        proven=_proven(),
        by_own_factors=signed_in_account().by_own_factors,
        faults=faults,
        group=g.tenant,
    )


def _back() -> Response:
    return make_response(redirect(url_for("accounts.own_provider"), 303))
