"""The group's rules for who gets which complaints."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from plugins.complaints.models import Category
from plugins.complaints.permissions import HANDLE, ROUTING
from plugins.complaints.work_models import RoutingRule
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    Store,
    _,
    active_members_with,
    current_tenant,
    load,
    load_for_change,
    record,
    require,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDetails:
    """When a rule counts, and who gets the complaint; none of a thing: whichever. handler_id none: who has the fewest."""

    category_id: int | None = None
    least_severity: int = 1
    store_id: int | None = None
    handler_id: int | None = None


def add_rule(details: RuleDetails) -> RoutingRule:
    """Add a rule; raises Invalid for what is not there, Conflict where there is one for the same complaints."""
    require(ROUTING)
    _check(details)
    mine = (
        RoutingRule.tenant_id == current_tenant(),
        RoutingRule.category_id.is_not_distinct_from(details.category_id),
        RoutingRule.store_id.is_not_distinct_from(details.store_id),
        RoutingRule.least_severity == details.least_severity,
    )
    if session().scalar(select(RoutingRule.id).where(*mine)) is not None:
        raise Conflict(_("There is a rule for these complaints already."))
    rule = RoutingRule(
        category_id=details.category_id,
        least_severity=details.least_severity,
        store_id=details.store_id,
        handler_id=details.handler_id,
    )
    session().add(rule)
    session().flush()
    record("complaints.rule.added", "complaints_rule", rule.id, detail=_told(rule))
    return rule


def remove_rule(rule_id: int) -> dict[str, object]:
    """Take a rule away; what it said. Complaints that it gave out stay with whom they are. Raises NotFound."""
    require(ROUTING)
    rule = load_for_change(RoutingRule, rule_id)
    told = _told(rule)
    session().delete(rule)
    session().flush()
    record("complaints.rule.removed", "complaints_rule", rule_id, detail=told)
    return told


def _check(details: RuleDetails) -> None:
    for model, row_id, field in (
        (Category, details.category_id, "category_id"),
        (Store, details.store_id, "store_id"),
    ):
        if row_id is not None:
            try:
                load(model, row_id)
            except NotFound:
                raise Invalid(field, _("This does not exist, or no longer.")) from None
    if details.handler_id is None:
        return
    able = dict(active_members_with(HANDLE, store_id=details.store_id))
    if details.handler_id not in able:
        raise Invalid("handler_id", _("This member cannot be given complaints of the store."))


def _told(rule: RoutingRule) -> dict[str, object]:
    return {
        "category_id": rule.category_id,
        "least_severity": rule.least_severity,
        "store_id": rule.store_id,
        "handler_id": rule.handler_id,
    }
