"""Settings: when customers are left in peace, and how often they are contacted at most."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.organisation.views.saving import Conflicted, save
from saas.core.privacy.permissions import POLICY
from saas.core.privacy.policy import set_contact_policy
from saas.core.privacy.policy_form import (
    CAPPED,
    KEYS,
    TITLES,
    PolicyFormSchema,
    cap_key,
    shown,
    written,
    written_caps,
)
from saas.core.privacy.queries import current_policy
from saas.core.privacy.views.blueprint import pages
from saas.core.privacy.words import CHANNELS, WINDOWS
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, form_version, read_form, render, tell


@pages.get("/settings/quiet-hours", endpoint="policy")
@requires(POLICY)
def show() -> Response:
    """The quiet hours and limits that hold, and since when."""
    return _page()


@pages.post("/settings/quiet-hours", endpoint="change_policy")
@requires(POLICY)
def change() -> Response:
    """Let a new version hold."""

    def work() -> None:
        typed = read_form(PolicyFormSchema, request)
        held = current_policy()
        set_contact_policy(
            written(typed, held.quiet_hours), caps=written_caps(typed, held.caps), seen=form_version() or 0
        )
        tell(_("The contact policy was saved and holds from now on."))

    faults = save(work)
    if faults is not None:
        return _page(faults)
    return make_response(redirect(url_for("privacy.policy"), 303))


def _page(faults: Conflicted | None = None) -> Response:
    policy = current_policy()
    form = Form(
        PolicyFormSchema,
        shown(policy),
        error=faults.error if faults else None,
        version=faults.version(policy) if faults else policy.version,
    )
    return render(
        "privacy/policy.html",
        status=faults.status if faults else 200,
        form=form,
        policy=policy,
        rows=[(TITLES[purpose], key) for purpose, key in KEYS.items()],
        capped=CAPPED,
        channels=CHANNELS,
        windows=WINDOWS,
        cap_key=cap_key,
        stored=shown(policy) if faults and faults.status == 409 else {},
    )
