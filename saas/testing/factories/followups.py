"""Follow-up rules and tasks for tests."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from saas.core.customers.models import Customer
from saas.core.followups.models import FollowupRule, FollowupTask, FollowupType, TaskStatus
from saas.platform.database import session
from saas.platform.tenancy import current_tenant
from saas.testing.factories.customers import customer

_numbers = itertools.count(1)
DAY = date(2026, 11, 20)


def rule(code: str, *, since: date | None = None) -> FollowupRule:
    """A rule of the group's starter pack, switched on at `since` if given."""
    found = (
        session()
        .scalars(
            select(FollowupRule).where(FollowupRule.tenant_id == current_tenant(), FollowupRule.code == code)
        )
        .one()
    )
    found.enabled_on = since
    session().flush()
    return found


def task(of: Customer | None = None, *, day: date = DAY, **fields: Any) -> FollowupTask:
    """An open task that is due at `day`, of a new customer unless one is given."""
    owner = of or customer()
    values: dict[str, Any] = {
        "occurrence": f"test:{next(_numbers)}",
        "followup_type": FollowupType.AFTER_SERVICE,
        "purpose": "service",
        "due_from": day,
        "due_to": day + timedelta(days=3),
        "store_id": owner.store_id,
        "status": TaskStatus.ASSIGNED if fields.get("assignee_id") else TaskStatus.PENDING,
        **fields,
    }
    made = FollowupTask(customer_id=owner.id, **values)
    session().add(made)
    session().flush()
    return made
