"""Rules: what they do, what they would make in the next seven days, on and off, and a run on demand."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.core.followups.jobs import GENERATE
from saas.core.followups.models import FollowupRule
from saas.core.followups.rules import edit_rule, preview, rules, switch_off, switch_on
from saas.core.followups.runs import last_runs
from saas.core.followups.schemas import RuleSchema
from saas.core.followups.views.blueprint import group_day, pages
from saas.core.followups.words import EVENTS, TYPES, in_locale
from saas.core.privacy.words import purpose_title
from saas.platform.database import load
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.jobs import enqueue
from saas.platform.permissions import allowed, requires
from saas.platform.web import Form, Level, form_version, read_form, render, tell

READ = "followups.rule:read"
WRITE = "followups.rule:write"


@pages.get("/rules", endpoint="rules")
@requires(READ)
def show_rules() -> Response:
    """All rules with their state."""
    return render(
        "followups/rules.html",
        rules=rules(),
        runs=last_runs(),
        events=EVENTS,
        types=TYPES,
        in_locale=in_locale,
        purpose_title=purpose_title,
        may_write=allowed(WRITE),
    )


@pages.get("/rules/<int:rule_id>")
@requires(READ)
def rule(rule_id: int) -> Response:
    """One rule, with what it would make in the next seven days."""
    return _show(load(FollowupRule, rule_id))


def _show(shown: FollowupRule, error: Invalid | None = None, theirs: Any = None) -> Response:
    days = preview(shown.id, group_day())
    return render(
        "followups/rule.html",
        status=409 if theirs else 422 if error else 200,
        rule=shown,
        days=days,
        form=Form(RuleSchema, shown, error=error, version=form_version() if error else shown.row_version),
        theirs=theirs,
        typed=request.form,
        events=EVENTS,
        types=TYPES,
        in_locale=in_locale,
        purpose_title=purpose_title,
        may_write=allowed(WRITE),
        total=sum(day.created for day in days),
        withheld=sum(day.withheld for day in days),
    )


@pages.post("/rules/<int:rule_id>")
@requires(WRITE)
def change_rule(rule_id: int) -> AnyResponse:
    """Save what was changed."""
    shown = load(FollowupRule, rule_id)
    try:
        typed = read_form(RuleSchema, request)
        edit_rule(rule_id, form_version() or 0, typed)
    except Conflict:
        return _show(load(FollowupRule, rule_id), theirs=True)
    except Invalid as error:
        return _show(shown, error)
    tell(_("The rule was saved. Tasks that it made before stay as they are."))
    return redirect(url_for("followups.rule", rule_id=rule_id), 303)


@pages.post("/rules/<int:rule_id>/switch")
@requires(WRITE)
def switch(rule_id: int) -> AnyResponse:
    """Switch a rule on from today, or off."""
    if request.form.get("on") == "true":
        switch_on(rule_id, group_day())
        tell(_("Switched on. It acts on what is due from today."))
    else:
        switch_off(rule_id)
        tell(_("Switched off. Tasks that it made stay."))
    return redirect(url_for("followups.rule", rule_id=rule_id), 303)


@pages.post("/run")
@requires(WRITE)
def run_now() -> AnyResponse:
    """Make the due tasks now instead of tonight."""
    enqueue(GENERATE, {"cause": "requested"}, dedupe=f"{GENERATE}:requested")
    tell(_("The run has begun; its result appears here in a moment."), Level.INFO)
    return redirect(url_for("followups.rules"), 303)
