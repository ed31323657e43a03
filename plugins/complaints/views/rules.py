"""The group's rules for who gets which complaints."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.operations import RuleDetails, add_rule, remove_rule
from plugins.complaints.permissions import HANDLE, ROUTING
from plugins.complaints.views.blueprint import WORDS, category_choices, pages
from plugins.complaints.work_queries import rules
from plugins.complaints.work_schemas import ComplaintRuleSchema
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    active_members_with,
    open_stores,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/rules", endpoint="rules")
@requires(ROUTING)
def show_rules() -> Response:
    """The rules in the order in which they count, and the form for another."""
    return _show()


@pages.post("/rules", endpoint="add_rule")
@requires(ROUTING)
def add() -> AnyResponse:
    """Add a rule."""
    try:
        with session().begin_nested():
            add_rule(RuleDetails(**read_form(ComplaintRuleSchema, request)))
    except Invalid as error:
        return _show(error)
    except Conflict as error:
        return _show(Invalid("", error.message), status=409)
    tell(_("The rule was saved."))
    return redirect(url_for("complaints.rules"), 303)


@pages.post("/rules/<int:rule_id>/remove", endpoint="remove_rule")
@requires(ROUTING)
def remove(rule_id: int) -> AnyResponse:
    """Take a rule away."""
    remove_rule(rule_id)
    tell(_("The rule was removed."))
    return redirect(url_for("complaints.rules"), 303)


def _show(error: Invalid | None = None, *, status: int = 422) -> Response:
    choices = {
        "category_id": category_choices(),
        "store_id": [(str(store.id), store.name) for store in open_stores()],
        "handler_id": [(str(one), name) for one, name in active_members_with(HANDLE)],
    }
    form = Form(ComplaintRuleSchema, {"least_severity": 1}, error=error, choices=choices)
    return render("complaints/rules.html", status=status if error else 200, rules=rules(), form=form, **WORDS)
