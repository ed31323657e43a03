"""Switching plugins on and off for the current group."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas.platform.audit import Change, record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, NotFound, Unavailable
from saas.platform.i18n import _, _l
from saas.platform.plugins.calls import tell_plugin
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.gate import effective_plugins, explain, forget_effective_plugins
from saas.platform.plugins.hooks import tenant_enabled
from saas.platform.plugins.manifest import Availability
from saas.platform.plugins.models import Switch, TenantPlugin
from saas.platform.plugins.standing import Reason, Standing
from saas.platform.tenancy import current_actor, current_tenant

# What the group can do nothing about, and what it is told.
_BEYOND_THE_GROUP = {
    Reason.BROKEN: _l("This plugin does not work at the moment. The operator can see why."),
    Reason.INCOMPATIBLE: _l("This plugin does not fit this version of the system."),
    Reason.REQUIREMENT_MISSING: _l("This plugin needs another one that is not installed."),
    Reason.MIGRATIONS_PENDING: _l("This plugin is still being set up. Try again later."),
    Reason.SUSPENDED: _l("The operator has suspended this plugin."),
    Reason.NOT_ENTITLED: _l("This plugin has not been released for your group. Ask the operator."),
}


def enable_plugin(name: str) -> Standing:
    """Switch a plugin on for the current group; one that is on stays so. It counts at once, in every process.

    Raises NotFound for one that is not installed; Conflict when it cannot run here, or when plugins that it
    requires are off; Unavailable when it fails to set itself up.
    """
    standing = explain(current_tenant(), name)
    if standing.reason is Reason.NOT_INSTALLED:
        raise NotFound(_("There is no such plugin."))
    if refusal := _BEYOND_THE_GROUP.get(standing.reason):
        raise Conflict(str(refusal))
    if missing := sorted(_requirements(name) - effective_plugins()):
        raise Conflict(_("Switch on first what it needs: %(plugins)s", plugins=_titles(missing)))
    return _switch(name, Switch.ENABLED)


def disable_plugin(name: str) -> Standing:
    """Switch a plugin off for the current group; its data stay, and those that require it stop with it.

    One that is off stays so. Raises NotFound for one that was never here, Conflict for one that is always on.
    """
    info = current_registry().info(name)
    if info and info.availability is Availability.SYSTEM:
        raise Conflict(_("This plugin is always on."))
    if info is None and not _known(name):
        raise NotFound(_("There is no such plugin."))
    return _switch(name, Switch.DISABLED)


def _requirements(name: str) -> set[str]:
    info = current_registry().info(name)
    return set(info.requires) if info else set()


def _titles(names: list[str]) -> str:
    infos = [(name, current_registry().info(name)) for name in names]
    return ", ".join(str(info.title) if info else name for name, info in infos)


def _known(name: str) -> bool:
    return explain(current_tenant(), name).reason is not Reason.NOT_INSTALLED or _find(name) is not None


def _find(name: str) -> TenantPlugin | None:
    mine = (TenantPlugin.tenant_id == current_tenant(), TenantPlugin.plugin == name)
    return session().scalars(select(TenantPlugin).where(*mine)).one_or_none()


def _switch(name: str, wanted: Switch) -> Standing:
    decision = _locked(name)
    before, first_time = decision.state, decision.enabled_at is None
    if before is not wanted:
        decision.state = wanted
        if wanted is Switch.ENABLED:
            decision.enabled_at, decision.enabled_by = now(), current_actor().member_id
        else:
            decision.disabled_at, decision.disabled_by = now(), current_actor().member_id
        session().flush()
        record(
            f"plugins.plugin.{wanted.value}",
            "tenant_plugin",
            decision.id,
            changes={"state": Change(before=before, after=wanted)},
            detail={"plugin": name},
        )
        forget_effective_plugins()
        if wanted is Switch.ENABLED:
            _set_up(name, first_time=first_time)
    return explain(current_tenant(), name)


def _set_up(name: str, *, first_time: bool) -> None:
    for answer in tell_plugin(name, tenant_enabled, tenant_id=current_tenant(), first_time=first_time):
        if answer.failed:
            raise Unavailable(
                _("The plugin could not be set up and stays off. The operator finds the reason under %(id)s.",
                  id=answer.error_id)
            )  # fmt: skip


def _locked(name: str) -> TenantPlugin:
    # Two who switch at once wait for each other here, so that each audit entry tells what really was before.
    new = insert(TenantPlugin).values(tenant_id=current_tenant(), plugin=name)
    session().execute(new.on_conflict_do_nothing(index_elements=["tenant_id", "plugin"]))
    mine = (TenantPlugin.tenant_id == current_tenant(), TenantPlugin.plugin == name)
    statement = select(TenantPlugin).where(*mine).with_for_update()
    return session().scalars(statement.execution_options(populate_existing=True)).one()
