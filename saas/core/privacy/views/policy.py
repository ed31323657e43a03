"""Settings: when customers are left in peace."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.organisation.views.saving import Conflicted, save
from saas.core.privacy.operations import set_contact_policy
from saas.core.privacy.permissions import POLICY
from saas.core.privacy.policy_form import KEYS, TITLES, PolicyFormSchema, shown, written
from saas.core.privacy.queries import current_policy
from saas.core.privacy.views.blueprint import pages
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, form_version, read_form, render, tell


@pages.get("/settings/quiet-hours", endpoint="policy")
@requires(POLICY)
def show() -> Response:
    """The quiet hours that hold, and since when."""
    return _page()


@pages.post("/settings/quiet-hours", endpoint="change_policy")
@requires(POLICY)
def change() -> Response:
    """Let a new version hold."""

    def work() -> None:
        typed = read_form(PolicyFormSchema, request)
        set_contact_policy(written(typed, current_policy().quiet_hours), seen=form_version() or 0)
        tell(_("The quiet hours were saved and hold from now on."))

    faults = save(work)
    if faults is not None:
        return _page(faults)
    return make_response(redirect(url_for("privacy.policy"), 303))


def _page(faults: Conflicted | None = None) -> Response:
    policy = current_policy()
    form = Form(
        PolicyFormSchema,
        shown(policy.quiet_hours),
        error=faults.error if faults else None,
        version=faults.version(policy) if faults else policy.version,
    )
    return render(
        "privacy/policy.html",
        status=faults.status if faults else 200,
        form=form,
        policy=policy,
        rows=[(TITLES[purpose], key) for purpose, key in KEYS.items()],
        stored=shown(policy.quiet_hours) if faults and faults.status == 409 else {},
    )
