"""Switching rules on and off, editing them, and looking ahead at what they would make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from saas.core.followups.facts import CONDITIONS, DueDays
from saas.core.followups.generation import fresh_facts
from saas.core.followups.models import FollowupRule
from saas.core.privacy.criteria import denied
from saas.core.privacy.models import ContactChannel
from saas.platform.audit import record
from saas.platform.audit.recording import changes_of
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant

PREVIEW_DAYS = 7
# What may be edited; the event and the purpose are what the rule is.
EDITABLE = frozenset(
    {
        "name",
        "offset_days",
        "offset_months",
        "window_days",
        "priority",
        "script_id",
        "condition",
        "max_attempts",
        "retry_days",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDay:
    """What a rule would make for one due day; `withheld` are left out because the contact gate would deny them."""

    day: date
    created: int
    withheld: int


def switch_on(rule_id: int, day: date) -> FollowupRule:
    """Let a rule act on what is due from `day` on, never on earlier facts; switching on twice changes nothing."""
    rule = load_for_change(FollowupRule, rule_id)
    if rule.enabled_on is None:
        rule.enabled_on = day
        record("followups.rule.switched_on", "followup_rule", rule.id, detail={"from": day.isoformat()})
    return rule


def switch_off(rule_id: int) -> FollowupRule:
    """Let a rule make no more tasks; those it made stay."""
    rule = load_for_change(FollowupRule, rule_id)
    if rule.enabled_on is not None:
        rule.enabled_on = None
        record("followups.rule.switched_off", "followup_rule", rule.id)
    return rule


def edit_rule(rule_id: int, version: int, values: Mapping[str, Any]) -> FollowupRule:
    """Change a rule; its tasks keep the version that they were made by.

    version: the row version that was seen. Raises NotFound, Conflict, and Invalid for a value that cannot be.
    """
    rule = load_for_change(FollowupRule, rule_id, version=version)
    _check(values)
    for name, value in values.items():
        setattr(rule, name, value)
    changes = changes_of(rule)
    if changes:
        rule.version += 1
        record("followups.rule.edited", "followup_rule", rule.id, changes=changes)
    session().flush()
    return rule


def _check(values: Mapping[str, Any]) -> None:
    if unknown := set(values) - EDITABLE:
        raise Invalid(min(unknown), _("This cannot be changed."))
    for name in values.get("condition", {}):
        if name not in CONDITIONS and name != "store_id":
            raise Invalid("condition", _("There is no condition named %(name)s.", name=name))
    for name in ("window_days", "max_attempts", "retry_days"):
        if name in values and values[name] < 1:
            raise Invalid(name, _("At least 1."))


def preview(rule_id: int, day: date) -> list[PreviewDay]:
    """What the rule would make from `day` on in the next seven days if it were switched on at `day`."""
    rule = load(FollowupRule, rule_id)
    days = DueDays(first=day, last=day + timedelta(days=PREVIEW_DAYS - 1))
    facts = fresh_facts(rule, days).subquery()
    refused = denied(facts.c.customer_id, rule.purpose, ContactChannel.PHONE)
    rows = session().execute(
        select(
            facts.c.due_from,
            func.count().filter(~refused).label("created"),
            func.count().filter(refused).label("withheld"),
        ).group_by(facts.c.due_from)
    )
    found = {row.due_from: row for row in rows}
    return [
        PreviewDay(
            day=each,
            created=found[each].created if each in found else 0,
            withheld=found[each].withheld if each in found else 0,
        )
        for each in (day + timedelta(days=number) for number in range(PREVIEW_DAYS))
    ]


def rules() -> list[FollowupRule]:
    """All rules of the group, in the order of the journey they follow."""
    statement = select(FollowupRule).where(FollowupRule.tenant_id == current_tenant())
    return list(session().scalars(statement.order_by(FollowupRule.event, FollowupRule.id)))
