"""What the operator decides: which group may have a restricted plugin, and whether a plugin runs at all."""

from __future__ import annotations

from sqlalchemy import select

from saas.platform.audit import Change, record
from saas.platform.audit.recording import record_platform
from saas.platform.database import global_session, session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.extension import loaded_plugin
from saas.platform.plugins.gate import explain, forget_effective_plugins
from saas.platform.plugins.models import PlatformState, PluginInstallation
from saas.platform.plugins.standing import Standing
from saas.platform.tenancy import current_tenant


def entitle(name: str, *, entitled: bool = True) -> Standing:
    """Let the current group have a restricted plugin, or take that back; raises NotFound for one that is not installed.

    Taken back, the plugin stops at once where it is on; data and decision stay.
    """
    loaded_plugin(name)
    decision = locked_decision(name)
    if decision.entitled is not entitled:
        before, decision.entitled = decision.entitled, entitled
        session().flush()
        record(
            "plugins.plugin.entitled" if entitled else "plugins.plugin.no_longer_entitled",
            "tenant_plugin",
            decision.id,
            changes={"entitled": Change(before=before, after=entitled)},
            detail={"plugin": name},
        )
        forget_effective_plugins()
    return explain(current_tenant(), name)


def set_platform_state(name: str, state: PlatformState, note: str = "") -> None:
    """Suspend a plugin for all groups, or let it run again; it counts at once, and no decision of a group is touched.

    note: why, for the operators after. Raises NotFound for one that `saas db upgrade` has not seen.
    """
    with global_session() as work:
        row = work.scalars(
            select(PluginInstallation).where(PluginInstallation.name == name).with_for_update()
        ).one_or_none()
        if row is None:
            raise NotFound(_("There is no such plugin."))
        row.platform_state, row.note = state, note
        record_platform(work, f"plugins.plugin.{state.value}", detail={"plugin": name, "note": note})
