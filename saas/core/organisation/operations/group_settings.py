"""What a group says about itself, and how far its set-up is."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.organisation.onboarding import Step
from saas.platform.audit import Change, record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant


def change_group(*, name: str, version: int | None = None) -> Tenant:
    """Change the group's name. Raises Invalid for an empty one, Conflict for a stale version."""
    group = _locked()
    if version is not None and group.row_version != version:
        raise Conflict(_("Somebody else changed this in the meantime."))
    if not name.strip():
        raise Invalid("name", _("Enter the name of the group."))
    before, group.name = group.name, name.strip()
    if before != group.name:
        changes = {"name": Change(before=before, after=group.name)}
        record("organisation.group.changed", "tenant", group.id, changes=changes)
        session().flush()
    return group


def finish_step(step: Step) -> None:
    """Note that a step of the set-up is done or was skipped on purpose; a second time changes nothing."""
    group = _locked()
    if step.value not in group.onboarding:
        group.onboarding = {**group.onboarding, step.value: now().isoformat()}
        record("organisation.onboarding.step_done", "tenant", group.id, detail={"step": step.value})
        session().flush()


def _locked() -> Tenant:
    mine = select(Tenant).where(Tenant.id == current_tenant()).with_for_update()
    return session().scalars(mine.execution_options(populate_existing=True)).one()
